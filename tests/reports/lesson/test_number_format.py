"""Numbers as people read them: nothing that is not zero looks like zero, and what is read back is near enough."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from reports.lesson.number_format import decimals, latex_number, significant, ulps

NUMBERS = st.floats(allow_nan=False, allow_infinity=False, allow_subnormal=False, min_value=-1e6, max_value=1e6)


@given(NUMBERS, st.integers(2, 12))
def test_significant_digits_read_back(value: float, digits: int) -> None:
    """A number shown to so many digits, read back by Python."""
    assert math.isclose(float(significant(value, digits)), value, rel_tol=10.0 ** (1 - digits))


@given(NUMBERS)
def test_decimals_read_back(value: float) -> None:
    """A number shown to four decimals: off by half of the last one at most, zero only for zero."""
    read = float(decimals(value))
    assert abs(read - value) <= 0.5e-4 * (1 + 1e-9)
    assert (read == 0) == (value == 0)


@given(NUMBERS)
def test_latex_of_a_number_reads_back(value: float) -> None:
    """The power of ten that LaTeX shows is the one that was written."""
    mantissa, _, power = latex_number(significant(value, 9)).partition(r" \times 10^{")
    exponent = int(power.rstrip("}") or "0")
    assert math.isclose(float(f"{mantissa}e{exponent}"), value, rel_tol=1e-8)


def test_what_no_number_looks_like() -> None:
    """Minus zero, an exponent with a leading zero, a trailing dot, trailing zeros after the point."""
    assert [significant(-0.0), decimals(-0.0), decimals(2.0), decimals(0.5000)] == ["0", "0", "2", "0.5"]
    assert latex_number("-3e-05") == r"-3 \times 10^{-5}"


def test_distances_in_ulp() -> None:
    """Small distances keep one decimal, hopeless ones are a power of ten."""
    assert [ulps(v) for v in (0.0, 0.25, 1.0, 9.96, 1234.4, 3e9)] == ["0", "0.2", "1", "10.0", "1234", "3.0e+09"]
