"""Rows drawn with a named seed, and as many of them as fit into memory."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from derive.network.definitions import Network

from ..data.mapped_rows import is_lazy
from ..model.sizes import known_sizes
from ..model.work import operations
from ..results import DrawnShare
from .parts import Whole, parts_of

SEED = 0
# Of so many rows a permutation is made; of more, numbers are drawn until there are enough different ones.
MOST_PERMUTED = 2**22
# Operations of all rows that are learnt from where they do not fit into memory.
MOST_OPERATIONS, FEWEST_ROWS = 20_000_000, 1_000


def drawn_rows(count: int, wanted: int, seed: int = SEED) -> NDArray[np.int64]:
    """So many different rows (or all) in the order in which they are drawn.

    >>> drawn_rows(3, 5).tolist(), len(drawn_rows(10**9, 5))
    ([2, 1, 0], 5)
    """
    random = np.random.RandomState(seed)
    if count <= MOST_PERMUTED:
        return random.permutation(count)[:wanted]
    drawn = random.randint(0, count, 4 * wanted + 64)
    return np.fromiter(dict.fromkeys(drawn.tolist()), np.int64)[:wanted]


def rows_in_memory(
    network: Network, parameters: Mapping[str, Any], arrays: Mapping[str, Any]
) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """The data to learn from, and what is to be said: all of them, or a sample where they stay in their file.

    >>> from derive.network.building import classifier
    >>> arrays = {"x": np.ones((3, 2)), "y": np.ones((3, 2))}
    >>> rows_in_memory(classifier(), {"W": np.ones((2, 2))}, arrays)[1]
    ()
    """
    if isinstance(parts_of(network), Whole) or not any(is_lazy(values) for values in arrays.values()):
        return arrays, ()
    work = operations(network, known_sizes(network, parameters, arrays))
    taken, share = rows_that_fit(network, arrays, max(FEWEST_ROWS, MOST_OPERATIONS // work))
    if share is None:
        return {name: values[:] if is_lazy(values) else values for name, values in arrays.items()}, ()
    return taken, (f"{share} are learnt from: the data stay in their file",)


def rows_that_fit(
    network: Network, arrays: Mapping[str, Any], most: int
) -> tuple[Mapping[str, Any], DrawnShare | None]:
    """So many rows at most, drawn with the named seed where there are more, in their order; and which share that is.

    All of them, and None, where there are no more, or where the rows cannot be taken apart.

    >>> from derive.network.building import classifier
    >>> taken, share = rows_that_fit(classifier(), {"x": np.ones((3, 2)), "y": np.ones((3, 2))}, 2)
    >>> taken["x"].shape, str(share)
    ((2, 2), '2 of 3 rows (drawn with seed 0)')
    """
    parts = parts_of(network)
    if isinstance(parts, Whole) or parts.count(arrays) <= most:
        return arrays, None
    count = parts.count(arrays)
    return parts.taken(arrays, np.sort(drawn_rows(count, most))), DrawnShare(most, count, SEED)
