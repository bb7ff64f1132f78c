"""What a reader may change in the playground, and within which limits: read off the network and its conditions."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np
import sympy as sp

from derive.gradient.element import element_name
from derive.network.definitions import Condition, Network
from derive.network.information import base_of_loss
from derive.network.tensors import Role, Tensor

# A tensor of more entries has fields alone: a slider for each would bury the numbers.
MOST_SLIDERS = 16

Place = tuple[int, ...]


def given_numbers(network: Network, positions: Mapping[str, Sequence[Place]], values: Mapping[str, Any]) -> list[Any]:
    """For each number that is given, in order: its name, its tensor's meaning, its value, the limits of its slider.

    ``least`` and ``most`` are the ends of the slider, where there is one; ``share`` is true for a label that counts
    as a share of 1, of which a number outside 0 … 1 is refused.
    """
    return [
        {
            "name": element_name(tensor, at),
            "meaning": tensor.meaning,
            "value": value,
            **_limits(tensor, network, numbers),
        }
        for tensor in network.given
        for numbers in [np.ravel(np.asarray(values[tensor.name], dtype=float)) + 0.0]
        for at, value in zip(positions[tensor.name], numbers.tolist(), strict=True)
    ]


def _limits(tensor: Tensor, network: Network, numbers: Any) -> dict[str, Any]:
    share = {"share": True} if shares(tensor, network) else {}
    if tensor.role is Role.PARAMETER or numbers.size > MOST_SLIDERS:
        return share
    if share or (tensor.role is Role.LABEL and _is_yes_or_no(network, numbers)):
        return {**share, "least": 0, "most": 1}
    most = _round_above(max(1.0, 2 * float(np.abs(numbers).max(initial=0.0))))
    return {"least": -most, "most": most}


def _is_yes_or_no(network: Network, numbers: Any) -> bool:
    """Labels that only weigh a logarithm, and are all 0 or 1."""
    return base_of_loss(network) is not None and bool(np.isin(numbers, (0.0, 1.0)).all())


def _round_above(size: float) -> float:
    """The next of 1, 2, 5, 10, 20 …

    >>> _round_above(3.2), _round_above(81.0)
    (5.0, 100.0)
    """
    power = 10.0 ** math.floor(math.log10(size))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= size)


def shares(tensor: Tensor, network: Network) -> Condition | None:
    """The condition of the network that the entries along the last axis of a label sum to one.

    >>> from derive.network.building import classifier
    >>> network = classifier(batch=False)
    >>> shares(network.tensor("y"), network).name, shares(network.tensor("x"), network)
    ('labels sum to one', None)
    """
    if tensor.role is not Role.LABEL or not tensor.axes:
        return None
    return next((condition for condition in network.conditions if _sums_to_one(condition, tensor)), None)


def _sums_to_one(condition: Condition, tensor: Tensor) -> bool:
    total = condition.left
    if not isinstance(total, sp.Sum) or condition.right != 1 or len(total.limits) != 1:
        return False
    element, index = total.function, total.limits[0][0]
    return isinstance(element, sp.Indexed) and str(element.base.label) == tensor.name and element.indices[-1] == index


def choices(network: Network, positions: Mapping[str, Sequence[Place]]) -> Iterator[list[int]]:
    """The places, among all given numbers, of the labels of which one may be chosen to be 1 and the others 0."""
    start = 0
    for tensor in network.given:
        places = positions[tensor.name]
        if shares(tensor, network):
            for _, group in groupby(range(len(places)), key=lambda place: places[place][:-1]):
                yield [start + place for place in group]
        start += len(places)
