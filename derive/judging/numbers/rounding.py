"""Rounded values as intervals: a numeral that an earlier line gave as a result stands for all that round to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import reduce

import sympy as sp
from flint import arb, fmpq

from ...proof.numbers.balls import precision
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement, is_chosen, is_numeric
from ...reading.expression.nodes import Call, Known, Largest, Name, Node, Number, Power, Product, Terms, mapped, walk
from .arithmetic import places_of, shows_digits

BITS = 128
FUNCTIONS: dict[str, Callable[[arb], arb]] = {
    "exp": arb.exp, "log": arb.log, "sqrt": arb.sqrt, "tanh": arb.tanh, "abs": arb.__abs__, "norm": arb.__abs__,
    "sigmoid": lambda argument: 1 / (1 + (-argument).exp()), "relu": lambda argument: argument.max(arb(0)),
}  # fmt: skip


def results_up_to(document: Document, order: int) -> Iterator[tuple[Statement, Node, Node]]:
    """The numbers that lines up to this one end in, each with the line and the formula before it: results.

    Numbers for a letter that only a later line makes of others are data.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim("e^{1.2} = 3.32", 1, 1), Claim("x = 0.5", 2, 1)])
    >>> [result for _, _, result in results_up_to(document, 2)]
    [Number(text='3.32')]
    """
    for statement in document.statements:
        if statement.order > order or statement.kind == "statement" or is_chosen(statement):
            continue
        for before, tree in zip(statement.trees, statement.trees[1:], strict=False):
            bound = document.by_name.get(before.name, ()) if isinstance(before, Name) else ()
            given = isinstance(before, Name) and all(b.value or b.order > statement.order for b in bound)
            if tree is not None and before is not None and is_numeric(tree) and not given and not computes(tree):
                yield statement, before, tree


def decimals_in(tree: Node) -> set[str]:
    """The numerals with a decimal point; that of 3 · 10^8 is as exact as 3.

    >>> sorted(decimals_in(Terms(((1, Number("0.25")), (1, Number("1"))))))
    ['0.25']
    """
    return {n.text for n in walk(tree) if isinstance(n, Number) and "." in n.text}


def rounded_numerals(document: Document, order: int) -> frozenset[str]:
    """The decimals that lines up to this one end in, behind a formula: results, which may be rounded.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> sorted(rounded_numerals(document_of([Claim("e^{1.2} = 3.32", 1, 1), Claim("x = 0.5", 2, 1)]), 2))
    ['3.32']
    """
    return frozenset(text for _, _, tree in results_up_to(document, order) for text in decimals_in(tree))


def computes(tree: Node) -> bool:
    """True for arithmetic: a product, a power, a sum of several terms; a numeral with a sign, or a list, is none.

    >>> computes(Power(Number("2"), Number("3"))), computes(Terms(((-1, Number("2")),)))
    (True, False)
    """
    return any(
        isinstance(part, (Product, Power, Known, Call, Largest)) or (isinstance(part, Terms) and len(part.terms) > 1)
        for part in walk(tree)
    )


def with_logistic(node: Node) -> Node:
    """The formula with the logistic function for σ, which the notes may write without saying so.

    >>> with_logistic(Call(Name("sigma"), (Number("2"),)))
    Known(function='sigmoid', argument=Number(text='2'), base='')
    """
    if isinstance(node, Call) and node.function.name == "sigma" and len(node.arguments) == 1:
        return Known("sigmoid", with_logistic(node.arguments[0]))
    return mapped(node, with_logistic)


def ball_of(node: Node, rounded: Collection[str]) -> arb | None:
    """All values that arithmetic may have, where these numerals stand for what rounds to them; None for other trees.

    >>> ball_of(Terms(((1, Number("0.25")), (1, Number("1")))), {"0.25"}).contains(1.2549)
    True
    """
    with precision(BITS):
        try:
            ball = _ball(node, rounded)
        except (ZeroDivisionError, ValueError):
            return None
    return ball if ball is not None and ball.is_finite() else None


def _ball(node: Node, rounded: Collection[str]) -> arb | None:
    if isinstance(node, Number):
        ball = numeral_ball(node.text, wide=node.text in rounded)
        return ball.union(_cut_off(node.text)) if node.text in rounded else ball
    if isinstance(node, Name) and not node.indices:
        return {"e": arb(1).exp(), "pi": arb.pi()}.get(node.name)
    parts = _parts(node)
    balls = [_ball(part, rounded) for part in parts]
    if not parts or any(ball is None for ball in balls):
        return None
    return _combined(node, [ball for ball in balls if ball is not None])


def _parts(node: Node) -> list[Node]:
    if isinstance(node, Terms):
        return [part for _, part in node.terms]
    if isinstance(node, Product):
        return [part for _, part in node.parts]
    if isinstance(node, Power):
        return [node.base, node.exponent]
    if isinstance(node, Largest):
        return list(node.items)
    return [node.argument] if isinstance(node, Known) and node.function in FUNCTIONS else []


def _combined(node: Node, balls: list[arb]) -> arb | None:
    total = balls[0]
    if isinstance(node, Terms):
        return sum((ball * sign for (sign, _), ball in zip(node.terms, balls, strict=True)), arb(0))
    if isinstance(node, Product):
        for (sign, _), ball in zip(node.parts[1:], balls[1:], strict=True):
            total = total / ball if sign == "/" else total * ball
        return total
    if isinstance(node, Power):
        return total ** balls[1]
    if isinstance(node, Largest):
        return reduce(arb.max if node.function == "max" else arb.min, balls)
    if isinstance(node, Known):
        value = FUNCTIONS[node.function](total)
        return value / arb(int(node.base)).log() if node.base.isdigit() else value if node.base in ("", "e") else None
    return None


def numeral_ball(numeral: str, *, wide: bool) -> arb:
    """The numeral as it stands, or all that rounds to it.

    >>> numeral_ball("0.5", wide=True).contains(0.54)
    True
    """
    exact = sp.Rational(numeral)
    half = arb(fmpq(1, 2)) * arb(10) ** -places_of(numeral) if wide else arb(0)
    middle = arb(fmpq(int(exact.p), int(exact.q)))
    return (middle - half).union(middle + half)


def may_go_on_as(digits: str, numeral: str) -> bool:
    """True where what begins with these digits may be rounded to the numeral.

    >>> may_go_on_as("0.333", "0.33"), may_go_on_as("0.999", "1"), may_go_on_as("0.333", "0.34")
    (True, True, False)
    """
    with precision(BITS):
        return bool(_cut_off(digits).overlaps(numeral_ball(numeral, wide=shows_digits(numeral))))


def _cut_off(numeral: str) -> arb:
    """All that has these digits, and more behind them: results are carried on like that too."""
    exact = numeral_ball(numeral, wide=False)
    return exact.union(exact + arb(10) ** -places_of(numeral))
