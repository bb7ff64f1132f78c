r"""Which letters with one index are vectors for each of its values: x^{(i)} where θᵀx stands, s_t of diag(1 − s_t²).

What is made of such a vector entry by entry, or by a matrix, is one too: o_t = Q s_t + c, p_t = softmax(o_t).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from ...expression.nodes import Call, Known, Name, Node, Power, Product, Terms, Transposed, walk
from ..model import Document
from ..scripts.ellipses import RUNNING
from ..statements.bindings import Statement

ROUNDS = 4
SUMMING = ("norm", "norm1", "trace", "diag")


def vectors_of_samples(statements: Sequence[Statement], samples: frozenset[str]) -> dict[str, int]:
    r"""The letters that are vectors at each value of their one index, each with the section from which on it is so.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = [r"s_t = \tanh(a_t)", r"a_t = U x_t + b", r"J = \mathrm{diag}(1 - s_t^2) U"]
    >>> document = document_of([Claim(line, n, 1) for n, line in enumerate(lines)])
    >>> sorted(vectors_of_samples(document.statements, frozenset()).items())
    [('a', 0), ('s', 0), ('x', 0)]
    """
    trees = [tree for s in statements for tree in s.read]
    once: dict[str, set[str]] = {}
    for name in (name for tree in trees for name in _names(tree) if _letter(name)):
        once.setdefault(name.name, set()).add(_letter(name))
    found = dict.fromkeys(_with_made({*_seeds(trees, once, samples)} & once.keys(), statements), 0)
    for statement in (s for s in statements if s.kind == "definition"):
        told = list(statement.read)
        for letter in _with_made({*_of_entries(told, once)} & once.keys(), statements):
            found.setdefault(letter, statement.claim.section)
    return {name: section for name, section in found.items() if name[:1].islower()}


def _with_made(names: set[str], statements: Sequence[Statement]) -> set[str]:
    """The letters, and those that are made of them or make them entry by entry or by matrices."""
    found = set(names)
    for _ in range(ROUNDS if found else 0):
        for statement in (s for s in statements if s.kind == "definition" and len(s.trees) == 2):
            left, right = statement.trees
            letter = _letter(left) if isinstance(left, Name) else ""
            made_of = _made_of(right, letter) if letter and right is not None else None
            together = {left.name, *made_of} if isinstance(left, Name) and made_of else set()
            if together & found:
                found |= together
    return found


def _names(tree: Node) -> Iterator[Name]:
    return (node for node in walk(tree) if isinstance(node, Name))


def _letter(name: Name) -> str:
    """The letter of the only index, t of s_t and of s_{t−1}."""
    if len(name.indices) != 1 or name.layer is not None:
        return ""
    letters = {part.name for part in walk(name.indices[0]) if isinstance(part, Name)}
    return letters.pop() if len(letters) == 1 else ""


def _seeds(trees: Iterable[Node], once: Mapping[str, set[str]], samples: frozenset[str]) -> Iterator[str]:
    """Vectors by what stands with them: a transpose, diag, θᵀx beside x^{(i)}."""
    for node in (node for tree in trees for node in walk(tree)):
        if isinstance(node, Transposed) and isinstance(node.base, Name) and _letter(node.base):
            yield node.base.name
        elif isinstance(node, Known) and node.function == "diag":
            yield from (name.name for name in _names(node.argument) if _letter(name) not in ("", RUNNING))
        elif (dot := _of_a_dot_product(node)) is not None:
            yield from (name.name for name in _names(dot) if once.get(name.name) == {_letter(name)})
        elif isinstance(node, Product):
            yield from (name.name for name in _behind_a_row(node) if once.get(name.name) == {_letter(name)})
            yield from (name for name in _met_by_a_row(node) if once.get(name, set()) & samples)


def _of_a_dot_product(node: Node) -> Node | None:
    """v_c of exp(u_w^T v_c), σ(u_w^T v_c) and e^{u_w^T v_c}: what a function of numbers is applied to is one."""
    inside = node.argument if isinstance(node, Known) and node.function not in SUMMING else None
    inside = node.exponent if isinstance(node, Power) else inside
    inside = node.arguments[0] if isinstance(node, Call) and len(node.arguments) == 1 else inside
    row = inside.parts[0][1] if isinstance(inside, Product) and len(inside.parts) == 2 else None
    if not isinstance(inside, Product) or not isinstance(row, Transposed) or not isinstance(row.base, Name):
        return None
    sign, last = inside.parts[1]
    return last if sign == "" and isinstance(last, Name) and row.base.name[:1].islower() and row.base.indices else None


def _behind_a_row(node: Product) -> Iterator[Name]:
    """x_i of wᵀ x_i, for each i."""
    for (_, row), (sign, name) in pairwise(node.parts):
        base = row.base if isinstance(row, Transposed) and not sign else None
        if not (isinstance(base, Name) and isinstance(name, Name)) or base.name[:1].isupper() or base.indices:
            continue
        if _letter(name):
            yield name


def _met_by_a_row(node: Product) -> Iterator[str]:
    """x of y θᵀ x, and of x θᵀ: behind a transpose, or before one at the end; y of Xᵀ y and yᵀ y may be all samples."""
    parts = [part for _, part in node.parts]
    for place, part in enumerate(parts):
        if isinstance(part, Transposed) and isinstance(part.base, Name) and not part.base.name[:1].isupper():
            beside = parts[place + 1 : place + 2] or parts[max(place - 1, 0) : place]
            names = (name for name in beside if isinstance(name, Name) and not name.indices)
            yield from (name.name for name in names if name.name != part.base.name)


def _of_entries(trees: Iterable[Node], once: Mapping[str, set[str]]) -> Iterator[str]:
    """p of an entry p_{tk} in a definition, beside p_t."""
    for name in (name for tree in trees for name in _names(tree) if len(name.indices) == 2):
        first = name.indices[0]
        if isinstance(first, Name) and first.name in once.get(name.name, ()):
            yield name.name


def _made_of(node: Node, letter: str) -> set[str] | None:
    """The letters with that index in what is made entry by entry or by matrices; None where more is done."""
    if isinstance(node, Name):
        return {node.name} if _letter(node) == letter else set() if not node.indices else None
    if isinstance(node, Known) and node.function not in SUMMING:
        return _made_of(node.argument, letter)
    if isinstance(node, Power):
        return _made_of(node.base, letter)
    if isinstance(node, Terms):
        return _all(_made_of(part, letter) for _, part in node.terms)
    if isinstance(node, Product) and _is_by_a_matrix(node):
        return _made_of(node.parts[1][1], letter)
    if isinstance(node, Product) and all(sign == "o" for sign, _ in node.parts[1:]):
        return _all(_made_of(part, letter) for _, part in node.parts)
    return None if any(_names(node)) else set()


def _is_by_a_matrix(node: Product) -> bool:
    """W x_t with a capital that has no index."""
    first = node.parts[0][1]
    capital = isinstance(first, Name) and not first.indices and first.name.rpartition(":")[2][:1].isupper()
    return len(node.parts) == 2 and node.parts[1][0] in ("", ".") and capital


def _all(parts: Iterable[set[str] | None]) -> set[str] | None:
    found: set[str] = set()
    for part in parts:
        if part is None:
            return None
        found |= part
    return found


def more_indices(call: Call, parameters: tuple[Name, ...]) -> set[str]:
    """The letters of indices that arguments have and the parameters of the same names have not.

    >>> more_indices(Call(Name("f"), (Name("x", (Name("i"),)),)), (Name("x"),))
    {'i'}
    """
    found: set[str] = set()
    for argument, parameter in zip(call.arguments, parameters, strict=False):
        same = isinstance(argument, Name) and argument.name == parameter.name
        if same and isinstance(argument, Name) and not parameter.indices and not parameter.bold:
            found |= {index.name for index in argument.indices if isinstance(index, Name)}
    return found


def letters_of_calls(document: Document) -> dict[int, set[str]]:
    """The letters that count samples since functions are applied to each of them, by section: i of ξ(t_i, y_i).

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> letters_of_calls(document_of([Claim("f(x) = a x", 1, 1), Claim(r"J = \\sum_i f(x_i)", 2, 1)]))
    {0: {'i'}}
    """
    letters: dict[int, set[str]] = {}
    for statement in document.statements:
        for call in (node for tree in statement.read for node in walk(tree) if isinstance(node, Call)):
            for binding in document.by_name.get(call.function.name, ()):
                letters.setdefault(statement.claim.section, set()).update(more_indices(call, binding.parameters))
    return letters
