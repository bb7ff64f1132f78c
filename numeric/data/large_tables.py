"""Tables that exceed the memory: of a file of numbers the rows stay where they are; text is read once, in batches.

A table of text (CSV) or of columns (Parquet) becomes a matrix in a nameless temporary file, which is gone with the
process, however that ends.
"""

from __future__ import annotations

import importlib
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from derive.errors import InputError, MissingTool

from .file_content import MAXIMUM_BYTES, shown_path
from .mapped_rows import MappedRows, Named, Nameless, OneHotRows, walked
from .table import Table, checked_names, target_places
from .targets import (
    FEW,
    MAXIMUM_CLASSES,
    Target,
    are_numbers_of_classes,
    said_of_guessed_classes,
    spelled,
    task_named,
)

LOCAL_HEADER = 30  # bytes of a zip's local header before the name
INSTALL = "pip install 'backproof[parquet]', which reads large tables too; or save the numbers with numpy.save"


def is_large(path: Path) -> bool:
    """True for a regular file that is not read into memory as a whole.

    >>> is_large(Path("no such file"))
    False
    """
    return path.is_file() and path.stat().st_size > MAXIMUM_BYTES


def mapped_npy(path: Path, targets: Sequence[str], task: str | None) -> Table:
    """The rows of a large ``.npy`` file, N×M numbers whose columns are called x1, x2 and so on.

    Raises:
        InputError: it is no such matrix, a number in it is not finite, or the target cannot be learnt.
    """
    where = f"{path.name!r:.80}"
    with path.open("rb") as file:
        rows = _mapped(file, path, 0, where)
    if rows.ndim != 2 or rows.width < 2:
        raise InputError(f"{where} has the shape {rows.shape}, expected rows × columns", hint="save a table N×M")
    header = [f"x{i}" for i in range(1, rows.width + 1)]
    return _table(header, rows, {}, targets, task, where)


def mapped_npz(
    path: Path, targets: Sequence[str], task: str | None, names: tuple[Sequence[str], Sequence[str]]
) -> Table:
    """The rows of a large ``.npz`` file with features N×D and one label in each row.

    Args:
        path: of the file.
        targets: the name of the array of labels, where it is given.
        task: as for ``target_of``.
        names: what the features may be called, and what the labels.

    Raises:
        InputError: the arrays are compressed, or are no such table.
    """
    where = f"{path.name!r:.80}"
    with path.open("rb") as file, zipfile.ZipFile(file) as archive:
        members = {m.filename.removesuffix(".npy"): m for m in archive.infolist()}
        chosen = []
        for wanted, what in zip((names[0], tuple(targets) or names[1]), ("features", "labels"), strict=True):
            found = [name for name in wanted if name in members]
            if len(found) != 1:
                raise InputError(f"{where}: which are the {what}?", hint=f"name one array {' or '.join(wanted)}")
            chosen.append(_member(file, path, members[found[0]], where))
    features, labels = chosen
    if features.ndim != 2 or labels.rows != features.rows or labels.width != 1:
        raise InputError(
            f"{where}: features {features.shape} and labels {labels.shape}",
            hint="expected features N×D and labels N, one number for each row",
        )
    target = _target(labels, None, (tuple(targets) or ("y",))[0], task, where)
    header = tuple(f"x{i}" for i in range(1, features.width + 1))
    _check_finite(features, header, where)
    return Table(features, header, target)  # type: ignore[arg-type]


def _member(file: IO[bytes], path: Path, member: zipfile.ZipInfo, where: str) -> MappedRows:
    if member.compress_type != zipfile.ZIP_STORED:
        raise InputError(
            f"{where} is compressed and too large to unpack in memory",
            hint="write it with numpy.savez, not with numpy.savez_compressed",
        )
    file.seek(member.header_offset)
    start = file.read(LOCAL_HEADER)
    names = int.from_bytes(start[26:28], "little") + int.from_bytes(start[28:30], "little")
    return _mapped(file, path, member.header_offset + LOCAL_HEADER + names, where)


def _mapped(file: IO[bytes], path: Path, begin: int, where: str) -> MappedRows:
    """An array of numbers whose header begins there; its header may not promise more than there is."""
    file.seek(begin)
    try:
        read_header = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}[npy.read_magic(file)]
        shape, by_column, dtype = read_header(file)
    except (ValueError, KeyError, TypeError, SyntaxError, EOFError, OSError, AttributeError, RecursionError):
        raise InputError(f"{where} is no array of NumPy's", hint="write it with numpy.save or numpy.savez") from None
    if dtype.hasobject or dtype.kind not in "fiub" or (by_column and len(shape) > 1 and min(shape) > 1):
        raise InputError(
            f"{where} is too large for memory, and is no array of numbers row after row",
            hint="write it with numpy.save(file, numpy.ascontiguousarray(numbers))",
        )
    if not 1 <= len(shape) <= 2 or min(shape, default=0) < 1:
        raise InputError(f"{where} has the shape {shape}, expected rows × columns", hint="save a table N×M")
    width = shape[1] if len(shape) == 2 else 1
    offset, end = file.tell(), path.stat().st_size
    rows = next(iter(shape))
    if offset + rows * width * dtype.itemsize > end:
        raise InputError(f"{where} is cut off: it promises {shape} numbers", hint="save it again")
    return MappedRows(Named(path), offset, dtype, rows, width, tuple(range(width)), (width,))


