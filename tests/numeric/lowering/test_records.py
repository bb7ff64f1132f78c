"""What the record of each function promises about rounding, kept by XLA: against balls, in both formats."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import jax
import numpy as np
import pytest
from flint import arb

from derive.network.functions import FUNCTIONS, Function
from derive.proof.numbers.balls import precision
from numeric.compare.function_bounds import largest_term
from numeric.model.elementary import jax_function
from numeric.precision import DTYPES

RECORDS = [record for record in FUNCTIONS.values() if record.arity == 1]
KINKS = (0.0, 1.0, -1.0)
LARGE = {"float32": (80.0, 87.0, 200.0, 1e4), "float64": (80.0, 300.0, 700.0, 1e4)}


def points(dtype: str) -> np.ndarray:
    """Small and large, near 1 and −1, at every kink, tiny, of both signs."""
    generator = np.random.default_rng(0)
    tiny = float(np.finfo(DTYPES[dtype]).tiny)
    spread = [generator.normal(size=200) * scale for scale in (1e-6, 0.1, 1.0, 4.0, 20.0)]
    near = [sign * (1 + generator.normal(size=20) * 1e-3) for sign in (1, -1)]
    ends = np.array([*KINKS, *LARGE[dtype], *(-end for end in LARGE[dtype]), 2 * tiny, -2 * tiny, 1e-20, -1e-20])
    return np.concatenate([*spread, *near, ends]).astype(DTYPES[dtype])


def worst(
    function: Callable[..., jax.Array],
    exact: Callable[[arb], arb],
    terms: Callable[[np.ndarray, np.ndarray], np.ndarray],
    dtype: str,
) -> float:
    """The largest error in units in the last place of the largest term; what is below the normal range is left out."""
    at = points(dtype)
    found = np.asarray(jax.jit(function)(at), np.float64)
    with precision(200):
        balls = [exact(arb(float(u))) for u in at]
    inside = np.array([ball.is_finite() for ball in balls])
    middle = np.array([float(ball.mid()) for ball in balls])
    details = np.finfo(DTYPES[dtype])
    kept = inside & (np.abs(middle) < float(details.max))
    pairs = zip(found, balls, kept, strict=True)
    with precision(200):
        off = np.array([float(abs(arb(float(f)) - ball)) if keep else 0.0 for f, ball, keep in pairs])
    wide = at.astype(np.float64)
    largest = np.maximum(np.abs(middle), np.broadcast_to(terms(wide, middle), middle.shape))
    largest = np.where(kept, np.clip(largest, float(details.tiny), float(details.max)), 1.0)
    unit = np.exp2(np.floor(np.log2(largest)) - details.nmant)
    normal = np.abs(middle) >= float(details.tiny) * (1 + wide**2)  # else a factor on the way may be flushed to zero
    errors = np.where(kept & normal, off / unit, 0.0)
    assert np.isfinite(found[kept]).all(), at[kept & ~np.isfinite(found)]
    return float(errors.max())


def terms_of(template: str) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """The largest term at each point."""
    return lambda u, value: largest_term(template, u, value)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_the_value_keeps_its_rounding_rule(record: Function, dtype: str) -> None:
    """At 1,060 points from 1e-38 to 1e4."""
    error = worst(jax_function(record.jax.value), record.balls, terms_of(record.jax.term), dtype)
    assert error <= record.jax.ulp + 0.5


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_the_slope_keeps_its_rounding_rule(record: Function, dtype: str) -> None:
    """The same points; at a kink the slope is the one that the record names."""
    value, slope = jax_function(record.jax.value), jax_function(record.jax.slope)
    error = worst(lambda u: slope(u, a=value(u)), record.ball_slope, terms_of(record.jax.slope_term), dtype)
    assert error <= record.jax.slope_ulp + 0.5


PAIRS: Sequence[tuple[float, float]] = ((1.0, 2.0), (2.0, 1.0), (3.0, 3.0), (-1.0, 1.0))


@pytest.mark.parametrize("name", ["max", "min"])
def test_the_larger_and_the_smaller_are_exact(name: str) -> None:
    """Value and slope by the first argument, ½ at a tie."""
    record = FUNCTIONS[name]
    value, slope = jax_function(record.jax.value), jax_function(record.jax.slope)
    for left, right in PAIRS:
        u, v = np.array([left]), np.array([right])
        assert arb(float(value(u, v)[0])) == record.balls(arb(left), arb(right))
        assert arb(float(slope(u, v)[0])) == record.ball_slope(arb(left), arb(right))
