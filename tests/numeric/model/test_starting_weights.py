"""Starting weights: the same for the same seed for ever, of the documented distribution, by where each one stands."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import kstest

from derive.errors import UsageError
from derive.network.building import classifier, stack
from numeric.model.starting_weights import standing_of, starting_weights

IRIS = {"N": 150, "D": 4, "K": 3}


def test_a_seed_gives_these_weights_for_ever() -> None:
    """The first weights of seed 0 are pinned: a report can be made again years later."""
    drawn = starting_weights(classifier(bias=True), IRIS, seed=0)
    assert drawn["W"][0].tolist() == [0.9429256319999695, 0.21389302611351013, 0.5231574773788452, 1.197807788848877]
    assert list(drawn) == ["W", "b"] and drawn["b"].shape == (3,)


def test_another_seed_gives_other_weights() -> None:
    """No entry is shared between two seeds."""
    one, other = (starting_weights(classifier(), IRIS, seed)["W"] for seed in (1, 2))
    assert (one != other).all()


def test_the_distribution_is_the_documented_one() -> None:
    """20,000 weights pass the Kolmogorov–Smirnov test against N(0, 2/(m + k)), and fail it against a wider one."""
    weights = starting_weights(classifier(bias=True), {"D": 200, "K": 100}, seed=3)["W"].ravel()
    assert kstest(weights, "norm", args=(0, math.sqrt(2 / 300))).pvalue > 0.01
    assert kstest(weights, "norm", args=(0, math.sqrt(2 / 200))).pvalue < 1e-6


def test_every_weight_is_a_float32() -> None:
    """Rounding to float32 changes nothing, so both formats start from the very same point."""
    drawn = starting_weights(classifier(hidden=("tanh",), bias=True), {**IRIS, "H": 5}, seed=7)
    for values in drawn.values():
        assert values.dtype == np.float64 and (values.astype(np.float32) == values).all()


PLACES = {
    "a convolution is summed over taps and channels": ("convolution 2 3", "N T D", "F", ("S", "D"), True),
    "an embedding is summed over the words": ("embedding 3", "N T V", "U", ("V",), True),
    "a gain scales": ("gain", "N D", "g", (), True),
    "an offset is added": ("gain", "N D", "c", (), False),
    "queries are summed over the features": ("attention 2", "N T D", "Wq", ("D",), True),
}


@pytest.mark.parametrize(("layer", "inputs", "name", "summed", "scales"), PLACES.values(), ids=PLACES)
def test_where_a_parameter_stands(layer: str, inputs: str, name: str, summed: tuple[str, ...], scales: bool) -> None:
    """What is summed over beside it is its fan-in, whatever the layer is called."""
    network = stack(layer, *(["mean pooling"] if "T" in inputs else []), "dense", inputs=inputs, l2="0.1")
    found = standing_of(network, network.tensor(name))
    assert (tuple(map(str, found.summed)), found.scales) == (summed, scales)


def test_a_gain_starts_near_one_and_an_offset_near_zero() -> None:
    """So that a norm begins as the identity."""
    drawn = starting_weights(stack("layer norm", "gain", "dense"), IRIS, 0)
    assert np.abs(drawn["g"] - 1).max() < 0.1 and np.abs(drawn["c"]).max() < 0.1


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_out_of_range_is_refused(seed: int) -> None:
    """The message names the seed, the hint the range."""
    with pytest.raises(UsageError, match=str(seed)) as caught:
        starting_weights(classifier(), IRIS, seed)
    assert "4294967295" in caught.value.hint
