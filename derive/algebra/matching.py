"""Matching up to names: find where an expression is an instance of a pattern.

A pattern is an expression in which some indices stand for any index. Bound indices match whatever
they are called.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import permutations

import sympy as sp

Binding = Mapping[sp.Symbol, sp.Expr]


def match(pattern: sp.Expr, subject: sp.Expr, variables: frozenset[sp.Symbol], binding: Binding) -> Iterator[Binding]:
    """Yield each way to choose ``variables`` (beyond ``binding``) that makes the pattern the subject.

    >>> n, k = (sp.Symbol(c, integer=True, positive=True) for c in "nk")
    >>> z = sp.IndexedBase("z")
    >>> next(match(sp.exp(z[k]), sp.exp(z[n]), frozenset({k}), {}))
    {k: n}
    """
    if isinstance(pattern, sp.Symbol):
        yield from _match_symbol(pattern, subject, variables, binding)
    elif isinstance(pattern, sp.Sum):
        if isinstance(subject, sp.Sum):
            yield from _match_sum(pattern, subject, variables, binding)
    elif not pattern.args:
        if pattern == subject:
            yield binding
    elif pattern.func == subject.func and len(pattern.args) == len(subject.args):
        commutes = isinstance(pattern, (sp.Add, sp.Mul, sp.KroneckerDelta))
        orders = permutations(subject.args) if commutes and len(pattern.args) <= 5 else iter([subject.args])
        for order in orders:
            yield from _match_all(pattern.args, order, variables, binding)


def _match_symbol(
    pattern: sp.Symbol, subject: sp.Expr, variables: frozenset[sp.Symbol], binding: Binding
) -> Iterator[Binding]:
    if pattern in binding:
        if binding[pattern] == subject:
            yield binding
    elif pattern in variables:
        if isinstance(subject, (sp.Symbol, sp.Integer)):
            yield {**binding, pattern: subject}
    elif pattern == subject:
        yield binding


def _match_all(
    patterns: tuple[sp.Expr, ...], subjects: tuple[sp.Expr, ...], variables: frozenset[sp.Symbol], binding: Binding
) -> Iterator[Binding]:
    if not patterns:
        yield binding
        return
    for found in match(patterns[0], subjects[0], variables, binding):
        yield from _match_all(patterns[1:], subjects[1:], variables, found)


def _match_sum(
    pattern: sp.Sum, subject: sp.Sum, variables: frozenset[sp.Symbol], binding: Binding
) -> Iterator[Binding]:
    sizes = [tuple(limit[1:]) for limit in pattern.limits]
    for limits in permutations(subject.limits) if len(sizes) == len(subject.limits) else ():
        if [tuple(limit[1:]) for limit in limits] != sizes:
            continue
        bound = {p[0]: s[0] for p, s in zip(pattern.limits, limits, strict=True)}
        inner = variables - set(bound)
        for found in match(pattern.function, subject.function, inner, {**binding, **bound}):
            chosen = {v: found[v] for v in found if v not in bound}
            if not set(bound.values()) & set(chosen.values()):
                yield chosen
