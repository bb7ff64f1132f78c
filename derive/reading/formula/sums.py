"""Sums and products over an index: their limits, and how far they reach."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sympy as sp

from ...network.axes import index_symbol
from .letters import content, single_index, size_symbol
from .nodes import Bracket, Name, Node, Number, Operator, Range, Scripted, lone
from .rejection import RejectedFormula, ambiguous
from .values import Value

if TYPE_CHECKING:
    from .resolver import Resolver

MOST_SUMS = 6
AXIS_SIZES = {"N": "N", "m": "N", "M": "N", "K": "K", "D": "D", "H": "H"}


@dataclass(frozen=True, slots=True)
class Limits:
    """The index of a sum; its first and last value where they are written; an index that is left out."""

    letter: str
    low: sp.Expr | None = None
    high: sp.Expr | None = None
    without: sp.Expr | None = None


def sum_over(
    resolver: Resolver, node: Node, head: Operator, body: Callable[[], Value] | None, plain: Node | None = None
) -> Value:
    """The sum (or product) of everything that follows in the same product.

    Raises:
        RejectedFormula: it has no index, its index is bound already, or its range cannot be told.
    """
    if plain is not None:
        limits, body = _plain_limits(resolver, plain, node.at)
    elif isinstance(node, Scripted) and node.subscript is not None:
        limits = _limits(resolver, node.subscript, node.superscript)
    else:
        raise RejectedFormula("a sum has no index", node.at, hint=r"write \sum_{k=1}^{K}")
    assert body is not None
    if len(resolver.bound) + len(limits) > MOST_SUMS:
        raise RejectedFormula(f"more than {MOST_SUMS} sums are nested", node.at)
    value = _inside(resolver, limits, body, node.at)
    for limit in reversed(limits):
        value = _summed(resolver, head, limit, value, node.at)
    resolver.ended |= {limit.letter for limit in limits}
    return value


def _inside(resolver: Resolver, limits: list[Limits], body: Callable[[], Value], at: int) -> Value:
    if not limits:
        return body()
    with resolver.binding(limits[0].letter, at):
        return _inside(resolver, limits[1:], body, at)


def _summed(resolver: Resolver, head: Operator, limit: Limits, value: Value, at: int) -> Value:
    index = index_symbol(limit.letter)
    function = value.expression
    high = limit.high if limit.high is not None else resolver.size_of_index(index, function, at)
    low = limit.low if limit.low is not None else sp.S.One
    _refuse_other_axis(resolver, index, function, high, at)
    if low.is_Integer and high.is_Integer and not 0 <= high - low < 10_000:
        raise RejectedFormula(f"a sum from {str(low)[:20]} to {str(high)[:20]} is empty or too long", at)
    if limit.without is not None and head.name == "prod":
        raise RejectedFormula("a product without one of its factors is not read", at)
    if limit.without is not None:
        function = function * (1 - sp.KroneckerDelta(index, limit.without))
    kind = sp.Sum if head.name == "sum" else sp.Product
    return Value(kind(function, (index, low, high)), value.row, value.column)


def _refuse_other_axis(resolver: Resolver, index: sp.Symbol, function: sp.Expr, high: sp.Expr, at: int) -> None:
    """A sum to N over an index that belongs to the classes: the index is meant otherwise than it is read."""
    own = AXIS_SIZES.get(str(high))
    known = {str(size) for size in resolver.sizes_of_index(index, function)}
    if own is not None and known and own not in known:
        raise ambiguous(
            f"the sum over {index} goes to {high}, but its letters go to {', '.join(sorted(known))}", at,
            "an index of samples", f"an index of {', '.join(sorted(known))} entries", hint="write all indices",
        )  # fmt: skip


def _limits(resolver: Resolver, below: Node, above: Node | None) -> list[Limits]:
    chain = below.content if isinstance(below, Bracket) and below.kind == "{" else None
    high = upper_limit(resolver, above) if above is not None else None
    if chain is None or not chain.relations:
        letters = _index_letters(below)
        if high is not None and len(letters) > 1:
            raise RejectedFormula("several indices share one upper limit", below.at)
        return [Limits(letter, None, high) for letter in letters]
    if len(chain.relations) != 1 or any(len(side.items) > 1 for side in chain.sides):
        raise RejectedFormula("these limits of a sum are not read", below.at)
    letter, *others = _index_letters(chain.sides[0])
    if others:
        raise RejectedFormula("several indices share one limit", below.at)
    if chain.relations[0] == "≠" and high is None:
        return [Limits(letter, without=single_index(resolver, chain.sides[1]))]
    if chain.relations[0] != "=":
        raise RejectedFormula(f"the relation {chain.relations[0]} below a sum is not read", below.at)
    if high is None:
        raise RejectedFormula("the sum has a first but no last value", below.at, hint=r"write \sum_{k=1}^{K}")
    return [_from(resolver, letter, chain.sides[1], high)]


def _from(resolver: Resolver, letter: str, low: Node, high: sp.Expr) -> Limits:
    first = resolver.only_number(low)
    if first == 0:
        if resolver.glossary.count_from == 1:
            raise RejectedFormula(
                "the sum counts from 0", low.at, hint="here indices count from 1; declare count_from: 0 if yours do not"
            )
        return Limits(letter, sp.S.One, high + 1)
    shift = 1 - resolver.glossary.count_from
    return Limits(letter, first + shift, high + shift)


def _index_letters(node: Node) -> list[str]:
    found: list[str] = []
    for inner in _letters(node):
        if not isinstance(inner, Name) or len(inner.letter) != 1 or not inner.letter.islower():
            raise RejectedFormula("the index of a sum is a small letter", node.at)
        found.append(inner.letter)
    if not found or len(set(found)) < len(found):
        raise RejectedFormula("a sum has no index, or one twice", node.at)
    return found


def _letters(node: Node) -> list[Node | None]:
    inner = lone(node)
    if isinstance(inner, Bracket) and inner.kind == "{":
        return [lone(item) for item in inner.content.sides[0].items]
    items = getattr(inner, "items", None)
    if items is not None:
        return [lone(item) for item in items]
    parts = getattr(inner, "parts", None)
    if parts is not None and all(not part.joined and not part.negative for part in parts):
        return [lone(part.factor) for part in parts]
    return [inner]


def upper_limit(resolver: Resolver, node: Node) -> sp.Expr:
    """The last value of an index: a number, a size, or a size less one.

    Raises:
        RejectedFormula: it is something else.
    """
    inner = lone(node)
    if isinstance(inner, Name) and len(inner.letter) == 1:
        runs = inner.letter in resolver.bound or inner.letter in resolver.indices
        return size_symbol(inner.letter) - (1 - resolver.glossary.count_from) * int(runs)
    if isinstance(inner, Number) and inner.text.isdigit() and len(inner.text) <= 6:
        return sp.Integer(int(inner.text))
    if isinstance(inner, Scripted) and inner.superscript is None:  # H_1, the width of the first hidden layer
        below = lone(inner.subscript)
        if isinstance(inner.base, Name) and isinstance(below, Number) and len(inner.base.letter + below.text) == 2:
            return size_symbol(f"{inner.base.letter}_{below.text}")
    terms = getattr(inner, "terms", None)
    if terms is None:
        raise RejectedFormula("this upper limit of a sum is not read", node.at, hint="a number, a size, or a size − 1")
    total = sp.Integer(0)
    for negative, product in terms:
        term = upper_limit(resolver, product)
        total += -term if negative else term
    return total


def _plain_limits(resolver: Resolver, node: Node, at: int) -> tuple[list[Limits], Callable[[], Value]]:
    """``sum(f, k)``, ``sum(f, n, k)`` and ``sum(f, k=1..K)``."""
    if not isinstance(node, Bracket):
        raise RejectedFormula("a sum is written sum(formula, index)", at)
    items = content(node.content).items
    if len(items) < 2:
        raise RejectedFormula("a sum is written sum(formula, index)", at, hint="sum(y[k]*log(p[k]), k)")
    limits = [limit for item in items[1:] for limit in _plain_limit(resolver, item)]
    if len({limit.letter for limit in limits}) < len(limits):
        raise RejectedFormula("a sum has one index twice", items[1].at)
    return limits, lambda: resolver.value(items[0])


def _plain_limit(resolver: Resolver, item: Node) -> list[Limits]:
    inner = lone(item)
    if not isinstance(inner, Range):
        return [Limits(letter) for letter in _index_letters(item)]
    high = sp.Integer(int(inner.high)) if inner.high.isdigit() else size_symbol(inner.high)
    shift = 1 - resolver.glossary.count_from
    if int(inner.low[:6]) + shift < 1:
        raise RejectedFormula("the sum counts from 0", item.at, hint="indices count from 1")
    return [Limits(inner.index, sp.Integer(int(inner.low[:6])) + shift, high + shift)]
