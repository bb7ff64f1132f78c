"""The gradient by a user's own logits, row by row and in each number format: where a confident row loses it.

No model has a part here. Each format sees the logits rounded to it, and the truth is that of the rounded ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.errors import UsageError
from derive.gradient.accurate import accurate_form
from derive.gradient.backward import derive_gradient
from derive.network.definitions import Network

from ..data.logits_data import Logits
from ..model.head import Head, NoHead, head_of
from ..precision import DTYPES, SHORT, dtype_named, visible_error
from ..results import Array, RowAccuracy
from ..truth.errors import Errors, errors_against
from .logit_scale import sources
from .row_accuracy import accuracy_of, at_logits, true_row_gradients

SUBTRACTING = "For this loss no form of the formula avoids a difference of nearly equal numbers: ours has one too."
# Typed in as it stands, a formula is no one's gradient.
LEFT_OUT = "naive"
# The truth of so many numbers takes about a second in each format.
MOST_NUMBERS = 10_000
SHOWN_ROWS = 10


@dataclass(frozen=True, slots=True)
class LogitRow:
    """The component of one row's gradient in which autodiff is worst; ``row`` counts from 1.

    ``largest`` is the row's largest logit, ``values`` and ``ulp`` are by side, ``lost`` names the sides that say 0
    where the exact value is none.
    """

    row: int
    label: str
    component: str
    largest: float
    exact: float
    values: dict[str, float]
    ulp: dict[str, float]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FormatAccuracy:
    """One number format: each side's accuracy over the rows, and the rows that autodiff has wrong, the worst first.

    ``computed_in`` is the format in which our formula is computed, and then rounded once to this one; ``visible`` is
    the relative error from which on a row counts as wrong. Where the logits do not fit the format, ``reason`` says so.
    """

    dtype: str
    computed_in: str
    visible: float
    sides: dict[str, RowAccuracy]
    worst: tuple[LogitRow, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class LogitsComparison:
    """Every format at one file of logits; ``judged`` of ``rows`` rows were held against the truth.

    >>> LogitsComparison("z.csv", "float64", 2, 3, 2, "", (), ()).verdict
    'agree'
    """

    name: str
    stored: str
    rows: int
    classes: int
    judged: int
    sha256: str
    remarks: tuple[str, ...]
    formats: tuple[FormatAccuracy, ...]

    @property
    def verdict(self) -> str:
        """ "agree" where our formula has no row wrong in any format."""
        return "disagree" if any(f.sides["ours"].wrong for f in self.formats if f.sides) else "agree"


def compare_logits(logits: Logits, network: Network, dtypes: Sequence[str] = tuple(DTYPES)) -> LogitsComparison:
    """Compare the slope of each row's loss by its logits from our formula, ``jax.grad`` and, where it has it, optax.

    Args:
        logits: with their labels.
        network: whose loss it is; what is below its logits plays no part.
        dtypes: the formats to compare in.

    Raises:
        UsageError: the network has no logits N×K with labels beside them and nothing else.

    >>> from derive.network.building import classifier
    >>> values, labels = np.array([[40.0, 0.0, 0.0]]), np.array([[1.0, 0.0, 0.0]])
    >>> found = compare_logits(Logits("z", values, labels, ("a", "b", "c"), ""), classifier(), ["float64"])
    >>> found.formats[0].worst[0].lost
    ('jax.grad', 'optax')
    """
    head = _head(network)
    rows, classes = logits.values.shape
    judged = min(rows, max(1, MOST_NUMBERS // classes))
    formats = tuple(_in_format(logits, head, dtype, judged) for dtype in dtypes)
    remarks = (*logits.remarks, *([] if _is_rearranged(head) else [SUBTRACTING]))
    if judged < rows:
        said = f"Of {rows} rows, the truth is taken of the {judged} in which the sides are furthest apart."
        remarks = (*remarks, said)
    return LogitsComparison(logits.name, logits.dtype, rows, classes, judged, logits.sha256, remarks, formats)


def _is_rearranged(head: Head) -> bool:
    """True where the formula has a form without a difference of nearly equal numbers."""
    return accurate_form(derive_gradient(head.network, head.source.name)) is not None


def _head(network: Network) -> Head:
    """The head of the network, which takes logits N×K, labels of the same shape, and nothing else."""
    head = head_of(network)
    if isinstance(head, NoHead):
        raise UsageError(f"this network has no logits: {head.reason}", hint="leave the network out for softmax")
    others = [tensor for tensor in head.network.given if tensor.name != head.source.name]
    if len(head.source.axes) != 2 or [t.axes for t in others] != [head.source.axes]:
        raise UsageError(
            f"the loss of this network takes {head.source.name} of {len(head.source.axes)} axes and "
            + (", ".join(t.name for t in others) or "no labels"),
            hint="expected logits N×K and labels N×K, such as those of --loss softmax or sigmoid",
        )
    return head


def _in_format(logits: Logits, head: Head, dtype: str, judged: int) -> FormatAccuracy:
    computed = "float32" if dtype in SHORT else dtype
    visible = visible_error(dtype)
    with np.errstate(over="ignore"):
        z = logits.values.astype(np.float64).astype(dtype_named(dtype))
    beyond = np.flatnonzero(~np.isfinite(z.astype(np.float64)).all(axis=1))
    if len(beyond):
        reason = f"row {beyond[0] + 1} has a logit that is too large for {dtype}"
        return FormatAccuracy(dtype, computed, visible, {}, (), reason)
    found = side_gradients(head, z, logits.labels, computed)
    at = _furthest_apart(found, judged)
    truth = true_row_gradients(head, z[at], _labels(head, logits.labels[at]))
    errors = {side: errors_against(values[at], truth, dtype, z.shape[1]) for side, values in found.items()}
    accuracy = {side: accuracy_of(found[side][at], errors[side], visible) for side in found}
    return FormatAccuracy(dtype, computed, visible, accuracy, _worst(logits, z, at, truth, found, errors, visible))


def side_gradients(head: Head, z: Array, y: Array, computed: str) -> dict[str, Array]:
    """∂L_n/∂z_nk from each side in the format of z; ours computed in ``computed`` and rounded once.

    >>> from derive.network.building import classifier
    >>> values, labels = np.array([[1.0, 0.0]], np.float32), np.array([[1.0, 0.0]])
    >>> found = side_gradients(head_of(classifier()), values, labels, "float32")
    >>> {side: f"{slopes[0, 1]:.4f}" for side, slopes in found.items()}
    {'ours': '0.2689', 'jax.grad': '0.2689', 'optax': '0.2689'}
    """
    known, labels = sources(head), _labels(head, y)
    ours = at_logits(head, {"ours": known["ours"]}, z.astype(dtype_named(computed)), labels)
    others = {side: source for side, source in known.items() if side not in ("ours", LEFT_OUT)}
    return {s: v.astype(z.dtype) for s, v in {**ours, **at_logits(head, others, z, labels)}.items()}


def _labels(head: Head, y: Array) -> dict[str, Array]:
    """The labels by the name that they have in the head."""
    return {next(t.name for t in head.network.given if t.name != head.source.name): y}


def _furthest_apart(found: Mapping[str, Array], most: int) -> NDArray[np.intp]:
    """The rows in which the sides differ most, in the order of the file."""
    ours = found["ours"].astype(np.float64)
    if len(ours) <= most:
        return np.arange(len(ours))
    scale = np.maximum(np.abs(ours), np.finfo(np.float64).tiny)
    others = [values.astype(np.float64) for side, values in found.items() if side != "ours"]
    apart = np.max([(np.abs(values - ours) / scale).max(axis=1) for values in others], axis=0)
    return np.sort(np.argsort(-apart, kind="stable")[:most])


def _worst(
    logits: Logits,
    z: Array,
    at: NDArray[np.intp],
    truth: NDArray[Any],
    found: Mapping[str, Array],
    errors: Mapping[str, Errors],
    visible: float,
) -> tuple[LogitRow, ...]:
    """The rows that autodiff has wrong, the worst first."""
    wrong = errors["jax.grad"].normal & ~(errors["jax.grad"].relative <= visible)
    ulp = np.where(wrong, errors["jax.grad"].ulp, 0.0)
    order = np.argsort(-ulp.max(axis=1), kind="stable")[:SHOWN_ROWS]
    rows = []
    for place in order:
        k, row = int(ulp[place].argmax()), int(at[place])
        if not wrong[place, k]:
            break
        values = {side: float(slopes[row, k]) for side, slopes in found.items()}
        rows.append(
            LogitRow(
                row=row + 1,
                label=logits.class_names[int(logits.labels[row].argmax())],
                component=logits.class_names[k],
                largest=float(z[row].max()),
                exact=float(truth[place, k].mid()),
                values=values,
                ulp={side: float(own.ulp[place, k]) for side, own in errors.items()},
                lost=tuple(side for side, value in values.items() if value == 0),
            )
        )
    return tuple(rows)
