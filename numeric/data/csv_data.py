"""CSV files: strict reading of a table of numbers with one column of classes.

Names and values are only ever text here; nothing in a file is evaluated.
"""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from derive.errors import InputError

from ..results import Array

MAXIMUM_BYTES = 256 * 1024 * 1024
MAXIMUM_COLUMNS = 10_000
MAXIMUM_CLASSES = 1_000
SHOWN_NAMES = 12

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
PLAIN = frozenset("0123456789+-.eE")
NOT_FINITE = re.compile(r"[+-]?(nan|na|n/a|null|none|inf|infinity)?", re.IGNORECASE)

Row = tuple[int, list[str]]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """What a CSV file holds: ``features`` N×D, and for each row the place of its class in ``class_names``."""

    features: Array
    classes: NDArray[np.intp]
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...]


def read_csv(path: Path, target: str | None) -> Table:
    """Read a comma-separated file with a header; ``target`` names the column of classes.

    UTF-8 with or without a byte order mark, and any line ending. Classes are sorted, as numbers where
    all of them are numbers, else as text. Blank lines are left out.

    Raises:
        InputError: the file cannot be read, or is no table of finite numbers with at least two classes.
    """
    rows = _rows(_text(path), path.name)
    header = _header(rows, path.name)
    place = _target_place(header, target, path.name)
    width, values = len(header), array("d")
    labels: list[str] = []
    for number, (line, cells) in enumerate(rows, start=1):
        where = f"{path.name!r:.80}, row {number} (line {line})"
        if len(cells) != width:
            raise InputError(
                f"{where}: found {len(cells)} values, expected {width} as in the header",
                hint="give every row one value for each column; quote values that contain a comma",
            )
        labels.append(_label(cells[place], where, header[place]))
        values.extend(_numbers(cells, place, where, header))
    names = _class_names(labels, path.name, header[place])
    places = {name: i for i, name in enumerate(names)}
    return Table(
        np.frombuffer(values, dtype=np.float64).reshape(len(labels), width - 1),
        np.array([places[label] for label in labels], dtype=np.intp),
        tuple(name for i, name in enumerate(header) if i != place),
        names,
    )


def _text(path: Path) -> str:
    shown = f"{str(path)!r:.120}"
    try:
        if path.is_dir():
            raise InputError(f"{shown} is a folder", hint="name a CSV file in it")
        if not path.exists():
            raise InputError(f"there is no file {shown}", hint="check the path; it is taken from the current folder")
        if not path.is_file():
            raise InputError(f"{shown} is not a regular file", hint="save the data to a CSV file first")
        with path.open("rb") as stream:
            content = stream.read(MAXIMUM_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"{shown} cannot be read: {reason}", hint="check the path and its permissions") from None
    if len(content) > MAXIMUM_BYTES:
        raise InputError(f"{shown} is larger than {MAXIMUM_BYTES // 1024**2} MiB", hint="use fewer rows or columns")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{shown} is not UTF-8: byte {error.start + 1} does not fit", hint="save it as UTF-8"
        ) from None


def _rows(text: str, name: str) -> Iterator[Row]:
    """The rows that are not blank, each with the line it ends on."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, skipinitialspace=True)
    try:
        for cells in reader:
            if len(cells) > 1 or any(map(str.strip, cells)):
                yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise InputError(
            f"{name!r:.80}, line {reader.line_num}: not CSV ({error})", hint="check quotes and stray characters there"
        ) from None


def _header(rows: Iterator[Row], name: str) -> list[str]:
    header = next(rows, (0, []))[1]
    if not any(header):
        raise InputError(f"{name!r:.80} is empty", hint="the first line names the columns, the rows follow")
    if len(header) > MAXIMUM_COLUMNS:
        raise InputError(f"{name!r:.80} has {len(header)} columns", hint=f"at most {MAXIMUM_COLUMNS} are possible")
    for place, column in enumerate(header, start=1):
        if not column:
            raise InputError(
                f"{name!r:.80}: column {place} has no name",
                hint="name it in the header, or remove it if it only counts the rows",
            )
    alike = [unicodedata.normalize("NFKC", column) for column in header]
    twice = next((c for i, c in enumerate(header) if alike.index(alike[i]) != i), None)
    if twice is not None:
        raise InputError(f"{name!r:.80}: two columns are named {twice!r:.60}", hint="give each column its own name")
    if len(header) == 1:
        raise InputError(
            f"{name!r:.80} has one column only, {header[0]!r:.60}",
            hint="expected features and a target, separated by commas (not semicolons or tabs)",
        )
    return header


def _target_place(header: list[str], target: str | None, name: str) -> int:
    columns = ", ".join(f"{column!r:.40}" for column in header[:SHOWN_NAMES])
    hint = f"the columns are {columns}" + (
        f" and {len(header) - SHOWN_NAMES} more" if len(header) > SHOWN_NAMES else ""
    )
    if target is None:
        raise InputError(f"which column of {name!r:.80} holds the class? No target was named", hint=f"--target; {hint}")
    if target.strip() not in header:
        raise InputError(f"{name!r:.80} has no target column {target!r:.60}", hint=hint)
    return header.index(target.strip())


def _label(cell: str, where: str, column: str) -> str:
    if not cell:
        raise InputError(f"{where}, column {column!r:.60}: the class is missing", hint="fill it in or remove the row")
    return cell


def _numbers(cells: list[str], place: int, where: str, header: list[str]) -> list[float]:
    """The features of one row; only a row that is no plain row of numbers is looked at cell by cell."""
    features = cells[:place] + cells[place + 1 :]
    if PLAIN.issuperset("".join(features)):
        try:
            values = [float(cell) for cell in features]
        except ValueError:
            values = []
        if values and all(map(math.isfinite, values)):
            return values
    return [_number(cell, where, header[i]) for i, cell in enumerate(cells) if i != place]


def _number(cell: str, where: str, column: str) -> float:
    if NUMBER.fullmatch(cell):
        value = float(cell)
        if math.isfinite(value):
            return value
        raise InputError(
            f"{where}, column {column!r:.60}: {cell!r:.40} is too large for float64", hint="rescale the feature"
        )
    found = f"{where}, column {column!r:.60}: found {cell!r:.40}, expected a "
    if NOT_FINITE.fullmatch(cell):
        raise InputError(f"{found}finite number", hint="fill it in or remove the row")
    raise InputError(f"{found}number", hint="encode text features as numbers, or remove the column")


def _class_names(labels: list[str], name: str, column: str) -> tuple[str, ...]:
    found = set(labels)
    if not found:
        raise InputError(f"{name!r:.80} has a header but no rows", hint="add at least one row for each of two classes")
    if len(found) == 1:
        raise InputError(
            f"{name!r:.80}: every row of {column!r:.60} has the same class, {labels[0]!r:.40}",
            hint="at least two classes are needed",
        )
    if len(found) > MAXIMUM_CLASSES:
        raise InputError(
            f"{name!r:.80}: {column!r:.60} has {len(found)} different values; at most {MAXIMUM_CLASSES} "
            "classes are possible",
            hint="is the target a measured quantity? Name a column of classes",
        )
    numeric = all(NUMBER.fullmatch(label) for label in found)
    return tuple(sorted(found, key=lambda label: (float(label) if numeric else 0.0, label)))
