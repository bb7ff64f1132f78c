"""The largest of the values of a formula over an index: max_j z_j."""

from __future__ import annotations

from typing import Any

import sympy as sp

from .function_heads import Positive


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

    def attained_by(self, element: sp.Expr) -> sp.Expr:
        """1 where this element of the formula is the largest, else 0.

        >>> z, j, k, K = sp.IndexedBase("z"), *sp.symbols("j k K", integer=True, positive=True)
        >>> Maximum(z[j], (j, 1, K)).attained_by(z[k])
        1 - Positive(-z[k] + Maximum(z[j], (j, 1, K)))
        """
        return 1 - Positive(self - element)

    def _eval_derivative(self, symbol: sp.Expr) -> sp.Expr:
        """Σ_j [the largest is at j] ∂f_j/∂symbol, away from ties; bound indices are fresh already."""
        function, (index, low, high) = self.args
        fresh = sp.Dummy(index.name, integer=True, positive=True)
        element = function.xreplace({index: fresh})
        changed = element.diff(symbol)
        return sp.S.Zero if changed == 0 else sp.Sum(self.attained_by(element) * changed, (fresh, low, high))
