"""Patterns that keep exponentials in range: exp(f_k) / Σ_j exp(f_j) and its logarithm, found by structure.

Source: Blanchard, Higham, Higham, "Accurately computing the log-sum-exp and softmax functions",
IMA J. Numer. Anal. 41 (2021): shift by the largest, divide by the sum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sympy as sp

from derive.algebra.indices import free_indices, substitute
from derive.network.function_heads import Sigmoid

Terms = dict[sp.Expr, sp.Rational]
# A defined element → the value of its definition; anything else stays.
WrittenOut = Callable[[sp.Expr], sp.Expr]


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


def one_plus_exponential(expression: sp.Expr) -> sp.Expr | None:
    """Return w for ``1 + exp(w)`` and None for anything else."""
    if not isinstance(expression, sp.Add) or len(expression.args) != 2:
        return None
    rest = expression - 1
    return rest.exp if isinstance(rest, sp.exp) else None


def sigmoid_argument(expression: sp.Expr, written_out: WrittenOut) -> sp.Expr | None:
    """Return v where the expression is σ(v), however it is written, and None for anything else.

    >>> z = sp.Symbol("z", real=True)
    >>> forms = [1 / (1 + sp.exp(-z)), sp.exp(z) / (1 + sp.exp(z)), 1 - 1 / (1 + sp.exp(z)), sp.exp(z)]
    >>> [sigmoid_argument(form, lambda same: same) for form in forms]
    [z, z, z, None]
    """
    if isinstance(expression, Sigmoid):
        return expression.args[0]
    if isinstance(expression, (sp.Indexed, sp.Symbol)):
        value = written_out(expression)
        return None if value == expression else sigmoid_argument(value, written_out)
    if isinstance(expression, sp.Add):
        rest = 1 - expression
        inner = None if isinstance(rest, sp.Add) else sigmoid_argument(rest, written_out)
        return None if inner is None else -inner
    if isinstance(expression, (sp.Mul, sp.Pow)):
        factors = sigmoid_factors(list(sp.Mul.make_args(expression)), written_out)
        return factors[0].args[0] if len(factors) == 1 and isinstance(factors[0], Sigmoid) else None
    return None


def sigmoid_factors(factors: list[sp.Expr], written_out: WrittenOut) -> list[sp.Expr]:
    """Write powers of 1/(1 + exp(w)), with the exponentials beside them, as sigmoids, which stay in range.

    exp(w)/(1 + exp(w)) = σ(w) and 1/(1 + exp(w)) = σ(−w); likewise σ(v) exp(−v) = σ(−v).

    >>> z = sp.Symbol("z", real=True)
    >>> sigmoid_factors([sp.exp(-z), (1 + sp.exp(-z)) ** -2], lambda same: same)
    [Sigmoid(-z), Sigmoid(z)]
    """
    exponent: Terms = Counter()
    below: list[tuple[sp.Expr, sp.Expr, int]] = []
    rest: list[sp.Expr] = []
    for factor in factors:
        base, power = (factor, sp.S.One) if isinstance(factor, sp.exp) else factor.as_base_exp()
        inner = one_plus_exponential(base)
        if isinstance(base, sp.exp):
            for term, coefficient in _terms(base.exp * power).items():
                exponent[term] = exponent.get(term, sp.S.Zero) + coefficient
        elif inner is not None and power.is_Integer and power < 0:
            below.append((Sigmoid(-inner), inner, -int(power)))
        elif power.is_Integer and power > 0 and isinstance(base, (sp.Indexed, sp.Symbol, Sigmoid)):
            argument = sigmoid_argument(base, written_out)
            (rest.append(factor) if argument is None else below.append((base, -argument, int(power))))
        else:
            rest.append(factor)
    for plain, inner, available in below:
        taken = _taken_out(inner, available, exponent)
        rest += [Sigmoid(inner) ** taken] if taken else []
        rest += [plain ** (available - taken)] if available > taken else []
    left = sp.Add(*(coefficient * term for term, coefficient in exponent.items()))
    return rest + ([sp.exp(left)] if left != 0 else [])


def _taken_out(inner: sp.Expr, available: int, exponent: Terms) -> int:
    """Take exp(inner) out of the exponent as often as it is there, and say how often."""
    wanted = _terms(inner)
    taken = min(available, *(int(exponent.get(term, sp.S.Zero) / coefficient) for term, coefficient in wanted.items()))
    for term, coefficient in wanted.items() if taken > 0 else ():
        exponent[term] = exponent[term] - taken * coefficient
    return max(taken, 0)
