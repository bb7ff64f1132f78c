"""Elements and deltas as arrays: which axes an element has, and what a fixed or repeated index takes from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sympy as sp

from derive.algebra.indices import free_indices
from derive.errors import UnsupportedFormula

from .places import gathered, is_foreign
from .values import POWER, Value, aligned, diagonal, union
from .writer import CodeWriter

Scope = Mapping[sp.Symbol, sp.Expr]
Lower = Callable[[sp.Expr, Scope], Value]


def array_indices(expression: sp.Expr) -> list[set[sp.Symbol]]:
    """The index sets of the arrays that an expression is made of; a sum counts as its result."""
    if isinstance(expression, (sp.Indexed, sp.KroneckerDelta, sp.Sum)):
        return [free_indices(expression)]
    return [indices for argument in expression.args for indices in array_indices(argument)]


def one_array_holds(expression: sp.Expr) -> bool:
    """True when evaluating the expression entry by entry needs no array larger than one it is made of.

    >>> n, k, d = (sp.Symbol(c, integer=True, positive=True) for c in "nkd")
    >>> a, c = sp.IndexedBase("a"), sp.IndexedBase("c")
    >>> one_array_holds(a[n, k] - c[k]), one_array_holds(a[n, k] + c[n, d])
    (True, False)
    """
    parts = array_indices(expression)
    everything = set().union(*parts)
    return not everything or any(everything <= part for part in parts)


def element_of(
    array: Value, element: sp.Indexed, shape: tuple[sp.Expr, ...], scope: Scope, writer: CodeWriter
) -> Value:
    """The array under the element's indices: a number takes a slice, a repeated index the diagonal.

    Where an index is an expression, such as i + s − 1, or runs over a part of the axis, the array is read there.

    Raises:
        UnsupportedFormula: an index does not run over the axis that it stands for.
    """
    places = element.indices
    for place, size in zip(places, shape, strict=True):
        if not place.is_Integer and scope.get(place) != size and is_foreign(place, size, scope):
            raise UnsupportedFormula(
                f"in {element!s:.60} the index {place!s:.20} does not run over an axis of size {size}",
                hint="an index is a letter of that axis, a number that counts from 1, or a sum of these",
            )
    if any(not place.is_Integer and scope.get(place) != size for place, size in zip(places, shape, strict=True)):
        return gathered(array, element, shape, scope, writer)
    text = array.text
    if any(place.is_Integer for place in places):
        text += "[" + ", ".join(str(int(p) - 1) if p.is_Integer else ":" for p in places) + "]"
    return diagonal(Value(text, tuple(place for place in places if place.is_Symbol)))


def delta_size(delta: sp.KroneckerDelta, scope: Scope) -> sp.Expr:
    """The size of the axis over which a delta's two indices run.

    Raises:
        UnsupportedFormula: its indices run over different axes.
    """
    sizes = {scope[index] for index in delta.args[:2] if index in scope}
    if len(delta.args) > 2:
        sizes.add(delta.args[2][1])
    if len(sizes) != 1:
        raise UnsupportedFormula(
            f"the indices of {delta!s:.60} run over axes of different sizes",
            hint="a delta compares two indices of the same axis",
        )
    return next(iter(sizes))


def delta_array(delta: sp.KroneckerDelta, writer: CodeWriter, lower: Lower, scope: Scope) -> Value:
    """The identity matrix, the row of it that a fixed index picks, or where two expressions are equal."""
    if not is_plain_delta(delta, scope):
        sides = [lower(side, scope) for side in delta.args[:2]]
        order = union(sides)
        left, right = (aligned(side, order).within(POWER) for side in sides)
        return Value(f"({left} == {right}).astype({writer.dtype})", order)
    free = tuple(index for index in scope if index in delta.args[:2])
    eye = f"jnp.eye({writer.size(delta_size(delta, scope))}, dtype={writer.dtype})"
    if len(free) == 2:
        return Value(eye, free)
    fixed = next(a for a in delta.args[:2] if not a.is_Symbol)
    return Value(f"{eye}[{int(fixed) - 1}]", free)


def is_plain_delta(delta: sp.KroneckerDelta, scope: Scope) -> bool:
    """True for two indices of one axis, or an index and a number; False where sizes or places are expressions."""
    sides = delta.args[:2]
    letters = [side for side in sides if side in scope]
    if not letters or any(side not in scope and not side.is_Integer for side in sides):
        return False
    sizes = {scope[letter] for letter in letters}
    return len(sizes) == 1 or not set.intersection(*(set(size.free_symbols) for size in sizes))
