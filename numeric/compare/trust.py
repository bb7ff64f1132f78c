"""How far to trust the numbers: each source against the certified truth, row by row and by the logits' scale."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from derive.network.definitions import Network
from derive.network.short_repr import short_repr

from ..model.architecture import Architecture
from ..model.trained_weights import trained_weights
from ..results import Array, Dataset, RowAccuracy, ScaleAccuracy
from ..truth.enclosure import enclose
from .logit_scale import accuracy_by_scale
from .row_accuracy import float_logits, row_accuracy

# Above this many entries × rows the exact gradient would take minutes.
LARGEST_TRUTH = 3_000_000
SHOWN_DTYPES = ("float32", "float64")
# Enough to show the effect at every scale, in a tenth of the time that a report takes.
SHOWN_ROWS = 50


@dataclass(frozen=True, slots=True)
class Trust:
    """Accuracy by the scale of the logits, in each format, and row by row at trained weights in float32.

    ``trained`` is None for a network with hidden layers, for which no trained weights exist.
    """

    scales: tuple[ScaleAccuracy, ...]
    trained: Mapping[str, RowAccuracy] | None

    __repr__ = short_repr


def measure_trust(architecture: Architecture, data: Dataset) -> Trust:
    """Measure what a report's section on trust shows."""
    scales = tuple(accuracy_by_scale(dtype, rows=SHOWN_ROWS) for dtype in SHOWN_DTYPES)
    if architecture.activations:
        return Trust(scales, None)
    return Trust(scales, accuracy_at(architecture, trained_weights(architecture, data), data, "float32"))


def accuracy_at(
    architecture: Architecture, parameters: Mapping[str, Array], data: Dataset, dtype: str, *, accurate: bool = True
) -> dict[str, RowAccuracy]:
    """The accuracy of ∂L_n/∂z_nk row by row, at the logits that the model computes in this format."""
    z = float_logits(architecture, parameters, data, dtype)
    return row_accuracy(architecture.log_base, z, data.labels, accurate=accurate)


def truths(
    network: Network, architecture: Architecture, data: Dataset
) -> Callable[[Mapping[str, Any]], Mapping[str, NDArray[Any]]] | None:
    """The exact gradients as a function of the given arrays; None where they would take minutes."""
    entries = sum(_count(shape) for shape in architecture.shapes.values())
    if entries * len(data.features) > LARGEST_TRUTH:
        return None
    return lambda arrays: enclose(network, arrays).gradients


def _count(shape: tuple[int, ...]) -> int:
    count = 1
    for length in shape:
        count *= length
    return count
