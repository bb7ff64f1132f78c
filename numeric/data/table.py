"""A table of named columns, wherever it comes from: which of them are learnt, and the others as features."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.errors import InputError

from ..results import Array
from .targets import Column, Target, target_of

MAXIMUM_COLUMNS = 10_000
SHOWN_NAMES = 12


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """What a source of data holds: ``features`` N×D, the target, and sentences about what was recognised."""

    features: Array
    feature_names: tuple[str, ...]
    target: Target
    remarks: tuple[str, ...] = ()


def checked_names(header: Sequence[str], where: str) -> tuple[str, ...]:
    """Return the names of the columns.

    Raises:
        InputError: one is empty, two are alike, there are too many or only one.

    >>> checked_names(["a", "b"], "'rows.csv'")
    ('a', 'b')
    """
    if not any(header):
        raise InputError(f"{where} is empty", hint="the first line names the columns, the rows follow")
    if len(header) > MAXIMUM_COLUMNS:
        raise InputError(f"{where} has {len(header)} columns", hint=f"at most {MAXIMUM_COLUMNS} are possible")
    seen: set[str] = set()
    for place, column in enumerate(header, start=1):
        if not column:
            raise InputError(
                f"{where}: column {place} has no name",
                hint="name it in the header, or remove it if it only counts the rows",
            )
        alike = unicodedata.normalize("NFKC", column)
        if alike in seen:
            raise InputError(f"{where}: two columns are named {column!r:.60}", hint="give each column its own name")
        seen.add(alike)
    if len(header) == 1:
        raise InputError(
            f"{where} has one column only, {header[0]!r:.60}",
            hint="expected features and a target, separated by commas, semicolons or tabs",
        )
    return tuple(header)


def target_places(
    header: Sequence[str], targets: Sequence[str], words: Callable[[], list[int]], where: str
) -> tuple[list[int], tuple[str, ...]]:
    """Where the target columns stand, and what was decided about them.

    Args:
        header: the names of all columns.
        targets: the names of those that are learnt; one text may name several, with a comma between two.
        words: finds the places of the columns that hold only text; the one that does is the target where none is named.
        where: begins the message of an error.

    Raises:
        InputError: there is no such column, one is named twice, none is left for the features, or none is named and
            several or none hold text.

    >>> target_places(["a", "kind", "b"], [], lambda: [1], "rows.csv")[0]
    [1]
    >>> target_places(["a", "u", "v"], ["u,v"], lambda: [], "rows.csv")[0]
    [1, 2]
    """
    if not targets:
        return _only_text(header, words(), where)
    places = [place for target in targets for place in _named_places(header, target, where)]
    twice = next((header[place] for place in places if places.count(place) > 1), None)
    if twice is not None:
        raise InputError(f"the target column {twice!r:.60} is named twice", hint="name each target once")
    if len(places) == len(header):
        raise InputError(f"{where}: every column is a target", hint="leave at least one column as a feature")
    return places, ()


def _only_text(header: Sequence[str], words: list[int], where: str) -> tuple[list[int], tuple[str, ...]]:
    if len(words) == 1:
        return words, (f"No target was named; {header[words[0]]!r:.60} is taken, the only column of text.",)
    found = ", ".join(f"{header[place]!r:.40}" for place in words[:SHOWN_NAMES])
    text = f"and {len(words)} columns hold text: {found}" if words else "and no column holds text"
    raise InputError(
        f"which column of {where} holds the target? No target was named, {text}", hint=f"--target; {_listed(header)}"
    )


def _named_places(header: Sequence[str], target: str, where: str) -> list[int]:
    whole = target.strip()
    names = [whole] if whole in header or "," not in whole else [part.strip() for part in whole.split(",")]
    for name in names:
        if name not in header:
            raise InputError(f"{where} has no target column {name!r:.60}", hint=_listed(header))
    return [header.index(name) for name in names]


def _listed(header: Sequence[str]) -> str:
    columns = ", ".join(f"{column!r:.40}" for column in header[:SHOWN_NAMES])
    more = len(header) - SHOWN_NAMES
    return f"the columns are {columns}" + (f" and {more} more" if more > 0 else "")


def table_of_columns(
    columns: Mapping[str, NDArray[Any]], targets: Sequence[str], task: str | None, where: str
) -> Table:
    """Read a table whose columns are arrays of numbers or of text.

    Raises:
        InputError: a feature is no column of finite numbers, or the target cannot be learnt.

    >>> table = table_of_columns({"a": np.arange(4), "kind": np.array(list("uvuv"))}, [], None, "rows")
    >>> table.feature_names, table.target.class_names
    (('a',), ('u', 'v'))
    """
    header = checked_names(list(columns), where)
    arrays = list(columns.values())
    words = [place for place, array in enumerate(arrays) if not is_numeric(array)]
    places, remarks = target_places(header, targets, lambda: words, where)
    target = target_of([column_of(header[place], arrays[place], where) for place in places], task, where)
    left = [place for place in range(len(header)) if place not in set(places)]
    features = np.stack([finite(arrays[place], header[place], where) for place in left], axis=1)
    return Table(features, tuple(header[place] for place in left), target, remarks)


def is_numeric(array: NDArray[Any]) -> bool:
    """True for real numbers and truth values.

    >>> is_numeric(np.array([True])), is_numeric(np.array(["u"]))
    (True, False)
    """
    return array.dtype.kind in "biuf" or array.dtype.name == "bfloat16"


def column_of(name: str, array: NDArray[Any], where: str) -> Column:
    """One target column from an array of numbers or of text.

    Raises:
        InputError: a cell is missing, or is neither.

    >>> column_of("kind", np.array(["u", "v"]), "rows").texts
    ['u', 'v']
    """
    if is_numeric(array):
        numbers = array.astype(np.float64)
        wrong = np.flatnonzero(~np.isfinite(numbers))
        if len(wrong):
            raise _missing(name, wrong[0], where)
        return Column(name, (), numbers)
    cells = array.tolist()
    for row, cell in enumerate(cells):
        # Of a missing value, each library has its own; all are no text, or empty.
        if not isinstance(cell, (str, bool, int)) or cell == "":
            raise _missing(name, row, where)
    return Column.of(name, [str(cell) for cell in cells])


def _missing(name: str, row: int, where: str) -> InputError:
    return InputError(
        f"{where}, row {row + 1}, column {name!r:.60}: the target is missing", hint="fill it in or remove the row"
    )


def finite(array: NDArray[Any], name: str, where: str) -> Array:
    """One column of features in float64.

    Raises:
        InputError: a cell is no finite number.

    >>> finite(np.array([1, 2]), "a", "rows").tolist()
    [1.0, 2.0]
    """
    if not is_numeric(array):
        raise InputError(
            f"{where}: the column {name!r:.60} holds {array.dtype.name!r:.40}, expected numbers",
            hint="encode text features as numbers, leave the column out, or name it as the target",
        )
    values: Array = array.astype(np.float64)
    wrong = np.flatnonzero(~np.isfinite(values))
    if len(wrong):
        raise InputError(
            f"{where}, row {wrong[0] + 1}, column {name!r:.60}: found {values[wrong[0]]}, expected a finite number",
            hint="fill it in or remove the row",
        )
    return values
