"""Equalities that hold whatever the elements, sums and sizes in them are: such as p (1 − y/p) = p − y."""

from __future__ import annotations

import sympy as sp

from ..algebra.canonical import TooLarge, canonical_form
from ..network.maximum import Maximum
from ..network.partial import Direct, Partial
from .decision import decide
from .verdict import Outcome

WHOLE = (sp.Indexed, sp.KroneckerDelta, sp.Sum, sp.Product, Maximum, Partial, Direct)


def holds_whatever_the_elements(left: sp.Expr, right: sp.Expr) -> bool:
    """True where the equality is one of plain numbers, each element and each sum being a number of its own.

    Such an equality holds for every size and at all indices; False says nothing.

    >>> k, j, K = (sp.Symbol(c, integer=True, positive=True) for c in "kjK")
    >>> p, y = sp.IndexedBase("p", real=True), sp.IndexedBase("y", real=True)
    >>> total = sp.Sum(y[j], (j, 1, K))
    >>> holds_whatever_the_elements(p[k] * (total / p[k] - 1), total - p[k])
    True
    >>> holds_whatever_the_elements(total, sp.Sum(y[j], (j, 1, K - 1)) + y[K])
    False
    """
    numbers = _Numbers()
    try:
        sides = numbers.of(left), numbers.of(right)
    except (TooLarge, AttributeError):
        return False
    verdict = decide(*sides)
    return verdict.outcome is Outcome.PROVED


class _Numbers:
    """A real symbol for each element, sum and δ, the same for equal ones; a positive symbol for each size."""

    def __init__(self) -> None:
        self.known: dict[object, sp.Symbol] = {}

    def of(self, node: sp.Expr) -> sp.Expr:
        """The formula in plain symbols."""
        if isinstance(node, WHOLE):
            return self._symbol(canonical_form(node), positive=False)
        if isinstance(node, sp.Symbol):
            return self._symbol(node, positive=bool(node.is_positive))
        if not node.args:
            return node
        return node.func(*map(self.of, node.args))

    def _symbol(self, key: object, *, positive: bool) -> sp.Symbol:
        kind = {"positive": True} if positive else {"real": True}
        return self.known.setdefault(key, sp.Symbol(f"v_{len(self.known)}", **kind))
