"""What does not scale is sampled, and it is said: certified truth takes a known time for each row and operation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from derive.network.definitions import Network

from ..model.samples import sample_axis
from ..model.sizes import known_sizes
from ..model.work import operations
from ..results import Array
from ..scale.draw import SEED, drawn_rows

# Measured on one core: operations of one row that are enclosed in a second, with their slopes.
WORK_PER_SECOND = 100_000
# The truth of all rows may take so long; where it would take longer, that of a sample takes a share of it.
SECONDS = 8
SHARE_OF_A_SAMPLE = 0.15
MOST_ROWS = 1_000
WORST = 0.1
FEWEST = 4


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The data of which there is a certified truth, and what is to be said about them.

    ``rows`` are the rows that were taken of all ``count``; None for all of them.
    """

    arrays: Mapping[str, Array]
    rows: NDArray[np.int64] | None = None
    remarks: tuple[str, ...] = ()
    has_truth: bool = True


def sampled(
    network: Network,
    parameters: Mapping[str, Array],
    arrays: Mapping[str, Array],
    worth: Callable[[], Array | None] = lambda: None,
    seconds: float = SECONDS,
) -> Sample:
    """All rows where their certified gradients take about so many seconds, else some that are drawn with a named seed.

    Args:
        network: whose gradients are wanted.
        parameters: by tensor name.
        arrays: the data by tensor name.
        worth: finds a number for each row, such as its loss: the tenth with the largest come along in any case.
        seconds: the time that truth may take.

    >>> from derive.network.building import classifier
    >>> arrays = {"x": np.ones((100, 2)), "y": np.ones((100, 2))}
    >>> found = sampled(classifier(), {"W": np.ones((2, 2))}, arrays, seconds=0.004)
    >>> len(found.arrays["x"]), found.remarks[0]
    (4, 'the certified truth is of 4 of 100 rows (drawn with seed 0): of all it would take more than 0.004 s')
    """
    axis = sample_axis(network)
    work = operations(network, known_sizes(network, arrays, parameters))
    by_row = [t.name for t in network.given if axis is not None and t.axes[:1] == (axis,) and t.name in arrays]
    count = arrays[by_row[0]].shape[0] if by_row else 1
    if int(seconds * WORK_PER_SECOND / work) >= count:
        return Sample(arrays)
    fitting = int(seconds * SHARE_OF_A_SAMPLE * WORK_PER_SECOND / work)
    found = worth()
    chosen = _chosen(count, min(max(fitting, FEWEST), MOST_ROWS), found)
    taken = {name: values[chosen] if name in by_row else values for name, values in arrays.items()}
    if fitting < FEWEST:
        return Sample(
            taken, chosen, (f"there is no certified truth: {FEWEST} rows take more than {seconds:g} s",), False
        )
    worst = f", and the {_worst(len(chosen))} of the largest loss" if found is not None else ""
    where = f"the certified truth is of {len(chosen)} of {count} rows (drawn with seed {SEED}{worst})"
    return Sample(taken, chosen, (f"{where}: of all it would take more than {seconds:g} s",))


def _chosen(count: int, wanted: int, worth: Array | None) -> NDArray[np.int64]:
    """The rows in their order: those of the largest worth, and others drawn with the seed."""
    worst = np.zeros(0, np.int64)
    if worth is not None:
        worst = np.argsort(-np.asarray(worth), kind="stable")[: _worst(wanted)]
    drawn = drawn_rows(count, 2 * wanted)
    return np.sort(np.array([*worst, *drawn[~np.isin(drawn, worst)][: wanted - len(worst)]], np.int64))


def _worst(wanted: int) -> int:
    return max(1, int(WORST * wanted))
