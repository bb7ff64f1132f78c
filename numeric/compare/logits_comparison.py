"""The gradient by a user's own logits, row by row and in each number format: where a confident row loses it.

No model has a part here. Each format sees the logits rounded to it, and the truth is that of the rounded ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.network.building import classifier

from ..data.logits_data import Logits
from ..model.head import Head, NoHead, head_of
from ..precision import DTYPES, SHORT, dtype_named, unit_roundoff
from ..results import Array, RowAccuracy
from ..truth.errors import Errors, errors_against
from .logit_scale import sources
from .row_accuracy import at_logits, true_row_gradients

SIDES = ("ours", "jax.grad", "optax")
# The truth of so many numbers takes about a second in each format.
MOST_NUMBERS = 10_000
SHOWN_ROWS = 10
# Off by so many roundings, or by a thousandth: a reader sees the difference.
VISIBLE_ROUNDINGS, VISIBLE = 16, 1e-3


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


def compare_logits(logits: Logits, dtypes: Sequence[str] = tuple(DTYPES), log_base: str = "e") -> LogitsComparison:
    """Compare the gradient of softmax cross-entropy by the logits from our formula, ``jax.grad`` and optax.

    >>> values, labels = np.array([[40.0, 0.0, 0.0]]), np.array([[1.0, 0.0, 0.0]])
    >>> found = compare_logits(Logits("z", values, labels, ("a", "b", "c"), ""), ["float64"])
    >>> found.formats[0].worst[0].lost
    ('jax.grad', 'optax')
    """
    rows, classes = logits.values.shape
    judged = min(rows, max(1, MOST_NUMBERS // classes))
    formats = tuple(_in_format(logits, dtype, judged, log_base) for dtype in dtypes)
    remarks = logits.remarks
    if judged < rows:
        said = f"Of {rows} rows, the truth is taken of the {judged} in which the sides are furthest apart."
        remarks = (*remarks, said)
    return LogitsComparison(logits.name, logits.dtype, rows, classes, judged, logits.sha256, remarks, formats)


def _in_format(logits: Logits, dtype: str, judged: int, log_base: str) -> FormatAccuracy:
    computed = "float32" if dtype in SHORT else dtype
    visible = max(VISIBLE, VISIBLE_ROUNDINGS * unit_roundoff(dtype))
    with np.errstate(over="ignore"):
        z = logits.values.astype(np.float64).astype(dtype_named(dtype))
    beyond = np.flatnonzero(~np.isfinite(z.astype(np.float64)).all(axis=1))
    if len(beyond):
        reason = f"row {beyond[0] + 1} has a logit that is too large for {dtype}"
        return FormatAccuracy(dtype, computed, visible, {}, (), reason)
    found = side_gradients(z, logits.labels, computed, log_base)
    at = _furthest_apart(found, judged)
    head = softmax_head(log_base)
    truth = true_row_gradients(head, z[at], {label_name(head): logits.labels[at]})
    errors = {side: errors_against(values[at], truth, dtype, z.shape[1]) for side, values in found.items()}
    accuracy = {side: _accuracy(found[side][at], errors[side], visible) for side in SIDES}
    return FormatAccuracy(dtype, computed, visible, accuracy, _worst(logits, z, at, truth, found, errors, visible))


def side_gradients(z: Array, y: Array, computed: str, log_base: str) -> dict[str, Array]:
    """∂L_n/∂z_nk from each side in the format of z; ours computed in ``computed`` and rounded once.

    >>> found = side_gradients(np.array([[1.0, 0.0]], np.float32), np.array([[1.0, 0.0]]), "float32", "e")
    >>> {side: f"{values[0, 1]:.4f}" for side, values in found.items()}
    {'ours': '0.2689', 'jax.grad': '0.2689', 'optax': '0.2689'}
    """
    head = softmax_head(log_base)
    known, labels = sources(head), {label_name(head): y}
    ours = at_logits(head, {"ours": known["ours"]}, z.astype(dtype_named(computed)), labels)
    others = at_logits(head, {side: known[side] for side in SIDES[1:]}, z, labels)
    return {side: values.astype(z.dtype) for side, values in {**ours, **others}.items()}


@cache
def softmax_head(log_base: str) -> Head:
    """What follows the logits: softmax with cross-entropy.

    >>> softmax_head("e").source.name
    'z'
    """
    head = head_of(classifier(log_base=log_base))
    if isinstance(head, NoHead):
        raise TypeError(head.reason)
    return head


def label_name(head: Head) -> str:
    """The name of the labels, the only other data of the head.

    >>> label_name(softmax_head("e"))
    'y'
    """
    return next(tensor.name for tensor in head.network.given if tensor.name != head.source.name)


def _furthest_apart(found: Mapping[str, Array], most: int) -> NDArray[np.intp]:
    """The rows in which the sides differ most, in the order of the file."""
    ours = found["ours"].astype(np.float64)
    if len(ours) <= most:
        return np.arange(len(ours))
    scale = np.maximum(np.abs(ours), np.finfo(np.float64).tiny)
    apart = np.max([(np.abs(found[side].astype(np.float64) - ours) / scale).max(axis=1) for side in SIDES[1:]], axis=0)
    return np.sort(np.argsort(-apart, kind="stable")[:most])


def _accuracy(values: Array, errors: Errors, visible: float) -> RowAccuracy:
    """Summarise the rows, each by its worst component among those whose truth is a normal number."""
    worst = np.where(errors.normal, errors.ulp, 0.0).max(axis=1)
    zeros = (errors.normal & (values == 0)).any(axis=1)
    wrong = (errors.normal & ~(errors.relative <= visible)).any(axis=1)
    return RowAccuracy(float(worst.max()), float(np.median(worst)), int(zeros.sum()), int(wrong.sum()))


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
        values = {side: float(found[side][row, k]) for side in SIDES}
        rows.append(
            LogitRow(
                row=row + 1,
                label=logits.class_names[int(logits.labels[row].argmax())],
                component=logits.class_names[k],
                largest=float(z[row].max()),
                exact=float(truth[place, k].mid()),
                values=values,
                ulp={side: float(errors[side].ulp[place, k]) for side in SIDES},
                lost=tuple(side for side in SIDES if values[side] == 0),
            )
        )
    return tuple(rows)
