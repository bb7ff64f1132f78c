"""Learning: full-batch gradient descent from one start, once with each source of the gradient."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations

import jax
import jax.numpy as jnp
import numpy as np

from derive.errors import InputError, UsageError
from derive.network.definitions import Network

from ..model.arrays import main_input
from ..model.models import Arrays, Gradients, Model, Parameters
from ..model.plain import plain_model
from ..model.sizes import known_sizes
from ..model.stax_twin import NoTwin, stax_model
from ..model.work import operations
from ..precision import dtype_named
from ..results import Array, Training, TrainingRun
from .measures import Measure, measure_of, predicted_of, probabilities
from .step_size import stable_learning_rate

EPOCHS, FEWEST_EPOCHS = 1000, 10
# Operations of all rows and epochs together.
MOST_OPERATIONS = 1_300_000_000
LARGEST_EPOCHS = 1_000_000
# Progress is told about this often; in between, a run does not leave the compiled loop.
REPORTS = 20

Progress = Callable[[str, int, int], None]
Curve = tuple[jax.Array, jax.Array]
Step = Callable[[Parameters, Arrays, jax.Array], tuple[Parameters, Curve]]


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
    if learning_rate is None:
        learning_rate = stable_learning_rate(network, start, arrays, epochs)
    _check_options(epochs, learning_rate)
    plain, twin, number = plain_model(network), stax_model(network), dtype_named(dtype)
    gradients = {"symbolic": symbolic, **({} if isinstance(twin, NoTwin) else {"stax": twin.gradients})}
    measure = measure_of(network, task, start, arrays)
    data = {name: jnp.asarray(values, number) for name, values in arrays.items()}
    point = {tensor.name: jnp.asarray(start[tensor.name], number) for tensor in network.parameters}
    runs = []
    with jax.default_matmul_precision("highest"):
        for source, function in {**gradients, "custom": plain.gradients}.items():
            step = _step(plain, measure, function)
            runs.append(_run(source, step, point, data, number(learning_rate), epochs, progress))
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


def _step(judge: Model, measure: Measure, gradients: Gradients) -> Step:
    """One epoch: the parameters after it, and before it the loss and the measure."""

    def step(parameters: Parameters, arrays: Arrays, rate: jax.Array) -> tuple[Parameters, Curve]:
        slopes = gradients(parameters, arrays)
        after = {name: parameters[name] - rate * slopes[name] for name in parameters}
        return after, (judge.loss(parameters, arrays), measure.of(parameters, arrays))

    return step


def _run(
    source: str,
    step: Step,
    start: Parameters,
    arrays: Arrays,
    rate: np.floating,
    epochs: int,
    progress: Progress,
) -> TrainingRun:
    length = chunk_length(epochs)

    @jax.jit
    def chunk(parameters: Parameters, arrays: Arrays, rate: jax.Array) -> tuple[Parameters, Curve]:
        return jax.lax.scan(lambda here, _: step(here, arrays, rate), parameters, length=length)

    parameters, curves = start, []
    for done in range(0, epochs, length):
        progress(source, done, epochs)
        parameters, curve = chunk(parameters, arrays, rate)
        curves.append(jax.device_get(curve))
    # One step more is taken only for the loss and the measure before it.
    curves.append(jax.tree.map(lambda values: values[:1], jax.device_get(chunk(parameters, arrays, rate)[1])))
    progress(source, epochs, epochs)
    loss, right = (np.concatenate(parts) for parts in zip(*curves, strict=True))
    final = jax.device_get(parameters)
    if not (np.isfinite(loss).all() and all(np.isfinite(values).all() for values in final.values())):
        raise InputError(
            f"gradient descent with the {source} gradient left the range of numbers",
            hint="use a smaller learning rate, or standardise the features",
        )
    return TrainingRun(source, tuple(map(float, loss)), tuple(map(float, right)), final)


def chunk_length(epochs: int) -> int:
    """The largest divisor of ``epochs`` that leaves at least ``REPORTS`` chunks, so that one compilation does.

    >>> chunk_length(200), chunk_length(7), chunk_length(1)
    (10, 1, 1)
    """
    return next(length for length in range(max(1, epochs // REPORTS), 0, -1) if epochs % length == 0)


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
