"""Errors against the truth: how far floats are from certified balls, absolutely, relatively and in ULP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb
from numpy.typing import NDArray

from derive.proof.numbers.balls import precision

from ..precision import fraction_bits, smallest_normal
from ..results import Array

WORKING_BITS = 256

Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Errors:
    """The errors of an array of floats, each an array of the same shape.

    ``normal`` tells where the truth lies in the range of normal numbers.
    """

    absolute: Float
    relative: Float
    ulp: Float
    normal: NDArray[np.bool_]


def errors_against(values: Array, truth: NDArray[Any], dtype: str, terms: int = 1) -> Errors:
    """Compare floats with balls of the same shape, which must be far narrower than a ULP.

    The unit in the last place of a real number t is that of the largest power of two not above |t|; the error
    in ULP is |x − t| over it and need not be whole. Below the range of normal numbers, where processors may
    flush to zero, the unit is the smallest normal number. For t = 0 the relative error is 0 or infinite.

    Args:
        values: floats of the dtype.
        truth: ``flint.arb`` balls.
        dtype: the name of their format.
        terms: of how many summands of one sign a value is the sum: only from ``terms`` times the smallest normal
            number on is one of them sure to be normal.

    >>> errors_against(np.array([1 + 2**-51]), np.array([arb(1)]), "float64").ulp.tolist()
    [2.0]
    """
    shape = np.shape(values)
    with precision(WORKING_BITS):
        pairs = zip(np.ravel(values).tolist(), np.ravel(truth).tolist(), strict=True)
        rows = [_errors(value, ball, dtype, terms) for value, ball in pairs]
    absolute, relative, ulp, normal = (np.array(part).reshape(shape) for part in zip(*rows, strict=True))
    return Errors(absolute, relative, ulp, normal)


def _errors(value: float, ball: arb, dtype: str, terms: int) -> tuple[float, float, float, bool]:
    if not np.isfinite(value):
        return np.inf, np.inf, np.inf, _is_normal(ball.mid(), dtype, terms)
    centre = ball.mid()
    apart = abs(arb(value) - centre)
    relative = apart / abs(centre) if centre != 0 else arb(0 if value == 0 else "inf")
    return float(apart), float(relative), float(apart / _unit(centre, dtype)), _is_normal(centre, dtype, terms)


def _unit(centre: arb, dtype: str) -> arb:
    """The unit in the last place at an exact number."""
    if not _is_normal(centre, dtype):
        return arb(smallest_normal(dtype))
    mantissa, exponent = centre.man_exp()
    return arb(2) ** (int(exponent) + int(abs(mantissa)).bit_length() - 1 - fraction_bits(dtype))


def _is_normal(centre: arb, dtype: str, terms: int = 1) -> bool:
    return bool(abs(centre) >= terms * smallest_normal(dtype))
