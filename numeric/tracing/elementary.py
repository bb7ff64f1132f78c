"""Calls that are elementary functions which we have: found by their values, not by their names."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from derive.errors import UsageError
from derive.network.functions import FUNCTIONS, Function

from .array_values import values_of
from .arrays import Array
from .jax_internals import Dim, Jaxpr, inner_jaxprs

if TYPE_CHECKING:
    from .walk import Walk

ARGUMENT = sp.Symbol("elementary_argument", real=True)
POINTS = np.array([-7.3, -2.1, -1.0625, -0.71, -0.02, 0.013, 0.37, 0.99, 1.5, 3.25, 8.6])
ROUNDING = 2.0**-46
MOST_EQUATIONS = 40
FOUND_BY_VALUES = (
    "sigmoid", "softplus", "relu", "leaky relu", "elu", "silu", "gelu", "gelu tanh", "softsign", "hard tanh",
)  # fmt: skip


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


def function_with(value: sp.Expr) -> Function | None:
    """Our function with the values of a formula in ``ARGUMENT``; None where there is none.

    >>> function_with(ARGUMENT / (1 + sp.exp(-ARGUMENT))).name
    'silu'
    """
    if (not value.is_Function and value.atoms(sp.Function)) or value.has(sp.core.relational.Relational):
        found = _values(value)
        return next((FUNCTIONS[n] for n in FOUND_BY_VALUES if _agree(found, _values_of_record(n))), None)
    return None


def _values(value: sp.Expr) -> Any:
    with np.errstate(all="ignore"):
        return np.broadcast_to(values_of(value, {ARGUMENT: POINTS}), POINTS.shape)


@lru_cache(maxsize=64)
def _values_of_record(name: str) -> Any:
    return _values(FUNCTIONS[name](ARGUMENT))


def _agree(left: Any, right: Any) -> bool:
    return bool(np.all(np.abs(left - right) <= ROUNDING * (1e-3 + np.abs(right))))
