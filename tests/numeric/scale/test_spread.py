"""Blocks of rows: the gradient added up over them is within its bound of the truth, and the bound is worth having."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from numeric.compare.comparison import autodiff_sources
from numeric.compare.error_bound import Method, bounds_by_method
from numeric.precision import dtype_named
from numeric.scale.spread import gradients_over, spread_over
from numeric.truth.enclosure import enclose
from tests.numeric.settings import setting

KINDS: dict[str, tuple[dict[str, Any], tuple[int, ...]]] = {
    "linear": ({"bias": True}, ()),
    "summed": ({"reduction": "sum"}, ()),
    "hidden, with weight decay": ({"l2": "0.01"}, (4,)),
}


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("kind", KINDS)
def test_gradients_in_blocks_are_within_their_bound_of_the_truth(kind: str, dtype: str) -> None:
    """Blocks of 32 rows, the last of 22; the bound is at most twice that of all rows at once."""
    options, widths = KINDS[kind]
    here, number = setting(widths=widths, **options), dtype_named(dtype)
    point = {name: np.asarray(values, number) for name, values in here.start().items()}
    rounded = {name: np.asarray(values, number) for name, values in here.arrays.items()}
    spread = replace(spread_over(here.network, point, here.arrays), block=32)
    found = gradients_over(spread, autodiff_sources(here.network), point, here.arrays, number)
    truth = enclose(here.network, {**rounded, **point}).gradients
    bounds = bounds_by_method(here.network, {**here.arrays, **point}, dtype, [Method.SUBTRACTING], spread=spread)
    whole = bounds_by_method(here.network, {**rounded, **point}, dtype, [Method.SUBTRACTING])
    for name, bound in bounds[Method.SUBTRACTING].items():
        exact = np.vectorize(lambda ball: float(ball.mid()), otypes=[float])(truth[name])
        assert found["custom"][name].dtype == number
        assert (np.abs(found["custom"][name].astype(np.float64) - exact) <= bound).all()
        assert (bound <= 2 * whole[Method.SUBTRACTING][name]).all()


def test_the_bound_in_parts_is_that_of_all_rows_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the sources take all rows at once, working the bound out in parts changes nothing but its own rounding."""
    monkeypatch.setattr("numeric.compare.error_bound.MOST_NUMBERS", 64)
    here = setting(bias=True)
    given = {name: values.astype(np.float32) for name, values in {**here.arrays, **here.start()}.items()}
    methods = list(Method)
    whole = bounds_by_method(here.network, given, "float32", methods)
    parts = bounds_by_method(
        here.network, given, "float32", methods, spread=spread_over(here.network, here.start(), here.arrays)
    )
    for method in methods:
        for name, bound in whole[method].items():
            assert np.allclose(parts[method][name], bound, rtol=0.05)
            assert (parts[method][name] >= bound * (1 - 1e-12)).all()


def test_blocks_have_a_power_of_two_of_rows_and_whoever_shows_progress_hears_of_each() -> None:
    """The last block has what is left."""
    here = setting()
    spread = replace(spread_over(here.network, here.start(), here.arrays), block=64)
    told: list[str] = []
    custom = {"custom": autodiff_sources(here.network)["custom"]}
    gradients_over(spread, custom, here.start(), here.arrays, np.float64, told.append)
    assert told == [f"custom, rows {first} to {last} of 150" for first, last in ((1, 64), (65, 128), (129, 150))]
    assert spread.rows_of(100) == 16 and spread.summed == 64 + 3 + 4
