"""Rows that stay in their file: read when they are asked for, some at a time, so that a table may exceed the memory."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.errors import InputError
from derive.network.short_repr import short_repr

from ..results import Array

# So many numbers are read at once where all rows are walked through: 32 MiB of float64.
BLOCK = 2**22


class Named:
    """A file that is opened for each reading."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def opened(self) -> Iterator[Any]:
        """The file, for one reading.

        Raises:
            InputError: it is gone.
        """
        try:
            file = self.path.open("rb")
        except OSError as error:
            raise InputError(
                f"{str(self.path)!r:.120} cannot be read: {error.strerror}", hint="check the path"
            ) from None
        with file:
            yield file


class Nameless:
    """A temporary file without a name, which is closed with the last of its rows."""

    def __init__(self) -> None:
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 - it is open as long as its rows are read
        self._one_at_a_time = Lock()

    def __del__(self) -> None:
        self.file.close()

    @contextmanager
    def opened(self) -> Iterator[Any]:
        """The file, for one reading: two threads would move its place under each other."""
        with self._one_at_a_time:
            yield self.file


@dataclass(frozen=True, slots=True, eq=False)
class MappedRows:
    """Some columns of a matrix in a file, as float64, N×D or with the D columns laid out along several axes.

    ``source`` is a file in which the numbers begin at ``offset``, row after row. ``columns`` are those
    that count; ``centre`` and ``scale`` make (x − centre) / scale of each. Whole rows are read: ``rows[10:20]`` and
    ``rows[[3, 7]]`` are arrays.
    """

    source: Named | Nameless
    offset: int
    stored: np.dtype[Any]
    rows: int
    width: int
    columns: tuple[int, ...]
    axes: tuple[int, ...]
    centre: Array | None = None
    scale: Array | None = None

    __repr__ = short_repr

    @property
    def shape(self) -> tuple[int, ...]:
        """N, and the lengths of the other axes."""
        return (self.rows, *self.axes)

    @property
    def ndim(self) -> int:
        """How many axes there are."""
        return 1 + len(self.axes)

    @property
    def size(self) -> int:
        """How many numbers there are."""
        return self.rows * math.prod(self.axes)

    def __len__(self) -> int:
        return self.rows

    def __getitem__(self, which: Any) -> Array:
        raw = self._read(which)
        first, last = self.columns[0], self.columns[-1]
        whole = self.columns == tuple(range(first, last + 1))
        found = np.array(raw[:, first : last + 1] if whole else raw[:, self.columns], np.float64)
        if self.centre is not None and self.scale is not None:
            found = (found - self.centre) / self.scale
        return np.ascontiguousarray(found).reshape(-1, *self.axes)

    def _read(self, which: Any) -> NDArray[Any]:
        """Whole rows as they are stored, read and not mapped: what is mapped counts as memory of the process."""
        runs = [which.indices(self.rows)[:2]] if isinstance(which, slice) else [(int(n), int(n) + 1) for n in which]
        raw = np.empty((sum(max(0, last - first) for first, last in runs), self.width), self.stored)
        place, bytes_of_a_row = 0, self.width * self.stored.itemsize
        with self.source.opened() as file:
            for first, last in runs:
                part = raw[place : place + max(0, last - first)]
                file.seek(self.offset + first * bytes_of_a_row)
                if file.readinto(part.view(np.uint8).data) != part.nbytes:
                    raise InputError("the file of the data became shorter while it was read", hint="run it again")
                place += len(part)
        return raw

    def reshape(self, shape: Sequence[int]) -> MappedRows:
        """With the columns of each row laid out along other axes."""
        return replace(self, axes=tuple(shape[1:]))

    def only(self, columns: Sequence[int]) -> MappedRows:
        """Some of the columns."""
        chosen = tuple(self.columns[place] for place in columns)
        return replace(self, columns=chosen, axes=(len(chosen),))

    def standardised(self, centre: Array, scale: Array) -> MappedRows:
        """(x − centre) / scale, column by column."""
        return replace(self, centre=centre, scale=scale)


@dataclass(frozen=True, slots=True, eq=False)
class OneHotRows:
    """Labels N×K of which each row marks one class, kept as the places of the classes.

    >>> OneHotRows(np.array([1, 0], np.uint16), 2)[0:1].tolist()
    [[0.0, 1.0]]
    """

    places: NDArray[np.uint16]
    classes: int

    __repr__ = short_repr

    @property
    def shape(self) -> tuple[int, ...]:
        """N×K."""
        return (len(self.places), self.classes)

    @property
    def ndim(self) -> int:
        """Two."""
        return 2

    @property
    def size(self) -> int:
        """N K."""
        return len(self.places) * self.classes

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, which: Any) -> Array:
        found: Array = np.eye(self.classes)[self.places[which]]
        return found

    def reshape(self, shape: Sequence[int]) -> OneHotRows:
        """Labels have the shape N×K and no other."""
        assert tuple(shape) == self.shape
        return self


LazyRows = MappedRows | OneHotRows


def is_lazy(values: object) -> bool:
    """True for rows that are read when they are asked for.

    >>> is_lazy(np.ones(2))
    False
    """
    return isinstance(values, MappedRows | OneHotRows)


def walked(values: Any) -> Iterator[tuple[int, Array]]:
    """All rows, a block after the other, each with the number of its first row.

    >>> [(first, len(block)) for first, block in walked(np.ones((3, 2)))]
    [(0, 3)]
    """
    wide = values.width if isinstance(values, MappedRows) else math.prod(values.shape[1:])
    rows = max(1, BLOCK // max(1, wide))
    for first in range(0, len(values), rows):
        yield first, np.asarray(values[first : first + rows])
