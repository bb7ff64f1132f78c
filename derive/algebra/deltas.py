"""Kronecker deltas: the range of each is kept, and a sum over one is collapsed only over that range."""

from __future__ import annotations

import sympy as sp

from ..network.cases import Cases, branches
from ..network.tensors import Tensor
from .indices import delta_of, fresh_index, map_children, substitute


def with_ranges(expression: sp.Expr, tensor: Tensor, indices: tuple[sp.Expr, ...]) -> sp.Expr:
    """Give each delta that SymPy's ``diff`` left without a range the range of its axis.

    ``diff`` with respect to ``tensor[indices]`` writes δ(i, j) for each axis of the tensor; the
    index that comes from ``indices`` tells which axis it was.
    """
    axis_of = dict(zip(indices, tensor.axes, strict=True))

    def ranged(delta: sp.KroneckerDelta) -> sp.Expr:
        if len(delta.args) == 3:
            return delta
        axis = axis_of.get(delta.args[0]) or axis_of[delta.args[1]]
        return delta_of(delta.args[0], delta.args[1], sp.Tuple(1, axis.size))

    return expression.replace(lambda node: isinstance(node, sp.KroneckerDelta), ranged)


def delta(left: sp.Expr, right: sp.Expr, size: sp.Expr) -> sp.Expr:
    """δ(left, right) for two indices with the range 1 … size."""
    return delta_of(left, right, sp.Tuple(1, size))


def with_deltas_before_cases(expression: sp.Expr) -> sp.Expr:
    """δ_ij f where a condition holds, else 0, is δ_ij times: f where it holds, else 0.

    A condition that the delta's range implies is left out.

    >>> i, j, H, D = (sp.Symbol(c, integer=True, positive=True) for c in "ijHD")
    >>> with_deltas_before_cases(Cases(delta(i, j, H), i <= D, sp.S.Zero, sp.true))
    KroneckerDelta(i, j, (1, H))*Cases(1, i <= D, 0, True)
    >>> with_deltas_before_cases(Cases(delta(i, j, H), i <= H, sp.S.Zero, sp.true))
    KroneckerDelta(i, j, (1, H))
    """
    if not expression.has(Cases) or isinstance(expression, sp.Indexed):
        return expression
    if not isinstance(expression, Cases):
        return map_children(expression, with_deltas_before_cases)
    rows = [(sp.Mul.make_args(value), condition) for value, condition in branches(expression)]
    filled = [factors for factors, _ in rows if factors != (sp.S.Zero,)] or [()]
    shared = [f for f in filled[0] if isinstance(f, sp.KroneckerDelta) and all(f in other for other in filled)]
    rest = [
        (sp.Mul(*(f for f in factors if f not in shared)), decided_beside(condition, shared))
        for factors, condition in rows
    ]
    return sp.Mul(*shared) * Cases(*(part for row in rest for part in row)) if shared else expression


def is_never_negative(number: sp.Expr) -> bool:
    """True where a sum of sizes, each at least 1, is known not to be negative: D + H − 1, but not D − H.

    >>> H, D = (sp.Symbol(c, integer=True, positive=True) for c in "HD")
    >>> is_never_negative(D + H - 2), is_never_negative(D - H), is_never_negative(D - 2)
    (True, False, False)
    """
    coefficients = sp.expand(number).as_coefficients_dict()
    if any(not c.is_Rational or (c < 0 and term != 1) for term, c in coefficients.items()):
        return False
    known = all(term == 1 or (term.is_Symbol and term.is_positive) for term in coefficients)
    return bool(known and sum(coefficients.values()) >= 0)


def decided_beside(condition: sp.Basic, deltas: list[sp.KroneckerDelta]) -> sp.Basic:
    """The condition, or true or false where the range of a delta decides it: i ≤ S beside δ_ij over 1 … R ≤ S.

    >>> i, j, H, D = (sp.Symbol(c, integer=True, positive=True) for c in "ijHD")
    >>> decided_beside(i <= H + D, [delta(i, j, H)]), decided_beside(i > H, [delta(i, j, H)])
    (True, False)
    """
    strict = {sp.GreaterThan: 0, sp.LessThan: 0, sp.StrictGreaterThan: 1, sp.StrictLessThan: 1}.get(type(condition))
    if strict is None:
        return condition
    excess = condition.gts - condition.lts - strict  # the condition says that this whole number is not negative
    for delta in (delta for delta in deltas if len(delta.args) == 3):
        pairs = ((place, index) for place in delta.args[:2] for index in place.free_symbols & excess.free_symbols)
        for place, index in sorted(pairs, key=str):
            ends = [excess.xreplace({index: end + index - place}) for end in delta.args[2]]
            if (index - place).has(index) or excess.diff(index).has(index):
                continue
            if all(map(is_never_negative, ends)):
                return sp.true
            if all(is_never_negative(-end - 1) for end in ends):
                return sp.false
    return condition


