"""Tidying: take constant factors out of sums and common factors out of brackets."""

from __future__ import annotations

from collections import Counter

import sympy as sp

from .folding import Powers, powers_of, product_of


def take_out_of_sums(expression: sp.Expr) -> sp.Expr:
    """Σ_i c f_i = c Σ_i f_i, and Σ_i c = c · size, for c without the index i.

    >>> i, K, c = sp.Symbol("i"), sp.Symbol("K"), sp.Symbol("c")
    >>> take_out_of_sums(sp.Sum(c * sp.IndexedBase("f")[i], (i, 1, K)))
    c*Sum(f[i], (i, 1, K))
    """
    if not expression.has(sp.Sum):
        return expression
    if isinstance(expression, sp.Sum):
        return _take_out_of(expression)
    return expression.func(*(take_out_of_sums(a) if isinstance(a, sp.Expr) else a for a in expression.args))


def _take_out_of(total: sp.Sum) -> sp.Expr:
    function = gather(take_out_of_sums(total.function))
    used = [limit for limit in total.limits if function.has(limit[0])]
    sizes = sp.Mul(*(limit[2] for limit in total.limits if limit not in used))
    if not used:
        return sizes * function
    bound = [limit[0] for limit in used]
    inside: list[sp.Expr] = []
    outside: list[sp.Expr] = []
    for factor in sp.Mul.make_args(function):
        (inside if factor.has(*bound) else outside).append(factor)
    return sizes * sp.Mul(*outside) * sp.Sum(sp.Mul(*inside), *used)


def gather(expression: sp.Expr) -> sp.Expr:
    """Take the factors that all terms of an Add share out of the bracket.

    >>> a, b, c = sp.symbols("a b c")
    >>> gather(a * b - a * c)
    a*(b - c)
    """
    if not isinstance(expression, sp.Add):
        return expression
    terms = [powers_of(term) for term in expression.args]
    shared = _shared(terms)
    if not shared:
        return expression
    outside = product_of(shared)
    return outside * sp.Add(*(term / outside for term in expression.args))


def _shared(terms: list[Powers]) -> Powers:
    """The factors common to all products, numbers aside, each to the power nearest to 0."""
    shared: Powers = Counter()
    for base, power in terms[0].items():
        others = [term.get(base, 0) for term in terms[1:]]
        if base.is_Number or any(other * power <= 0 for other in others):
            continue
        shared[base] = min([power, *others], key=abs)
    return shared


def tidy(expression: sp.Expr) -> sp.Expr:
    """Take out of sums, then out of brackets, from the inside to the outside."""
    if not expression.args or isinstance(expression, (sp.Indexed, sp.KroneckerDelta)):
        return expression
    if isinstance(expression, sp.Sum):
        return take_out_of_sums(sp.Sum(tidy(expression.function), *expression.limits))
    inner = expression.func(*(tidy(a) if isinstance(a, sp.Expr) else a for a in expression.args))
    return gather(take_out_of_sums(inner))
