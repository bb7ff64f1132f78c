"""What a Hessian says at one point: its eigenvalues, and the loss along the directions that curve most and least."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from derive.gradient.backward import derive_gradients
from derive.gradient.derivation import Formula
from derive.network.definitions import Network

from ..lowering.by_numpy import values_at
from ..lowering.program import Arrays, lower_forward, lower_gradients
from ..results import Array
from .hessian_program import Block, lower_hessian
from .results import Along, Curvature
from .spectrum import spectrum_of

POINTS = 41
NOISE = 1e-13  # of the loss: what rounding makes of a slope of 0
REACH = 2.0  # the parabola rises by REACH²/2 where it curves most


def curvature_at(
    network: Network,
    formulas: Mapping[Block, Formula],
    arrays: Arrays,
    gradients: Mapping[str, Formula] | None = None,
) -> Curvature:
    """The Hessian by its derived formulas, and what it says at these arrays.

    Args:
        network: whose output is the loss.
        formulas: the second derivatives, by the names of both parameters.
        arrays: the value of every given tensor.
        gradients: the first derivatives by each of these parameters, where they were derived already.

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
    gradients = gradients or {name: derivation.formula for name, derivation in derive_gradients(network, names).items()}
    matrix = program.matrix_at(arrays)
    values, vectors = np.linalg.eigh(matrix)
    noise = spectrum_of(matrix).rounding
    eigenvalues = tuple(0.0 if abs(value) <= noise else float(value) for value in values)
    if not any(eigenvalues):
        return Curvature(tuple(names), matrix, eigenvalues, ())
    order = np.argsort(np.abs(eigenvalues), kind="stable")
    chosen = list(dict.fromkeys(order[[-1, 0]]))
    along = tuple(_along(network, names, arrays, gradients, vectors[:, chosen], np.asarray(eigenvalues)[chosen]))
    return Curvature(tuple(names), matrix, eigenvalues, along)


def _along(
    network: Network,
    names: Sequence[str],
    arrays: Arrays,
    gradients: Mapping[str, Formula],
    directions: Array,
    curvatures: Array,
) -> Iterator[Along]:
    """The loss at evenly spaced points on both sides along each direction, downhill to the right."""
    point = {name: np.asarray(values, np.float64) for name, values in arrays.items()}
    program = lower_forward(network, network.output.name)
    found = values_at(lower_gradients(network, gradients), point)
    gradient = np.concatenate([found[name].ravel() for name in names])
    reach = REACH / float(np.abs(curvatures).max()) ** 0.5
    steps = np.linspace(-reach, reach, POINTS)
    for direction, curvature in zip(directions.T, curvatures, strict=True):
        ahead = float(gradient @ direction)
        downhill = _apart(direction if ahead <= 0 else -direction, point, names)
        moved = ({**point, **{name: point[name] + step * downhill[name] for name in names}} for step in steps)
        row = [float(values_at(program, arrays)[network.output.name]) for arrays in moved]
        at = float(row[POINTS // 2])
        slope = 0.0 if abs(ahead) <= NOISE * abs(at) else -abs(ahead)
        parabola = at + slope * steps + 0.5 * curvature * steps**2
        yield Along(at, slope, float(curvature), *(tuple(map(float, line)) for line in (steps, row, parabola)))


def _apart(vector: Array, point: Mapping[str, Array], names: Sequence[str]) -> dict[str, Array]:
    """The entries of a vector in the shapes of the parameters."""
    parts = np.split(vector, np.cumsum([point[name].size for name in names])[:-1])
    return {name: part.reshape(point[name].shape) for name, part in zip(names, parts, strict=True)}
