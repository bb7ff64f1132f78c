"""The worked example: one data point and one step of learning, with every number, in float64."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

import jax
import jax.numpy as jnp
import numpy as np
import sympy as sp

from derive.errors import InputError
from derive.gradient.derivation import Formula
from derive.network.definitions import Network
from derive.network.information import base_of_loss
from derive.network.tensors import Tensor

from ..lowering.program import LoweredProgram, lower_forward, lower_gradients
from ..model.architecture import Architecture, architecture_of
from ..model.models import custom_model
from ..model.starting_weights import starting_weights
from ..results import Array, WorkedExample

LEARNING_RATE = 0.25
EXAMPLE_SEED = 1
SEEDS_TRIED = 30
NOTABLY = 0.99

FEATURES = np.array([0.81, 0.57, 0.28, 0.84])
LABELS = np.array([1.0, 0.0, 0.0])
WEIGHTS = np.array([[0.15, 0.29, 0.10, 0.71], [-0.80, 0.97, 0.51, 0.67], [0.14, -0.47, -0.62, 0.21]])


def example_inputs(network: Network, hidden: tuple[int, ...] = ()) -> dict[str, Array]:
    """Return the published point: x, y and, without a hidden layer, W; a bias starts at 0.

    With hidden layers of these widths, all weights are drawn with the first seed from which something is learnt, and
    rounded to two decimals, so that they can be written out.

    >>> from derive.network.building import classifier
    >>> example_inputs(classifier(bias=True))["b"].tolist()
    [0.0, 0.0, 0.0]
    """
    architecture = architecture_of(network, FEATURES.size, LABELS.size, hidden)
    first = _drawn(architecture, EXAMPLE_SEED)
    if not hidden:
        return {**first, "W": WEIGHTS}
    later = (_drawn(architecture, seed) for seed in range(EXAMPLE_SEED + 1, EXAMPLE_SEED + SEEDS_TRIED))
    return next((inputs for inputs in chain((first,), later) if _teaches(architecture, inputs)), first)


def _drawn(architecture: Architecture, seed: int) -> dict[str, Array]:
    inputs = {"x": FEATURES, "y": LABELS}
    for name, values in starting_weights(architecture, seed).items():
        inputs[name] = np.zeros_like(values) if values.ndim == 1 else np.round(values, 2)
    return inputs


def _teaches(architecture: Architecture, inputs: Mapping[str, Array]) -> bool:
    """True where half of each parameter's entries have a slope and one step makes the loss notably smaller.

    A layer of relu may be 0 for all units; then nothing is learnt.
    """
    model, weights = custom_model(architecture), {name: jnp.asarray(inputs[name]) for name in architecture.shapes}
    arrays = {name: jnp.asarray(inputs[name])[None] for name in ("x", "y")}
    slopes = model.gradients(weights, arrays)
    after = {name: value - LEARNING_RATE * slopes[name] for name, value in weights.items()}
    moved = all(2 * np.count_nonzero(slope) >= slope.size for slope in slopes.values())
    return moved and bool(model.loss(after, arrays) < NOTABLY * model.loss(weights, arrays))


def work_example(
    network: Network,
    formulas: Mapping[str, Formula],
    inputs: Mapping[str, Array],
    learning_rate: float = LEARNING_RATE,
) -> WorkedExample:
    """Evaluate a network and its gradients at one sample, and take one step of gradient descent.

    Every parameter θ becomes θ − α ∂L/∂θ with the step size α = ``learning_rate``. The values come from
    the network's own definitions and the given formulas through the array lowering.

    Args:
        network: of one sample, or of a batch, which then has this one row.
        formulas: parameter name → formula of its gradient, one for every parameter.
        inputs: x of length D, y of length K, and every parameter in its own shape.
        learning_rate: the step size α.

    Raises:
        InputError: a value of the example is not finite.
        UsageError: an array is missing or its shape does not fit.

    >>> from derive.gradient.backward import derive_gradient
    >>> from derive.network.building import classifier
    >>> network = classifier(log_base="2", batch=False)
    >>> formulas = {"W": derive_gradient(network, "W").formula}
    >>> round(work_example(network, formulas, example_inputs(network)).loss, 7)
    1.0605679
    """
    arrays = _as_rows(network, inputs)
    program = lower_forward(network, [definition.tensor.name for definition in network.definitions])
    forward = _evaluate(network, program, arrays)
    gradient = _evaluate(network, lower_gradients(network, formulas), arrays)
    updated: dict[str, Array] = {name: np.asarray(inputs[name]) - learning_rate * gradient[name] for name in gradient}
    after = _evaluate(network, program, {**arrays, **updated})
    output = network.output.name
    example = WorkedExample(
        inputs={name: np.asarray(inputs[name], dtype=np.float64) for name in arrays},
        learning_rate=learning_rate,
        log_base=_written(base_of_loss(network)),
        forward=forward,
        loss=float(forward[output]),
        gradient=gradient,
        updated=updated,
        loss_after=float(after[output]),
    )
    _check_finite({**example.inputs, **forward, **gradient, "the loss after the step": after[output]})
    return example


def _as_rows(network: Network, inputs: Mapping[str, Array]) -> dict[str, Array]:
    """The arrays of the given tensors; those with an axis of samples get one row."""
    arrays = {t.name: np.asarray(inputs[t.name], dtype=np.float64) for t in network.given if t.name in inputs}
    return {
        name: values[None] if _has_rows(network, network.tensor(name)) else values for name, values in arrays.items()
    }


def _has_rows(network: Network, tensor: Tensor) -> bool:
    """True when the first axis is that of the samples: an axis of the input that no parameter has."""
    if not tensor.axes:
        return False
    return all(tensor.axes[0] not in parameter.axes for parameter in network.parameters)


def _evaluate(network: Network, program: LoweredProgram, arrays: Mapping[str, Array]) -> dict[str, Array]:
    """The program's outputs as float64, without the axis of the one sample."""
    values = jax.device_get(program(arrays))
    rows = {t.name for t in network.tensors if t not in network.parameters and _has_rows(network, t)}
    return {name: value[0] if name in rows else value for name, value in values.items()}


def _written(base: sp.Expr | None) -> str:
    return "" if base is None else str(base).lower()


def _check_finite(arrays: Mapping[str, Array]) -> None:
    for name, values in arrays.items():
        if not np.isfinite(values).all():
            raise InputError(
                f"in the worked example {name} is not a finite number",
                hint="use smaller features, weights or a smaller step size",
            )
