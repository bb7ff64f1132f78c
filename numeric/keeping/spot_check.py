"""What was kept is a claim until it was looked at: some of its numbers are worked out once more, in ball arithmetic.

The worked example each time; of the rest one part by chance, another one each time: the loss at the start of the
training or at its end, or the certified truth of each entry that was compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import SystemRandom
from typing import Any

import numpy as np

from derive.errors import BackproofError
from derive.network.definitions import Network

from ..learning.example_sizes import as_rows
from ..model.arrays import main_input
from ..model.sizes import known_sizes
from ..model.work import operations
from ..results import Array, Comparison, Training, WorkedExample
from ..truth.enclosure import Truth, enclose
from .numbers import Numbers

# Beyond so many operations of all rows only the example is looked at.
MOST_WORK = 30_000
BITS = 60
# Far beyond what rounding explains, and far below a wrong number.
NEAR: Mapping[str, float] = {"float64": 1e-8, "float32": 1e-3}
NOTHING = 1e-12


def holds(numbers: Numbers, network: Network, sample: Network, start: Mapping[str, Array], arrays: Any) -> bool:
    """Whether the numbers stand up to a look.

    Args:
        numbers: what was kept.
        network: of a dataset.
        sample: of the worked example.
        start: the starting weights.
        arrays: the data.
    """
    try:
        return _example_holds(numbers.example, sample) and _some_part_holds(numbers, network, start, arrays)
    except (BackproofError, LookupError):  # there is no truth of such a network; the numbers claim none either
        return numbers.comparison.max_ulp_by_source is None


def _example_holds(example: WorkedExample, sample: Network) -> bool:
    """Its loss, its gradient, and the step that was gone."""
    truth = enclose(sample, as_rows(sample, example.inputs), bits=BITS)
    moved = all(
        np.allclose(example.updated[name], example.inputs[name] - example.learning_rate * slope, rtol=1e-12)
        for name, slope in example.gradient.items()
    )
    slopes = _as_floats(truth)
    near = all(_near(example.gradient[t.name], slopes[t.name], "float64") for t in sample.parameters)
    return moved and near and _near(example.loss, float(truth.loss), "float64")


def _some_part_holds(numbers: Numbers, network: Network, start: Mapping[str, Array], arrays: Any) -> bool:
    rows = len(arrays[main_input(network).name])
    if operations(network, known_sizes(network, start, arrays)) * rows > MOST_WORK:
        return True
    training, dtype = numbers.training, numbers.comparison.dtype
    parts: list[Callable[[], bool]] = [
        lambda: _near(training.runs[0].loss[0], _loss(network, start, arrays), dtype),
        lambda: _near(training.runs[-1].loss[-1], _loss(network, training.runs[-1].parameters, arrays), dtype),
        lambda: _is_compared(numbers.comparison, training, network, start, arrays),
    ]
    return SystemRandom().choice(parts)()


def _loss(network: Network, point: Mapping[str, Array], arrays: Any) -> float:
    wide = {name: np.asarray(values, np.float64) for name, values in {**arrays, **point}.items()}
    return float(enclose(network, wide, (), BITS).loss)


def _is_compared(
    comparison: Comparison, training: Training, network: Network, start: Mapping[str, Array], arrays: Any
) -> bool:
    """Truth and formula of each entry are the network's at the point that was compared, where that is the start."""
    claims = [(entry.value, entry.symbolic, entry.judgement) for entry in comparison.parameters]
    places = [float(number) for tensor in network.parameters for number in start[tensor.name].ravel()]
    if comparison.dtype != "float64" or [value for value, _, _ in claims] != places:
        return _near(training.runs[0].loss[0], _loss(network, start, arrays), comparison.dtype)
    slopes = _as_floats(enclose(network, {**arrays, **start}, bits=BITS))
    true = np.concatenate([slopes[tensor.name].ravel() for tensor in network.parameters])
    told = [float(judged.truth) if judged else symbolic for _, symbolic, judged in claims]
    found = [symbolic for _, symbolic, _ in claims]
    return all(_near(np.array(side), true, "float64") for side in (told, found))


def _as_floats(truth: Truth) -> dict[str, Array]:
    return {
        name: np.array([float(ball) for ball in balls.flat]).reshape(balls.shape)
        for name, balls in truth.gradients.items()
    }


def _near(found: Any, expected: Any, dtype: str) -> bool:
    if np.shape(found) != np.shape(expected):
        return False
    size = float(np.max(np.abs(expected), initial=0.0))
    return bool(np.all(np.abs(np.asarray(found) - expected) <= NEAR[dtype] * size + NOTHING))
