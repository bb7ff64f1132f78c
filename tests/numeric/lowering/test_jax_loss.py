"""A derived loss in the place of any other: gradients, a loop of optax, checkpointing, mapping, higher orders."""

from __future__ import annotations

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest

from derive.errors import UsageError
from derive.network.building import classifier
from numeric.lowering.jax_loss import Loss, as_jax_loss

N, D, K, H = 12, 5, 3, 4


@cache
def hidden_loss() -> Loss:
    """The loss of a network with a hidden layer."""
    return as_jax_loss(classifier(hidden=("tanh",), bias=True))


def plain(parameters: dict, data: dict) -> jax.Array:
    """The same, as a user writes it."""
    a = jnp.tanh(data["x"] @ parameters["W1"].T + parameters["b1"])
    z = a @ parameters["W2"].T + parameters["b2"]
    return -jnp.mean(jnp.sum(data["y"] * jax.nn.log_softmax(z), axis=1))


def start(dtype: str = "float64") -> tuple[dict, dict]:
    """Random parameters, features and one-hot labels."""
    generator = np.random.default_rng(1)
    shapes = {"W1": (H, D), "b1": (H,), "W2": (K, H), "b2": (K,)}
    parameters = {name: jnp.asarray(generator.normal(size=s), dtype) for name, s in shapes.items()}
    x = jnp.asarray(generator.normal(size=(N, D)), dtype)
    return parameters, {"x": x, "y": jnp.asarray(np.eye(K)[generator.integers(K, size=N)], dtype)}


def assert_close(found: dict, expected: dict) -> None:
    """The same names, and the same numbers to twelve digits."""
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-11, atol=1e-13), found, expected)


def test_value_and_gradient_are_those_of_the_plain_loss() -> None:
    """With and without differentiation; integer labels are numbers and need no gradient."""
    parameters, data = start()
    loss = hidden_loss()
    np.testing.assert_allclose(loss(parameters, data), plain(parameters, data), rtol=1e-13)
    value, found = jax.value_and_grad(loss)(parameters, data | {"y": data["y"].astype(int), "unknown": "text"})
    np.testing.assert_allclose(value, plain(parameters, data), rtol=1e-13)
    assert_close(found, jax.grad(plain)(parameters, data))


def test_a_training_loop_of_optax_learns_the_same() -> None:
    """Adam on both losses, compiled, with accumulated scaling: the same parameters after thirty steps."""
    optimiser = optax.adam(0.05)

    def trained(loss: Loss) -> tuple[dict, list[float]]:
        parameters, data = start()

        @jax.jit
        def step(parameters: dict, state: optax.OptState) -> tuple[dict, optax.OptState, jax.Array]:
            value, slopes = jax.value_and_grad(lambda p: 2 * loss(p, data))(parameters)
            updates, state = optimiser.update(slopes, state, parameters)
            return optax.apply_updates(parameters, updates), state, value

        state, values = optimiser.init(parameters), []
        for _ in range(30):
            parameters, state, value = step(parameters, state)
            values.append(float(value))
        return parameters, values

    (ours, values), (theirs, others) = trained(hidden_loss()), trained(plain)
    np.testing.assert_allclose(values, others, rtol=1e-9)
    assert values[-1] < values[0] / 3
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-6, atol=1e-9), ours, theirs)


def test_under_checkpoint_and_below_other_layers() -> None:
    """A feature map in front of the loss, kept or computed again: the gradient goes on through the data."""
    parameters, data = start()

    def model(scale: jax.Array, loss: Loss) -> jax.Array:
        features = jnp.sin(scale * data["x"])
        return loss(parameters, data | {"x": features})

    for loss in (hidden_loss(), jax.checkpoint(hidden_loss())):
        kept = jax.checkpoint(model, static_argnums=1)
        found = jax.jit(jax.grad(kept), static_argnums=1)(jnp.float64(1.5), loss)
        np.testing.assert_allclose(found, jax.grad(model)(jnp.float64(1.5), plain), rtol=1e-11)


def test_mapped_over_samples_it_gives_a_gradient_for_each() -> None:
    """vmap over the rows, each a batch of one."""
    parameters, data = start()

    def each(loss: Loss) -> dict:
        one = lambda x, y: jax.grad(loss)(parameters, {"x": x[None], "y": y[None]})  # noqa: E731 - one expression
        return jax.vmap(one)(data["x"], data["y"])

    assert_close(each(hidden_loss()), each(plain))


def test_second_derivatives_in_reverse_mode() -> None:
    """A Hessian-vector product through the code of the gradient."""
    parameters, data = start()
    along = jax.tree.map(lambda p: jnp.cos(jnp.arange(p.size, dtype=p.dtype)).reshape(p.shape), parameters)

    def product(loss: Loss) -> dict:
        def slope(p: dict) -> jax.Array:
            return sum(jnp.vdot(gradient, along[name]) for name, gradient in jax.grad(loss)(p, data).items())

        return jax.grad(slope)(parameters)

    assert_close(product(hidden_loss()), product(plain))


def test_the_types_of_the_parameters_are_kept() -> None:
    """Parameters in float32 beside data in float64: each gradient in the type of its parameter."""
    parameters, _ = start("float32")
    _, data = start()
    found = jax.grad(hidden_loss())(parameters, data)
    assert {gradient.dtype for gradient in found.values()} == {np.dtype("float32")}


def test_only_what_is_asked_for_is_computed() -> None:
    """Without differentiation the loss alone; to some parameters only these."""
    parameters, data = start()
    some = {"W2": parameters["W2"]}
    rest = data | {name: value for name, value in parameters.items() if name != "W2"}
    loss = as_jax_loss(classifier(hidden=("tanh",), bias=True), form="fast")
    products = [str(jax.make_jaxpr(f)(some, rest)).count("dot_general") for f in (loss, jax.grad(loss))]
    assert products == [2, 3]
    assert_close(jax.grad(loss)(some, rest), {"W2": jax.grad(plain)(parameters, data)["W2"]})


def test_what_is_missing_or_misshapen_is_named() -> None:
    """The message is that of the program."""
    parameters, data = start()
    with pytest.raises(UsageError, match="no array was given for y"):
        hidden_loss()(parameters, {"x": data["x"]})
    with pytest.raises(UsageError, match="12"):
        jax.grad(hidden_loss())(parameters, data | {"y": data["y"][:5]})
