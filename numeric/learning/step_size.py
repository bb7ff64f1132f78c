"""A step size with which the loss falls: from the curvature of the loss at the start, and a short trial."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree

from derive.errors import InputError
from derive.network.definitions import Network

from ..model.models import Arrays, Parameters
from ..model.plain import plain_model
from ..model.sizes import known_sizes
from ..model.work import operations
from ..results import Array
from ..scale.draw import rows_that_fit
from .descent import Descent

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

# A step size → the loss before each step of a trial with it.
Losses = Callable[[float], Array]


def stable_learning_rate(
    network: Network,
    start: Mapping[str, Array],
    arrays: Mapping[str, Array],
    epochs: int = TRIAL,
    losses: Losses | None = None,
) -> float:
    """A step size with one significant digit for which the loss falls in each of the first hundred steps.

    It begins below 2/λ, with λ the largest curvature of the loss at the start (by power iteration with products of
    the Hessian and a vector; of many rows, at some that are drawn with a named seed), at most 2, and is halved while a
    trial on all rows rises, which has no more than ``epochs`` steps. ``losses`` are those of such a trial by its step
    size, in float64, where one is compiled already.

    Raises:
        InputError: the features are so large that no step size is left.

    >>> from derive.network.building import classifier
    >>> arrays = {"x": np.ones((2, 1)), "y": np.eye(2)}
    >>> stable_learning_rate(classifier(), {"W": np.zeros((2, 1))}, arrays)
    2.0
    """
    data = {name: jnp.asarray(values) for name, values in arrays.items()}
    largest = _largest_curvature(network, start, some_rows(network, start, data))
    return falling_rate(largest, losses or _trial(network, start, data, min(TRIAL, epochs)))


def falling_rate(curvature: float, losses: Losses) -> float:
    """Below 2/λ and at most 2, with one significant digit, halved while the losses of a trial rise.

    Raises:
        InputError: the curvature is so large that no step size is left.

    >>> falling_rate(4.0, lambda rate: np.array([1.0, rate]))
    0.4
    """
    limit = min(LARGEST, BELOW * 2 / curvature) if curvature > 0 else LARGEST
    for _ in range(HALVINGS if np.isfinite(curvature) and limit > 0 else 0):
        rate = _one_digit(limit)
        curve = losses(rate)
        if np.all(curve[1:] <= curve[:-1] + ROUNDING * np.abs(curve[:-1])):
            return rate
        limit /= 2
    raise InputError("the features are too large to learn from", hint="standardise them (--standardise)")


def length_of(slopes: Parameters) -> jax.Array:
    """The length of the gradient.

    >>> float(length_of({"W": jnp.array([3.0, 0.0]), "b": jnp.array([4.0])}))
    5.0
    """
    return jnp.sqrt(jnp.asarray(sum((jnp.sum(part**2) for part in slopes.values()), jnp.zeros(()))))


def largest_of(hessian: Array) -> float:
    """The largest |eigenvalue| of a symmetric matrix, by the same power iteration.

    >>> round(largest_of(np.diag([1.0, -3.0])), 6)
    3.0
    """
    u = np.random.RandomState(SEED).standard_normal(len(hessian))
    for _ in range(ITERATIONS + 1):
        u = hessian @ (u / max(float(np.linalg.norm(u)), SMALLEST))
    return float(np.linalg.norm(u))


def _largest_curvature(network: Network, start: Mapping[str, Array], arrays: Arrays) -> float:
    vector, back = ravel_pytree({tensor.name: jnp.asarray(start[tensor.name]) for tensor in network.parameters})
    loss = plain_model(network).loss

    @jax.jit
    def curvature(direction: jax.Array, data: Arrays) -> jax.Array:
        slope = jax.grad(lambda v: loss(back(v), data))

        def again(_: int, u: jax.Array) -> jax.Array:
            unit = u / jnp.maximum(jnp.linalg.norm(u), SMALLEST)
            return jnp.asarray(jax.jvp(slope, (vector,), (unit,))[1])

        return jnp.asarray(jnp.linalg.norm(jax.lax.fori_loop(0, ITERATIONS + 1, again, direction)))

    return float(curvature(np.random.RandomState(SEED).standard_normal(vector.shape), arrays))


def _trial(network: Network, start: Mapping[str, Array], arrays: Arrays, steps: int) -> Losses:
    """The losses of gradient descent by autodiff of the plain model, in float64."""
    plain = plain_model(network)
    point = {tensor.name: jnp.asarray(start[tensor.name]) for tensor in network.parameters}
    descent = Descent(point, arrays, steps, plain.gradients, lambda p, data, _: (plain.loss(p, data),))
    return partial(descent.losses, count=steps)


def some_rows(network: Network, start: Mapping[str, Array], arrays: Arrays) -> Arrays:
    """All rows, or as many as fit into the work that is allowed.

    >>> from derive.network.building import classifier
    >>> arrays = {"x": np.ones((2, 1)), "y": np.eye(2)}
    >>> some_rows(classifier(), {"W": np.zeros((2, 1))}, arrays) is arrays
    True
    """
    fitting = MOST_OPERATIONS // operations(network, known_sizes(network, start, arrays))
    return rows_that_fit(network, arrays, max(FEWEST_ROWS, fitting))[0]


def _one_digit(limit: float) -> float:
    exponent = np.floor(np.log10(limit))
    return float(f"{np.floor(limit / 10**exponent):.0f}e{exponent:.0f}")
