"""The two models: written separately, the same function, their parameters carried over without loss."""

from __future__ import annotations

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.example_libraries import stax
from scipy.special import log_softmax

from numeric.model.architecture import Architecture
from numeric.model.models import custom_model, dense_without_bias, logits, stax_model
from numeric.model.starting_weights import starting_weights

ARCHITECTURES = {
    "linear": Architecture((4, 3)),
    "linear, bias, base 2, sum": Architecture((4, 3), bias=True, log_base="2", reduction="sum"),
    "one hidden layer, base 10": Architecture((5, 7, 2), ("tanh",), log_base="10"),
    "two hidden layers, bias": Architecture((3, 6, 5, 4), ("tanh", "tanh"), bias=True),
}
PARAMETRISED = pytest.mark.parametrize("architecture", ARCHITECTURES.values(), ids=ARCHITECTURES)


def _data(architecture: Architecture, rows: int = 9) -> tuple[dict[str, Any], jax.Array, jax.Array]:
    random = np.random.RandomState(11)
    classes = architecture.widths[-1]
    y = np.eye(classes)[random.randint(0, classes, rows)]
    start = {name: jnp.asarray(value) for name, value in starting_weights(architecture, 5).items()}
    return start, jnp.asarray(random.standard_normal((rows, architecture.widths[0]))), jnp.asarray(y)


def _reference_loss(architecture: Architecture, parameters: dict[str, Any], x: Any, y: Any) -> float:
    """The loss in NumPy and SciPy, from the definition."""
    values = np.asarray(x)
    for place, (weights, bias) in enumerate(architecture.layers):
        values = np.einsum("nd,kd->nk", values, parameters[weights]) + (parameters[bias] if bias else 0)
        values = np.tanh(values) if place < len(architecture.activations) else values
    base = {"e": np.e, "2": 2, "10": 10}[architecture.log_base]
    losses = -(np.asarray(y) * log_softmax(values, axis=1)).sum(axis=1) / np.log(base)
    return float(losses.mean() if architecture.reduction == "mean" else losses.sum())


@PARAMETRISED
def test_both_models_compute_the_defined_loss(architecture: Architecture) -> None:
    """Stax and the hand-written model give the loss of the definition, for every option."""
    parameters, x, y = _data(architecture)
    expected = _reference_loss(architecture, parameters, x, y)
    for model in (stax_model(architecture), custom_model(architecture)):
        found = jax.jit(model.loss)(model.own(parameters), {"x": x, "y": y})
        assert float(found) == pytest.approx(expected, rel=1e-14)


@PARAMETRISED
def test_parameters_come_back_unchanged(architecture: Architecture) -> None:
    """Ours to stax and back, and stax to ours and back, is exact in every entry."""
    parameters, _, _ = _data(architecture)
    for model in (stax_model(architecture), custom_model(architecture)):
        own = model.own(parameters)
        back = model.ours(own)
        assert list(back) == list(parameters)
        assert all((back[name] == parameters[name]).all() for name in parameters)
        assert jax.tree.all(jax.tree.map(lambda a, b: bool((a == b).all()), model.own(back), own))


def test_the_layout_is_the_one_that_stax_itself_makes() -> None:
    """Our parameters, laid out for stax, have the structure and the shapes that stax's own start has."""
    architecture = ARCHITECTURES["two hidden layers, bias"]
    init, _ = stax.serial(stax.Dense(6), stax.Tanh, stax.Dense(5), stax.Tanh, stax.Dense(4), stax.LogSoftmax)
    made = jax.eval_shape(lambda key: init(key, (-1, 3))[1], jax.random.key(0))
    ours = stax_model(architecture).own(_data(architecture)[0])
    assert jax.tree.map(jnp.shape, ours) == jax.tree.map(jnp.shape, made)


def test_a_dense_layer_without_bias_is_stax_dense_with_bias_zero() -> None:
    """The layer that stax lacks computes what stax.Dense computes when its bias is 0."""
    x = jnp.asarray(np.random.RandomState(0).standard_normal((6, 4)))
    init, apply = dense_without_bias(3)
    shape, (weights,) = init(jax.random.key(1), x.shape)
    assert shape == (6, 3)
    assert (apply((weights,), x) == stax.Dense(3)[1]((weights, jnp.zeros(3)), x)).all()


@PARAMETRISED
def test_both_gradients_are_the_slope_of_the_defined_loss(architecture: Architecture) -> None:
    """Every entry of both models' gradients is the slope of the NumPy loss, in our layout."""
    parameters, x, y = _data(architecture)
    models = stax_model(architecture), custom_model(architecture)
    found = jax.jit(lambda *arguments: [model.gradients(*arguments) for model in models])(parameters, {"x": x, "y": y})
    found = jax.tree.map(np.asarray, found)
    parameters = jax.tree.map(np.asarray, parameters)
    for name, shape in architecture.shapes.items():
        for place in np.ndindex(*shape):
            step = np.zeros(shape)
            step[place] = 6e-6
            up = _reference_loss(architecture, {**parameters, name: parameters[name] + step}, x, y)
            down = _reference_loss(architecture, {**parameters, name: parameters[name] - step}, x, y)
            for gradients in found:
                assert float(gradients[name][place]) == pytest.approx((up - down) / 1.2e-5, abs=1e-8)


def test_logits_of_one_sample_are_a_row_of_the_batch() -> None:
    """The forward pass takes one sample or a batch."""
    architecture = ARCHITECTURES["one hidden layer, base 10"]
    parameters, x, _ = _data(architecture)
    np.testing.assert_allclose(
        logits(architecture, parameters, x[2]), logits(architecture, parameters, x)[2], rtol=1e-14
    )


@pytest.mark.parametrize("name", ["relu", "sigmoid", "softplus", "gelu", "leaky relu"])
def test_both_models_know_every_function_of_the_table(name: str) -> None:
    """A hidden layer of any shipped activation: stax and plain JAX find the same gradient."""
    architecture = Architecture((3, 4, 2), (name,), bias=True)
    keys = jax.random.split(jax.random.key(1), len(architecture.shapes) + 1)
    parameters = {
        entry: jax.random.normal(key, shape)
        for key, (entry, shape) in zip(keys, architecture.shapes.items(), strict=False)
    }
    x, y = jax.random.normal(keys[-1], (5, 3)), jnp.eye(2)[jnp.array([0, 1, 1, 0, 1])]
    own, plain = (make(architecture).gradients(parameters, {"x": x, "y": y}) for make in (stax_model, custom_model))
    for entry in parameters:
        np.testing.assert_allclose(own[entry], plain[entry], rtol=1e-12, atol=1e-14)
