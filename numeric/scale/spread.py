"""How the rows of a network's data are taken: all at once, or in blocks whose gradients are added up.

The gradient of each block is computed in the format of the data, weighted and added in float64, and rounded once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import jax
import numpy as np

from derive.errors import UsageError
from derive.network.definitions import Network
from derive.network.short_repr import short_repr

from ..data.mapped_rows import is_lazy
from ..model.models import Gradients
from ..model.sizes import known_sizes, whole
from ..results import Array
from .devices import Devices
from .parts import Parts, Whole, parts_of, slices

# The largest array of a block has at most so many numbers: 128 MiB of float64.
MOST_NUMBERS = 2**24
# Of rows that are read from their file: 16 MiB.
MOST_READ = 2**21
# A sum of more numbers than that in float32 has no bound worth the name.
MOST_ROWS = 2**20
# A block's own weight, and the sum of all blocks that is rounded to the format.
ROUNDINGS = 4

Tell = Callable[[str], None]


def untold(_what: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Spread:
    """How many rows there are, how many of them a block has, and how blocks are put together.

    ``numbers`` is how many numbers the largest array has for each row; ``devices`` share the rows of each block.
    """

    parts: Parts | Whole
    count: int
    block: int
    numbers: int
    devices: Devices | None = None

    __repr__ = short_repr

    @property
    def summed(self) -> int:
        """How many numbers a sum over the rows adds up one after the other, at most."""
        if self.devices is None and self.block >= self.count:
            return self.count
        devices = 1 if self.devices is None else self.devices.count
        pieces = -(-self.count // self.block) * (devices + int(devices > 1))
        return max(1, self.block // devices, devices - 1) + pieces + ROUNDINGS

    def rows_of(self, numbers: int) -> int:
        """How many rows have so many numbers in their largest array: a power of two, at least one."""
        return int(2 ** max(0, (numbers // self.numbers).bit_length() - 1))

    def blocks(self, arrays: Mapping[str, Any]) -> Iterator[tuple[slice, float, dict[str, Any]]]:
        """Each block's rows, its weight, and its arrays."""
        if isinstance(self.parts, Whole) or self.block >= self.count:
            yield slice(0, self.count), 1.0, dict(arrays)
            return
        for rows in slices(self.count, self.block):
            yield rows, self.parts.weight(rows.stop - rows.start, self.count), self.parts.taken(arrays, rows)


