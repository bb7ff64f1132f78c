r"""``\sigma(u) = 1/(1 + e^u)`` under the word sigmoid, where σ′ = σ (1 − σ) is written too: a slip, and a claim."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from ...expression.nodes import Call, Derivative, Known, Name, Node, Number, Power, Prime, Product, Terms, mapped, walk
from ..statements.bindings import Binding, Statement

WORD = re.compile(r"\b(?:sigmoid|logistic (?:sigmoid|function|curve))", re.IGNORECASE)
TURNED = re.compile(r"mirror|flip|revers|decreas|falling|Fermi|complement|opposite|-\s*x\b|negative of", re.IGNORECASE)
OWN = "own:u"  # any number
Made = tuple[list[Statement], list[Binding]]


def with_logistic_told(statements: Sequence[Statement], known: Sequence[Binding]) -> Made:
    r"""The statements and bindings; such a function is the logistic one, and the line that defines it a claim.

    >>> from ...notes.sections import claims_in_text
    >>> from ..model import document_of
    >>> text = r"The sigmoid is $f(v) = \frac{1}{1 + e^{v}}$. Its slope is $f'(v) = f(v) (1 - f(v))$."
    >>> document = document_of(claims_in_text(text, "markdown"))
    >>> [statement.kind for statement in document.statements], document.bindings[0].body.function
    (['claim', 'claim'], 'sigmoid')
    >>> document_of(claims_in_text(text.replace("= f(v)", "= -f(v)"), "markdown")).statements[0].kind
    'definition'
    """
    slips = [s for s in statements if _is_slip(s, statements)]
    if not slips:
        return [*statements], [*known]
    orders = {s.order for s in slips}
    made = [_as_claim(s) if s.order in orders else s for s in statements]
    return made, [_upright(b) if b.order in orders and b.parameters else b for b in known]


def _is_slip(line: Statement, statements: Sequence[Statement]) -> bool:
    binding = line.binding
    if line.kind != "definition" or binding is None or len(binding.parameters) != 1 or len(line.trees) != 2:
        return False
    words = f"{line.claim.heading} {line.claim.prose}"
    if not _is_mirrored(binding.body, binding.parameters[0]) or not WORD.search(words) or TURNED.search(words):
        return False
    values = {
        s.binding.name for s in statements if s.binding is not None
        and isinstance(s.binding.body, Call) and s.binding.body.function.name == binding.name
    }  # fmt: skip
    slopes = [sign for s in statements for sign in _slopes(s, {binding.name, *values})]
    return bool(slopes) and min(slopes) > 0


def _is_mirrored(body: Node, parameter: Name) -> bool:
    """True for 1/(1 + e^u)."""
    parts = body.parts if isinstance(body, Product) else ()
    if len(parts) != 2 or parts[0] != ("", Number("1")) or parts[1][0] != "/" or not isinstance(parts[1][1], Terms):
        return False
    rest = [part for sign, part in parts[1][1].terms if sign > 0 and part != Number("1")]
    raised = (Power(Name("e"), parameter), Known("exp", parameter))
    return len(parts[1][1].terms) == 2 and len(rest) == 1 and rest[0] in raised


def _slopes(line: Statement, names: Collection[str]) -> list[int]:
    """The sign of each σ (1 − σ) that a line says the slope of the function to be; −1 where e^u stands there too."""
    first = line.trees[0]
    head = first.function if isinstance(first, Prime) else first.numerator if isinstance(first, Derivative) else None
    function = head.function if isinstance(head, Call) else head
    if not isinstance(function, Name) or function.name not in names:
        return []
    if any(_is_exponential(node) for tree in line.trees[1:] if tree is not None for node in walk(tree)):
        return [-1]
    return [sign for tree in line.trees[1:] if tree is not None for sign in _of_products(tree)]


def _is_exponential(node: Node) -> bool:
    """True for e^u and exp(u)."""
    raised = node.exponent if isinstance(node, Power) and node.base == Name("e") else None
    raised = node.argument if isinstance(node, Known) and node.function == "exp" else raised
    return isinstance(raised, Name)


def _of_products(tree: Node) -> list[int]:
    signed = [(1, tree)] if not isinstance(tree, Terms) or len(tree.terms) > 1 else list(tree.terms)
    found = []
    for sign, part in signed:
        factors = [factor for _, factor in part.parts] if isinstance(part, Product) else []
        rests = [Terms(((1, Number("1")), (-1, factor))) for factor in factors]
        found += [sign] if len(factors) == 2 and any(rest in factors for rest in rests) else []
    return found


def _as_claim(line: Statement) -> Statement:
    """The line with a letter of its own for the parameter: it is said of every number."""
    assert line.binding is not None
    (parameter,) = line.binding.parameters

    def changed(node: Node) -> Node:
        return Name(OWN) if node == parameter else mapped(node, changed)

    trees = tuple(tree and changed(tree) for tree in line.trees)
    return replace(line, kind="claim", binding=None, trees=trees)


def _upright(binding: Binding) -> Binding:
    return replace(binding, parameters=(Name(OWN),), body=Known("sigmoid", Name(OWN)))
