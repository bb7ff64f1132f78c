"""The elementary functions that SymPy has no head for: what stands in a definition, as SymPy's own ``tanh`` does.

A head is a SymPy function of one real argument; ``slope`` is its derivative as a formula, so that SymPy's ``diff``
works. Nothing is simplified on its own account.
"""

from __future__ import annotations

from abc import abstractmethod

import sympy as sp

LEAK = sp.Rational(1, 100)  # JAX's negative_slope
CUBIC = sp.Rational(44715, 1_000_000)  # the coefficient of u³ in the tanh form of gelu


class ElementaryHead(sp.Function):  # type: ignore[misc]
    """A real function of one real argument, differentiated by ``slope``.

    >>> z = sp.Symbol("z", real=True)
    >>> sp.diff(Softplus(3 * z), z)
    3*Sigmoid(3*z)
    """

    nargs = 1
    is_real = True

    @staticmethod
    @abstractmethod
    def slope(u: sp.Expr) -> sp.Expr:
        """The derivative at u."""

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """The slope at the argument, as SymPy's ``diff`` asks for it."""
        if argindex != 1:
            raise sp.core.function.ArgumentIndexError(self, argindex)
        return self.slope(self.args[0])


class Positive(ElementaryHead):
    """[u > 0]: 1 where u > 0, else 0."""

    is_nonnegative = True

    @staticmethod
    def slope(u: sp.Expr) -> sp.Expr:
        return sp.S.Zero


class Sigmoid(ElementaryHead):
    """σ(u) = 1/(1 + e^−u)."""

    is_positive = True

    @staticmethod
    def slope(u: sp.Expr) -> sp.Expr:
        return Sigmoid(u) * (1 - Sigmoid(u))


class Softplus(ElementaryHead):
    """log(1 + e^u)."""

    is_positive = True

    @staticmethod
    def slope(u: sp.Expr) -> sp.Expr:
        return Sigmoid(u)


class LogOnePlus(ElementaryHead):
    """log(1 + u), for u > −1."""

    @staticmethod
    def slope(u: sp.Expr) -> sp.Expr:
        return 1 / (1 + u)


class ExpMinusOne(ElementaryHead):
    """e^u − 1."""

    @staticmethod
    def slope(u: sp.Expr) -> sp.Expr:
        return sp.exp(u)


class Relu(ElementaryHead):
    """max(0, u)."""

    is_nonnegative = True

    @staticmethod
    def slope(u: sp.Expr) -> sp.Expr:
        return Positive(u)


class LeakyRelu(ElementaryHead):
    """u where u ≥ 0, else u/100."""

    @staticmethod
    def slope(u: sp.Expr) -> sp.Expr:
        return 1 - (1 - LEAK) * Positive(-u)


class Elu(ElementaryHead):
    """u where u > 0, else e^u − 1."""

    @staticmethod
    def slope(u: sp.Expr) -> sp.Expr:
        return sp.exp(sp.Min(0, u))


class Silu(ElementaryHead):
    """u σ(u)."""

    @staticmethod
    def slope(u: sp.Expr) -> sp.Expr:
        return Sigmoid(u) * (1 + u * (1 - Sigmoid(u)))


class Gelu(ElementaryHead):
    """u Φ(u) = u (1 + erf(u/√2))/2, with the distribution function Φ of the normal distribution."""

    @staticmethod
    def slope(u: sp.Expr) -> sp.Expr:
        return (1 + sp.erf(u / sp.sqrt(2))) / 2 + u * sp.exp(-(u**2) / 2) / sp.sqrt(2 * sp.pi)


class GeluTanh(ElementaryHead):
    """u (1 + tanh(√(2/π) (u + 0.044715 u³)))/2, which approximates gelu."""

    @staticmethod
    def inner(u: sp.Expr) -> sp.Expr:
        """The argument of the tanh."""
        return sp.sqrt(2 / sp.pi) * (u + CUBIC * u**3)

    @staticmethod
    def slope(u: sp.Expr) -> sp.Expr:
        bent = sp.tanh(GeluTanh.inner(u))
        return (1 + bent) / 2 + u * (1 - bent**2) * sp.sqrt(2 / sp.pi) * (1 + 3 * CUBIC * u**2) / 2


class Softsign(ElementaryHead):
    """u/(1 + |u|)."""

    @staticmethod
    def slope(u: sp.Expr) -> sp.Expr:
        return 1 / (1 + sp.Abs(u)) ** 2


class HardTanh(ElementaryHead):
    """u between −1 and 1, else the nearer of the two."""

    @staticmethod
    def slope(u: sp.Expr) -> sp.Expr:
        return 1 - Positive(u - 1) - Positive(-u - 1)
