"""How far to trust the numbers: each source against the certified truth, row by row and by the logits' scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from derive.network.definitions import Network
from derive.network.short_repr import short_repr

from ..model.head import NoHead, head_of, losses_apart
from ..results import Array, RowAccuracy, ScaleAccuracy
from ..truth.enclosure import enclose
from .comparison import Truths
from .logit_scale import accuracy_by_scale
from .row_accuracy import float_values, has_twin, row_accuracy

SHOWN_DTYPES = ("float32", "float64")
# Enough to show the effect at every scale, in a tenth of the time that a report takes.
SHOWN_ROWS = 50
MOST_ROWS = 500


@dataclass(frozen=True, slots=True)
class Trust:
    """Accuracy by the scale of the logits, in each format, and row by row at trained weights in float32.

    ``scales`` is empty where the labels are no classes, ``trained`` None where no tensor carries all rows apart.
    """

    scales: tuple[ScaleAccuracy, ...]
    trained: Mapping[str, RowAccuracy] | None

    __repr__ = short_repr


def measure_trust(network: Network, trained: Mapping[str, Array], arrays: Mapping[str, Array], task: str) -> Trust:
    """Measure what a report's section on trust shows, row by row at trained weights."""
    head, found = head_of(network), list[ScaleAccuracy | None]()
    if isinstance(head, NoHead):
        return Trust((), None)
    if task != "regression":
        found = [accuracy_by_scale(head, dtype, rows=SHOWN_ROWS) for dtype in SHOWN_DTYPES]
    return Trust(tuple(f for f in found if f is not None), accuracy_at(network, trained, arrays, "float32"))


def accuracy_at(
    network: Network, parameters: Mapping[str, Array], arrays: Mapping[str, Array], dtype: str, *, accurate: bool = True
) -> dict[str, RowAccuracy] | None:
    """The accuracy of the slope by the logits row by row, at the logits that the model computes in this format.

    None where no tensor carries all that the parameters do.
    """
    head = head_of(network)
    if isinstance(head, NoHead):
        return None
    z = float_values(network, head.source.name, parameters, arrays, dtype)[:MOST_ROWS]
    rows = head.source.axes[0]
    others = {t.name: arrays[t.name] for t in head.network.given if t.name in arrays}
    cut = {n: v[:MOST_ROWS] if head.network.tensor(n).axes[:1] == (rows,) else v for n, v in others.items()}
    return row_accuracy(head, z, cut, accurate=accurate, twin=has_twin(network))


def truths(network: Network) -> Truths:
    """The exact gradients as a function of the given arrays."""
    return lambda arrays: enclose(network, arrays).gradients


def loss_of_each_row(network: Network, parameters: Mapping[str, Array], arrays: Mapping[str, Array]) -> Array | None:
    """The loss of each sample at one point; None where the loss is no sum over the samples.

    >>> import numpy as np
    >>> from derive.network.building import classifier
    >>> point, arrays = {"W": np.zeros((2, 1))}, {"x": np.ones((3, 1)), "y": np.array([[1.0, 0.0]] * 3)}
    >>> loss_of_each_row(classifier(), point, arrays).round(6).tolist()
    [0.693147, 0.693147, 0.693147]
    """
    apart = losses_apart(network)
    return None if apart is None else float_values(apart, apart.output.name, parameters, arrays, "float64")
