"""A function of the basis directions of a parameter vector, in compiled batches: all of them, or a stated sample.

A gradient in forward mode, or by differences of the loss, takes as many passes over the data as there are parameters.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from derive.network.definitions import Network

from .. import precision as precision  # switches JAX to 64 bits before the first array
from ..model.samples import sample_axis
from ..model.sizes import known_sizes
from ..model.work import operations

# A batch of directions may hold this many numbers of the largest array at once: 64 MiB of float64.
LARGEST_BATCH = 2**23
# Operations of all rows in all directions together: some seconds.
MOST_OPERATIONS = 2_000_000_000
FEWEST = 8
SEED = 0


def directions_that_fit(
    network: Network, parameters: Mapping[str, Any], arrays: Mapping[str, Any], work: int = MOST_OPERATIONS
) -> int | None:
    """How many directions are taken; None for all of them. Only the shapes of the arrays play a part.

    Args:
        network: whose loss is differentiated.
        parameters: by tensor name.
        arrays: the data by tensor name.
        work: operations of all rows in all directions together.

    >>> from derive.network.building import classifier
    >>> arrays = {"x": np.ones((3, 2)), "y": np.ones((3, 2))}
    >>> directions_that_fit(classifier(), {"W": np.ones((2, 2))}, arrays)
    """
    sizes = known_sizes(network, arrays, parameters)
    rows, every = sample_axis(network), sum(math.prod(np.shape(values)) for values in parameters.values())
    one = operations(network, sizes) * (sizes[str(rows.size)] if rows is not None else 1)
    fitting = max(FEWEST, work // one)
    return None if every <= fitting else int(fitting)


def places_taken(size: int, directions: int | None) -> NDArray[np.intp]:
    """The places of the vector whose directions are taken, in their order; drawn with a named seed.

    >>> places_taken(3, None).tolist(), len(places_taken(1000, 10))
    ([0, 1, 2], 10)
    """
    if directions is None or directions >= size:
        return np.arange(size)
    return np.sort(np.random.RandomState(SEED).permutation(size)[:directions])


def entries_taken(parameters: Mapping[str, Any], directions: int | None) -> dict[str, NDArray[np.bool_]]:
    """Of every parameter, which entries have a direction that is taken.

    >>> entries_taken({"W": np.ones((1, 2))}, None)["W"].tolist()
    [[True, True]]
    """
    names = sorted(parameters)  # the order in which JAX ravels them
    ends = np.cumsum([np.size(parameters[name]) for name in names])
    marks = np.zeros(ends[-1], np.bool_)
    marks[places_taken(len(marks), directions)] = True
    parts = dict(zip(names, np.split(marks, ends[:-1]), strict=True))
    return {name: parts[name].reshape(np.shape(values)) for name, values in parameters.items()}


def over_directions(
    function: Callable[[jax.Array], jax.Array], size: int, room: int, directions: int | None = None
) -> jax.Array:
    """Apply ``function`` to 0 … size − 1, the places of a vector, vectorised over as many as memory allows.

    Args:
        function: of one place.
        size: how many places.
        room: the numbers that one place needs: those of the largest array.
        directions: how many of the places are taken; the others are 0.
    """
    places = places_taken(size, directions)
    batch = max(1, min(len(places), LARGEST_BATCH // max(1, room)))
    if len(places) == size:
        result: jax.Array = jax.lax.map(function, jnp.arange(size), batch_size=batch)
        return result
    found = jax.lax.map(function, jnp.asarray(places), batch_size=batch)
    return jnp.zeros(size, found.dtype).at[places].set(found)
