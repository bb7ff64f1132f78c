"""Functions entry by entry with their rounding: what a record says, and what moves when its argument is off.

Where rounding may carry an argument across a kink, the slope may be that of either side: the function is read at
both ends of what the argument may be.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import sympy as sp

from derive.errors import UnsupportedFormula
from derive.network.functions import Function, function_of

from ..model.elementary import jax_function
from .bounded import Bounded, Float, Rounding, union

ULP = 2  # unit roundoffs in a unit in the last place
# A second-order term and the rounding of the argument's own ends.
WIDER = 1.05


def record_of(expression: sp.Expr) -> Function:
    """The record whose rounding rule holds for the expression.

    Raises:
        UnsupportedFormula: there is none, so that no bound can be stated.
    """
    record = function_of(expression)
    if record is None or not record.jax.value:
        raise UnsupportedFormula(
            f"no rounding rule is known for {expression.func.__name__} in {expression!s:.60}",
            hint="a bound needs a record in derive.network.functions for each function",
        )
    return record


def value_bound(record: Function, arguments: Sequence[Bounded], rounding: Rounding) -> Bounded:
    """f(u) for u known with its error."""
    order = union(arguments)
    same = [argument.aligned(order) for argument in arguments]
    if len(same) > 1:
        return _fold(record, same, order)
    (u,) = same
    function = _read(record.jax.value)
    value = function(u.value)
    moved = _change(function, u, rounding, value)
    own = ULP * record.jax.ulp * np.maximum(np.abs(value), largest_term(record.jax.term, u.value, value))
    return Bounded(value, moved + own + _flushed(u.value, rounding, record.jax.ulp), order)


def slope_bounds(record: Function, arguments: Sequence[Bounded], rounding: Rounding) -> list[Bounded]:
    """f′(u) by each argument, for u known with its error."""
    order = union(arguments)
    same = [argument.aligned(order) for argument in arguments]
    if len(same) > 1:
        return [_share(record, same, place, rounding, order) for place in range(len(same))]
    (u,) = same
    function = _read(record.jax.slope, record.jax.value)
    slope = function(u.value)
    own = ULP * record.jax.slope_ulp * np.maximum(np.abs(slope), largest_term(record.jax.slope_term, u.value, slope))
    lost = _flushed(u.value, rounding, record.jax.slope_ulp)
    return [Bounded(slope, _change(function, u, rounding, slope) + own + lost, order)]


def _flushed(u: Float, rounding: Rounding, ulp: int) -> Float:
    """What is lost where a factor on the way lies below the normal range; where nothing is rounded, nothing."""
    return rounding.floor * (1 + u**2) if ulp else np.zeros_like(u)


def largest_term(template: str, u: Float, value: Float) -> Float:
    """The largest term that is added up on the way to a value: a template in {u}; the value itself without one."""
    return np.abs(_read(template)(u)) if template else np.abs(value)


def _read(template: str, value: str = "") -> Callable[[Float], Float]:
    function = jax_function(template)
    inner = jax_function(value) if "{a}" in template else None

    def read(u: Float) -> Float:
        return np.asarray(function(u, a=inner(u)) if inner is not None else function(u), np.float64)

    return read


def _change(function: Callable[[Float], Float], u: Bounded, rounding: Rounding, at: Float) -> Float:
    """How far the value may move, in unit roundoffs, while the argument moves by its error."""
    if not u.error.any():
        return np.zeros_like(at)
    reach = WIDER * rounding.unit * u.error
    up, down = function(u.value + reach), function(u.value - reach)
    moved = np.maximum(np.abs(up - at), np.abs(down - at)) / rounding.unit
    return np.where(u.error > 0, WIDER * moved, 0.0)


def _fold(record: Function, same: Sequence[Bounded], order: tuple[sp.Symbol, ...]) -> Bounded:
    """max or min: the value is one of the arguments, and moves no further than the one that moves furthest."""
    function = jax_function(record.jax.value)
    value = same[0].value
    for other in same[1:]:
        value = np.asarray(function(value, other.value), np.float64)
    widest = np.maximum.reduce(np.broadcast_arrays(*(argument.error for argument in same)))
    return Bounded(value, np.broadcast_to(widest, value.shape), order)


def _share(
    record: Function, same: Sequence[Bounded], place: int, rounding: Rounding, order: tuple[sp.Symbol, ...]
) -> Bounded:
    """The slope of max or min by one argument: of two that may change places either may be chosen."""
    function, slope = jax_function(record.jax.value), jax_function(record.jax.slope)
    others = [argument for at, argument in enumerate(same) if at != place]
    rest = others[0].value
    for other in others[1:]:
        rest = np.asarray(function(rest, other.value), np.float64)
    value = np.asarray(slope(same[place].value, rest), np.float64)
    errors = sum(argument.error for argument in same)
    near = (np.abs(same[place].value - rest) <= WIDER * rounding.unit * errors) & (errors > 0)
    return Bounded(value, np.where(near, 1 / rounding.unit, 0.0) + np.zeros_like(value), order)
