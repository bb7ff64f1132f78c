"""Elements and deltas as arrays: which axes an element has, and what a fixed or repeated index takes from it."""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from derive.algebra.indices import free_indices
from derive.errors import UnsupportedFormula

from .values import Value
from .writer import CodeWriter

Scope = Mapping[sp.Symbol, sp.Expr]


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


def element_of(array: Value, element: sp.Indexed, shape: tuple[sp.Expr, ...], scope: Scope) -> Value:
    """The array under the element's indices: a number takes a slice, a repeated index the diagonal.

    Raises:
        UnsupportedFormula: an index does not run over the axis that it stands for.
    """
    places = element.indices
    for place, size in zip(places, shape, strict=True):
        inside = scope.get(place) == size if place.is_Symbol else bool(place.is_Integer)
        if not inside:
            raise UnsupportedFormula(
                f"in {element!s:.60} the index {place!s:.20} does not run over an axis of size {size}",
                hint="an index is a plain letter of that axis or a number that counts from 1",
            )
    text = array.text
    if any(place.is_Integer for place in places):
        text += "[" + ", ".join(str(int(p) - 1) if p.is_Integer else ":" for p in places) + "]"
    left = [place for place in places if place.is_Symbol]
    distinct = tuple(dict.fromkeys(left))
    if len(distinct) < len(left):
        letters = dict(zip(distinct, "ijklmnop", strict=False))
        inputs, output = "".join(letters[i] for i in left), "".join(letters[i] for i in distinct)
        text = f'jnp.einsum("{inputs}->{output}", {text})'
    return Value(text, distinct)


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


def delta_array(delta: sp.KroneckerDelta, writer: CodeWriter, scope: Scope) -> Value:
    """The identity matrix, or the row of it that a fixed index picks."""
    free = tuple(index for index in scope if index in delta.args[:2])
    eye = f"jnp.eye({writer.size(delta_size(delta, scope))}, dtype={writer.dtype})"
    if len(free) == 2:
        return Value(eye, free)
    fixed = next(a for a in delta.args[:2] if not a.is_Symbol)
    return Value(f"{eye}[{int(fixed) - 1}]", free)
