"""a_1 + a_2 + … + a_n is Σ_ι a_ι: the first and the last term differ in one index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

from ..expression.nodes import Dots, Name, Node, Number, Total
from ..expression.stream import Unread

RUNNING = "ι"
Term = tuple[int, Node]


def with_ranges(terms: Sequence[Term]) -> list[Term]:
    """The terms, with a sum in the place of each ellipsis.

    Raises:
        Unread: the terms around an ellipsis do not tell what runs.

    >>> one, last = Name("a", (Number("1"),)), Name("a", (Name("n"),))
    >>> ((_, total),) = with_ranges([(1, one), (1, Dots()), (1, last)])
    >>> total.body.name, total.upper.name
    ('a', 'n')
    """
    terms = list(terms)
    while (place := next((n for n, (_, part) in enumerate(terms) if isinstance(part, Dots)), None)) is not None:
        if place == 0 or place + 1 >= len(terms):
            raise Unread("an ellipsis with nothing behind it")
        first, last = _first_of(terms, place), terms[place + 1]
        ends: list[tuple[Node, Node]] = []
        body = _between(terms[first][1], last[1], ends)
        if len(set(ends)) != 1 or terms[first][0] != last[0]:
            raise Unread("an ellipsis between terms that do not tell what runs")
        lower, upper = ends[0]
        terms[first : place + 2] = [(last[0], Total("sum", (RUNNING,), body, lower, upper))]
    return terms


def _first_of(terms: Sequence[Term], place: int) -> int:
    """The first of the terms before the ellipsis that have the form of the last one."""
    first = place - 1
    while first > 0:
        ends: list[tuple[Node, Node]] = []
        try:
            _between(terms[first - 1][1], terms[place + 1][1], ends)
        except Unread:
            break
        if len(set(ends)) != 1:
            break
        first -= 1
    return first


def _between(first: Node, last: Node, ends: list[tuple[Node, Node]]) -> Node:
    """Both trees with the running letter where they differ in an index."""
    if first == last:
        return first
    if isinstance(first, Name) and isinstance(last, Name) and first.name == last.name:
        indices = tuple(_index(a, b, ends) for a, b in zip(first.indices, last.indices, strict=False))
        if len(first.indices) == len(last.indices):
            return replace(first, indices=indices)
    if type(first) is not type(last) or isinstance(first, (Name, Number)):
        raise Unread("an ellipsis between terms of different forms")
    changed = {f.name: _parts(getattr(first, f.name), getattr(last, f.name), ends) for f in fields(first)}
    return replace(first, **changed)


def _index(first: Node, last: Node, ends: list[tuple[Node, Node]]) -> Node:
    if first == last:
        return first
    ends.append((first, last))
    return Name(RUNNING)


def _parts(first: object, last: object, ends: list[tuple[Node, Node]]) -> object:
    if isinstance(first, Node) and isinstance(last, Node):
        return _between(first, last, ends)
    if isinstance(first, tuple) and isinstance(last, tuple) and len(first) == len(last):
        return tuple(_parts(a, b, ends) for a, b in zip(first, last, strict=True))
    if first != last:
        raise Unread("an ellipsis between terms of different forms")
    return first