def offset_partner(place: sp.Expr, other: sp.Expr, index: sp.Symbol, size: sp.Expr, limits: sp.Tuple) -> sp.Expr | None:
    """The index at which ``place``, which is the index plus an offset, is the other side of a delta.

    None where the index may lie outside 1 … size then, or where the other side has the index too.

    >>> i, j, H, D = (sp.Symbol(c, integer=True, positive=True) for c in "ijHD")
    >>> offset_partner(i - H, j, i, H + D, sp.Tuple(1, D)), offset_partner(i + 1, j, i, D, sp.Tuple(1, D))
    (H + j, None)
    """
    offset = place - index
    if other.has(index) or offset.has(index) or limits[0] != 1:
        return None
    inside = is_never_negative(-offset) and is_never_negative(size - limits[1] + offset)
    return other - offset if inside else None


def _partner(node: sp.Expr, limit: sp.Tuple) -> sp.Expr | None:
    """What a delta puts in the place of a bound index, whose range covers that of the delta; or None."""
    index, low, size = limit
    if not isinstance(node, sp.KroneckerDelta) or len(node.args) != 3 or low != 1:
        return None
    first, second, limits = node.args
    partner = offset_partner(first, second, index, size, limits)
    return offset_partner(second, first, index, size, limits) if partner is None else partner


def collapse(expression: sp.Expr) -> sp.Expr:
    """Σ_i f_i δ_ij = f_j wherever the range of the sum covers the range of the delta.

    A delta of a longer range stays, and one of an offset such as δ(i + 1, j): there the collapse would
    lose the condition that j − 1 lies in the range.

    >>> i, j = (sp.Symbol(c, integer=True, positive=True) for c in "ij")
    >>> f, K = sp.IndexedBase("f"), sp.Symbol("K", integer=True, positive=True)
    >>> collapse(sp.Sum(f[i] * delta(i, j, K), (i, 1, K)))
    f[j]
    >>> collapse(sp.Sum(f[i] * delta(i + 1, j, K), (i, 1, K))).has(sp.Sum)
    True
    """
    if not expression.has(sp.KroneckerDelta):
        return expression
    if isinstance(expression, sp.Sum):
        return _collapse_sum(expression)
    return map_children(expression, collapse)


def _collapse_sum(total: sp.Sum) -> sp.Expr:
    function = _expose_deltas(collapse(total.function), {limit[0] for limit in total.limits})
    terms = sp.Add.make_args(function)
    if not any(_partner(f, limit) for term in terms for f in sp.Mul.make_args(term) for limit in total.limits):
        return sp.Sum(collapse(total.function), *total.limits)
    with_delta = [term for term in terms if term.has(sp.KroneckerDelta)]
    rest = sp.Add(*(term for term in terms if not term.has(sp.KroneckerDelta)))
    collapsed = [_collapse_term(term, list(total.limits)) for term in with_delta]
    return sp.Add(*collapsed, _sum(rest, list(total.limits)))


def _collapse_term(term: sp.Expr, limits: list[sp.Tuple]) -> sp.Expr:
    for limit in limits:
        index = limit[0]
        for factor in sp.Mul.make_args(term):
            partner = _partner(factor, limit)
            if partner is not None:
                remaining = [other for other in limits if other != limit]
                return _collapse_term(substitute(term / factor, {index: partner}), remaining)
    return _sum(term, limits)


def identify(expression: sp.Expr, kept: tuple[sp.Symbol, ...]) -> sp.Expr:
    """δ_mn f_m = δ_mn f_n: beside a delta of two free indices, write the one that is ``kept``.

    >>> m, n = (sp.Symbol(c, integer=True, positive=True) for c in "mn")
    >>> f, N = sp.IndexedBase("f"), sp.Symbol("N", integer=True, positive=True)
    >>> identify(delta(m, n, N) * f[m], kept=(n,))
    KroneckerDelta(m, n, (1, N))*f[n]
    """
    if isinstance(expression, sp.Add):
        return sp.Add(*(identify(term, kept) for term in expression.args))
    factors = sp.Mul.make_args(expression)
    for factor in factors:
        if isinstance(factor, sp.KroneckerDelta):
            first, second = factor.args[:2]
            old, new = (second, first) if first in kept else (first, second)
            rest = sp.Mul(*(other for other in factors if other != factor))
            expression = factor * substitute(rest, {old: new})
    return expression


def _sum(function: sp.Expr, limits: list[sp.Tuple]) -> sp.Expr:
    """Σ over limits, each term of several with bound indices of its own."""
    if not limits or function == 0:
        return function
    renamed = {limit[0]: fresh_index(limit[0]) for limit in limits}
    return sp.Sum(substitute(function, renamed), *((renamed[i], low, high) for i, low, high in limits))


def _expose_deltas(function: sp.Expr, bound: set[sp.Symbol]) -> sp.Expr:
    """Multiply out just those products in which a delta over a bound index stands inside brackets."""
    if isinstance(function, sp.Add):
        return sp.Add(*(_expose_deltas(term, bound) for term in function.args))
    factors = sp.Mul.make_args(function)
    hiding = [f for f in factors if isinstance(f, sp.Add) and _has_delta_over(f, bound)]
    if not hiding:
        return function
    rest = sp.Mul(*(f for f in factors if f is not hiding[0]))
    return sp.Add(*(_expose_deltas(rest * term, bound) for term in hiding[0].args))


def _has_delta_over(expression: sp.Expr, bound: set[sp.Symbol]) -> bool:
    return any(bound & delta.free_symbols for delta in expression.atoms(sp.KroneckerDelta))
