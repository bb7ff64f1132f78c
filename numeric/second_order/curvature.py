"""What a Hessian says at one point: its eigenvalues, and the loss along the directions that curve most and least."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import jax
import jax.numpy as jnp
import numpy as np

from derive.gradient.derivation import Formula
from derive.network.definitions import Network

from ..lowering.program import Arrays, loss_of
from ..results import Array
from .hessian_program import Block, lower_hessian
from .results import Along, Curvature
from .spectrum import spectrum_of

POINTS = 41
NOISE = 1e-13  # of the loss: what rounding makes of a slope of 0
REACH = 2.0  # the parabola rises by REACH²/2 where it curves most


def curvature_at(network: Network, formulas: Mapping[Block, Formula], arrays: Arrays) -> Curvature:
    """The Hessian by its derived formulas, and what it says at these arrays.

    Args:
        network: whose output is the loss.
        formulas: the second derivatives, by the names of both parameters.
        arrays: the value of every given tensor.

    Raises:
        UnsupportedFormula: a part of a formula has no array code.

    >>> from derive.network.building import classifier
    >>> from .derived import second_derivatives
    >>> network = classifier(batch=False)
    >>> arrays = {"x": [2.0], "W": [[0.0], [0.0]], "y": [1.0, 0.0]}
    >>> found = curvature_at(network, second_derivatives(network), arrays)
    >>> found.eigenvalues, [round(along.slope, 3) for along in found.along]
    ((0.0, 2.0), [-1.414, 0.0])
    """
    program = lower_hessian(network, formulas)
    names = [tensor.name for tensor in program.parameters]
    matrix = np.asarray(program.matrix(arrays), dtype=float)
    values, vectors = np.linalg.eigh(matrix)
    noise = spectrum_of(matrix).rounding
    eigenvalues = tuple(0.0 if abs(value) <= noise else float(value) for value in values)
    if not any(eigenvalues):
        return Curvature(tuple(names), matrix, eigenvalues, ())
    order = np.argsort(np.abs(eigenvalues), kind="stable")
    chosen = list(dict.fromkeys(order[[-1, 0]]))
    along = tuple(_along(network, names, arrays, vectors[:, chosen], np.asarray(eigenvalues)[chosen]))
    return Curvature(tuple(names), matrix, eigenvalues, along)


def _along(
    network: Network, names: Sequence[str], arrays: Arrays, directions: Array, curvatures: Array
) -> Iterator[Along]:
    """The loss at evenly spaced points on both sides along each direction, downhill to the right."""
    point = {name: jnp.asarray(values, float) for name, values in arrays.items()}
    ends = np.cumsum([point[name].size for name in names])
    value = loss_of(network)

    def loss(step: jax.Array, direction: jax.Array, given: Arrays) -> jax.Array:
        parts = jnp.split(direction, ends[:-1])
        moved = {n: given[n] + step * jnp.reshape(part, given[n].shape) for n, part in zip(names, parts, strict=True)}
        return value({**given, **moved})

    @jax.jit
    def both(steps: jax.Array, directions: jax.Array, given: Arrays) -> tuple[jax.Array, jax.Array]:
        slopes = jax.vmap(lambda direction: jax.grad(loss)(0.0, direction, given))(directions)
        downhill = directions * jnp.where(slopes > 0, -1.0, 1.0)[:, None]
        losses = jax.vmap(lambda direction: jax.vmap(lambda step: loss(step, direction, given))(steps))(downhill)
        return -jnp.abs(slopes), losses

    reach = REACH / float(np.abs(curvatures).max()) ** 0.5
    steps = np.linspace(-reach, reach, POINTS)
    slopes, losses = both(jnp.asarray(steps), jnp.asarray(directions.T), point)
    for slope, curvature, row in zip(np.asarray(slopes), curvatures, np.asarray(losses), strict=True):
        at = float(row[POINTS // 2])
        slope = 0.0 if abs(slope) <= NOISE * abs(at) else float(slope)
        parabola = at + slope * steps + 0.5 * curvature * steps**2
        yield Along(at, slope, float(curvature), *(tuple(map(float, line)) for line in (steps, row, parabola)))
