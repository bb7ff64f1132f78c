"""Learning: full-batch gradient descent from one start, once with each source of the gradient."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import combinations
from typing import Any

import jax
import numpy as np

from derive.errors import InputError, UsageError
from derive.network.definitions import Network

from ..model.arrays import main_input
from ..model.models import Arrays, Gradients, Parameters
from ..model.plain import plain_model
from ..model.sizes import known_sizes
from ..model.stax_twin import NoTwin, stax_model
from ..model.work import operations
from ..precision import dtype_named
from ..results import Array, Training, TrainingRun
from .descent import Curves, Descent, Recorded
from .measures import measure_of, predicted_of, probabilities
from .step_size import TRIAL, length_of, stable_learning_rate

EPOCHS, FEWEST_EPOCHS = 1000, 10
# Operations of all rows and epochs together.
MOST_OPERATIONS = 1_300_000_000
LARGEST_EPOCHS = 1_000_000

Progress = Callable[[str, int, int], None]


def train(
    network: Network,
    start: Mapping[str, Array],
    arrays: Mapping[str, Array],
    symbolic: Gradients,
    *,
    task: str = "classes",
    epochs: int | None = None,
    learning_rate: float | None = None,
    dtype: str = "float64",
    progress: Progress = lambda source, done, epochs: None,
) -> Training:
    """Repeat θ ← θ − α ∂E/∂θ over all rows, with the derived formula and with autodiff of each model.

    Loss and measure (the share of rows that are right, say) are those of the model in plain JAX for every run, so
    that curves differ only where the weights do.

    Args:
        network: whose loss is made smaller.
        start: where every run starts, by tensor name.
        arrays: the data by tensor name; each step uses all rows.
        symbolic: the gradients by the derived formula, lowered to arrays.
        task: what the labels are: classes, labels or regression.
        epochs: the number of steps; None takes that of ``epochs_that_fit``.
        learning_rate: the step size α; None takes that of ``stable_learning_rate``.
        dtype: float32 or float64.
        progress: called with the source, the epochs done, and all epochs.

    Returns:
        The runs ``symbolic``, ``stax`` where there is such a model, and ``custom``; curves have ``epochs`` + 1 points,
        the first before any step. ``max_weight_difference`` is the largest between any two runs at the end.

    Raises:
        UsageError: epochs or learning rate are out of range, or the dtype has no such name.
        InputError: a run left the range of the format.
    """
    if epochs is None:
        epochs = epochs_that_fit(network, start, arrays)
    plain, twin, number = plain_model(network), stax_model(network), dtype_named(dtype)
    measure = measure_of(network, task, start, arrays)
    data = {name: np.asarray(values, number) for name, values in arrays.items()}
    point: dict[str, Any] = {tensor.name: np.asarray(start[tensor.name], number) for tensor in network.parameters}

    def judged(parameters: Parameters, arrays: Arrays, _: Parameters) -> Curves:
        return plain.loss(parameters, arrays), measure.of(parameters, arrays)

    def measured(parameters: Parameters, arrays: Arrays, slopes: Parameters) -> Curves:
        return *judged(parameters, arrays, slopes), length_of(slopes)

    ways: dict[str, tuple[Gradients, Recorded]] = {"symbolic": (symbolic, measured)}
    ways |= {} if isinstance(twin, NoTwin) else {"stax": (twin.gradients, judged)}
    ways["custom"] = (plain.gradients, judged)
    _check_options(epochs, 1.0 if learning_rate is None else learning_rate)
    told = {**data, **measure.told}
    descents = {source: Descent(point, told, epochs, *way) for source, way in ways.items()}
    if learning_rate is None:
        # A trial in a shorter format would take its roundings for a rise.
        trial = partial(descents["custom"].losses, count=min(TRIAL, epochs)) if dtype == "float64" else None
        learning_rate = stable_learning_rate(network, start, arrays, epochs, trial)
    runs = [_run(source, descent, learning_rate, progress) for source, descent in descents.items()]
    shares = probabilities(network, runs[0].parameters, arrays)
    said = predicted_of(network, task, start, runs[0].parameters, arrays)
    furthest = largest_difference(runs)
    return Training(epochs, learning_rate, tuple(runs), furthest, measure.guessing, shares, measure.word, said)


def epochs_that_fit(network: Network, start: Mapping[str, Array], arrays: Mapping[str, Array]) -> int:
    """1000 epochs, or as many as fit into the work that is allowed, with one significant digit; at least 10.

    >>> from derive.network.building import classifier
    >>> start, arrays = {"W": np.ones((3, 4))}, {"x": np.ones((150, 4)), "y": np.ones((150, 3))}
    >>> epochs_that_fit(classifier(), start, arrays)
    1000
    """
    work = operations(network, known_sizes(network, start, arrays)) * len(arrays[main_input(network).name])
    fitting = max(FEWEST_EPOCHS, min(EPOCHS, MOST_OPERATIONS // work))
    digits = int(10 ** (len(str(fitting)) - 1))
    return fitting // digits * digits


def _run(source: str, descent: Descent, rate: float, progress: Progress) -> TrainingRun:
    final, curves = descent.run(rate, lambda done: progress(source, done, descent.epochs))
    loss, right, *lengths = (tuple(map(float, curve)) for curve in curves)
    if not (np.isfinite(loss).all() and all(np.isfinite(values).all() for values in final.values())):
        raise InputError(
            f"gradient descent with the {source} gradient left the range of numbers",
            hint="use a smaller learning rate, or standardise the features",
        )
    return TrainingRun(source, loss, right, jax.device_get(final), *lengths)


def largest_difference(runs: list[TrainingRun]) -> float:
    """The largest |difference| of one parameter entry between any two runs."""
    return max(
        float(np.abs(one.parameters[name] - other.parameters[name]).max())
        for one, other in combinations(runs, 2)
        for name in one.parameters
    )


def _check_options(epochs: int, learning_rate: float) -> None:
    if not 1 <= epochs <= LARGEST_EPOCHS:
        raise UsageError(f"{epochs} epochs were asked for", hint=f"use a number from 1 to {LARGEST_EPOCHS}")
    if not (np.isfinite(learning_rate) and learning_rate > 0):
        raise UsageError(f"the learning rate is {learning_rate}", hint="use a positive number such as 0.1")
