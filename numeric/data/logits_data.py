"""A file of logits, N×K, with the right class of each row: a user's own numbers, without a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.errors import InputError

from ..results import Array
from .array_files import LABELS, array_of_npy, arrays_of_npz, one_of_names
from .csv_data import csv_columns, read_csv
from .finishing import fingerprint
from .names import safe_names
from .table import column_of, is_numeric
from .targets import Column

LOGITS = ("logits", "z", "Z")
LABEL_COLUMNS = ("y", "label", "labels", "class", "target")


@dataclass(frozen=True, slots=True, eq=False)
class Logits:
    """Logits N×K in the format in which they were stored, one-hot labels N×K, and the names of the classes.

    ``row_labels`` is one class name a row; ``remarks`` say what was decided while reading.
    """

    name: str
    values: NDArray[Any]
    labels: Array
    class_names: tuple[str, ...]
    sha256: str
    remarks: tuple[str, ...] = ()

    @property
    def dtype(self) -> str:
        """The name of the format in which the logits were stored."""
        return str(self.values.dtype.name)


def read_logits(path: Path, targets: Sequence[str] = ()) -> Logits:
    """Read logits and labels from ``.npz`` (``logits`` and ``y``), ``.npy`` (the last column is the class) or CSV.

    A label is the name of a column of logits, or its number, counted from 0 or from 1.

    Raises:
        InputError: the file cannot be read, or holds no logits with a label for each row.
    """
    values, column, names, remarks = READERS.get(path.suffix.lower(), _from_csv)(path, targets)
    where = f"{path.name!r:.80}"
    _refuse_useless(values, where)
    places, counted = _places(column, names, where)
    labels = np.eye(len(names))[places]
    digest = fingerprint(values.astype(np.float64), labels, (), names)
    said = safe_names((*remarks, *counted))
    return Logits(path.name, values, labels, safe_names(names), digest, said)


Parts = tuple[NDArray[Any], Column, tuple[str, ...], tuple[str, ...]]


def _from_npz(path: Path, targets: Sequence[str]) -> Parts:
    arrays, where = arrays_of_npz(path), f"{path.name!r:.80}"
    values = one_of_names(arrays, LOGITS, "the logits", where)
    labels = one_of_names(arrays, tuple(targets) or LABELS, "the labels", where)
    names = tuple(map(str, arrays["class_names"].ravel().tolist())) if "class_names" in arrays else ()
    return values, _label_column(labels, values, where), names or _numbered(values), ()


def _from_npy(path: Path, _targets: Sequence[str]) -> Parts:
    array, where = array_of_npy(path), f"{path.name!r:.80}"
    if array.ndim != 2 or array.dtype.names:
        raise InputError(f"{where} has the shape {array.shape}", hint="expected N rows of K logits and a class")
    values, labels = array[:, :-1], array[:, -1]
    return values, _label_column(labels, values, where), _numbered(values), ("The last column is taken as the class.",)


def _from_csv(path: Path, targets: Sequence[str]) -> Parts:
    called = [name for name in csv_columns(path) if name.lower() in LABEL_COLUMNS]
    guessed = not targets and len(called) == 1
    table = read_csv(path, called if guessed else targets, "classes")
    marks, names = table.target.labels.argmax(axis=1), table.target.class_names
    column = Column.of(table.target.name, [names[k] for k in marks])
    said = (f"No target was named; {called[0]!r:.60} is taken as the right class.",) if guessed else ()
    return table.features, column, table.feature_names, (*table.remarks, *said)


READERS = {".npz": _from_npz, ".npy": _from_npy}


def _numbered(values: NDArray[Any]) -> tuple[str, ...]:
    return tuple(f"class {k}" for k in range(1, values.shape[-1] + 1))


def _label_column(labels: NDArray[Any], values: NDArray[Any], where: str) -> Column:
    """One label a row; rows of 0 and 1 say it by the place of their 1."""
    if labels.ndim == 2 and labels.shape == values.shape and is_numeric(labels):
        marks = labels.astype(np.float64)
        if not (np.isin(marks, (0, 1)).all() and (marks.sum(axis=1) == 1).all()):
            raise InputError(f"{where}: the labels N×K are not one-hot", hint="mark one class in each row with a 1")
        return Column("y", (), marks.argmax(axis=1).astype(np.float64))
    if labels.size != len(values):
        raise InputError(
            f"{where}: labels of the shape {labels.shape} beside logits of the shape {values.shape}",
            hint="give one label for each row",
        )
    return column_of("y", labels.ravel(), where)


def _refuse_useless(values: NDArray[Any], where: str) -> None:
    if values.ndim != 2 or values.shape[1] < 2 or not len(values) or not is_numeric(values):
        raise InputError(
            f"{where}: the logits are {values.dtype.name} of the shape {values.shape}",
            hint="expected N rows of K logits, of two classes at least",
        )
    wrong = np.argwhere(~np.isfinite(values.astype(np.float64)))
    if len(wrong):
        row, k = wrong[0]
        raise InputError(
            f"{where}, row {row + 1}, logit {k + 1}: found {values[row, k]}, expected a finite number",
            hint="leave the row out; there is no gradient at a logit that is not finite",
        )


def _places(column: Column, names: tuple[str, ...], where: str) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """The column of each row's class, and how its number was counted."""
    if column.numbers is None:
        known = {name: k for k, name in enumerate(names)}
        strange = next((text for text in column.texts if text not in known), None)
        if strange is not None:
            raise InputError(
                f"{where}: no column of logits is named {strange!r:.60}, as a label is",
                hint="the columns are " + ", ".join(f"{name!r:.40}" for name in names[:12]),
            )
        return np.array([known[text] for text in column.texts]), ()
    for first in (0, 1):
        if np.isin(column.numbers, np.arange(first, len(names) + first)).all():
            said = f"The labels are taken as numbers of the classes, counted from {first}."
            return column.numbers.astype(np.intp) - first, (said,)
    beyond = np.flatnonzero(~np.isin(column.numbers, np.arange(len(names))))
    row = int(beyond[-1])
    raise InputError(
        f"{where}, row {row + 1}: the label {column.numbers[row]:g} is no number of {len(names)} classes",
        hint=f"number the classes from 0 to {len(names) - 1}, or from 1 to {len(names)}",
    )
