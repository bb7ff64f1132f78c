"""Number formats: the one place that switches JAX to 64 bits, and the names of the dtypes.

What judges numbers imports it. What a user calls in a program of their own (``numeric.program``, ``as_jax_loss``, the
code for formulas) does not: there JAX stays as the user set it.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

import jax
import ml_dtypes
import numpy as np

from derive.errors import UsageError

DtypeName = Literal["float64", "float32", "float16", "bfloat16"]

# NumPy has no bfloat16 of its own; the library that JAX brings gives it one.
DTYPES: dict[str, type[Any]] = {
    "float64": np.float64,
    "float32": np.float32,
    "float16": np.float16,
    "bfloat16": ml_dtypes.bfloat16,
}
# Formats too short to compute in: what is computed in float32 and rounded once loses less.
SHORT = ("float16", "bfloat16")
# Off by a thousandth, or by so many roundings: a reader sees the difference.
VISIBLE, VISIBLE_ROUNDINGS = 1e-3, 16

# JAX rounds every number to float32 unless told otherwise before the first array exists.
jax.config.update("jax_enable_x64", True)


def dtype_named(name: str) -> type[Any]:
    """Return the dtype of that name.

    Raises:
        UsageError: there is none; the message lists the names that exist.

    >>> dtype_named("float32").__name__
    'float32'
    """
    try:
        return DTYPES[name]
    except KeyError:
        raise UsageError(f"unknown dtype {name!r:.60}", hint="expected one of: " + ", ".join(DTYPES)) from None


@cache
def unit_roundoff(dtype: str) -> float:
    """Return u, half the distance from 1 to the next number: the relative error of one rounding.

    >>> unit_roundoff("float64") == 2.0**-53, unit_roundoff("bfloat16") == 2.0**-8
    (True, True)
    """
    return float(ml_dtypes.finfo(dtype_named(dtype)).eps) / 2


def visible_error(dtype: str) -> float:
    """Return the relative error from which a value counts as wrong: 0.1 %, or 16 roundings of a shorter format.

    >>> visible_error("float32"), visible_error("bfloat16")
    (0.001, 0.0625)
    """
    return max(VISIBLE, VISIBLE_ROUNDINGS * unit_roundoff(dtype))


@cache
def smallest_normal(dtype: str) -> float:
    """Return the smallest positive number that has all its digits.

    >>> smallest_normal("bfloat16") == smallest_normal("float32") == 2.0**-126
    True
    """
    return float(ml_dtypes.finfo(dtype_named(dtype)).smallest_normal)


@cache
def fraction_bits(dtype: str) -> int:
    """Return how many binary digits follow the first one.

    >>> [fraction_bits(name) for name in DTYPES]
    [52, 23, 10, 7]
    """
    return int(ml_dtypes.finfo(dtype_named(dtype)).nmant)
