"""CSV files: strict reading of a table of numbers with one or several target columns.

Names and values are only ever text here; nothing in a file is evaluated.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import compress, islice
from pathlib import Path

import numpy as np

from derive.errors import InputError

from .cells import NOT_FINITE, NUMBER, with_point
from .csv_dialect import SAMPLE_CHARACTERS, Dialect, Row, decoded, recognise, rows_of, text_columns
from .file_content import MAXIMUM_BYTES, content_of
from .large_tables import is_large, spooled_csv
from .table import Table, checked_names, target_places
from .targets import Column, target_of

PLAIN = frozenset("0123456789+-.eE")


def read_csv(path: Path, targets: Sequence[str] = (), task: str | None = None) -> Table:
    """Read a table; ``targets`` name the columns that are to be learnt.

    Commas, semicolons or tabs, decimal points or commas, UTF-8 with or without a byte order mark, any line ending;
    a first row of numbers is no header. Without a target, the only column of text is taken. Blank lines are left out.

    Raises:
        InputError: the file cannot be read, or is no table of finite numbers with a target.
    """
    if is_large(path):
        return _in_batches(path, targets, task)
    text = decoded(content_of(path, "a CSV file", MAXIMUM_BYTES), path)
    shown, dialect = f"{path.name!r:.80}", recognise(text, path.name)
    header, rows = _header(text, dialect, path.name)
    places, remarks = target_places(header, targets, lambda: _text_columns(text, dialect, len(header)), shown)
    values, written = array("d"), [list[str]() for _ in places]
    kept = [i not in places for i in range(len(header))]
    for number, (line, cells) in enumerate(rows, start=1):
        where = f"{shown}, row {number} (line {line})"
        if len(cells) != len(header):
            raise InputError(
                f"{where}: found {len(cells)} values, expected {len(header)} as in the header",
                hint="give every row one value for each column; quote values that contain a separator",
            )
        if dialect.decimal_comma:
            cells = [with_point(cell) for cell in cells]
        for labels, place in zip(written, places, strict=True):
            labels.append(_label(cells[place], where, header[place], labels))
        values.extend(_numbers(cells, kept, where, header))
    columns = [Column.of(header[place], labels) for place, labels in zip(places, written, strict=True)]
    target = target_of(columns, task, shown)
    features = np.frombuffer(values, dtype=np.float64).reshape(columns[0].rows, -1)
    names = tuple(name for i, name in enumerate(header) if i not in places)
    return Table(features, names, target, (*dialect.remarks, *remarks))


def _in_batches(path: Path, targets: Sequence[str], task: str | None) -> Table:
    """A file that exceeds the memory; its beginning says how it is written."""
    with path.open("rb") as file:
        beginning = file.read(SAMPLE_CHARACTERS)
    dialect = recognise(decoded(beginning[: beginning.rfind(b"\n") + 1], path), path.name)
    if dialect.skipped:
        raise InputError(f"{path.name!r:.80} does not begin with its table", hint="remove the lines before the header")
    how = {"separator": dialect.separator, "decimal": "," if dialect.decimal_comma else ".", "header": dialect.header}
    table = spooled_csv(path, targets, task, how)
    return replace(table, remarks=(*dialect.remarks, *table.remarks))


def csv_columns(path: Path) -> tuple[str, ...]:
    """The names of a file's columns.

    Raises:
        InputError: the file cannot be read, or names no columns.
    """
    text = decoded(content_of(path, "a CSV file", MAXIMUM_BYTES), path)
    return _header(text, recognise(text, path.name), path.name)[0]


def _header(text: str, dialect: Dialect, name: str) -> tuple[tuple[str, ...], Iterator[Row]]:
    """The names of the columns, and the rows below them."""
    rows = islice(rows_of(text, dialect.separator, name), dialect.skipped, None)
    first = next(rows, (0, []))
    if dialect.header:
        return checked_names(first[1], f"{name!r:.80}"), rows
    names = checked_names([f"x{i}" for i in range(1, len(first[1]) + 1)], f"{name!r:.80}")
    return names, islice(rows_of(text, dialect.separator, name), dialect.skipped, None)


def _text_columns(text: str, dialect: Dialect, width: int) -> list[int]:
    below = islice(rows_of(text, dialect.separator, ""), dialect.skipped + dialect.header, None)
    return text_columns(below, width, dialect.decimal_comma)


def _label(cell: str, where: str, column: str, before: Sequence[str]) -> str:
    if not cell:
        measured = bool(before) and all(NUMBER.fullmatch(label) for label in before)
        what = "number" if measured else "class"
        raise InputError(f"{where}, column {column!r:.60}: the {what} is missing", hint="fill it in or remove the row")
    return cell


def _numbers(cells: list[str], kept: Sequence[bool], where: str, header: Sequence[str]) -> list[float]:
    """The features of one row, the cells that are ``kept``; only a row that is not plain is looked at cell by cell."""
    features = list(compress(cells, kept))
    if PLAIN.issuperset("".join(features)):
        try:
            values = [float(cell) for cell in features]
        except ValueError:
            values = []
        if values and all(map(math.isfinite, values)):
            return values
    return [_number(cell, where, column) for cell, column in compress(zip(cells, header, strict=True), kept)]


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
