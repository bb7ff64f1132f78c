"""A step size with which the loss falls: from the curvature of the loss at the start, and a short trial."""

from __future__ import annotations

from collections.abc import Mapping

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree

from derive.errors import InputError
from derive.network.definitions import Network

from ..model.models import Arrays
from ..model.plain import plain_model
from ..model.sizes import known_sizes
from ..model.work import operations
from ..results import Array
from ..scale.draw import rows_that_fit

LARGEST = 2.0
# With 2/λ itself a step only turns the error around: 0, twice too much, 0, and so on.
BELOW = 0.95
SEED = 0
ITERATIONS = 20
SMALLEST = 1e-300
TRIAL = 100
# Operations of all rows in one product of the Hessian and a vector, or so many rows.
MOST_OPERATIONS, FEWEST_ROWS = 10_000_000, 100
HALVINGS = 60
# What the loss may rise by rounding alone.
ROUNDING = 1e-12


def stable_learning_rate(
    network: Network, start: Mapping[str, Array], arrays: Mapping[str, Array], epochs: int = TRIAL
) -> float:
    """A step size with one significant digit for which the loss falls in each of the first hundred steps.

    It begins below 2/λ, with λ the largest curvature of the loss at the start (by power iteration with products of
    the Hessian and a vector; of many rows, at some that are drawn with a named seed), at most 2, and is halved while a
    trial on all rows rises, which has no more than ``epochs`` steps.

    Raises:
        InputError: the features are so large that no step size is left.

    >>> from derive.network.building import classifier
    >>> arrays = {"x": np.ones((2, 1)), "y": np.eye(2)}
    >>> stable_learning_rate(classifier(), {"W": np.zeros((2, 1))}, arrays)
    2.0
    """
    vector, back = ravel_pytree({tensor.name: jnp.asarray(start[tensor.name]) for tensor in network.parameters})
    loss = plain_model(network).loss

    @jax.jit
    def curvature(direction: jax.Array, data: Arrays) -> jax.Array:
        slope = jax.grad(lambda v: loss(back(v), data))

        def again(_: int, u: jax.Array) -> jax.Array:
            product = jax.jvp(slope, (vector,), (u,))[1]
            return jnp.divide(product, jnp.maximum(jnp.linalg.norm(product), SMALLEST))

        u: jax.Array = jax.lax.fori_loop(0, ITERATIONS, again, direction / jnp.linalg.norm(direction))
        found: jax.Array = jnp.linalg.norm(jax.jvp(slope, (vector,), (u,))[1])
        return found

    @jax.jit
    def rises(rate: jax.Array, data: Arrays) -> jax.Array:
        def step(here: jax.Array, _: None) -> tuple[jax.Array, jax.Array]:
            value, slope = jax.value_and_grad(lambda v: loss(back(v), data))(here)
            return here - rate * slope, value

        _, curve = jax.lax.scan(step, vector, length=min(TRIAL, epochs))
        return jnp.logical_not(jnp.all(curve[1:] <= curve[:-1] + ROUNDING * jnp.abs(curve[:-1])))

    data = {name: jnp.asarray(values) for name, values in arrays.items()}
    towards = jnp.asarray(np.random.RandomState(SEED).standard_normal(vector.shape))
    found = float(curvature(towards, _some_rows(network, start, data)))
    limit = min(LARGEST, BELOW * 2 / found) if found > 0 else LARGEST
    for _ in range(HALVINGS if np.isfinite(found) and limit > 0 else 0):
        rate = _one_digit(limit)
        if not bool(rises(jnp.asarray(rate), data)):
            return rate
        limit /= 2
    raise InputError("the features are too large to learn from", hint="standardise them (--standardise)")


def _some_rows(network: Network, start: Mapping[str, Array], arrays: Arrays) -> Arrays:
    """All rows, or as many as fit into the work that is allowed."""
    fitting = MOST_OPERATIONS // operations(network, known_sizes(network, start, arrays))
    return rows_that_fit(network, arrays, max(FEWEST_ROWS, fitting))[0]


def _one_digit(limit: float) -> float:
    exponent = np.floor(np.log10(limit))
    return float(f"{np.floor(limit / 10**exponent):.0f}e{exponent:.0f}")
