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
    parts = parts_of(network)
    if isinstance(parts, Whole) or not any(is_lazy(values) for values in arrays.values()):
        return arrays, ()
    count, work = parts.count(arrays), operations(network, known_sizes(network, parameters, arrays))
    rows = np.sort(drawn_rows(count, max(FEWEST_ROWS, MOST_OPERATIONS // work)))
    said = f"{len(rows)} of {count} rows (drawn with seed {SEED}) are learnt from: the data stay in their file"
    return parts.taken(arrays, rows), (said,) if len(rows) < count else ()
