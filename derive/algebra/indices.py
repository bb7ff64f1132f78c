"""Bound and free indices: fresh names, substitution without capture, the axis of an index.

SymPy's own ``subs``, ``xreplace`` and ``diff`` capture an index that a ``Sum`` binds; everything in
``derive`` therefore renames bound indices to fresh ``Dummy`` symbols first and substitutes here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import sympy as sp
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import Boolean

from ..network.indexed import element_of
from ..network.maximum import Maximum
from ..network.occurring import free_symbols_in, symbols_in

IndexMap = Mapping[sp.Symbol, sp.Expr]
BINDERS = (sp.Sum, sp.Product)


def fresh_index(like: sp.Symbol) -> sp.Dummy:
    """Return an index that occurs nowhere else and keeps the letter of ``like``.

    >>> k = sp.Symbol("k", integer=True, positive=True)
    >>> fresh_index(k) == fresh_index(k)
    False
    """
    return sp.Dummy(like.name, integer=True, positive=True)


def bound_indices(expression: sp.Expr) -> set[sp.Symbol]:
    """Return every index that some Sum or Product in the expression binds."""
    return {limit[0] for total in expression.atoms(*BINDERS) for limit in total.limits}


def free_indices(expression: sp.Expr) -> set[sp.Symbol]:
    """Return the indices that occur in an element or a delta and that no Sum or Product around them binds.

    >>> n, d = (sp.Symbol(c, integer=True, positive=True) for c in "nd")
    >>> x = sp.IndexedBase("x", real=True)
    >>> free_indices(sp.Sum(x[n, d], (d, 1, sp.Symbol("D"))))
    {n}
    """
    if isinstance(expression, BINDERS):
        return free_indices(expression.function) - {limit[0] for limit in expression.limits}
    if isinstance(expression, Maximum):
        return free_indices(expression.args[0]) - {expression.args[1][0]}
    if isinstance(expression, (sp.Indexed, sp.KroneckerDelta)):
        places = expression.indices if isinstance(expression, sp.Indexed) else expression.args[:2]
        return {symbol for place in places for symbol in place.free_symbols}
    return {index for argument in expression.args for index in free_indices(argument)}


def delta_of(first: sp.Expr, second: sp.Expr, *limits: sp.Tuple) -> sp.Expr:
    """δ(first, second), as SymPy has it; two different letters have nothing that SymPy would have to work out.

    >>> i, j, K = (sp.Symbol(c, integer=True, positive=True) for c in "ijK")
    >>> delta_of(j, i, sp.Tuple(1, K)) == sp.KroneckerDelta(i, j, (1, K)), delta_of(i, i)
    (True, 1)
    """
    if not (first.is_Symbol and second.is_Symbol and first != second):
        return sp.KroneckerDelta(first, second, *limits)
    return sp.KroneckerDelta(*sorted((first, second), key=sp.default_sort_key), *limits, evaluate=False)


def map_children(expression: sp.Expr, change: Callable[[sp.Expr], sp.Expr], *, limits: bool = False) -> sp.Expr:
    """The expression with each of its children changed; the very same object where no child is.

    The values and the conditions of a case distinction are children too, the limits of a sum where ``limits`` says so.

    >>> a, b, i, K = sp.symbols("a b i K")
    >>> map_children(a + sp.sin(b), lambda child: 2 * child)
    2*a + 2*sin(b)
    >>> map_children(sp.Sum(i, (i, 1, K)), lambda child: 2 * child)
    Sum(2*i, (i, 1, K))
    """

    def changed(child: sp.Basic) -> sp.Basic:
        if isinstance(child, sp.Expr):
            return change(child)
        if isinstance(child, (ExprCondPair, Boolean)) or (limits and isinstance(child, sp.Tuple)):
            return map_children(child, change, limits=limits)
        return child

    children = [changed(child) for child in expression.args]
    if all(new is old for new, old in zip(children, expression.args, strict=True)):
        return expression
    if isinstance(expression, sp.Indexed):
        return element_of(children[0], tuple(children[1:]))
    return delta_of(*children) if isinstance(expression, sp.KroneckerDelta) else expression.func(*children)


@lru_cache(maxsize=8192)
def str_of(expression: sp.Basic) -> str:
    """What ``str`` says, remembered: SymPy makes a printer for each letter that is asked for again and again.

    >>> str_of(sp.Symbol("k") - 1)
    'k - 1'
    """
    return str(expression)


@lru_cache(maxsize=8192)
def free_letters(expression: sp.Expr) -> tuple[sp.Symbol, ...]:
    """Every letter on which the formula may depend besides tensors: indices, also those in conditions, and sizes.

    >>> n, d, D = (sp.Symbol(c, integer=True, positive=True) for c in "ndD")
    >>> free_letters(sp.Sum(sp.IndexedBase("x", real=True)[n, d], (d, 1, D)))
    (D, n)
    """
    return tuple(sorted((symbol for symbol in free_symbols_in(expression) if symbol.is_integer), key=str))


def freshen(expression: sp.Expr) -> sp.Expr:
    """Rename every bound index to a fresh Dummy, so that no later step can capture it."""
    return substitute(expression, {}, rename_all=True)


def substitute(expression: sp.Expr, replacement: IndexMap, *, rename_all: bool = False) -> sp.Expr:
    """Replace free indices; a bound index is renamed where it would capture one.

    >>> k, l = (sp.Symbol(c, integer=True, positive=True) for c in "kl")
    >>> W, x, D = sp.IndexedBase("W"), sp.IndexedBase("x"), sp.Symbol("D")
    >>> substitute(sp.Sum(W[k, l] * x[l], (l, 1, D)), {k: l})
    Sum(W[l, _l]*x[_l], (_l, 1, D))
    """
    if not expression.args or not (replacement or rename_all):
        return replacement.get(expression, expression)
    if not rename_all and symbols_in(expression).isdisjoint(replacement):
        return expression
    if isinstance(expression, Maximum):
        return Maximum(*_substitute_below(expression.args[0], (expression.args[1],), replacement, rename_all))
    if isinstance(expression, BINDERS):
        return _substitute_in_sum(expression, replacement, rename_all)
    return map_children(expression, lambda child: substitute(child, replacement, rename_all=rename_all), limits=True)


def _substitute_in_sum(total: sp.Sum | sp.Product, replacement: IndexMap, rename_all: bool) -> sp.Expr:
    return total.func(*_substitute_below(total.function, total.limits, replacement, rename_all))


def _substitute_below(
    inside: sp.Expr, limits: Sequence[sp.Tuple], replacement: IndexMap, rename_all: bool
) -> list[sp.Expr | tuple[sp.Expr, ...]]:
    """What stands behind a Σ, Π or max, and its limits, after the substitution."""
    bound = [limit[0] for limit in limits]
    outer = {old: new for old, new in replacement.items() if old not in bound}
    arriving = {symbol for new in outer.values() for symbol in new.free_symbols}
    renamed = {index: fresh_index(index) if rename_all or index in arriving else index for index in bound}
    function = substitute(inside, outer | renamed, rename_all=rename_all)
    return [function, *((renamed[index], lower, upper) for index, lower, upper in limits)]
