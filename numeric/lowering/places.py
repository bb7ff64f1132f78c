"""Where an element stands when an index is an expression, such as x[n, i + s − 1], and what is outside the axis.

An index counts from 1, a place in an array from 0. A place outside the axis holds 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from derive.errors import UnsupportedFormula
from derive.network.cases import Cases
from derive.network.validation import ends

from .values import ATOM, SUM, Indices, Value, aligned
from .writer import CodeWriter

Scope = Mapping[sp.Symbol, sp.Expr]


def _ranges(scope: Scope) -> dict[sp.Symbol, tuple[sp.Expr, sp.Expr]]:
    return {index: (sp.S.One, size) for index, size in scope.items()}


def is_inside(place: sp.Expr, size: sp.Expr, scope: Scope) -> bool:
    """True when the place is known to lie between 1 and the size, whatever the sizes."""
    found = ends(place, _ranges(scope))
    if found is None:
        return False
    return bool((found[0] - 1).is_nonnegative and sp.expand(size - found[1]).is_nonnegative)


def is_foreign(place: sp.Expr, size: sp.Expr, scope: Scope) -> bool:
    """True when an index cannot be meant for an axis of that size: its own axis has nothing in common with it."""
    own = {scope[index] for index in place.free_symbols if index in scope}
    if not own or place.free_symbols - set(scope) - size.free_symbols - set().union(*(o.free_symbols for o in own)):
        return True
    return bool(place.is_Symbol and not (scope[place].free_symbols & size.free_symbols))


def inside_case(place: sp.Expr, size: sp.Expr) -> Any:
    """1 where the place lies between 1 and the size, else 0."""
    return Cases(sp.S.One, sp.And(place >= 1, place <= size, evaluate=False), sp.S.Zero, sp.true)


def positions(index: sp.Symbol, scope: Scope, writer: CodeWriter) -> Value:
    """The values 1, 2, … of an index, as an array."""
    return Value(f"jnp.arange(1, {writer.size(scope[index])} + 1)", (index,))


def place_value(place: sp.Expr, scope: Scope, writer: CodeWriter) -> Value:
    """The places, counted from 0, as an array over the indices in it."""
    indices: Indices = tuple(index for index in scope if index in place.free_symbols)
    constant = sp.expand(place - sum(place.coeff(i) * i for i in indices) + sum(place.coeff(i) for i in indices) - 1)
    texts = []
    for index in indices:
        steps = Value(f"jnp.arange({writer.size(scope[index])})", (index,))
        slope = int(place.coeff(index))
        text = aligned(steps, indices).text
        texts.append(text if slope == 1 else f"{slope} * {text}")
    if constant != 0:
        texts.append(str(int(constant)) if constant.is_Integer else writer.size(constant))
    return Value(" + ".join(texts).replace("+ -", "- "), indices, SUM if len(texts) > 1 else ATOM)


def gathered(array: Value, element: sp.Indexed, shape: tuple[sp.Expr, ...], scope: Scope, writer: CodeWriter) -> Value:
    """The array read at places that are expressions: one axis for each index that occurs.

    Raises:
        UnsupportedFormula: a place is not a sum of indices and numbers.
    """
    order = _order(element, scope)
    name, texts, inside = writer.named(array).text, [], []
    for place, size in zip(_checked(element, scope), shape, strict=True):
        value, whole = place_value(place, scope, writer), is_inside(place, size, scope)
        value = value if whole else writer.named(value)
        texts.append(aligned(value, order).text)
        inside += [] if whole else [f"({texts[-1]} >= 0) & ({texts[-1]} < {writer.size(size)})"]
    text = f"{name}[{', '.join(texts)}]"
    return Value(f"jnp.where({' & '.join(inside)}, {text}, 0.0)" if inside else text, order)


def _order(element: sp.Indexed, scope: Scope) -> Indices:
    """The indices in the order in which they occur."""
    occurring = (index for place in element.indices for index in scope if index in place.free_symbols)
    return tuple(dict.fromkeys(occurring))


def _checked(element: sp.Indexed, scope: Scope) -> tuple[sp.Expr, ...]:
    for place in element.indices:
        if ends(place, _ranges(scope)) is None:
            raise UnsupportedFormula(
                f"the index {place!s:.40} of {element!s:.60} is not a sum of indices and numbers",
                hint="an index is a letter, a number, or a sum of these such as i + s - 1",
            )
    return tuple(element.indices)
