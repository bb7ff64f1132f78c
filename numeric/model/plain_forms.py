"""Forms that a user of JAX knows a function for: softmax and sigmoid, however a definition writes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy as sp

from derive.algebra.indices import substitute
from derive.network.function_heads import Sigmoid

# A defined element → the value of its definition; anything else stays.
WrittenOut = Callable[[sp.Expr], sp.Expr]


@dataclass(frozen=True, slots=True)
class Softmax:
    """``exp(exponent) / Σ_index exp(exponent)`` at one place, and the other factors beside it."""

    exponent: sp.Expr
    index: sp.Symbol
    size: sp.Expr
    at: sp.Expr
    others: tuple[sp.Expr, ...]


def exponential_sum(expression: sp.Expr) -> tuple[sp.Expr, sp.Symbol, sp.Expr] | None:
    """The exponent, the index and the size of Σ_j exp(f_j); None for anything else."""
    if isinstance(expression, sp.Sum) and len(expression.limits) == 1 and isinstance(expression.function, sp.exp):
        index, _, size = expression.limits[0]
        return expression.function.args[0], index, size
    return None


def softmax_in(product: sp.Expr) -> Softmax | None:
    """The first softmax among the factors of a product; None without one.

    >>> k, j, K = (sp.Symbol(c, integer=True, positive=True) for c in "kjK")
    >>> z, y = sp.IndexedBase("z", real=True), sp.IndexedBase("y", real=True)
    >>> found = softmax_in(y[k] * sp.exp(z[k]) / sp.Sum(sp.exp(z[j]), (j, 1, K)))
    >>> found.exponent, found.at, found.others
    (z[j], k, (y[k],))
    """
    factors = sp.Mul.make_args(product)
    for above in (factor for factor in factors if isinstance(factor, sp.exp)):
        for below in (factor for factor in factors if isinstance(factor, sp.Pow) and factor.exp == -1):
            total = exponential_sum(below.base)
            at = None if total is None else _place(above.args[0], *total[:2])
            if total is not None and at is not None:
                return Softmax(*total, at, tuple(factor for factor in factors if factor not in (above, below)))
    return None


def _place(exponent: sp.Expr, pattern: sp.Expr, index: sp.Symbol) -> sp.Expr | None:
    """Where the pattern is taken to be the exponent: at an index or a number; None where it is another formula."""
    elements = exponent.atoms(sp.Indexed)
    places = {part for element in elements for part in element.indices if part.is_Symbol or part.is_Integer}
    return next((p for p in sorted(places, key=str) if substitute(pattern, {index: p}) == exponent), None)


def sigmoid_argument(expression: sp.Expr, written_out: WrittenOut) -> sp.Expr | None:
    """u where the expression is σ(u): as such, by a definition, 1 − σ(−u), 1/(1 + e^−u) or e^u/(1 + e^u).

    >>> z = sp.Symbol("z", real=True)
    >>> forms = [Sigmoid(z), 1 - Sigmoid(-z), 1 / (1 + sp.exp(-z)), sp.exp(z) / (1 + sp.exp(z)), 2 * z]
    >>> [sigmoid_argument(form, lambda same: same) for form in forms]
    [z, z, z, z, None]
    """
    if isinstance(expression, Sigmoid):
        return expression.args[0]
    if isinstance(expression, (sp.Indexed, sp.Symbol)):
        value = written_out(expression)
        return None if value == expression else sigmoid_argument(value, written_out)
    if isinstance(expression, sp.Add) and expression.args[0] == 1:
        inner = sigmoid_argument(-sp.Add(*expression.args[1:]), written_out)
        return None if inner is None else -inner
    factors = sp.Mul.make_args(expression)
    below = [one_plus_exponential(f.base) for f in factors if isinstance(f, sp.Pow) and f.exp == -1]
    inner = below[0] if below and len(factors) <= 2 else None
    if inner is None or len(factors) == 1:
        return None if inner is None else -inner
    return inner if sp.exp(inner) in factors else None


def one_plus_exponential(expression: sp.Expr) -> sp.Expr | None:
    """u for 1 + exp(u); None for anything else."""
    if not isinstance(expression, sp.Add):
        return None
    rest: sp.Expr = expression - 1
    return rest.args[0] if isinstance(rest, sp.exp) else None
