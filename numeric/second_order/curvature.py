"""What a Hessian says at one point: its eigenvalues, and the loss along the directions that curve most and least."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from derive.gradient.derivation import Formula
from derive.network.definitions import Network
from derive.network.short_repr import short_repr

from ..lowering.program import Arrays, loss_of
from ..results import Array
from .hessian_program import Block, lower_hessian
from .spectrum import spectrum_of

POINTS = 41
NOISE = 1e-13  # of the loss: what rounding makes of a slope of 0
REACH = 2.0  # the parabola rises by REACH²/2 where it curves most


@dataclass(frozen=True, slots=True, eq=False)
class Along:
    """The loss at θ + s v for the ``steps`` s along a direction v of length 1, beside E + s gᵀv + ½ s² vᵀHv.

    ``slope`` is gᵀv, never above 0; ``curvature`` is vᵀHv; ``at`` is the loss where s is 0.
    """

    at: float
    slope: float
    curvature: float
    steps: tuple[float, ...]
    loss: tuple[float, ...]
    parabola: tuple[float, ...]

    __repr__ = short_repr


@dataclass(frozen=True, slots=True, eq=False)
class Curvature:
    """The Hessian by some parameters at one point.

    ``matrix`` has a row for each entry of each parameter in their order; ``eigenvalues`` ascend, and what rounding
    alone may explain is 0. ``along`` are the directions that curve most and least; none where nothing curves.
    """

    parameters: tuple[str, ...]
    matrix: Array
    eigenvalues: tuple[float, ...]
    along: tuple[Along, ...]

    __repr__ = short_repr


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
    line, reach = _Line(network, names, arrays), REACH / abs(eigenvalues[order[-1]]) ** 0.5
    along = tuple(line.along(vectors[:, place], eigenvalues[place], reach) for place in dict.fromkeys(order[[-1, 0]]))
    return Curvature(tuple(names), matrix, eigenvalues, along)


class _Line:
    """The loss along a direction of some parameters, the others at rest."""

    def __init__(self, network: Network, names: Sequence[str], arrays: Arrays) -> None:
        self.point = {name: jnp.asarray(values, float) for name, values in arrays.items()}
        self.names, self.loss = names, loss_of(network)

    def along(self, direction: Array, curvature: float, reach: float) -> Along:
        """The loss at evenly spaced points on both sides, downhill to the right."""
        parts = self._parts(direction)

        def loss(step: jax.Array) -> jax.Array:
            return self.loss({**self.point, **{name: self.point[name] + step * parts[name] for name in self.names}})

        at, slope = map(float, jax.value_and_grad(loss)(jnp.asarray(0.0)))
        slope = 0.0 if abs(slope) <= NOISE * abs(at) else slope
        if slope > 0:
            return self.along(-direction, curvature, reach)
        steps = np.linspace(-reach, reach, POINTS)
        parabola = at + slope * steps + 0.5 * curvature * steps**2
        losses = jax.vmap(loss)(jnp.asarray(steps))
        return Along(at, slope, curvature, *(tuple(map(float, row)) for row in (steps, losses, parabola)))

    def _parts(self, direction: Array) -> dict[str, jax.Array]:
        ends = np.cumsum([self.point[name].size for name in self.names])
        pieces = np.split(direction, ends[:-1])
        return {n: jnp.reshape(piece, self.point[n].shape) for n, piece in zip(self.names, pieces, strict=True)}