# -- text and columns ------------------------------------------------------------------------------


@dataclass(slots=True)
class _Spool:
    """Batches of columns, written one after the other as a matrix; words become the numbers of their first coming."""

    nameless: Nameless = field(default_factory=Nameless)
    words: dict[int, dict[str, int]] = field(default_factory=dict)
    rows: int = 0
    width: int = 0

    def add(self, columns: Sequence[Any], header: Sequence[str], where: str) -> None:
        """One batch; every column is an array of numbers, or of text."""
        self.width = len(columns)
        matrix = np.empty((len(columns[0]), self.width))
        for place, column in enumerate(columns):
            matrix[:, place] = self._numbers(place, np.asarray(column), header, where)
        self.nameless.file.write(matrix.tobytes())
        self.rows += len(matrix)

    def _numbers(self, place: int, column: NDArray[Any], header: Sequence[str], where: str) -> Any:
        if column.dtype.kind in "fiub" and place not in self.words:
            return column
        known, cells = self.words.setdefault(place, {}), column.tolist()
        if (self.rows and len(known) == 0) or not all(isinstance(cell, str) and cell for cell in cells):
            raise InputError(
                f"{where}: the column {header[place]!r:.60} holds text in some rows, numbers or nothing in others",
                hint="fill it in or remove these rows",
            )
        for cell in cells:
            known.setdefault(cell, len(known))
        if len(known) > MAXIMUM_CLASSES:
            raise InputError(
                f"{where}: the column {header[place]!r:.60} holds more than {MAXIMUM_CLASSES} different words",
                hint="leave the column out, or encode it as numbers",
            )
        return np.array([known[cell] for cell in cells], np.float64)

    def table(self, header: Sequence[str], targets: Sequence[str], task: str | None, where: str) -> Table:
        """The table of all batches."""
        if not self.rows:
            raise InputError(f"{where} has a header but no rows", hint="add at least one row for each of two classes")
        self.nameless.file.flush()
        every = tuple(range(self.width))
        rows = MappedRows(self.nameless, 0, np.dtype(np.float64), self.rows, self.width, every, (self.width,))
        words = {place: tuple(known) for place, known in self.words.items()}
        return _table(header, rows, words, targets, task, where)


def spooled_parquet(path: Path, targets: Sequence[str], task: str | None) -> Table:
    """A large Parquet file, batch by batch.

    Raises:
        MissingTool: pyarrow is not installed.
        InputError: the file cannot be read, or is no table of finite numbers with a target.
    """
    arrow, parquet = _pyarrow(path, "pyarrow.parquet")
    return _spooled(path, arrow, lambda: parquet.ParquetFile(path).iter_batches(), targets, task)


def spooled_csv(path: Path, targets: Sequence[str], task: str | None, how: dict[str, Any]) -> Table:
    """A large CSV file, batch by batch.

    Args:
        path: of the file.
        targets: the columns that are learnt.
        task: as for ``target_of``.
        how: ``separator``, ``decimal`` and ``header``, as the beginning of the file has them.

    Raises:
        MissingTool: pyarrow is not installed.
        InputError: the file cannot be read, or is no table of finite numbers with a target.
    """
    arrow, csv = _pyarrow(path, "pyarrow.csv")
    options = {
        "read_options": csv.ReadOptions(autogenerate_column_names=not how["header"]),
        "parse_options": csv.ParseOptions(delimiter=how["separator"]),
        "convert_options": csv.ConvertOptions(decimal_point=how["decimal"], strings_can_be_null=False),
    }
    return _spooled(path, arrow, lambda: csv.open_csv(path, **options), targets, task)


def _spooled(
    path: Path, arrow: Any, batches: Callable[[], Iterator[Any]], targets: Sequence[str], task: str | None
) -> Table:
    where, spool, header = f"{path.name!r:.80}", _Spool(), tuple[str, ...]()
    try:
        for batch in batches():
            header = header or checked_names(batch.schema.names, where)
            spool.add([column.to_numpy(zero_copy_only=False) for column in batch.columns], header, where)
    except (arrow.ArrowException, ValueError) as error:
        reason = str(error).partition("\n")[0]
        raise InputError(f"{where} is no table that pyarrow can read: {reason:.160}", hint="save it again") from None
    return spool.table(header, targets, task, where)


