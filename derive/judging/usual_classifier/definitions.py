"""What one formula tells of its letters: a linear map, a softmax, an activation, a cross-entropy."""

from __future__ import annotations

from collections.abc import Iterator

from ...reading.formula import Glossary
from ...reading.formula.glossary import UNKNOWN
from ...reading.formula.nodes import (
    Bracket,
    Chain,
    Fraction,
    Items,
    Name,
    Node,
    Number,
    Operator,
    Part,
    Product,
    Scripted,
    Terms,
    lone,
    walk,
)
from ...reading.formula.notation import is_transpose

LINEAR = "linear"  # W x + b: the logits, or what goes into a hidden layer
TRANSPOSED = "transposed weights"  # W of D × K, as in W^T x, X W and Σ_d w_dk x_d
ACTIVATIONS = {"tanh", "sigmoid", "relu"}
LOGARITHMS = {"log", "ln", "lg"}
Told = tuple[str, str]


def roles_told(chain: Chain, glossary: Glossary) -> Iterator[Told]:
    r"""Yield letters and the roles that this chain of equalities gives them.

    >>> from ...reading.formula.syntax import parse
    >>> list(roles_told(parse(r"L = -\sum_k t_k \ln q_k")[0], Glossary()))
    [('t', 'labels'), ('q', 'probabilities')]
    """
    if not chain.relations or any(relation not in ("=", ":=") for relation in chain.relations):
        return
    yield from _labels_in_differences(chain, glossary)
    left = _letter(chain.sides[0])
    for side in chain.sides[1:] if left else ():
        yield from _normaliser(left, side, glossary)
        yield from (*_softmax(left, side), *_quotient(left, side), *_activation(left, side))
        yield from _linear(left, side, glossary)
        yield from _cross_entropy(left, side, glossary)


def _labels_in_differences(chain: Chain, glossary: Glossary) -> Iterator[Told]:
    """p − y uses y as the labels, whatever else a line may call y."""
    for node in walk(chain):
        if not isinstance(node, Terms) or len(node.terms) != 2 or node.terms[0][0] == node.terms[1][0]:
            continue
        letters = [_letter(term) for _, term in node.terms]
        roles = [glossary[letter].role if letter else "" for letter in letters]
        if sorted(roles) == ["labels", "probabilities"]:
            yield letters[roles.index("labels")], "labels"


def _letter(node: Node | None) -> str:
    """The letter of ``z``, ``z_i``, bold z; empty for anything else, and for a layer's letter."""
    inner = lone(node)
    if isinstance(inner, Scripted):
        return "" if inner.superscript is not None else _letter(inner.base)
    return inner.letter if isinstance(inner, Name) else ""


def _stem(node: Node | None) -> str:
    """The letter, whatever its layer."""
    inner = lone(node)
    return _stem(inner.base) if isinstance(inner, Scripted) else inner.letter if isinstance(inner, Name) else ""


def _parts(node: Node | None) -> tuple[Part, ...]:
    inner = lone(node)
    return inner.parts if isinstance(inner, Product) else (Part(inner.at, "", False, inner),) if inner else ()


def _applied(node: Node) -> tuple[str, Bracket] | None:
    """The operator's name and its bracket, where a side is nothing but f(…)."""
    parts = _parts(node)
    if len(parts) != 2:
        return None
    head, bracket = (part.factor.base if isinstance(part.factor, Scripted) else part.factor for part in parts)
    operator = lone(head)
    return (operator.name, bracket) if isinstance(operator, Operator) and isinstance(bracket, Bracket) else None


def _softmax(left: str, side: Node) -> Iterator[Told]:
    applied = _applied(side)
    if applied is not None and applied[0] == "softmax":
        yield left, "probabilities"
        inner = _letter(applied[1].content.sides[0])
        if inner:
            yield inner, "logits"


def _quotient(left: str, side: Node) -> Iterator[Told]:
    """e^{z_i} / Σ_j e^{z_j}."""
    inner = lone(side)
    if not isinstance(inner, Fraction):
        return
    above, below = set(_exponents(inner.above)), set(_exponents(inner.below))
    sums = [node for node in walk(inner.below) if isinstance(node, Operator) and node.name == "sum"]
    if len(above) == 1 and above == below and "" not in above and sums:
        yield left, "probabilities"
        yield above.pop(), "logits"


def _exponents(node: Node) -> Iterator[str]:
    parts = _parts(node)
    for part, following in zip(parts, (*parts[1:], None), strict=True):
        factor = part.factor
        if isinstance(factor, Scripted) and _letter(factor.base) == "e":
            yield _letter(factor.superscript)
        elif isinstance(factor, Operator) and factor.name == "exp" and following is not None:
            inner = following.factor
            yield _letter(inner.content.sides[0] if isinstance(inner, Bracket) else inner)


