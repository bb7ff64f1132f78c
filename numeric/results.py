"""What numeric hands to reports: plain values, no arrays on a device."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]


@dataclass(frozen=True, slots=True, eq=False)
class Dataset:
    """Rows to learn from: ``features`` N×D, one-hot ``labels`` N×K, and where they come from."""

    name: str
    features: Array
    labels: Array
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]
    standardised: bool
    sha256: str


@dataclass(frozen=True, slots=True)
class ParameterComparison:
    """One parameter entry's gradient from every source; ``value`` is the entry at which it was taken.

    ``symbolic`` is the array lowering, ``lambdify`` the entry's own formula (None where there are too many),
    ``difference`` the central difference in float64. ``abs_error``, ``rel_error`` (relative to the larger
    of the two) and ``ulp`` (of the dtype) are the largest of stax and custom against ``symbolic``. ``bound``
    is how far rounding may move one source from the exact gradient; ``agrees`` is False where two sources
    are further apart than both their bounds allow.
    """

    name: str
    value: float
    symbolic: float
    lambdify: float | None
    stax: float
    custom: float
    jvp: float
    difference: float
    abs_error: float
    rel_error: float
    ulp: float
    bound: float
    agrees: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every parameter entry compared at one point; ``verdict`` is "agree" when every entry agrees.

    ``rule`` says in one line how the bounds were derived.
    """

    dtype: str
    parameters: tuple[ParameterComparison, ...]
    max_abs_error: float
    max_rel_error: float
    max_ulp: float
    verdict: str
    rule: str


@dataclass(frozen=True, slots=True)
class TrainingRun:
    """One run of full-batch gradient descent; loss and accuracy before the first step and after each."""

    source: str
    loss: tuple[float, ...]
    accuracy: tuple[float, ...]
    parameters: dict[str, Array]


@dataclass(frozen=True, slots=True)
class Training:
    """The runs from the same start, with the symbolic gradient and with each model's autodiff."""

    epochs: int
    learning_rate: float
    runs: tuple[TrainingRun, ...]
    max_weight_difference: float


@dataclass(frozen=True, slots=True)
class WorkedExample:
    """One data point, one step of learning, every number: arrays by the tensor's name.

    ``forward`` maps each defined tensor to its values (z, p, L …), ``gradient`` and
    ``updated`` map each parameter to an array of its own shape.
    """

    inputs: dict[str, Array]
    learning_rate: float
    log_base: str
    forward: dict[str, Array]
    loss: float
    gradient: dict[str, Array]
    updated: dict[str, Array]
    loss_after: float
