"""Starting weights: the same for the same seed for ever, of the documented distribution."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import kstest

from derive.errors import UsageError
from numeric.model.architecture import Architecture
from numeric.model.starting_weights import starting_weights


def test_a_seed_gives_these_weights_for_ever() -> None:
    """The first weights of seed 0 are pinned: a report can be made again years later."""
    drawn = starting_weights(Architecture((4, 3), bias=True), seed=0)
    assert drawn["W"][0].tolist() == [0.9429256319999695, 0.21389302611351013, 0.5231574773788452, 1.197807788848877]
    assert list(drawn) == ["W", "b"] and drawn["b"].shape == (3,)


def test_another_seed_gives_other_weights() -> None:
    """No entry is shared between two seeds."""
    one, other = (starting_weights(Architecture((4, 3)), seed)["W"] for seed in (1, 2))
    assert (one != other).all()


def test_the_distribution_is_the_documented_one() -> None:
    """20,000 weights pass the Kolmogorov–Smirnov test against N(0, 2/(m + k)), and fail it against a wider one."""
    weights = starting_weights(Architecture((200, 100), bias=True), seed=3)["W"].ravel()
    assert kstest(weights, "norm", args=(0, math.sqrt(2 / 300))).pvalue > 0.01
    assert kstest(weights, "norm", args=(0, math.sqrt(2 / 200))).pvalue < 1e-6


def test_every_weight_is_a_float32() -> None:
    """Rounding to float32 changes nothing, so both formats start from the very same point."""
    for values in starting_weights(Architecture((4, 5, 3), ("tanh",), bias=True), seed=7).values():
        assert values.dtype == np.float64 and (values.astype(np.float32) == values).all()


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_out_of_range_is_refused(seed: int) -> None:
    """The message names the seed, the hint the range."""
    with pytest.raises(UsageError, match=str(seed)) as caught:
        starting_weights(Architecture((4, 3)), seed)
    assert "4294967295" in caught.value.hint
