"""Index work before lowering: deltas under a sum, and letters for the indices that derivations generate."""

from __future__ import annotations

import sympy as sp

from derive.algebra.indices import map_children, substitute
from derive.network.axes import index_symbol
from derive.network.definitions import Network

from .elements import Scope, delta_size, is_plain_delta
from .places import inside_case, is_inside


def use_deltas(factors: list[sp.Expr], bound: Scope, scope: Scope) -> tuple[list[sp.Expr], Scope]:
    """Σ_j δ_ij f(j) = f(i): a delta with a summed index renames that index.

    >>> i, j, K = (sp.Symbol(c, integer=True, positive=True) for c in "ijK")
    >>> use_deltas([sp.KroneckerDelta(i, j, (1, K)), sp.IndexedBase("p")[j]], {j: K}, {i: K, j: K})
    ([p[i]], {})
    """
    for delta in factors:
        solved = _solved(delta, bound, scope) if isinstance(delta, sp.KroneckerDelta) else None
        if solved is None:
            continue
        summed, other = solved
        left = {index: size for index, size in bound.items() if index != summed}
        around = {index: size for index, size in scope.items() if index != summed}
        others = [substitute(factor, {summed: other}) for factor in factors if factor is not delta]
        if not (other.is_Symbol or other.is_Integer or is_inside(other, bound[summed], around)):
            others.append(inside_case(other, bound[summed]))
        return use_deltas(list(sp.Mul.make_args(sp.Mul(*others))), left, around)
    return factors, bound


def _solved(delta: sp.KroneckerDelta, bound: Scope, scope: Scope) -> tuple[sp.Symbol, sp.Expr] | None:
    """A summed index and what it must be: the other index, or the equation of an affine one solved for it."""
    sides = delta.args[:2]
    if is_plain_delta(delta, scope):
        summed = next((side for side in sides if side in bound), None)
        if summed is not None:
            delta_size(delta, scope)
            return summed, next(side for side in sides if side != summed)
        return None
    difference = sp.expand(sides[0] - sides[1])
    for summed in sorted(difference.free_symbols & set(bound), key=str):
        slope = difference.coeff(summed)
        if abs(slope) == 1 and not difference.atoms(sp.Indexed) and not (difference - slope * summed).has(summed):
            return summed, sp.expand(summed - slope * difference)
    return None


def with_letters(expression: sp.Expr, network: Network, outer: frozenset[sp.Symbol]) -> sp.Expr:
    """The expression with an author's letter for each generated bound index, the same for equal parts.

    >>> from derive.network.building import classifier
    >>> from derive.algebra.indices import freshen
    >>> network = classifier()
    >>> with_letters(freshen(network.definition("L").value), network, frozenset())
    -Sum(log(p[n, k])*y[n, k], (k, 1, K))
    """
    if not expression.args or isinstance(expression, sp.Indexed):
        return expression
    if not isinstance(expression, sp.Sum):
        return map_children(expression, lambda child: with_letters(child, network, outer))
    function = expression.function
    limits: list[tuple[sp.Symbol, sp.Expr, sp.Expr]] = []
    for index, lower, upper in expression.limits:
        taken = {symbol.name for symbol in outer | expression.free_symbols | {limit[0] for limit in limits}}
        letters = next((axis.letters for axis in network.axes if axis.size == upper), "")
        letter = next((letter for letter in letters if letter not in taken), None)
        if isinstance(index, sp.Dummy) and letter is not None:
            new = index_symbol(letter)
            function, index = substitute(function, {index: new}), new
        limits.append((index, lower, upper))
    inner = outer | {limit[0] for limit in limits}
    return sp.Sum(with_letters(function, network, inner), *limits)
