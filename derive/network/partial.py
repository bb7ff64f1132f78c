"""Derivatives that have a name but are not worked out yet: the total one, ∂u/∂v, and the direct one."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.core.symbol import Str


class Partial(sp.Expr):  # type: ignore[misc]
    """∂(numerator)/∂(denominator), both elements of tensors of a network.

    SymPy's own ``Derivative`` cannot stand here: it sees no z inside the symbol p and evaluates
    ∂p/∂z to 0. ``Partial`` stays until the chain rule puts a derived formula in its place.
    A second derivative ∂²u/∂v∂w is the derivative of ∂u/∂v with respect to w: its numerator is a ``Partial``.

    >>> p, z, k, j = sp.IndexedBase("p"), sp.IndexedBase("z"), *sp.symbols("k j")
    >>> Partial(p[k], z[j])
    Partial(p[k], z[j])
    >>> second = Partial(Partial(p[k], z[1]), z[2])
    >>> second.element, second.denominators
    (p[k], (z[1], z[2]))
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

    @property
    def element(self) -> sp.Expr:
        """The element that is differentiated, once or several times."""
        return self.numerator.element if isinstance(self.numerator, Partial) else self.numerator

    @property
    def denominators(self) -> tuple[sp.Expr, ...]:
        """The elements with respect to which it is differentiated, in the order in which that is done."""
        before = self.numerator.denominators if isinstance(self.numerator, Partial) else ()
        return (*before, self.denominator)

    def _eval_derivative(self, _symbol: Any) -> Any:
        raise NotImplementedError("a Partial is replaced before anything is differentiated")


class Direct(sp.Expr):  # type: ignore[misc]
    """The derivative of one definition, every other tensor that it mentions held fixed.

    Where r_i := h_i + f_i and f depends on h too, ∂r_i/∂h_j with f held is δ_ij, while the total derivative has a
    second path. ``held`` names the tensors that depend on the denominator and are held.

    >>> r, h, i, j = sp.IndexedBase("r"), sp.IndexedBase("h"), *sp.symbols("i j")
    >>> Direct(r[i], h[j], "f").held
    ('f',)
    """

    is_commutative = True
    is_real = True

    def __new__(cls, numerator: sp.Expr, denominator: sp.Expr, *held: str | Str) -> Direct:
        names = (name if isinstance(name, Str) else Str(name) for name in held)
        result: Direct = super().__new__(cls, numerator, denominator, *names)
        return result

    @property
    def numerator(self) -> sp.Expr:
        """An element of the tensor whose definition is differentiated."""
        return self.args[0]

    @property
    def denominator(self) -> sp.Expr:
        """The element with respect to which it is differentiated."""
        return self.args[1]

    @property
    def held(self) -> tuple[str, ...]:
        """The names of the tensors that are held though they depend on the denominator."""
        return tuple(name.name for name in self.args[2:])

    def _eval_derivative(self, _symbol: Any) -> Any:
        raise NotImplementedError("a Direct is replaced before anything is differentiated")
