"""The worked example at numbers of the user's own: arrays that must fit the network, or a row of the data."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from derive.errors import InputError
from derive.network.definitions import Network
from derive.network.tensors import Tensor

from ..model.one_sample import samples_meet
from ..model.samples import sample_axis
from ..model.sizes import Sizes, sizes_from
from ..results import Array
from .example_sizes import as_rows, without_rows

MOST_NUMBERS = 10_000


def fitting_sizes(network: Network, arrays: Mapping[str, Array]) -> Sizes:
    """The sizes that the user's arrays say, after checking that they fit the network and each other.

    Raises:
        InputError: there is no such tensor, a shape does not fit, an array is too large or has a number that is not
            finite. The message names what was found, and what is expected.

    >>> from derive.network.building import classifier
    >>> fitting_sizes(classifier(batch=False), {"x": np.ones(2), "W": np.ones((3, 2))})
    {'D': 2, 'K': 3}
    """
    known: dict[str, tuple[int, str]] = {name: (size, "the network") for name, size in _fixed(network).items()}
    for name, array in arrays.items():
        tensor = network.tensor(name)
        _check_numbers(name, array)
        axes = [tensor.axes[place] for place in without_rows(network, tensor)]
        if array.ndim != len(axes):
            raise InputError(f"{name} has {shape_text(array.shape)}", hint=f"expected {_expected(network, tensor)}")
        for axis, length in zip(axes, array.shape, strict=True):
            said, source = known.setdefault(str(axis.size), (length, name))
            if length != said:
                hint = f"expected {_expected(network, tensor)}: {source} has {said} {axis.name}"
                raise InputError(f"{name} has {shape_text(array.shape)}", hint=hint)
    rows = as_rows(network, arrays)
    return sizes_from((network.tensor(name), array.shape) for name, array in rows.items())


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape in words.

    >>> shape_text(()), shape_text((4,)), shape_text((3, 4))
    ('a single number', '4 numbers', '3×4 numbers')
    """
    return "×".join(map(str, shape)) + (" numbers" if shape != (1,) else " number") if shape else "a single number"


def example_row(whole: Network, arrays: Mapping[str, Array], start: Mapping[str, Array], row: int) -> dict[str, Array]:
    """One row of the data as the example, with its true label, and the start's weights with two decimals.

    Args:
        whole: the network of the dataset.
        arrays: what is given beside the parameters, such as features N×D and labels N×K.
        start: the starting weights.
        row: counted from 1.

    Raises:
        InputError: there is no such row, or a row alone has no loss.

    >>> from derive.network.building import classifier
    >>> data = {"x": np.array([[1.0, 2.0], [3.0, 4.0]]), "y": np.eye(2)}
    >>> example_row(classifier(), data, {"W": np.full((2, 2), 0.123)}, 2)["x"].tolist()
    [3.0, 4.0]
    """
    rows = sample_axis(whole)
    if rows is None or samples_meet(whole):
        raise InputError("a row alone has no loss: the samples meet in this network", hint="leave --example out")
    count = next(len(arrays[t.name]) for t in whole.given if t.name in arrays and rows in t.axes)
    if not 1 <= row <= count:
        raise InputError(f"there is no row {row}: the data have {count} rows", hint=f"expected 1 to {count}")
    one = {name: array[row - 1] if rows in whole.tensor(name).axes else array for name, array in arrays.items()}
    return {**one, **{name: np.round(values, 2) for name, values in start.items()}}


def _fixed(network: Network) -> dict[str, int]:
    """The sizes that are numbers in the network itself."""
    return {str(axis.size): int(axis.size) for axis in network.axes if axis.size.is_Integer}


def _expected(network: Network, tensor: Tensor) -> str:
    sizes = [tensor.axes[place].size for place in without_rows(network, tensor)]
    return "×".join(f"({size})" if size.is_Add else str(size) for size in sizes) or "a single number"


def _check_numbers(name: str, array: Array) -> None:
    if array.size > MOST_NUMBERS:
        raise InputError(f"{name} has {array.size} numbers", hint=f"at most {MOST_NUMBERS} for a worked example")
    if not np.isfinite(array).all():
        raise InputError(f"{name} has a number that is not finite", hint="give finite numbers")
