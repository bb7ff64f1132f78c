"""Limits: lim (f(x + h) − f(x))/h, where h goes to 0, is f′(x); of two limits what they are of is equal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ...proof.verdict import Outcome
from ...reading.expression.nodes import (
    Call,
    Change,
    Derivative,
    Limit,
    Name,
    Node,
    Number,
    Prime,
    Product,
    Terms,
    mapped,
    walk,
)
from ..finding import Judgement
from .first_order import to_first_order

OPEN = Judgement(Outcome.UNDECIDED, "limits are judged of quotients of differences, and where nothing is divided by 0")


def of_limits(left: Node, right: Node, judged: Callable[[Node, Node], Judgement]) -> Judgement | None:
    """The verdict on a link with a limit on a side, by that on what it is of; None where there is none.

    Nothing is refuted: what is divided by 0 is not looked at.

    >>> from ...reading.expression.nodes import Name
    >>> h, zero, proved = Name("h"), Number("0"), Judgement(Outcome.PROVED)
    >>> str(of_limits(Limit(h, zero, Product((("", h), ("/", h)))), Number("1"), lambda left, right: proved).verdict)
    'UNDECIDED'
    >>> str(of_limits(Limit(h, zero, Product((("", h), ("", h)))), zero, lambda left, right: proved).verdict)
    'PROVED'
    """
    limits = [side for side in (left, right) if isinstance(side, Limit)]
    if not limits:
        return None
    first = limits[0]
    if len(limits) == 2:
        same = (first.letter, first.to) == (limits[1].letter, limits[1].to)
        found = judged(first.body, limits[1].body) if same else OPEN
        return found if found.verdict.proved else OPEN
    other = right if first is left else left
    if first.letter in walk(other):
        return OPEN
    return _slope(first, other) or _put_in(first, other, judged) or OPEN


def _slope(limit: Limit, other: Node) -> Judgement | None:
    """The quotient of differences, as the slope of any smooth function; Δy/Δx is what dy/dx is."""
    near = limit.letter if limit.to == Number("0") else Terms(((1, limit.letter), (-1, limit.to)))
    if _quotient_of(limit.body, near) == other:
        return Judgement(Outcome.PROVED, "this is what the slope is")
    found = to_first_order(limit.body, other, small=near)
    if found is None and not any(isinstance(part, Call) for part in walk(limit.body)):
        found = to_first_order(_of_slopes(limit.body), _of_slopes(other), small=near)  # f″ of f′
    return None if found is None else Judgement(Outcome.PROVED, "for any smooth function")


def _of_slopes(node: Node) -> Node:
    """The formula in which f′ is a function, of which f″ is the slope."""
    made = mapped(node, _of_slopes)
    if not isinstance(made, Prime) or made.argument is None or not isinstance(made.function, Name):
        return made
    slope = replace(made.function, name=f"{made.function.name}'")
    return Call(slope, (made.argument,)) if made.order == 1 else Prime(slope, made.argument, made.order - 1)


def _quotient_of(body: Node, near: Node) -> Derivative | None:
    """dy/dx of Δy/Δx, where Δx goes to 0."""
    parts = list(body.parts) if isinstance(body, Product) else []
    if [sign for sign, _ in parts] != ["", "/"] or parts[1][1] != near:
        return None
    changes = [part.of for _, part in parts if isinstance(part, Change)]
    return Derivative(changes[0], (changes[1],)) if len(changes) == 2 else None


def _put_in(limit: Limit, other: Node, judged: Callable[[Node, Node], Judgement]) -> Judgement | None:
    """What stands under the limit with its letter where it goes to, where nothing is divided by what has the letter."""
    quotients = [part for node in walk(limit.body) if isinstance(node, Product) for s, part in node.parts if s == "/"]
    if any(limit.letter in walk(part) for part in quotients):
        return None

    def put(node: Node) -> Node:
        return limit.to if node == limit.letter else mapped(node, put)

    found = judged(put(limit.body), other)
    return found if found.verdict.proved else None
