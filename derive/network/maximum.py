"""The largest of the values of a formula over an index: max_j z_j."""

from __future__ import annotations

from typing import Any

import sympy as sp


class Maximum(sp.Expr):  # type: ignore[misc]
    """max over index = low … high of a formula; it stays as it is, whatever the size.

    >>> z, j, K = sp.IndexedBase("z"), *sp.symbols("j K", integer=True, positive=True)
    >>> Maximum(z[j], (j, 1, K))
    Maximum(z[j], (j, 1, K))
    """

    is_commutative = True
    is_real = True

    def __new__(cls, function: sp.Expr, limits: Any) -> Maximum:
        result: Maximum = super().__new__(cls, function, sp.Tuple(*limits))
        return result

    @property
    def free_symbols(self) -> set[sp.Basic]:
        """What is free in the formula and the limits, without the bound index."""
        index, low, high = self.args[1]
        free: set[sp.Basic] = (self.args[0].free_symbols - {index}) | low.free_symbols | high.free_symbols
        return free
