"""Directions in which the loss does not change at all, found from the derived gradient and proved for every size.

The same vector added to the weights of all classes leaves a softmax as it is: Σ_k ∂E/∂W_kd = 0 for every W. Whatever
axis that holds for, moves along it change nothing, so that the Hessian is 0 along them too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
import sympy as sp

from derive.gradient.backward import derive_gradients
from derive.gradient.derivation import Derivation
from derive.network.definitions import Network
from derive.proof.small_sizes import exact_check
from derive.proof.verdict import Verdict

from ..results import Array


@dataclass(frozen=True, slots=True)
class FlatAxis:
    """Moving all entries of a parameter along one of its axes by the same changes nothing: Σ ∂E/∂parameter = 0."""

    parameter: str
    axis: int
    verdict: Verdict


def flat_axes(network: Network, gradients: Mapping[str, Derivation] | None = None) -> tuple[FlatAxis, ...]:
    """Every axis of a parameter over which its gradient sums to zero, proved under the network's conditions.

    ``gradients`` are the derivations by each parameter, where they were made already.

    >>> from derive.network.building import classifier
    >>> [(flat.parameter, flat.axis) for flat in flat_axes(classifier(bias=True))]
    [('W', 0), ('b', 0)]
    """
    found = []
    tensors = [tensor for tensor in network.acting_parameters if tensor.axes]
    derived = gradients or derive_gradients(network, [tensor.name for tensor in tensors])
    for tensor in tensors:
        formula = derived[tensor.name].formula
        for place, axis in enumerate(tensor.axes):
            total = sp.Sum(formula.value, axis.limits(formula.indices[place]))
            verdict = exact_check(network, total, sp.S.Zero, conditions=network.conditions)
            if verdict.proved:
                found.append(FlatAxis(tensor.name, place, verdict))
    return tuple(found)


def flat_directions(
    network: Network, point: Mapping[str, Array], gradients: Mapping[str, Derivation] | None = None
) -> Array:
    """An orthonormal basis of the moves along the flat axes, a column for each; rows are the entries of the parameters.

    >>> from derive.network.building import classifier
    >>> flat_directions(classifier(), {"W": np.zeros((2, 1))}).round(4).tolist()
    [[0.7071], [0.7071]]
    """
    starts, count = {}, 0
    for name, values in point.items():
        starts[name], count = count, count + np.size(values)
    columns = []
    for flat in flat_axes(network, gradients):
        if flat.parameter not in point:
            continue
        shape = np.shape(point[flat.parameter])
        others = [range(1) if place == flat.axis else range(size) for place, size in enumerate(shape)]
        for at in product(*others):
            moved = np.zeros(shape)
            moved[tuple(slice(None) if place == flat.axis else i for place, i in enumerate(at))] = 1
            column = np.zeros(count)
            column[starts[flat.parameter] : starts[flat.parameter] + moved.size] = moved.ravel()
            columns.append(column)
    if not columns:
        return np.zeros((count, 0))
    vectors, sizes, _ = np.linalg.svd(np.stack(columns, axis=1), full_matrices=False)
    return vectors[:, sizes > sizes[0] * 1e-9]
