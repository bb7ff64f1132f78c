"""The derivative that has a name but is not worked out yet: ∂u/∂v."""

from __future__ import annotations

from typing import Any

import sympy as sp


class Partial(sp.Expr):  # type: ignore[misc]
    """∂(numerator)/∂(denominator), both elements of tensors of a network.

    SymPy's own ``Derivative`` cannot stand here: it sees no z inside the symbol p and evaluates
    ∂p/∂z to 0. ``Partial`` stays until the chain rule puts a derived formula in its place.

    >>> p, z, k, j = sp.IndexedBase("p"), sp.IndexedBase("z"), *sp.symbols("k j")
    >>> Partial(p[k], z[j])
    Partial(p[k], z[j])
    """

    is_commutative = True
    is_real = True

    def __new__(cls, numerator: sp.Expr, denominator: sp.Expr) -> Partial:
        result: Partial = super().__new__(cls, sp.sympify(numerator, strict=True), sp.sympify(denominator, strict=True))
        return result

    @property
    def numerator(self) -> sp.Expr:
        """What is differentiated."""
        return self.args[0]

    @property
    def denominator(self) -> sp.Expr:
        """The element with respect to which it is differentiated."""
        return self.args[1]

    def _eval_derivative(self, _symbol: Any) -> Any:
        raise NotImplementedError("a Partial is replaced before anything is differentiated")
