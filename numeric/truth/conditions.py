"""Conditions on balls: they hold, they do not, or the balls are too wide to tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import sympy as sp
from flint import arb

from derive.errors import UnsupportedFormula

# True, False, or None where the balls do not tell.
Holds = Callable[[Sequence[arb]], bool | None]
RELATIONS: dict[type[sp.Basic], Callable[[arb, arb], bool]] = {
    sp.Lt: lambda a, b: a < b,
    sp.Le: lambda a, b: a <= b,
    sp.Gt: lambda a, b: a > b,
    sp.Ge: lambda a, b: a >= b,
    sp.Eq: lambda a, b: a == b,
    sp.Ne: lambda a, b: a != b,
}


def compared(kind: type[sp.Basic], left: int, right: int) -> Holds:
    """The relation between the values of two slots: it holds, its opposite holds, or neither is sure.

    >>> less = compared(sp.Lt, 0, 1)
    >>> less([arb(1), arb(2)]), less([arb(1), arb(1)]), less([arb(1, 0.5), arb(1)])
    (True, False, None)
    """
    if kind not in RELATIONS:
        raise UnsupportedFormula(f"no balls are known for the condition {kind.__name__}", hint="compare values")
    holds, opposite = RELATIONS[kind], RELATIONS[_OPPOSITES[kind]]

    def decide(values: Sequence[arb]) -> bool | None:
        if holds(values[left], values[right]):
            return True
        return False if opposite(values[left], values[right]) else None

    return decide


_OPPOSITES: dict[type[sp.Basic], type[sp.Basic]] = {
    sp.Lt: sp.Ge, sp.Ge: sp.Lt, sp.Le: sp.Gt, sp.Gt: sp.Le, sp.Eq: sp.Ne, sp.Ne: sp.Eq,
}  # fmt: skip


def joined(parts: Sequence[Holds], decisive: bool) -> Holds:
    """And (``decisive`` False: one that fails decides) or Or (``decisive`` True)."""

    def decide(values: Sequence[arb]) -> bool | None:
        found = [part(values) for part in parts]
        if decisive in found:
            return decisive
        return None if None in found else not decisive

    return decide


def opposite_of(part: Holds) -> Holds:
    """Not."""

    def decide(values: Sequence[arb]) -> bool | None:
        found = part(values)
        return None if found is None else not found

    return decide


def first_case(cases: Sequence[tuple[Holds, int]], otherwise: int) -> Callable[[Sequence[arb]], int | None]:
    """The slot of the first case that holds; None once a condition is not sure."""

    def choose(values: Sequence[arb]) -> int | None:
        for holds, slot in cases:
            found = holds(values)
            if found is None:
                return None
            if found:
                return slot
        return otherwise

    return choose
