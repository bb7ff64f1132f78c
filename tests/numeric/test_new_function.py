"""Any function, all the way: derived, proved, lowered, certified and bounded, each from its record."""

from __future__ import annotations

from collections.abc import Mapping

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from derive.gradient.backward import derive_gradients
from derive.network.definitions import Network
from derive.network.functions import FUNCTIONS, registered
from numeric.compare.error_bound import gradient_bounds
from numeric.lowering.program import loss_of, lower_gradients
from numeric.truth.enclosure import enclose
from tests.derive.gradient.test_activations import ARCTANGENT, ONE_ARGUMENT, hidden_layer
from tests.numeric.networks import random_arrays

SHAPES = {"x": (6, 3), "y": (6,), "W": (2, 3), "v": (2,)}


def assert_all_agree(network: Network, arrays: Mapping[str, jax.Array]) -> None:
    """The derived formula's code and JAX's own gradient are both within the bound of the truth."""
    formulas = {name: derivation.formula for name, derivation in derive_gradients(network, ("W", "v")).items()}
    ours, autodiff = lower_gradients(network, formulas)(arrays), jax.grad(loss_of(network))(arrays)
    truth, bounds = enclose(network, arrays).gradients, gradient_bounds(network, arrays, "float64")
    for name in formulas:
        exact = np.vectorize(lambda ball: float(ball.mid()), otypes=[float])(truth[name])
        assert (np.abs(np.asarray(ours[name]) - exact) <= bounds[name] + 1e-16).all()
        assert (np.abs(np.asarray(autodiff[name]) - exact) <= bounds[name] + 1e-16).all()
        assert (bounds[name] <= 1e-10).all()


@pytest.mark.parametrize("name", ONE_ARGUMENT)
def test_a_hidden_layer_of_any_shipped_function(name: str) -> None:
    """The formula, JAX, the truth and the bound know one function."""
    arrays = random_arrays(SHAPES, seed=11)
    if FUNCTIONS[name].domain != "every real number":
        arrays = {tensor: jnp.abs(values) + 0.05 for tensor, values in arrays.items()}
    assert_all_agree(hidden_layer(FUNCTIONS[name]), arrays)


def test_a_function_that_is_not_shipped() -> None:
    """Arctangent by one record: derivation and every proof, code, truth and bound."""
    with registered(ARCTANGENT):
        assert_all_agree(hidden_layer(ARCTANGENT), random_arrays(SHAPES, seed=12))
