"""Letters for tests: the indices, sizes and elements that textbook formulas are written with."""

import sympy as sp

n, m, k, j, i, d, h, g = (sp.Symbol(c, integer=True, positive=True) for c in ("n", "m", "k", "j", "i", "d", "h", "g"))
N, D, K, H = (sp.Symbol(c, integer=True, positive=True) for c in ("N", "D", "K", "H"))
x, y, z, p, a, u, W, W1, W2 = (sp.IndexedBase(c, real=True) for c in ("x", "y", "z", "p", "a", "u", "W", "W1", "W2"))


def over(index: sp.Symbol, size: sp.Symbol) -> tuple[sp.Symbol, int, sp.Symbol]:
    """The limits of a sum over a whole axis."""
    return (index, 1, size)


def delta(left: sp.Symbol, right: sp.Symbol, size: sp.Symbol) -> sp.Expr:
    """A Kronecker delta with its range."""
    return sp.KroneckerDelta(left, right, (1, size))
