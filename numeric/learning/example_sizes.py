"""The sizes of the worked example, and its arrays with and without the axis of the one sample."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from derive.network.definitions import Network
from derive.network.tensors import Role, Tensor

from ..model.one_sample import samples_meet
from ..model.samples import sample_axis
from ..model.sizes import Sizes, sizes_from, whole
from ..results import Array
from .tensor_uses import Use, use_of

LEARNING_RATE = 0.25  # of the published example
# What is longer than can be written out is shortened: an axis of the input and of the labels; any other axis.
LONGEST, SHORT = 6, {Role.INPUT: 4, Role.LABEL: 3}
SHORT_INSIDE, LONGEST_INSIDE, TOGETHER = 3, 8, 2
# Which tensors have the first word about a size.
ORDER = {use: place for place, use in enumerate((Use.FEATURES, Use.ONE_OF, Use.NUMBERS, Use.YES_OR_NO, Use.SIGN))}


def example_sizes(
    network: Network, known: Mapping[str, int] | None = None, own: Mapping[str, int] | None = None
) -> Sizes:
    """A number for each size, small enough to write everything out.

    Args:
        network: of one sample.
        known: sizes of the data or that the user has chosen; what is too long is shortened.
        own: sizes of the user's own example, which stay.

    >>> from derive.network.building import classifier
    >>> network = classifier(hidden=("tanh",), batch=False)
    >>> example_sizes(network), example_sizes(network, {"D": 30, "K": 2, "H": 2})
    ({'D': 4, 'H': 3, 'K': 3}, {'D': 4, 'H': 2, 'K': 2})
    """
    said = {**dict(network.sizes), **(known or {})}
    sizes: Sizes = {}
    for tensor in sorted(network.given, key=lambda t: ORDER.get(use_of(t, network), len(ORDER))):
        for place, axis in enumerate(tensor.axes):
            outer = place < len(tensor.axes) - (1 if tensor.role in SHORT else 2)
            for symbol in axis.size_symbols:
                sizes.setdefault(symbol.name, _short(said.get(symbol.name), tensor.role, outer=outer))
    letters = [symbol.name for axis in network.axes for symbol in axis.size_symbols]
    chosen = {name: sizes.get(name, SHORT_INSIDE) for name in dict.fromkeys(letters)}
    return _positive(network, {**chosen, **(own or {})}, own or {})


def sizes_of_point(network: Network, inputs: Mapping[str, Array]) -> Sizes:
    """The number that each size is in the example, by its letter.

    >>> from derive.network.building import classifier
    >>> network = classifier(batch=False)
    >>> sizes_of_point(network, {"x": np.ones(4), "W": np.ones((3, 4)), "y": np.ones(3)})
    {'D': 4, 'K': 3}
    """
    arrays = as_rows(network, inputs)
    return sizes_from((tensor, arrays[tensor.name].shape) for tensor in network.given)


def _short(said: int | None, role: Role, *, outer: bool) -> int:
    """The size that was said, where that is short; else a short one."""
    if said is not None and said <= (LONGEST if role in SHORT else LONGEST_INSIDE):
        return said
    return TOGETHER if outer else SHORT.get(role, SHORT_INSIDE)


def _positive(network: Network, sizes: Sizes, own: Mapping[str, int]) -> Sizes:
    """The sizes, of which those that are subtracted are made so small that I − S + 1 is at least 2."""
    for axis in network.axes:
        while not axis.size.is_Symbol and whole(axis.size, sizes) < TOGETHER:
            taken = [s.name for s in axis.size_symbols if axis.size.coeff(s).is_negative and sizes[s.name] > 1]
            taken = [name for name in taken if name not in own]
            if not taken:
                break
            sizes[taken[0]] -= 1
    return sizes


def without_rows(network: Network, tensor: Tensor) -> tuple[int, ...]:
    """The places of the tensor's axes in the example: all but that of the samples, where there is only one."""
    rows = None if samples_meet(network) else sample_axis(network)
    return tuple(place for place, axis in enumerate(tensor.axes) if axis != rows)


def as_rows(network: Network, inputs: Mapping[str, Array]) -> dict[str, Array]:
    """The arrays of the given tensors as the network takes them: with the axis of the one sample where it has one.

    >>> from derive.network.building import classifier
    >>> {name: array.shape for name, array in as_rows(classifier(), {"x": np.ones(4), "W": np.ones((3, 4))}).items()}
    {'x': (1, 4), 'W': (3, 4)}
    """
    rows = None if samples_meet(network) else sample_axis(network)
    arrays = {t.name: np.asarray(inputs[t.name], dtype=np.float64) for t in network.given if t.name in inputs}
    return {name: values[None] if rows in network.tensor(name).axes else values for name, values in arrays.items()}
