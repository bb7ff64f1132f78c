"""Where the samples lie: on one device, on a mesh that the caller has chosen, or on all CPU devices of this process.

A loop over blocks is the work of one core, but for large products. Where the process has several CPU devices, each
then adds up its own part of the blocks; the data are not copied for it, since the devices of a CPU share its memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import jax
import numpy as np
from jax.core import Tracer
from jax.sharding import AxisType, Mesh, NamedSharding, PartitionSpec, SingleDeviceSharding

# Numbers in the data from which it pays to start the other devices, measured on two cores.
ENOUGH = 2**19


def placed(arrays: list[jax.Array], data: Mapping[int, int]) -> tuple[list[jax.Array], dict[str, Any]]:
    """Many arrays where they are to be worked on, and what the generated function is told about it.

    Args:
        arrays: the arguments in their order.
        data: the places of those that have samples, each with the axis of these.

    >>> import jax.numpy as jnp
    >>> placed([jnp.ones((2, 3))], {0: 0})[1]
    {}
    """
    if any(isinstance(array, Tracer) for array in arrays):
        return arrays, {}  # whoever traces decides where
    shardings: list[Any] = [array.sharding for array in arrays]
    names = {_names(shardings[place], axis) for place, axis in data.items()}
    if len(names) == 1 and (along := names.pop()):
        first = next(iter(data))
        return arrays, {"mesh": shardings[first].mesh, "names": along}
    if all(isinstance(sharding, SingleDeviceSharding) for sharding in shardings) and _several_cpus():
        mesh = _all_cpus()
        return [_everywhere(array, mesh) for array in arrays], {"mesh": mesh}
    return arrays, {}


def beside(given: jax.Array, result: jax.Array) -> jax.Array:
    """What every device of the CPU has computed, on the one where the argument lies: there the next call wants it.

    >>> import jax.numpy as jnp
    >>> one = jnp.ones(2)
    >>> beside(one, one).devices() == one.devices()
    True
    """
    (device,) = given.devices()
    own: jax.Array = next(shard.data for shard in result.addressable_shards if shard.device == device)
    return own


def _names(sharding: Any, axis: int) -> tuple[str, ...]:
    """The axes of a mesh along which this axis of the array is cut."""
    if not isinstance(sharding, NamedSharding) or len(sharding.spec) <= axis:
        return ()
    found = sharding.spec[axis]
    return () if found is None else (found,) if isinstance(found, str) else tuple(found)


def _several_cpus() -> bool:
    """True where other devices of this process would have nothing to do."""
    return jax.default_backend() == "cpu" and jax.process_count() == 1 and jax.local_device_count() > 1


@cache
def _all_cpus() -> Mesh:
    return jax.make_mesh((jax.local_device_count(),), ("samples",), axis_types=(AxisType.Auto,))


def _everywhere(array: jax.Array, mesh: Mesh) -> jax.Array:
    """The array as every device of the mesh holds it; what lies in the memory of a CPU is not copied."""
    everywhere: jax.Array = jax.device_put(np.asarray(array), NamedSharding(mesh, PartitionSpec()))
    return everywhere
