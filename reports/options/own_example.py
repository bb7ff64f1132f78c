"""The worked example's numbers as a user writes them: on the command line, in a file, or as a row of the data."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from derive.errors import InputError, UsageError
from derive.network.tensors import Role
from derive.regular_files import bytes_of
from numeric.data.array_files import arrays_of_npz
from numeric.learning.own_example import example_row, fitting_sizes
from numeric.learning.tensor_uses import Use, use_of

if TYPE_CHECKING:
    from derive.network.definitions import Network
    from derive.network.tensors import Tensor
    from numeric.results import Array, Dataset

    from .options import ExampleOptions

MAXIMUM_BYTES = 1024 * 1024


def own_arrays(
    options: ExampleOptions,
    sample: Network,
    whole: Network,
    arrays: Callable[[], Mapping[str, Array]],
    start: Mapping[str, Array],
    dataset: Dataset,
) -> dict[str, Array]:
    """The arrays that the user gives, by the tensors' names; what stands on the command line wins over the file.

    Args:
        options: what was written.
        sample: the network of one sample.
        whole: the network of the dataset.
        arrays: gives the data as that network takes them.
        start: the starting weights.
        dataset: whose classes a label may be named by.

    Raises:
        UsageError: an option names no tensor of this network, or several.
        InputError: a file cannot be read, or holds no numbers.
    """
    found: dict[str, Array] = {}
    if options.row is not None:
        found |= example_row(whole, arrays(), start, options.row)
    elif options.example:
        found |= read_example(Path(options.example), sample)
    for option, text in (("x", options.x), ("y", options.y), ("W", options.W), ("b", options.b)):
        if text:
            tensor = _meant(option, sample)
            found[tensor.name] = _label(text, tensor, sample, dataset) if option == "y" else _numbers(option, text)
    fitting_sizes(sample, found)
    return found


def _meant(option: str, network: Network) -> Tensor:
    """The only tensor that the option can be about: features, labels, weights or biases.

    Raises:
        UsageError: there is none, or there are several.
    """
    wanted = MEANT[option]
    candidates = [t for t in network.given if wanted(t, network)]
    if len(candidates) != 1:
        names = ", ".join(t.name for t in candidates) or "none"
        raise UsageError(
            f"--{option} is for one tensor, and this network has {names}",
            hint="give each by its name in a file: --example FILE",
        )
    return candidates[0]


MEANT: dict[str, Callable[[Any, Any], bool]] = {
    "x": lambda tensor, network: tensor.role is Role.INPUT and use_of(tensor, network) in (Use.FEATURES, Use.ONE_OF),
    "y": lambda tensor, _: tensor.role is Role.LABEL,
    "W": lambda tensor, network: tensor.role is Role.PARAMETER and use_of(tensor, network) is not Use.BIAS,
    "b": lambda tensor, network: tensor.role is Role.PARAMETER and use_of(tensor, network) is Use.BIAS,
}


def _numbers(option: str, text: str) -> Array:
    """``0.15,0.29;0.1,0.7``: a comma between numbers, a semicolon between rows; or the name of a file of them.

    Raises:
        InputError: it is neither.
    """
    plain = re.fullmatch(r"[-+0-9.eE,;\s]+", text) is not None
    if not plain:
        text = _text(Path(text), f"--{option} {text!r:.60} is no list of numbers, and the file")
        text = re.sub(r"[^\S\n]+", ",", re.sub(r"[^\S\n]*,[^\S\n]*", ",", text.strip())).replace("\n", ";")
    rows = [[word.strip() for word in row.split(",") if word.strip()] for row in text.split(";") if row.strip()]
    try:
        values = [[float(word) for word in row] for row in rows]
    except ValueError:
        raise InputError(f"--{option}: {text!r:.60} is no list of numbers", hint="such as 0.81,0.57,0.28") from None
    if len({len(row) for row in values}) != 1 or not values[0]:
        raise InputError(
            f"--{option} has rows of {', '.join(str(len(row)) for row in values[:8]) or 'no'} numbers",
            hint="each row has as many, such as 1,2;3,4",
        )
    single = len(values) == 1 and ";" not in text
    return np.array(values[0] if single else values, dtype=np.float64)


def _label(text: str, tensor: Tensor, network: Network, dataset: Dataset) -> Array:
    """A label as numbers, as a class's name or its number counted from 1, or as one measured number."""
    word, classes = text.strip(), dataset.class_names
    use = use_of(tensor, network)
    if word in classes and use in (Use.ONE_OF, Use.YES_OR_NO):
        place = classes.index(word)
        return _one_hot(classes, place) if tensor.axes else np.array(float(place))
    values = _numbers("y", word)
    if not tensor.axes and values.size == 1:
        return values.reshape(())
    if use is Use.ONE_OF and values.size == 1 and len(tensor.axes) == 1 and values[0] == int(values[0]) and classes:
        if not 1 <= values[0] <= len(classes):
            raise InputError(f"--y: there is no class {word}", hint=f"expected 1 to {len(classes)}, or a class's name")
        return _one_hot(classes, int(values[0]) - 1)
    return values


def _one_hot(classes: Sequence[str], place: int) -> Array:
    return np.array([float(at == place) for at in range(len(classes))])


def read_example(path: Path, network: Network) -> dict[str, Array]:
    """Arrays by the tensors' names from a file of TOML, JSON or NumPy's own.

    Raises:
        InputError: it cannot be read, names an unknown tensor, or a value is no array of numbers.
    """
    known = [t.name for t in network.given]
    found = arrays_of_npz(path, "numpy.savez(path, x=…)") if path.suffix == ".npz" else _document(path)
    if unknown := [name for name in found if name not in known]:
        raise InputError(f"{_named(path)} has {unknown[0]!r:.40}, which is no tensor that is given", hint=_list(known))
    return {name: _array(path, name, values) for name, values in found.items()}


def _document(path: Path) -> dict[str, Any]:
    text = _text(path, "the file")
    try:
        found = json.loads(text) if path.suffix == ".json" else tomllib.loads(text)
    except (json.JSONDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"{_named(path)} cannot be read: {error!s:.100}", hint="TOML, JSON or .npz") from None
    if not isinstance(found, dict):
        raise InputError(f"{_named(path)} is no table", hint="an array for each name, such as x = [0.81, 0.57]")
    return found


def _array(path: Path, name: str, values: Any) -> Array:
    try:
        array = np.asarray(values)
        if array.dtype.kind in "iuf":
            return array.astype(np.float64)
    except ValueError:
        pass
    raise InputError(f"{_named(path)}: {name} is no array of numbers", hint="rows of the same length, such as [[1, 2]]")


def _text(path: Path, what: str) -> str:
    try:
        content = bytes_of(path, MAXIMUM_BYTES)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "this is no path"
        raise InputError(f"{what} {str(path)!r:.60} cannot be read: {reason}", hint="check the path") from None
    if len(content) > MAXIMUM_BYTES:
        raise InputError(f"{_named(path)} is larger than 1 MiB", hint="an example is small")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{_named(path)} is not UTF-8", hint="save it as UTF-8") from None


def _named(path: Path) -> str:
    return f"the example {str(path)!r:.120}"


def _list(names: Sequence[str]) -> str:
    return "expected one or more of: " + ", ".join(names)
