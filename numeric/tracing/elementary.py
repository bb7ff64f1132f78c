"""Calls that are elementary functions which we have: found by their values, not by their names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import sympy as sp

from derive.errors import UsageError

from .arrays import Array
from .jax_internals import Dim, Jaxpr, inner_jaxprs
from .known_forms import ARGUMENT, function_with

if TYPE_CHECKING:
    from .walk import Walk

MOST_EQUATIONS = 40


def recognised(
    walk: Walk, jaxpr: Jaxpr, consts: Sequence[Any], inputs: Sequence[Array], shape: Sequence[Dim]
) -> Array | None:
    """The array of one of our functions of the call's one array, where the call has its values; else None."""
    arrays = [array for array in inputs if walk.bench.mentions_tensors(walk.bench.value_of(array))]
    if len(arrays) != 1 or len(jaxpr.outvars) != 1 or tuple(map(str, arrays[0].shape)) != tuple(map(str, shape)):
        return None
    if _count(jaxpr) > MOST_EQUATIONS or arrays[0].masked:
        return None
    symbolic = [Array(a.shape, lambda _: ARGUMENT, named=True) if a is arrays[0] else a for a in inputs]
    try:
        with walk.trial():
            value = walk.bench.value_of(walk.run(jaxpr, consts, symbolic)[0])
    except UsageError:
        return None
    if value.free_symbols != {ARGUMENT} or not isinstance(value, sp.Expr) or value == ARGUMENT:
        return None
    function = function_with(value)
    if function is None:
        return None
    array = walk.cut(arrays[0]) if arrays[0].heavy else arrays[0]

    def at(places: Any) -> sp.Expr:
        return walk.labels.through(function, array.at(places))

    return Array(tuple(shape), at, curved=True)


def _count(jaxpr: Jaxpr) -> int:
    return sum(1 + sum(map(_count, inner_jaxprs(equation))) for equation in jaxpr.eqns)
