"""The worked example: one data point and one step of learning, with every number, in float64."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import sympy as sp

from derive.errors import InputError
from derive.gradient.derivation import Formula
from derive.network.definitions import Network
from derive.network.information import base_of_loss

from .. import precision as precision  # switches JAX to 64 bits before the first array
from ..lowering.by_numpy import values_at
from ..lowering.program import LoweredProgram, lower_forward, lower_gradients
from ..results import Array, WorkedExample
from .example_point import rates
from .example_sizes import as_rows, without_rows

# A step size, the parameters after that step, and every value with them.
Step = tuple[float, dict[str, Array], dict[str, Array]]


def work_example(
    network: Network,
    formulas: Mapping[str, Formula],
    inputs: Mapping[str, Array],
    learning_rate: float | None = None,
) -> WorkedExample:
    """Evaluate a network and its gradients at one sample, and take one step of gradient descent.

    Every parameter θ becomes θ − α ∂L/∂θ with the step size α = ``learning_rate``. The values come from
    the network's own definitions and the given formulas through the array lowering.

    Args:
        network: of one sample, or of a batch, which then has this one row.
        formulas: parameter name → formula of its gradient, one for every parameter.
        inputs: every given tensor in its own shape, but without the axis of the one sample.
        learning_rate: the step size α; without it 0.25, halved as long as the loss would not fall.

    Raises:
        InputError: a value of the example is not finite.
        UsageError: an array is missing or its shape does not fit.

    >>> from derive.gradient.backward import derive_gradient
    >>> from derive.network.building import classifier
    >>> from .example_point import example_inputs
    >>> network = classifier(log_base="2", batch=False)
    >>> formulas = {"W": derive_gradient(network, "W").formula}
    >>> round(work_example(network, formulas, example_inputs(network)).loss, 7)
    1.0605679
    """
    arrays = as_rows(network, inputs)
    program = lower_forward(network, [definition.tensor.name for definition in network.definitions])
    forward = _evaluate(network, program, arrays)
    gradient = _evaluate(network, lower_gradients(network, formulas), arrays)
    output, before = network.output.name, {name: np.asarray(inputs[name]) for name in gradient}
    tried = (learning_rate,) if learning_rate is not None else tuple(rates())

    def step(rate: float) -> Step:
        new: dict[str, Array] = {name: before[name] - rate * gradient[name] for name in gradient}
        return rate, new, _evaluate(network, program, {**arrays, **new})

    rate, updated, after = _first_that_falls(map(step, tried), output, forward[output])
    example = WorkedExample(
        inputs={name: np.asarray(inputs[name], dtype=np.float64) for name in arrays},
        learning_rate=rate,
        log_base=_written(base_of_loss(network)),
        forward=forward,
        loss=float(forward[output]),
        gradient=gradient,
        updated=updated,
        loss_after=float(after[output]),
    )
    _check_finite({**example.inputs, **forward, **gradient, "the loss after the step": after[output]})
    return example


def _first_that_falls(steps: Iterator[Step], output: str, before: Array) -> Step:
    """The first step after which the loss is smaller; where there is none, the last."""
    found = next(steps)
    while not found[2][output] < before and (further := next(steps, None)) is not None:
        found = further
    return found


def _evaluate(network: Network, program: LoweredProgram, arrays: Mapping[str, Array]) -> dict[str, Array]:
    """The program's outputs as float64, without the axis of the one sample."""
    values = values_at(program, arrays)
    wide = {t.name for t in network.tensors if len(without_rows(network, t)) < len(t.axes)}
    return {name: value[0] if name in wide else value for name, value in values.items()}


def _written(base: sp.Expr | None) -> str:
    return "" if base is None else str(base).lower()


def _check_finite(arrays: Mapping[str, Array]) -> None:
    for name, values in arrays.items():
        if not np.isfinite(values).all():
            raise InputError(
                f"in the worked example {name} is not a finite number",
                hint="use smaller features, weights or a smaller step size",
            )
