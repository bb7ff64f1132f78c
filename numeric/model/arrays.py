"""The data as a network takes them: sizes by their letters, and an array for each given tensor."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from derive.errors import InputError, UsageError
from derive.network.axes import Axis
from derive.network.definitions import Network
from derive.network.tensors import Role, Tensor

from ..data.mapped_rows import is_lazy, walked
from ..results import Array, Dataset
from .samples import sample_axis
from .sizes import Sizes, sizes_from, whole


def sizes_of(network: Network, data: Dataset, widths: Sequence[int] = ()) -> Sizes:
    """A number for each size: those of the data, those that the network says, and the widths in their order.

    Args:
        network: of a batch of samples.
        data: whose rows are the samples; several axes of the input share its features among them.
        widths: one for each size that neither the data nor the network says, in the network's order.

    Raises:
        InputError: the data do not have the shapes that the network takes.
        UsageError: a size is not said, or there are more widths than sizes to say.

    >>> from derive.network.building import classifier
    >>> from ..data.datasets import load_dataset
    >>> sizes_of(classifier(hidden=("tanh",)), load_dataset("iris"), (8,))
    {'N': 150, 'D': 4, 'K': 3, 'H': 8}
    """
    rows, said = _rows(network), dict(network.sizes)
    inputs, labels = main_input(network), label_of(network)
    shapes = [(inputs, (len(data.features), *_shared(inputs.axes[1:], data.features.shape[1], said)))]
    if labels is not None:
        own = () if len(labels.axes) == 1 else (data.labels.shape[1],)
        _check_labels(labels, data)
        shapes.append((labels, (len(data.labels), *own)))
    known = {str(rows.size): len(data.features), **sizes_from(shapes)}
    letters = [symbol.name for axis in network.axes for symbol in axis.size_symbols]
    left = [name for name in dict.fromkeys(letters) if name not in known]
    chosen = dict(zip(left, widths, strict=False)) if widths else {}
    if len(widths) > len(left):
        raise UsageError(
            f"{len(widths)} widths were given, and {len(left)} sizes are free", hint="give one for each hidden layer"
        )
    known |= {name: said[name] for name in left if name in said} | chosen
    missing = [name for name in left if name not in known]
    if missing:
        raise UsageError(
            f"nobody says how large {', '.join(missing)} is",
            hint="give a width for each, such as dense 8 or 8:tanh, or in the shapes of a function W=D,8",
        )
    return known


def arrays_of(network: Network, data: Dataset, sizes: Mapping[str, int]) -> dict[str, Array]:
    """An array for each given tensor that is no parameter, by its name, in the shape of its axes.

    The features are laid out along the input's axes. Labels are N×K, or one number for each sample: 0 or 1 for the
    second of two classes. Whatever else is given (a mask, class weights) is 1 everywhere.

    Raises:
        InputError: the labels do not fit.

    >>> from derive.network.building import classifier
    >>> from ..data.datasets import load_dataset
    >>> iris = load_dataset("iris")
    >>> {name: array.shape for name, array in arrays_of(classifier(), iris, {"N": 150, "D": 4, "K": 3}).items()}
    {'x': (150, 4), 'y': (150, 3)}
    """
    inputs, labels = main_input(network), label_of(network)
    found: dict[str, Array] = {}
    for tensor in network.given:
        if tensor.role is Role.PARAMETER:
            continue
        shape = tuple(whole(axis.size, sizes) for axis in tensor.axes)
        if tensor == inputs:
            features: Array = data.features
            if not is_lazy(features):
                features = np.ascontiguousarray(features, dtype=np.float64)
            found[tensor.name] = features.reshape(shape)
        elif tensor == labels:
            _check_labels(tensor, data)
            found[tensor.name] = _labels(data.labels, shape)
        else:
            found[tensor.name] = np.ones(shape)
    return found


def _labels(labels: Array, shape: tuple[int, ...]) -> Array:
    """N×K, or one number for each sample."""
    if is_lazy(labels) and len(shape) == 2:
        return labels.reshape(shape)
    if is_lazy(labels):
        return np.concatenate([block[:, -1] for _, block in walked(labels)])
    values = np.asarray(labels, dtype=np.float64)
    return values[:, -1].copy() if len(shape) == 1 else values.reshape(shape)


def made_up(network: Network) -> tuple[str, ...]:
    """The given tensors of which the data say nothing, so that they are 1 everywhere.

    >>> from derive.network.building import classifier
    >>> made_up(classifier(class_weights=True))
    ('c',)
    """
    known = (main_input(network), label_of(network))
    return tuple(t.name for t in network.given if t.role is not Role.PARAMETER and t not in known)


def parameter_shapes(network: Network, sizes: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    """The shape of every parameter, in the network's order.

    >>> from derive.network.building import classifier
    >>> parameter_shapes(classifier(bias=True), {"D": 4, "K": 3})
    {'W': (3, 4), 'b': (3,)}
    """
    return {t.name: tuple(whole(axis.size, sizes) for axis in t.axes) for t in network.parameters}


def largest_array(network: Network, sizes: Mapping[str, int]) -> int:
    """How many numbers the largest tensor has.

    >>> from derive.network.building import classifier
    >>> largest_array(classifier(), {"N": 150, "D": 4, "K": 3})
    600
    """
    return max(math.prod(whole(axis.size, sizes) for axis in t.axes) for t in network.tensors)


def main_input(network: Network) -> Tensor:
    """The tensor that takes the features: the first input with a row for each sample.

    Raises:
        UsageError: there is none.

    >>> from derive.network.building import classifier
    >>> main_input(classifier()).name
    'x'
    """
    rows = _rows(network)
    for tensor in network.given:
        if tensor.role is Role.INPUT and tensor.axes[:1] == (rows,):
            return tensor
    raise UsageError("the network has no input with a row for each sample", hint="give one the role input")


def label_of(network: Network) -> Tensor | None:
    """The tensor that takes the labels, with a row for each sample; None where the loss needs none.

    >>> from derive.network.building import classifier
    >>> label_of(classifier()).name
    'y'
    """
    labels = [tensor for tensor in network.given if tensor.role is Role.LABEL]
    return labels[0] if labels else None


def entry_name(parameter: str, place: tuple[int, ...]) -> str:
    """Return the name of one entry, its indices counted from 1: row = output unit, column = input.

    >>> entry_name("W", (0, 2)), entry_name("b2", (4,)), entry_name("b", ())
    ('W[1,3]', 'b2[5]', 'b')
    """
    return f"{parameter}[{','.join(str(index + 1) for index in place)}]" if place else parameter


def _rows(network: Network) -> Axis:
    rows = sample_axis(network)
    if rows is None:
        raise UsageError("the network is of one sample", hint="give the input and the labels an axis of samples, N")
    return rows


def _shared(axes: Sequence[Axis], features: int, said: Mapping[str, int]) -> tuple[int, ...]:
    """How many of the features each axis has: one axis has all; of several, one may be left to follow from the rest."""
    if len(axes) == 1:
        return (features,)
    lengths = [_length(axis, said) for axis in axes]
    known = math.prod(length for length in lengths if length is not None)
    names = " × ".join(str(axis.size) for axis in axes) or "1"
    if lengths.count(None) > 1:
        raise UsageError(
            f"{features} features are {names}, but nobody says how many of each",
            hint="say it in the network's file, such as sizes = {T = 8, D = 8}",
        )
    if features % known or (None not in lengths and known != features):
        raise InputError(f"{features} features cannot be laid out as {names}", hint=f"with {known} in all but one axis")
    return tuple(features // known if length is None else length for length in lengths)


def _length(axis: Axis, said: Mapping[str, int]) -> int | None:
    try:
        return whole(axis.size, said)
    except InputError:
        return None


def _check_labels(labels: Tensor, data: Dataset) -> None:
    """One label for each sample stands for one output; more than one axis of outputs has no data.

    Raises:
        InputError: the data have more labels in a row than the network has, or fewer axes.
    """
    if len(labels.axes) > 2:
        raise InputError(
            f"{labels.name} has {len(labels.axes)} axes", hint="data have one row of labels for each sample; pool first"
        )
    columns, most = data.labels.shape[1], 2 if data.task == "classes" else 1
    if len(labels.axes) == 1 and columns > most:
        raise InputError(
            f"{data.name:.60} has {columns} labels in each row, and the network has one output",
            hint='a network file with outputs = "many" has one for each, and so has --loss softmax',
        )
