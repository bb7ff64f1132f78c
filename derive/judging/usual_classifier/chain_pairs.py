"""The equalities of a chain: its neighbours, and its first name beside the number in which it ends."""

from __future__ import annotations

from ...network.partial import Partial
from ...reading.formula.reading import Reading, Side
from .chain_sides import is_name, is_numeric

Pair = tuple[Side, Side, str]


def tells_later_claims(pair: Pair) -> bool:
    """True where a later claim may rest on it: it says something of a letter, or has a number."""
    first, second, _ = pair
    return is_name(first) or is_numeric(first) or is_numeric(second)


def pairs_of(reading: Reading) -> list[Pair]:
    """The equalities of a chain; an arrow ⇒ joins two values, or separates two statements."""
    pairs: list[Pair] = []
    for place, relation in enumerate(reading.relations):
        left, right = reading.sides[place], reading.sides[place + 1]
        arrow = relation == "⇒" and not (is_numeric(left) and is_numeric(right))
        if relation in ("=", ":=", "≈", "⇒", "←") and not arrow:
            pairs.append((left, right, relation))
    return _with_first_name(reading, pairs)


def _with_first_name(reading: Reading, pairs: list[Pair]) -> list[Pair]:
    """z_1 = … = 0.9112 states z_1 too, however long the chain."""
    first, last = reading.sides[0], reading.sides[-1]
    named = is_name(first) or (not first.is_list and isinstance(first.value, Partial))
    if len(pairs) > 1 and len(pairs) == len(reading.relations) and named and is_numeric(last):
        pairs.append((first, last, "="))
    return pairs


def link_of(reading: Reading, right: Side) -> int:
    """Which equality of the chain has that right side, from 1."""
    return next((number for number, side in enumerate(reading.sides) if side is right), 0)