def spread_over(
    network: Network, parameters: Mapping[str, Any], arrays: Mapping[str, Any], devices: Devices | None = None
) -> Spread:
    """Decide how the rows are taken; only their shapes play a part.

    Raises:
        UsageError: several devices cannot share the rows of this network.

    >>> from derive.network.building import classifier
    >>> arrays = {"x": np.ones((3, 2)), "y": np.ones((3, 2))}
    >>> spread_over(classifier(), {"W": np.ones((2, 2))}, arrays).block
    3
    """
    parts = parts_of(network)
    if isinstance(parts, Whole):
        if devices is not None:
            raise UsageError(
                f"the rows of this network cannot be shared among {devices.count} devices: {parts.reason}",
                hint="leave --devices and --hosts out",
            )
        return Spread(parts, 1, 1, 1)
    sizes = known_sizes(network, arrays, parameters)
    count = parts.count(arrays)
    spread = Spread(parts, count, count, _numbers(network, parts, sizes))
    numbers = MOST_READ if any(map(is_lazy, arrays.values())) else MOST_NUMBERS
    fitting = min(MOST_ROWS, spread.rows_of(numbers))
    if devices is not None:
        share = min(fitting, max(1, count // devices.count))
        return Spread(parts, count, share * devices.count, spread.numbers, devices)
    return spread if count <= fitting else Spread(parts, count, fitting, spread.numbers)


def _numbers(network: Network, parts: Parts, sizes: Mapping[str, int]) -> int:
    """How many numbers the largest array has for each row."""
    tensors = [t for t in network.tensors if parts.rows in t.axes]
    return max(math.prod(whole(axis.size, sizes) for axis in t.axes[1:]) for t in tensors)


def gradients_over(
    spread: Spread,
    functions: Mapping[str, Gradients],
    point: Mapping[str, Array],
    arrays: Mapping[str, Any],
    dtype: Any,
    tell: Tell = untold,
) -> dict[str, dict[str, Array]]:
    """Compile each source of gradients by itself and run it over all rows, a block of them after the other.

    Args:
        spread: how the rows are taken.
        functions: the sources by name.
        point: the parameters, in the format in which everything is computed.
        arrays: the data by tensor name.
        dtype: the format; each block is rounded to it.
        tell: called with the name of each source before it runs, and with the rows where there are several blocks.

    Returns:
        Source → parameter → gradient.
    """
    if spread.devices is not None:
        return _over_devices(spread, spread.devices, functions, point, arrays, dtype, tell)
    compiled = {source: jax.jit(function) for source, function in functions.items()}
    totals: dict[str, dict[str, Any]] = {source: {} for source in functions}
    one = isinstance(spread.parts, Whole) or spread.block >= spread.count
    # Some accelerators round the operands of a product to fewer bits unless they are asked not to.
    with jax.default_matmul_precision("highest"):
        for rows, weight, block in spread.blocks(arrays):
            given = {name: np.asarray(values, dtype) for name, values in block.items()}
            for source, function in compiled.items():
                tell(source if one else f"{source}, rows {rows.start + 1} to {rows.stop} of {spread.count}")
                found = jax.device_get(function(dict(point), given))
                if one:
                    totals[source] = found
                    continue
                before = totals[source]
                for name, values in found.items():
                    added = weight * np.asarray(values, np.float64)
                    before[name] = before[name] + added if name in before else added
    if one:
        return totals
    return {s: {n: np.asarray(v, point[n].dtype) for n, v in found.items()} for s, found in totals.items()}


def _over_devices(
    spread: Spread,
    devices: Devices,
    functions: Mapping[str, Gradients],
    point: Mapping[str, Array],
    arrays: Mapping[str, Any],
    dtype: Any,
    tell: Tell,
) -> dict[str, dict[str, Array]]:
    """The same with each block shared among the devices; the rows that are left over are taken by every host itself."""
    parts = spread.parts
    assert not isinstance(parts, Whole)  # such rows are not shared
    shared = {source: devices.compiled(function, parts.names) for source, function in functions.items()}
    alone = {source: jax.jit(function) for source, function in functions.items()}
    totals: dict[str, dict[str, Any]] = {source: {} for source in functions}
    with jax.default_matmul_precision("highest"):
        for rows, own in _shares(spread, devices.count):
            weight = parts.weight(own, spread.count)
            for source in functions:
                tell(f"{source}, rows {rows.start + 1} to {rows.stop} of {spread.count}")
                if rows.stop - rows.start == own:
                    given = {n: np.asarray(v, dtype) for n, v in parts.taken(arrays, rows).items()}
                    found = jax.tree.map(lambda v: v[None], jax.device_get(alone[source](dict(point), given)))
                else:
                    found = shared[source](point, arrays, rows, dtype)
                for name, values in found.items():
                    for share in np.asarray(values, np.float64):
                        totals[source][name] = totals[source].get(name, 0.0) + weight * share
    return {s: {n: np.asarray(v, point[n].dtype) for n, v in found.items()} for s, found in totals.items()}


def _shares(spread: Spread, devices: int) -> Iterator[tuple[slice, int]]:
    """Blocks of rows with how many of them each device has; what is left of a block, fewer than the devices, alone."""
    for block in slices(spread.count, spread.block):
        own = (block.stop - block.start) // devices
        middle = block.start + own * devices
        if own:
            yield slice(block.start, middle), own
        if middle < block.stop:
            yield slice(middle, block.stop), block.stop - middle
