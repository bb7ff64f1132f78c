"""What occurs in a formula; what it shares with formulas that were seen before is not walked again."""

from __future__ import annotations

from functools import lru_cache

import sympy as sp
from sympy.concrete.expr_with_limits import ExprWithLimits

from .maximum import Maximum

MOST_KNOWN = 65536


@lru_cache(maxsize=MOST_KNOWN)
def bases_in(expression: sp.Basic) -> frozenset[sp.IndexedBase]:
    """The bases of the elements in a formula.

    >>> a, b, i = sp.IndexedBase("a"), sp.IndexedBase("b"), sp.Symbol("i")
    >>> bases_in(a[i] + sp.exp(b[i])) == {a, b}
    True
    """
    if isinstance(expression, sp.IndexedBase):
        return frozenset((expression,))
    return frozenset[sp.IndexedBase]().union(*map(bases_in, expression.args))


@lru_cache(maxsize=MOST_KNOWN)
def symbols_in(expression: sp.Basic) -> frozenset[sp.Symbol]:
    """Every symbol in a formula, free or bound, and the labels of its tensors.

    >>> i, j, K = sp.symbols("i j K")
    >>> symbols_in(sp.Sum(i * j, (i, 1, K))) == {i, j, K}
    True
    """
    if isinstance(expression, sp.Symbol):
        return frozenset((expression,))
    return frozenset[sp.Symbol]().union(*map(symbols_in, expression.args))


@lru_cache(maxsize=MOST_KNOWN)
def functions_in(expression: sp.Basic) -> frozenset[sp.Function]:
    """The functions applied in a formula, each with its arguments.

    >>> x = sp.Symbol("x")
    >>> functions_in(1 + sp.exp(x)) == {sp.exp(x)}
    True
    """
    below = frozenset[sp.Function]().union(*map(functions_in, expression.args))
    return below | {expression} if isinstance(expression, sp.Function) else below


@lru_cache(maxsize=MOST_KNOWN)
def elements_in(expression: sp.Basic) -> frozenset[sp.Indexed]:
    """The elements in a formula, such as W_kd.

    >>> a, i = sp.IndexedBase("a"), sp.Symbol("i")
    >>> elements_in(1 + sp.exp(a[i])) == {a[i]}
    True
    """
    below = frozenset[sp.Indexed]().union(*map(elements_in, expression.args))
    return below | {expression} if isinstance(expression, sp.Indexed) else below


@lru_cache(maxsize=MOST_KNOWN)
def free_symbols_in(expression: sp.Basic) -> frozenset[sp.Symbol]:
    """The symbols in a formula that no sum, no product and no maximum binds, and the labels of its tensors.

    >>> i, j, K = sp.symbols("i j K")
    >>> free_symbols_in(i * sp.Sum(i * j, (i, 1, K))) == {i, j, K}
    True
    >>> free_symbols_in(sp.Sum(i * j, (i, 1, K))) == {j, K}
    True
    """
    if isinstance(expression, sp.Symbol):
        return frozenset((expression,))
    if isinstance(expression, Maximum):
        function, (index, *ends) = expression.args
        return (free_symbols_in(function) - {index}).union(*map(free_symbols_in, ends))
    if not isinstance(expression, ExprWithLimits):
        return frozenset[sp.Symbol]().union(*map(free_symbols_in, expression.args))
    free = free_symbols_in(expression.function)
    for index, *ends in expression.limits:
        free = (free - {index}).union(*map(free_symbols_in, ends))
    return free
