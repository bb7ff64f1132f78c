"""NumPy's files: arrays by name from ``.npz`` and one array from ``.npy``, bounded, and never a pickle."""

from __future__ import annotations

import io
import struct
import tokenize
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import ml_dtypes
import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from derive.errors import InputError

from .file_content import MAXIMUM_BYTES, content_of, shown_path
from .frames import table_of_arrays
from .large_tables import is_large, mapped_npy, mapped_npz
from .table import Table, table_of_columns

FEATURES = ("X", "x", "features")
LABELS = ("y", "Y", "labels", "target")
SUFFIX = ".npy"
# What NumPy's reader of headers and the standard library's of archives raise where bytes make no sense.
BROKEN = (
    ValueError,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    EOFError,
    OSError,
    SyntaxError,
    ArithmeticError,
    MemoryError,
    RuntimeError,
    struct.error,
    tokenize.TokenError,
    zipfile.BadZipFile,
    zlib.error,
)


SAVED = "write it with numpy.savez(file, x=features, y=labels)"


def arrays_of_npz(path: Path, hint: str = SAVED) -> dict[str, NDArray[Any]]:
    """Return every array of a ``.npz`` file by its name.

    Raises:
        InputError: it cannot be read, is no such file, holds objects, or more than is sensible.
    """
    shown = shown_path(path)
    content = content_of(path, "a .npz file")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MAXIMUM_BYTES:
                raise InputError(f"{shown} unpacks to more than {MAXIMUM_BYTES // 1024**2} MiB", hint="use fewer rows")
            found = {member.filename.removesuffix(SUFFIX): archive.read(member) for member in members}
    except BROKEN:
        raise InputError(f"{shown} is no .npz file", hint=hint) from None
    return {name: _array(one, f"{shown}, {name!r:.60}") for name, one in found.items()}


def array_of_npy(path: Path) -> NDArray[Any]:
    """Return the array of a ``.npy`` file.

    Raises:
        InputError: it cannot be read, is no such file, or holds objects.
    """
    return _array(content_of(path, "a .npy file"), shown_path(path))


def _array(content: bytes, where: str) -> NDArray[Any]:
    """One array from its bytes; its header may not promise more than there is."""
    stream = io.BytesIO(content)
    try:
        read_header = {(1, 0): npy.read_array_header_1_0, (2, 0): npy.read_array_header_2_0}[npy.read_magic(stream)]
        shape, _, dtype = read_header(stream)
        if dtype.hasobject:
            raise InputError(
                f"{where} holds Python objects, which are not read: they could run code",
                hint="save arrays of numbers or text: numpy.asarray(..., dtype=float or str)",
            )
        if _count(shape) * dtype.itemsize > len(content):
            raise InputError(f"{where} is cut off: it promises {shape} numbers", hint="save it again")
        stream.seek(0)
        found: NDArray[Any] = np.load(stream, allow_pickle=False)
    except BROKEN:
        raise InputError(f"{where} is no array of NumPy's", hint="write it with numpy.save or numpy.savez") from None
    # NumPy's files have no name for bfloat16; it is written as two bytes of anything.
    return found.view(ml_dtypes.bfloat16) if found.dtype.str in ("|V2", "<V2") else found


def _count(shape: Sequence[int]) -> int:
    count = 1
    for length in shape:
        count *= length
    return count


def one_of_names(arrays: Mapping[str, NDArray[Any]], names: Sequence[str], what: str, where: str) -> NDArray[Any]:
    """The array that has one of these names.

    Raises:
        InputError: none has, or several have.

    >>> one_of_names({"x": np.zeros(2)}, ("X", "x"), "the features", "rows.npz").tolist()
    [0.0, 0.0]
    """
    found = [name for name in names if name in arrays]
    if len(found) != 1:
        listed = ", ".join(f"{name!r:.40}" for name in arrays) or "none"
        wanted = " or ".join(names)
        which = f"{' and '.join(found)} are both there" if found else f"no array is named {wanted}"
        raise InputError(f"{where}: which are {what}? {which}", hint=f"the arrays are {listed}; name one {wanted}")
    return arrays[found[0]]


def read_npz(path: Path, targets: Sequence[str], task: str | None) -> Table:
    """Read features N×D and labels from a ``.npz`` file; ``feature_names`` and ``class_names`` may be beside them.

    Raises:
        InputError: the file cannot be read, or its arrays are no table.
    """
    if is_large(path):
        return mapped_npz(path, targets, task, (FEATURES, LABELS))
    arrays, where = arrays_of_npz(path), f"{path.name!r:.80}"
    features = one_of_names(arrays, FEATURES, "the features", where)
    labels = one_of_names(arrays, tuple(targets) or LABELS, "the labels", where)
    names = {
        key: tuple(map(str, arrays[key].ravel().tolist())) for key in ("feature_names", "class_names") if key in arrays
    }
    return table_of_arrays(features, labels, task, where, **names)


def read_npy(path: Path, targets: Sequence[str], task: str | None) -> Table:
    """Read a table from a ``.npy`` file: named fields, or N×M numbers whose columns are called x1, x2 and so on.

    Raises:
        InputError: the file cannot be read, or its array is no table.
    """
    if is_large(path):
        return mapped_npy(path, targets, task)
    array, where = array_of_npy(path), f"{path.name!r:.80}"
    if array.dtype.names:
        columns = {name: array[name].ravel() for name in array.dtype.names}
    elif array.ndim == 2:
        columns = {f"x{i}": column for i, column in enumerate(array.T, start=1)}
    else:
        raise InputError(f"{where} has the shape {array.shape}, expected rows × columns", hint="save a table N×M")
    return table_of_columns(columns, targets, task, where)
