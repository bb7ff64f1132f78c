"""ULP distances, at the places where a naive definition goes wrong."""

from __future__ import annotations

import math

import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from derive.errors import UsageError
from numeric.precision import DTYPES, dtype_named, fraction_bits, smallest_normal, unit_roundoff
from numeric.truth.errors import errors_against
from numeric.ulp import ulp_distance

TINY32, TINY64 = np.float32(1e-45), np.float64(5e-324)


@pytest.mark.parametrize(
    ("left", "right", "steps"),
    [
        (0.0, -0.0, 0),
        (0.0, 5e-324, 1),
        (-5e-324, 5e-324, 2),
        (1.0, 1 + 2**-52, 1),
        (1.0, 1 - 2**-53, 1),
        (2.0, 2 - 2**-52, 1),
        (np.finfo(np.float64).tiny, np.finfo(np.float64).tiny - 5e-324, 1),
        (0.0, np.finfo(np.float64).tiny, 2**52),
        (1.0, 2.0, 2**52),
        (-1.0, -2.0, 2**52),
        (-1.0, 1.0, 2 * 1023 * 2**52),
        (-np.finfo(np.float64).max, np.finfo(np.float64).max, 2 * (2047 * 2**52 - 1)),
        (math.inf, math.inf, 0),
        (math.inf, 1.0, math.inf),
        (math.inf, -math.inf, math.inf),
        (math.nan, 1.0, math.inf),
        (math.nan, math.nan, math.inf),
    ],
)
def test_the_distance_is_the_number_of_steps(left: float, right: float, steps: float) -> None:
    """Zeros, subnormals, powers of two, opposite signs, the whole range, and what is no number."""
    for first, second in ((left, right), (right, left)):
        assert ulp_distance(np.float64(first), np.float64(second)) == float(steps)


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.integers(0, 200), st.booleans())
def test_walking_step_by_step_gives_that_distance(start: float, steps: int, up: bool) -> None:
    """From any float32, n calls of nextafter lead exactly n ULP away, also across zero."""
    here = np.float32(start)
    for _ in range(steps):
        here = np.nextafter(here, np.float32(np.inf if up else -np.inf))
    if np.isfinite(here):
        assert ulp_distance(np.float32(start), here) == steps


@given(*(st.floats(allow_nan=False, allow_infinity=False),) * 3)
def test_distances_add_up_along_the_line(a: float, b: float, c: float) -> None:
    """For a ≤ b ≤ c the distances from a to b and from b to c add up to that from a to c."""
    low, middle, high = np.array(sorted((a, b, c)))
    total = ulp_distance(low, middle) + ulp_distance(middle, high)
    assert ulp_distance(low, high) == pytest.approx(total, rel=2**-51)


def test_arrays_are_compared_entry_by_entry() -> None:
    """Shapes are kept, in float32 too."""
    left = np.array([[1.0, 0.0], [-1.0, 2.0]], dtype=np.float32)
    right = np.array([[1.0, TINY32], [-1.0, np.nextafter(np.float32(2), np.float32(0))]], dtype=np.float32)
    assert ulp_distance(left, right).tolist() == [[0, 1], [0, 1]]


@pytest.mark.parametrize("other", [np.float64(1), np.float16(1), np.int32(1)])
def test_formats_are_never_mixed(other: np.generic) -> None:
    """A ULP belongs to one format: a float32 is not compared with anything else."""
    with pytest.raises(UsageError, match="no common unit"):
        ulp_distance(np.float32(1), other)  # type: ignore[arg-type]


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_every_number_of_a_short_format_is_one_step_from_the_next(dtype: str) -> None:
    """All 65 536 patterns of bits, in order of their values: every finite one but −0 is counted once."""
    numbers = np.arange(2**16, dtype=np.uint16).view(dtype_named(dtype))
    with np.errstate(invalid="ignore"):
        finite = np.unique(numbers[np.isfinite(numbers)].astype(np.float64)).astype(dtype_named(dtype))
    assert (ulp_distance(finite[1:], finite[:-1]) == 1).all()
    assert len(finite) == 2**16 - 2 ** (fraction_bits(dtype) + 1) - 1


@pytest.mark.parametrize("dtype", DTYPES)
def test_errors_in_ulp_count_in_the_format(dtype: str) -> None:
    """Next to 1 the error is one unit of this format, and below its normal numbers the unit stays the smallest."""
    one_more = np.array([1 + 2 * unit_roundoff(dtype)]).astype(dtype_named(dtype))
    assert errors_against(one_more, np.array([arb(1)]), dtype).ulp.tolist() == [1.0]
    tiny = errors_against(np.zeros(1, dtype_named(dtype)), np.array([arb(smallest_normal(dtype)) / 2]), dtype)
    assert tiny.ulp.tolist() == [0.5] and not tiny.normal[0]
