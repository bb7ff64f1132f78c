"""Where two formulas differ: what stands around the difference in both is set aside, since equals stay equal in it."""

from __future__ import annotations

from collections import Counter

import sympy as sp

from ..network.partial import Direct, Partial

Pair = tuple[sp.Expr, sp.Expr]
NAMES = (sp.Indexed, sp.KroneckerDelta, Partial, Direct)  # what is in them are names, not values


def narrowed(left: sp.Expr, right: sp.Expr) -> Pair:
    """The parts in which the formulas differ: where these are equal, the whole formulas are.

    An index that a sum around the difference binds is free in what is left.

    >>> i, N = (sp.Symbol(c, integer=True, positive=True) for c in "iN")
    >>> a, b, c = (sp.IndexedBase(name, real=True) for name in "abc")
    >>> narrowed(2 * sp.Sum(a[i] * (b[i] + 1), (i, 1, N)), 2 * sp.Sum(a[i] * c[i], (i, 1, N)))
    (b[i] + 1, c[i])
    """
    while left != right:
        inner = _inner(left, right)
        if inner is None:
            break
        left, right = inner
    return left, right


def _inner(left: sp.Expr, right: sp.Expr) -> Pair | None:
    """The differing parts one level further in; None where there are none that decide."""
    if left.func is not right.func or isinstance(left, NAMES):
        return None
    if isinstance(left, (sp.Add, sp.Mul)):
        return _without_shared(left, right)
    if isinstance(left, sp.Sum) and left.limits != right.limits:
        return None
    differing = [pair for pair in zip(left.args, right.args, strict=False) if pair[0] != pair[1]]
    alone = len(differing) == 1 and len(left.args) == len(right.args)
    return differing[0] if alone and all(isinstance(part, sp.Expr) for part in differing[0]) else None


def _without_shared(left: sp.Expr, right: sp.Expr) -> Pair | None:
    """Terms or factors that both have are left out."""
    here, there = Counter(left.args), Counter(right.args)
    shared = here & there
    if not shared:
        return None
    return tuple(left.func(*(side - shared).elements()) for side in (here, there))
