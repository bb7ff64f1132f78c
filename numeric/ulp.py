"""Units in the last place: how many floating-point numbers lie between two values."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.errors import UsageError

# For each format: the signed and the unsigned integer that have its width.
INTEGERS: dict[str, tuple[type[np.signedinteger[Any]], type[np.unsignedinteger[Any]]]] = {
    "float64": (np.int64, np.uint64),
    "float32": (np.int32, np.uint32),
    "float16": (np.int16, np.uint16),
    "bfloat16": (np.int16, np.uint16),
}


def ulp_distance(left: NDArray[np.floating[Any]], right: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Return for each pair how many steps to the next representable number lead from left to right.

    The numbers of a format are ordered and counted, so the distance needs no special case: it is 0 for
    equal numbers and for +0 and −0, counts subnormal numbers, and across zero is the sum of both
    distances to zero. A pair with a NaN, or with an infinity and another number, is infinitely far apart.

    Args:
        left: an array of float64, float32, float16 or bfloat16.
        right: an array of the same shape and format.

    Raises:
        UsageError: the formats differ or are none of these.

    >>> one = np.float64(1.0)
    >>> float(ulp_distance(one, np.nextafter(one, 2))), float(ulp_distance(np.float64(-5e-324), np.float64(5e-324)))
    (1.0, 2.0)
    """
    left, right = np.asarray(left), np.asarray(right)
    if left.dtype != right.dtype or left.dtype.name not in INTEGERS:
        raise UsageError(
            f"the formats {left.dtype.name} and {right.dtype.name} have no common unit in the last place",
            hint="compare two arrays of one format: " + ", ".join(INTEGERS),
        )
    unsigned = INTEGERS[left.dtype.name][1]
    first, second = _ordered(left), _ordered(right)
    # The difference of two n-bit integers fits n bits unsigned, where NumPy's arrays wrap around exactly.
    steps = np.maximum(first, second).astype(unsigned) - np.minimum(first, second).astype(unsigned)
    countable = (np.isfinite(left) & np.isfinite(right)) | (left == right)
    return np.where(countable, steps.reshape(countable.shape).astype(np.float64), np.inf)


def _ordered(values: NDArray[np.floating[Any]]) -> NDArray[np.signedinteger[Any]]:
    """Number the floats in their order: 0 for both zeros, 1 for the smallest subnormal, −1 for its negative."""
    signed = INTEGERS[values.dtype.name][0]
    bits = np.atleast_1d(values).view(signed)
    # Of a negative number, the bits without the sign count the steps down from zero.
    return np.where(bits < 0, -(bits & np.iinfo(signed).max), bits)


def ulps(value: float) -> str:
    """A distance in ULP: whole from 10 on, one decimal below, a power of ten for what is hopeless.

    >>> ulps(0.0), ulps(2.44), ulps(103.0), ulps(9.007e15)
    ('0', '2.4', '103', '9.0e+15')
    """
    if value >= 1e6:
        return f"{value:.1e}"
    return f"{value:.0f}" if value >= 10 or value == int(value) else f"{value:.1f}"
