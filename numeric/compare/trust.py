"""How far to trust the numbers: each source against the certified truth, row by row and by the logits' scale."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from derive.keeping.proofs import Proofs
from derive.network.definitions import Network

from ..model.arrays import main_input
from ..model.head import NoHead, head_derivation, head_of, losses_apart
from ..model.sizes import known_sizes, whole
from ..results import Array, RowAccuracy, ScaleAccuracy, Trust
from ..scale.parts import Whole, slices
from ..scale.spread import Tell, spread_over, untold
from ..truth.enclosure import enclose
from .comparison import Truths
from .logit_scale import accuracy_by_scale
from .row_accuracy import float_values, has_twin, row_accuracy
from .trained_point import trained_on_some_rows
from .worst_rows import BLOCK_NUMBERS, MOST_NUMBERS, MOST_ROWS, accuracy_of_many

SHOWN_DTYPES = ("float32", "float64")
# Enough to show the effect at every scale, in a tenth of the time that a report takes.
SHOWN_ROWS = 50
# As many rows as the data have take the programs that judge these; up to so many they cost less than programs do.
MOST_EVALUATED = 2_000
MOST_LOSSES = 2**22


def measure_trust(
    network: Network,
    start: Mapping[str, Array],
    learnt: Mapping[str, Array],
    arrays: Mapping[str, Array],
    task: str,
    tell: Tell = untold,
    proofs: Proofs | None = None,
) -> Trust:
    """Measure what a report's section on trust shows, row by row at weights that are trained from ``start``."""
    head, found = head_of(network), list[ScaleAccuracy | None]()
    if isinstance(head, NoHead):
        return Trust((), None)
    head_derivation(head, proofs)
    if task != "regression":
        count = len(arrays[main_input(network).name])
        evaluated = count if count <= MOST_EVALUATED else None
        found = [accuracy_by_scale(head, dtype, rows=SHOWN_ROWS, evaluated=evaluated) for dtype in SHOWN_DTYPES]
    trained, share = trained_on_some_rows(network, start, learnt)
    rows = accuracy_at(network, trained, arrays, "float32", tell=tell)
    return Trust(tuple(f for f in found if f is not None), rows, share)


def accuracy_at(
    network: Network,
    parameters: Mapping[str, Array],
    arrays: Mapping[str, Array],
    dtype: str,
    *,
    accurate: bool = True,
    tell: Tell = untold,
    proofs: Proofs | None = None,
) -> dict[str, RowAccuracy] | None:
    """The accuracy of the slope by the logits row by row, at the logits that the model computes in this format.

    None where no tensor carries all that the parameters do. ``proofs`` is where the derivation of the slope is found.
    """
    head = head_of(network)
    if isinstance(head, NoHead):
        return None
    head_derivation(head, proofs)
    twin = has_twin(network)
    rows = arrays[main_input(network).name].shape[0]
    numbers = math.prod(whole(axis.size, known_sizes(network, parameters, arrays)) for axis in head.source.axes[1:])
    if rows > MOST_ROWS or rows * numbers > MOST_NUMBERS:
        return accuracy_of_many(network, head, parameters, arrays, dtype, accurate=accurate, twin=twin, tell=tell)
    z = float_values(network, head.source.name, parameters, arrays, dtype)
    others = {t.name: arrays[t.name] for t in head.network.given if t.name in arrays}
    return row_accuracy(head, z, others, accurate=accurate, twin=twin)


def truths(network: Network) -> Truths:
    """The exact gradients as a function of the given arrays."""
    return lambda arrays: enclose(network, arrays).gradients


def loss_of_each_row(network: Network, parameters: Mapping[str, Array], arrays: Mapping[str, Array]) -> Array | None:
    """The loss of each sample at one point; None where the loss is no sum over the samples, or they are too many.

    >>> from derive.network.building import classifier
    >>> point, arrays = {"W": np.zeros((2, 1))}, {"x": np.ones((3, 1)), "y": np.array([[1.0, 0.0]] * 3)}
    >>> loss_of_each_row(classifier(), point, arrays).round(6).tolist()
    [0.693147, 0.693147, 0.693147]
    """
    apart = losses_apart(network)
    if apart is None:
        return None
    spread = spread_over(network, parameters, arrays)
    if spread.count > MOST_LOSSES:
        return None
    if isinstance(spread.parts, Whole):
        return float_values(apart, apart.output.name, parameters, arrays, "float64")
    parts = (spread.parts.taken(arrays, rows) for rows in slices(spread.count, spread.rows_of(BLOCK_NUMBERS)))
    return np.concatenate([float_values(apart, apart.output.name, parameters, part, "float64") for part in parts])