def _normaliser(left: str, side: Node, glossary: Glossary) -> Iterator[Told]:
    """S = Σ_j e^{z_j} is a number, though S is usual for a batch of probabilities."""
    parts = _parts(side)
    if (
        left
        and len(glossary[left].axes) == 2
        and len(parts) > 1
        and _is_sum(parts[0].factor)
        and _has_exponential(side)
    ):
        yield left, "number"


def _has_exponential(node: Node) -> bool:
    return any(
        (isinstance(inner, Operator) and inner.name == "exp")
        or (isinstance(inner, Scripted) and _letter(inner.base) == "e")
        for inner in walk(node)
    )


def _activation(left: str, side: Node) -> Iterator[Told]:
    applied = _applied(side)
    if applied is not None and applied[0] in ACTIVATIONS:
        yield left, "hidden"
        inner = _letter(applied[1].content.sides[0])
        if inner:
            yield inner, "pre-activations"


def _linear(left: str, side: Node, glossary: Glossary) -> Iterator[Told]:
    """W x, W x + b, Σ_j w_ij x_j + b_i."""
    inner = side.items[0] if isinstance(side, Items) and len(side.items) == 1 else None
    if not isinstance(inner, Terms) or len(inner.terms) > 2 or any(negative for negative, _ in inner.terms):
        return
    product, *offsets = (term for _, term in inner.terms)
    factors = [part.factor for part in product.parts if not _is_sum(part.factor)]
    if len(factors) != 2 or glossary[left].role in ("loss", "weights", "bias", "input", "size", "step size"):
        return
    pair = sorted((_stem(factor) for factor in factors), key=lambda letter: _rank(letter, glossary))
    roles = [glossary[letter].role for letter in pair]
    if not all(pair) or roles[0] not in ("weights", UNKNOWN) or roles[1] not in ("input", "hidden", UNKNOWN):
        return
    if UNKNOWN in roles and not (roles[0] == UNKNOWN and pair[0].isupper() and roles[1] == "input"):
        return
    yield left, LINEAR
    yield pair[0], TRANSPOSED if _is_transposed(factors, pair[0]) else "weights"
    if offsets and glossary[_stem(offsets[0])].role == UNKNOWN and _letter(offsets[0]):
        yield _letter(offsets[0]), "bias"


def _is_transposed(factors: list[Node], letter: str) -> bool:
    """W^T x, x^T W, Σ_d w_dk x_d: features number the rows of W."""
    place = next(place for place, factor in enumerate(factors) if _stem(factor) == letter)
    weights, features = factors[place], factors[1 - place]
    if isinstance(weights, Scripted) and weights.subscript is not None:
        first, last = _index_letters(weights)[:1], _index_letters(features)[-1:]
        return bool(first) and first == last and len(_index_letters(weights)) == 2
    turned = isinstance(weights, Scripted) and is_transpose(weights.superscript)
    return turned if place == 0 else not turned


def _index_letters(node: Node) -> list[str]:
    below = node.subscript if isinstance(node, Scripted) else None
    return [inner.letter for inner in walk(below) if isinstance(inner, Name)] if below is not None else []


def _rank(letter: str, glossary: Glossary) -> tuple[bool, bool]:
    """Weights first: by their role, or by a capital letter."""
    return glossary[letter].role != "weights", not letter.isupper()


def _is_sum(node: Node) -> bool:
    head = lone(node.base) if isinstance(node, Scripted) else node
    return isinstance(head, Operator) and head.name == "sum"


def _cross_entropy(left: str, side: Node, glossary: Glossary) -> Iterator[Told]:
    """−Σ_k y_k log p_k, also with 1/N Σ_n before it; letters of another usual role may be slips, and tell nothing."""
    inner = side.items[0] if isinstance(side, Items) and len(side.items) == 1 else None
    if not isinstance(inner, Terms) or len(inner.terms) != 1 or not inner.terms[0][0]:
        return
    factors = [part.factor for part in inner.terms[0][1].parts]
    rest = [f for f in factors if not _is_sum(f) and not isinstance(f, (Fraction, Number))]
    if len(rest) != 3 or len(rest) == len(factors):
        return
    head = rest[1].base if isinstance(rest[1], Scripted) else rest[1]
    if not isinstance(head, Operator) or head.name not in LOGARITHMS:
        return
    labels = _letter(rest[0])
    probabilities = _letter(rest[2].content.sides[0] if isinstance(rest[2], Bracket) else rest[2])
    for letter, role in ((left, "loss"), (labels, "labels"), (probabilities, "probabilities")):
        if letter and glossary[letter].role in (UNKNOWN, role) and (role != "loss" or glossary[letter].role == UNKNOWN):
            yield letter, role
