"""Learning: full-batch gradient descent from one start, once with each source of the gradient."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import combinations

import jax
import jax.numpy as jnp
import numpy as np

from derive.errors import InputError, UsageError

from ..compare.comparison import Gradients
from ..compare.error_bound import loss_scale
from ..model.architecture import Architecture
from ..model.models import Arrays, Model, Parameters, custom_model, logits, stax_model
from ..precision import dtype_named
from ..results import Array, Dataset, Training, TrainingRun

EPOCHS = 1000
LARGEST_EPOCHS = 1_000_000
# Progress is told about this often; in between, a run does not leave the compiled loop.
REPORTS = 20

Progress = Callable[[str, int, int], None]
Curve = tuple[jax.Array, jax.Array]
Step = Callable[[Parameters, Arrays], tuple[Parameters, Curve]]


def train(
    architecture: Architecture,
    start: Mapping[str, Array],
    data: Dataset,
    symbolic: Gradients,
    *,
    epochs: int = EPOCHS,
    learning_rate: float | None = None,
    dtype: str = "float64",
    progress: Progress = lambda source, done, epochs: None,
) -> Training:
    """Repeat θ ← θ − α ∂E/∂θ over all rows, with the derived formula and with autodiff of each model.

    Loss and accuracy (the share of rows whose largest logit is at the label) are those of the model in
    plain JAX for every run, so that curves differ only where the weights do.

    Args:
        architecture: the classifier.
        start: where every run starts, every parameter in our layout.
        data: features and labels; each step uses all rows.
        symbolic: the gradients by the derived formula, lowered to arrays.
        epochs: the number of steps.
        learning_rate: the step size α; None takes that of ``stable_learning_rate``.
        dtype: float32 or float64.
        progress: called with the source, the epochs done, and all epochs.

    Returns:
        The runs ``symbolic``, ``stax`` and ``custom``; curves have ``epochs`` + 1 points, the first before
        any step. ``max_weight_difference`` is the largest between any two runs at the end.

    Raises:
        UsageError: epochs or learning rate are out of range, or the dtype has no such name.
        InputError: a run left the range of the format.
    """
    if learning_rate is None:
        learning_rate = stable_learning_rate(architecture, data)
    _check_options(epochs, learning_rate)
    stax, custom = stax_model(architecture), custom_model(architecture)
    gradients = {"symbolic": symbolic, "stax": stax.gradients, "custom": custom.gradients}
    number = dtype_named(dtype)
    arrays = {"x": jnp.asarray(data.features, number), "y": jnp.asarray(data.labels, number)}
    point = {name: jnp.asarray(start[name], number) for name in architecture.shapes}
    rate = number(learning_rate)
    runs = []
    with jax.default_matmul_precision("highest"):
        for source, function in gradients.items():
            step = _step(architecture, custom, function, rate)
            runs.append(_run(source, step, point, arrays, epochs, progress))
    guessing = float(data.labels.mean(axis=0).max())
    predicted = predictions(architecture, runs[0].parameters, data.features)
    return Training(epochs, learning_rate, tuple(runs), largest_difference(runs), guessing, predicted)


def predictions(architecture: Architecture, parameters: Mapping[str, Array], features: Array) -> Array:
    """The probabilities p = softmax(z) of each row, N×K, in float64.

    >>> predictions(Architecture((1, 2)), {"W": np.array([[0.0], [1.0]])}, np.array([[0.0], [800.0]])).round(3).tolist()
    [[0.5, 0.5], [0.0, 1.0]]
    """
    own = {name: jnp.asarray(values, jnp.float64) for name, values in parameters.items()}
    z = np.asarray(logits(architecture, own, jnp.asarray(features, jnp.float64)))
    shifted = np.exp(z - z.max(axis=1, keepdims=True))
    return np.asarray(shifted / shifted.sum(axis=1, keepdims=True))


def _step(architecture: Architecture, judge: Model, gradients: Gradients, rate: np.floating) -> Step:
    """One epoch: the parameters after it, and before it the loss and how many rows are right."""

    def step(parameters: Parameters, arrays: Arrays) -> tuple[Parameters, Curve]:
        slopes = gradients(parameters, arrays)
        after = {name: parameters[name] - rate * slopes[name] for name in parameters}
        right = jnp.argmax(logits(architecture, parameters, arrays["x"]), axis=1) == jnp.argmax(arrays["y"], axis=1)
        return after, (judge.loss(parameters, arrays), jnp.sum(right))

    return step


def _run(
    source: str,
    step: Step,
    start: Parameters,
    arrays: Arrays,
    epochs: int,
    progress: Progress,
) -> TrainingRun:
    length = chunk_length(epochs)

    @jax.jit
    def chunk(parameters: Parameters, arrays: Arrays) -> tuple[Parameters, Curve]:
        return jax.lax.scan(lambda here, _: step(here, arrays), parameters, length=length)

    parameters, curves = start, []
    for done in range(0, epochs, length):
        progress(source, done, epochs)
        parameters, curve = chunk(parameters, arrays)
        curves.append(jax.device_get(curve))
    # One step more is taken only for the loss and accuracy before it.
    curves.append(jax.tree.map(lambda values: values[:1], jax.device_get(chunk(parameters, arrays)[1])))
    progress(source, epochs, epochs)
    loss, right = (np.concatenate(parts) for parts in zip(*curves, strict=True))
    final = jax.device_get(parameters)
    if not (np.isfinite(loss).all() and all(np.isfinite(values).all() for values in final.values())):
        raise InputError(
            f"gradient descent with the {source} gradient left the range of numbers",
            hint="use a smaller learning rate, or standardise the features",
        )
    return TrainingRun(source, tuple(map(float, loss)), tuple(int(count) / len(arrays["x"]) for count in right), final)


def stable_learning_rate(architecture: Architecture, data: Dataset) -> float:
    """The largest step size with one significant digit below 2/λ, for which the loss cannot rise.

    The Hessian of a row's loss with respect to its logits is at most 1/2 (times Σ_k y_k), so that with
    respect to the weights it is at most λ = λ_max(Σ_n x_n x_nᵀ) / 2 times the loss's constant factor
    (Böhning, "Multinomial logistic regression algorithm", Annals of the Institute of Statistical
    Mathematics 44, 1992); a step below 2/λ then never raises the loss. It is at most 2. With hidden layers,
    which have no such λ, half of that is a rule of thumb.

    Raises:
        InputError: the features are so large that no step size is left.
    """
    x = np.asarray(data.features, np.float64)
    columns = np.hstack([x, np.ones((len(x), 1))]) if architecture.bias else x
    with np.errstate(over="ignore", divide="ignore"):
        curvature = np.square(np.linalg.norm(columns, 2)) / 2 * loss_scale(architecture, len(x))
        limit = 2 / curvature / max(1.0, data.labels.sum(axis=1).max())
    if limit == 0:
        raise InputError("the features are too large to learn from", hint="standardise them (--standardise)")
    limit = min(limit, 2.0) / (2 if architecture.activations else 1)
    exponent = np.floor(np.log10(limit))
    return float(f"{np.floor(limit / 10**exponent):.0f}e{exponent:.0f}")


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
