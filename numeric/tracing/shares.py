"""Shares, as softmax makes them, by their form: each term over the sum of all of them."""

from __future__ import annotations

import sympy as sp

from derive.algebra.indices import substitute


def softmax_parts(value: sp.Expr) -> tuple[sp.Expr, sp.Sum] | None:
    """The numerator and the sum, where the value is a share f_k / Σ_j f_j, as a softmax is; else None.

    >>> k, j, K = (sp.Symbol(c, integer=True, positive=True) for c in "kjK")
    >>> z = sp.IndexedBase("z", real=True)
    >>> softmax_parts(sp.exp(z[k]) / sp.Sum(sp.exp(z[j]), (j, 1, K)))
    (exp(z[k]), Sum(exp(z[j]), (j, 1, K)))
    """
    _, below = sp.fraction(value)
    for total in (part for part in sp.Mul.make_args(below) if isinstance(part, sp.Sum)):
        rest = value * total
        if not rest.has(total) and index_of_term(rest, total) is not None:
            return rest, total
    return None


def index_of_term(term: sp.Expr, total: sp.Sum) -> sp.Symbol | None:
    """The free index at which the summand of the sum is the term; None where it is another formula."""
    if len(total.limits) != 1:
        return None
    bound, _, size = total.limits[0]
    free = {s for s in term.free_symbols if s.is_Symbol and s.is_integer} - size.free_symbols
    return next((k for k in sorted(free, key=str) if substitute(total.function, {bound: k}) == term), None)
