"""Worked examples: the values that notes state, and what is plugged in later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import sympy as sp

from .arithmetic import places_of


@dataclass(frozen=True, slots=True)
class Stated:
    """A value, its digits as written, and the line that states it."""

    value: sp.Expr
    numeral: str
    line: int


@dataclass
class Memory:
    """What the notes have stated so far, by the name of the element: ``x[1]``, ``alpha``."""

    stated: dict[str, Stated] = field(default_factory=dict)

    def contradiction(self, name: str, value: sp.Expr, numeral: str) -> str:
        """A sentence where the name has another value already; two roundings of one value agree."""
        before = self.stated.get(name)
        if before is None or before.value == value or _same_rounding(before.numeral, numeral):
            return ""
        return f"{name} is {before.numeral or before.value} in line {before.line}, and {numeral or value} here"

    def state(self, name: str, value: sp.Expr, numeral: str, line: int) -> None:
        """Remember a value; the more exact one of two stays."""
        before = self.stated.get(name)
        if before is None or not before.numeral or (numeral and places_of(numeral) > places_of(before.numeral)):
            self.stated[name] = Stated(value, numeral, line)

    def substituted(self, expression: sp.Expr) -> tuple[sp.Expr, tuple[int, ...]] | None:
        """The expression with stated values put in, and their lines; None where one is missing."""
        elements = expression.atoms(sp.Indexed)
        symbols = {s for s in expression.free_symbols if s.is_Symbol} - {s for e in elements for s in e.free_symbols}
        symbols -= {e.base.label for e in elements}
        known: dict[sp.Expr, Stated] = {}
        for atom in (*elements, *symbols):
            found = self.stated.get(str(atom))
            if found is None:
                return None
            known[atom] = found
        if not known or expression.has(sp.Sum, sp.Product):
            return None
        replaced = _replaced(expression, {atom: stated.value for atom, stated in known.items()})
        return replaced, tuple(sorted({stated.line for stated in known.values()}))


def _replaced(node: sp.Expr, values: Mapping[sp.Expr, sp.Expr]) -> sp.Expr:
    if node in values:
        return values[node]
    if not node.args or isinstance(node, sp.Indexed):
        return node
    return node.func(*(_replaced(a, values) if isinstance(a, sp.Expr) else a for a in node.args))


def _same_rounding(first: str, second: str) -> bool:
    if not first or not second:
        return False
    places = min(places_of(first), places_of(second))
    return 2 * abs(Fraction(first) - Fraction(second)) * Fraction(10) ** places <= 1
