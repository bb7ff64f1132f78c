"""Patterns that keep exponentials in range: exp(f_k) / Σ_j exp(f_j) and its logarithm, found by structure.

Source: Blanchard, Higham, Higham, "Accurately computing the log-sum-exp and softmax functions",
IMA J. Numer. Anal. 41 (2021): shift by the largest, divide by the sum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import sympy as sp

from derive.algebra.indices import free_indices, substitute

Terms = dict[sp.Expr, sp.Rational]


@dataclass(frozen=True, slots=True)
class Softmax:
    """``exp(exponent) / Σ_index exp(exponent)`` taken at ``at`` and raised to ``power``."""

    exponent: sp.Expr
    index: sp.Symbol
    size: sp.Expr
    at: sp.Expr
    power: int


def exponential_sum(expression: sp.Expr) -> tuple[sp.Expr, sp.Symbol, sp.Expr] | None:
    """Return f, j and the size for ``Sum(exp(f), (j, 1, size))`` and None for anything else."""
    if not isinstance(expression, sp.Sum) or len(expression.limits) != 1 or not isinstance(expression.function, sp.exp):
        return None
    index, _, size = expression.limits[0]
    return expression.function.exp, index, size


def softmaxes(factors: list[sp.Expr]) -> tuple[list[Softmax], list[sp.Expr]]:
    """Pair every exponential with the sum of exponentials below it; return the pairs and what is left.

    >>> k, j, K = (sp.Symbol(c, integer=True, positive=True) for c in "kjK")
    >>> z, y = sp.IndexedBase("z", real=True), sp.IndexedBase("y", real=True)
    >>> total = sp.Sum(sp.exp(z[j]), (j, 1, K))
    >>> pairs, rest = softmaxes([y[k], sp.exp(z[k]), 1 / total])
    >>> [(str(pair.exponent), str(pair.at)) for pair in pairs], rest
    ([('z[j]', 'k')], [y[k]])
    """
    exponent: Terms = Counter()
    below: list[tuple[sp.Sum, int]] = []
    rest: list[sp.Expr] = []
    for factor in factors:
        base, power = factor.as_base_exp() if not isinstance(factor, sp.exp) else (factor, sp.S.One)
        if isinstance(base, sp.exp):
            for term, coefficient in _terms(base.exp * power).items():
                exponent[term] = exponent.get(term, sp.S.Zero) + coefficient
        elif exponential_sum(base) and power.is_Integer and power < 0:
            below.append((base, -int(power)))
        else:
            rest.append(factor)
    pairs: list[Softmax] = []
    for total, available in below:
        for pair in _pairs(total, available, exponent):
            pairs.append(pair)
            available -= pair.power
        rest += [total**-available] if available else []
    left = sp.Add(*(coefficient * term for term, coefficient in exponent.items()))
    return pairs, rest + ([sp.exp(left)] if left != 0 else [])


def _terms(exponent: sp.Expr) -> Terms:
    pairs = (term.as_coeff_Mul() for term in sp.Add.make_args(exponent))
    return {rest: coefficient for coefficient, rest in pairs}


def _pairs(total: sp.Sum, available: int, exponent: Terms) -> Iterator[Softmax]:
    """Take instances of the summand out of the exponent while the sum's power lasts."""
    pattern, (index, _, size) = total.function.exp, total.limits[0]
    places = {place for term in exponent for place in _places(term)}
    for at in sorted(places, key=sp.default_sort_key):
        wanted = _terms(substitute(pattern, {index: at}))
        shares = [exponent.get(term, sp.S.Zero) / coefficient for term, coefficient in wanted.items()]
        power = min(available, int(min(shares)))
        if power <= 0 or not pattern.has(index):
            continue
        for term, coefficient in wanted.items():
            exponent[term] = exponent[term] - power * coefficient
        available -= power
        yield Softmax(pattern, index, size, at, power)


def _places(term: sp.Expr) -> set[sp.Expr]:
    """What the summed index may stand for: a free index, or a number that counts from 1."""
    numbers = {place for element in term.atoms(sp.Indexed) for place in element.indices if place.is_Integer}
    return free_indices(term) | numbers


@dataclass(frozen=True, slots=True)
class SumWithoutOne:
    """``Σ_{j≠k} summand``: a sum over ``index`` that leaves out the term at ``left_out``."""

    summand: sp.Expr
    index: sp.Symbol
    size: sp.Expr
    left_out: sp.Symbol


def sum_without_one(expression: sp.Expr) -> SumWithoutOne | None:
    """Read ``Sum((1 − δ_jk) f_j, (j, 1, size))``; None for anything else.

    >>> j, k, K = (sp.Symbol(c, integer=True, positive=True) for c in "jkK")
    >>> p = sp.IndexedBase("p", real=True)
    >>> sum_without_one(sp.Sum((1 - sp.KroneckerDelta(j, k, (1, K))) * p[j], (j, 1, K))).left_out
    k
    """
    if not isinstance(expression, sp.Sum) or len(expression.limits) != 1:
        return None
    index, _, size = expression.limits[0]
    factors = sp.Mul.make_args(expression.function)
    mask = next((f for f in factors if is_mask(f) and index in (1 - f).args[:2]), None)
    if mask is None:
        return None
    left_out = next(a for a in (1 - mask).args[:2] if a != index)
    summand = sp.Mul(*(f for f in factors if f is not mask))
    inside = left_out.is_Symbol and index in free_indices(summand) and left_out not in free_indices(summand)
    return SumWithoutOne(summand, index, size, left_out) if inside else None


def is_mask(expression: sp.Expr) -> bool:
    """True for 1 − δ_jk, which leaves out one term of a sum."""
    return isinstance(expression, sp.Add) and isinstance(1 - expression, sp.KroneckerDelta)
