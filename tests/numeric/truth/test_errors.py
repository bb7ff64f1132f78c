"""Errors against balls: absolute, relative and in ULP, at powers of two, zeros and the ends of the range."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx, fmpq
from hypothesis import given
from hypothesis import strategies as st

from numeric.truth.errors import errors_against

TINY = 2.0**-1022


@pytest.mark.parametrize(
    ("value", "truth", "ulp"),
    [
        (1.0, arb(1), 0),
        (1 + 2**-52, arb(1), 1),
        (1 - 2**-53, arb(1), 0.5),
        (2.0, arb(2) - arb(2) ** -52, 1),
        (-4.0, arb(-4) - arb(2) ** -40, 2**10),
        (1.0, -arb(1), 2**53),
        (0.0, arb(1), 2**52),
        (0.0, arb(0), 0),
        (TINY, arb(0), 1),
        (0.0, arb(2) ** -1030, 2**-8),
        (2 * TINY, arb(2) ** -1021, 0),
        (0.0, arb(2) ** -1022, 2**52),
        (math.inf, arb(1), math.inf),
        (math.nan, arb(1), math.inf),
    ],
)
def test_the_unit_is_that_of_the_truth(value: float, truth: arb, ulp: float) -> None:
    """Exact at powers of two; below the normal range the unit is the smallest normal number."""
    assert float(errors_against(np.array([value]), np.array([truth]), "float64").ulp[0]) == ulp


@given(
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.fractions(min_value=-(10**6), max_value=10**6).filter(lambda f: abs(f) > Fraction(1, 10**6)),
)
def test_every_error_is_that_of_exact_fractions(value: float, truth: Fraction) -> None:
    """Against rational numbers, all three errors are those that exact arithmetic gives."""
    found = errors_against(
        np.array([value], np.float32), np.array([arb(fmpq(truth.numerator, truth.denominator))]), "float32"
    )
    apart = abs(Fraction(value) - truth)
    exponent = math.frexp(float(abs(truth)))[1]
    if Fraction(2) ** (exponent - 1) > abs(truth):
        exponent -= 1
    assert float(found.absolute[0]) == pytest.approx(float(apart), rel=1e-12)
    assert float(found.relative[0]) == pytest.approx(float(apart / abs(truth)), rel=1e-12)
    assert float(found.ulp[0]) == pytest.approx(float(apart / Fraction(2) ** (exponent - 24)), rel=1e-9, abs=1e-12)


def test_the_range_of_normal_numbers_belongs_to_the_format() -> None:
    """2⁻¹⁵⁰ is normal in float64 and not in float32."""
    ball = np.array([arb(2) ** -150])
    assert errors_against(np.zeros(1), ball, "float64").normal.tolist() == [True]
    assert errors_against(np.zeros(1, np.float32), ball, "float32").normal.tolist() == [False]


def test_shapes_are_kept_and_the_precision_is_put_back() -> None:
    """A K×D array of balls gives K×D errors; FLINT's global precision is as before."""
    before = ctx.prec
    found = errors_against(np.ones((2, 3)), np.full((2, 3), arb(1)), "float64")
    assert found.absolute.shape == found.relative.shape == found.ulp.shape == found.normal.shape == (2, 3)
    assert ctx.prec == before
