"""A user's own weights from a ``.npz`` file: one array for each parameter, by its name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.errors import InputError, nearest

from ..results import Array
from .array_files import arrays_of_npz
from .table import is_numeric

Shapes = Mapping[str, tuple[int, ...]]


def read_weights(file: str | Path, shapes: Shapes) -> dict[str, Array]:
    """Return each parameter's array in float64.

    Args:
        file: the path of a ``.npz`` file.
        shapes: the shape of every parameter by its name, in the network's order.

    Raises:
        InputError: the file cannot be read; an array is missing, is one too many, has another shape (also where it is
            the transpose), or holds something else than finite numbers.
    """
    path, names = Path(file), ", ".join(f"{name}=…" for name in shapes)
    arrays, where = arrays_of_npz(path, f"write it with numpy.savez(file, {names})"), f"{path.name!r:.80}"
    expected = ", ".join(f"{name} {_written(shape)}" for name, shape in shapes.items())
    missing = [name for name in shapes if name not in arrays]
    strange = [name for name in arrays if name not in shapes]
    found = ", ".join(f"{name!r:.40} {_written(array.shape)}" for name, array in arrays.items()) or "nothing"
    if missing:
        near = [name for name in strange if name.casefold() == missing[0].casefold()] or nearest(missing[0], strange)
        meant = f"; is {near[0]!r:.40} meant?" if near else ""
        raise InputError(
            f"{where} has no array named {missing[0]!r:.40}: found {found}", hint=f"expected {expected}{meant}"
        )
    if strange:
        raise InputError(
            f"{where}: {strange[0]!r:.40} is no parameter of this network",
            hint=f"expected {expected}; is there a --bias or a --hidden that was left out?",
        )
    return {name: _checked(name, arrays[name], shape, where) for name, shape in shapes.items()}


def _checked(name: str, array: NDArray[Any], shape: tuple[int, ...], where: str) -> Array:
    if array.shape != shape:
        raise InputError(
            f"{where}: {name} is {_written(array.shape)}, expected {_written(shape)}", _advice(array, shape)
        )
    if not is_numeric(array):
        raise InputError(f"{where}: {name} holds {array.dtype.name!r:.40}", hint="expected numbers")
    values: Array = array.astype(np.float64)
    wrong = np.argwhere(~np.isfinite(values))
    if len(wrong):
        at = ",".join(str(i + 1) for i in wrong[0])
        raise InputError(f"{where}: {name}[{at}] is {values[tuple(wrong[0])]}", hint="expected finite numbers")
    return values


def _advice(array: NDArray[Any], shape: tuple[int, ...]) -> str:
    """What to do about another shape: transpose it, give it its shape, or make other data or widths."""
    if len(shape) > 1 and array.shape == shape[::-1]:
        return f"it is the transpose of what is meant: save it as {' × '.join(map(str, shape))}, for example with .T"
    if array.size == int(np.prod(shape)):
        return f"it has as many numbers as it should: save it with .reshape{shape}"
    return "the axes are those of the parameter in the network; do the weights belong to other data or other widths?"


def _written(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape)) or "a single number"