def _pyarrow(path: Path, module: str) -> tuple[Any, Any]:
    try:
        return importlib.import_module("pyarrow"), importlib.import_module(module)
    except ImportError:
        raise MissingTool(
            f"{shown_path(path)} is larger than {MAXIMUM_BYTES // 1024**2} MiB, and pyarrow, which reads it in "
            "batches, is not installed",
            hint=INSTALL,
        ) from None


# -- what all have in common -----------------------------------------------------------------------


def _table(
    header: Sequence[str],
    rows: MappedRows,
    words: dict[int, tuple[str, ...]],
    targets: Sequence[str],
    task: str | None,
    where: str,
) -> Table:
    names = checked_names(header, where)
    places, remarks = target_places(names, targets, lambda: sorted(words), where)
    if len(places) > 1:
        raise InputError(
            f"{where} is too large for several target columns",
            hint="name one, or save fewer rows in a file of their own",
        )
    left = [place for place in range(len(names)) if place != places[0]]
    text = next((names[place] for place in left if place in words), None)
    if text is not None:
        raise InputError(
            f"{where}: the column {text!r:.60} holds text, expected numbers",
            hint="encode text features as numbers, leave the column out, or name it as the target",
        )
    features = rows.only(left)
    kept = tuple(names[place] for place in left)
    _check_finite(features, kept, where)
    target = _target(rows.only(places), words.get(places[0]), names[places[0]], task, where)
    return Table(features, kept, target, remarks)  # type: ignore[arg-type]


def _check_finite(rows: MappedRows, names: Sequence[str], where: str) -> None:
    for first, block in walked(rows):
        wrong = np.argwhere(~np.isfinite(block))
        if len(wrong):
            row, place = wrong[0]
            raise InputError(
                f"{where}, row {first + row + 1}, column {names[place]!r:.60}: found {block[row, place]}, expected a "
                "finite number",
                hint="fill it in or remove the row",
            )


def _target(column: MappedRows, words: tuple[str, ...] | None, name: str, task: str | None, where: str) -> Target:
    """One target column: classes by their places, or measured numbers that stay in their file."""
    _check_finite(column, [name], where)
    different, often = _counted(column)
    few = words is not None or (len(different) <= FEW and bool((different == np.round(different)).all()))
    wanted = task_named(task) or ("classes" if few or are_numbers_of_classes(different, often) else "regression")
    if wanted == "labels" or (words is not None and wanted == "regression"):
        raise InputError(
            f"{where}: {name!r:.60} is one column of {'words' if words else 'numbers'}", hint="leave --task out"
        )
    if len(different) < 2:
        raise InputError(f"{where}: every row of {name!r:.60} is the same", hint="name another column")
    if wanted == "regression":
        said = f"The target {name!r:.60} holds numbers, so this is a regression; or ask for the task classes."
        return Target(column, (), "regression", name, () if task else (said,))  # type: ignore[arg-type]
    if len(different) > MAXIMUM_CLASSES:
        raise InputError(
            f"{where}: {name!r:.60} has more than {MAXIMUM_CLASSES} different values", hint="ask for --task regression"
        )
    return _classes(column, different, words, name, guessed=task is None)


def _counted(column: MappedRows) -> tuple[NDArray[Any], NDArray[Any]]:
    """The different numbers, of which no more are wanted than classes may be, and how often each comes."""
    different: NDArray[Any] = np.zeros(0)
    often: NDArray[Any] = np.zeros(0)
    for _, block in walked(column):
        here, count = np.unique(block, return_counts=True)
        different, places = np.unique(np.concatenate([different, here]), return_inverse=True)
        often = np.bincount(places, np.concatenate([often, count]))
        different, often = different[: MAXIMUM_CLASSES + 1], often[: MAXIMUM_CLASSES + 1]
    return different, often


def _classes(
    column: MappedRows, different: NDArray[Any], words: tuple[str, ...] | None, name: str, *, guessed: bool
) -> Target:
    """In the order of the numbers, or of the words."""
    if words is None:
        names, order = tuple(map(spelled, different.tolist())), np.arange(len(different))
    else:
        names = tuple(sorted(words))
        order = np.array([names.index(words[int(number)]) for number in different])
    places = np.empty(len(column), np.uint16)
    for first, block in walked(column):
        places[first : first + len(block)] = order[np.searchsorted(different, block[:, 0])]
    said = said_of_guessed_classes(name, names)
    labels: Any = OneHotRows(places, len(names))
    return Target(labels, names, "classes", name, (said,) if guessed and words is None else ())
