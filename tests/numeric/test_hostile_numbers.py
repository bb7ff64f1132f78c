"""Numbers on the edge of their range: every gradient stays finite, in both formats."""

from __future__ import annotations

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from derive.gradient.accurate import accurate_form
from derive.gradient.backward import derive_gradient
from derive.network.building import classifier
from numeric.lowering.program import lower_gradients


@cache
def program():
    """∂E/∂W of the default network in its accurate form, lowered."""
    network = classifier()
    return jax.jit(lower_gradients(network, {"W": accurate_form(derive_gradient(network, "W")).formula}).function)


EDGES = {
    "subnormal weights": lambda f: (np.ones((2, 2)), np.full((3, 2), np.finfo(f).smallest_subnormal)),
    "features at the end of the range": lambda f: (np.full((2, 2), np.finfo(f).max / 2), np.full((3, 2), 1e-37)),
    "probabilities that underflow": lambda _: (np.eye(2), np.array([[1e4, -1e4], [-1e4, 1e4], [0, 0]])),
    "equal logits": lambda _: (np.zeros((2, 2)), np.ones((3, 2))),
    "one row, one class": lambda _: (np.ones((1, 2)), np.ones((1, 2))),
    "a thousand classes": lambda _: (np.ones((2, 2)), np.linspace(-300, 300, 2000).reshape(1000, 2)),
}


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("edge", EDGES)
def test_gradients_stay_finite(edge: str, dtype: str) -> None:
    """Labels of one class, of none, below zero: no NaN, no infinity, the format kept."""
    features, weights = EDGES[edge](dtype)
    for label in (1.0, 0.0, -1.0):
        labels = np.zeros((len(features), len(weights)))
        labels[:, 0] = label
        arrays = (jnp.asarray(array, dtype=dtype) for array in (features, weights, labels))
        gradient = program()(*arrays)["W"]
        assert gradient.dtype == dtype and np.isfinite(gradient).all(), edge
