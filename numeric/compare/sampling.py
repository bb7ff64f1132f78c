"""What does not scale is sampled, and it is said: certified truth takes a known time for each row and operation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from derive.network.definitions import Network
from derive.network.tensors import Tensor

from ..model.samples import sample_axis
from ..model.sizes import sizes_from
from ..model.work import operations
from ..results import Array

# Measured on one core: operations of one row that are enclosed in a second, with their slopes.
WORK_PER_SECOND = 100_000
SECONDS = 8
SEED = 0
WORST = 0.1
FEWEST = 4


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """The data that are compared, and what is to be said about them.

    ``rows`` are the rows that were taken; None for all of them.
    """

    arrays: Mapping[str, Array]
    rows: NDArray[np.int64] | None = None
    remarks: tuple[str, ...] = ()
    has_truth: bool = True


def sampled(
    network: Network,
    parameters: Mapping[str, Array],
    arrays: Mapping[str, Array],
    worth: Array | None = None,
    seconds: float = SECONDS,
) -> Sample:
    """The rows whose certified gradients take about so many seconds, drawn with a named seed.

    Args:
        network: whose gradients are wanted.
        parameters: by tensor name.
        arrays: the data by tensor name.
        worth: a number for each row, such as its loss: the tenth with the largest come along in any case.
        seconds: the time that truth may take.

    >>> from derive.network.building import classifier
    >>> arrays = {"x": np.ones((100, 2)), "y": np.ones((100, 2))}
    >>> found = sampled(classifier(), {"W": np.ones((2, 2))}, arrays, seconds=0.001)
    >>> len(found.arrays["x"]), found.remarks[0]
    (9, 'compared at 9 of 100 rows (drawn with seed 0), for which certified truth takes about 0.001 s')
    """
    axis = sample_axis(network)
    shapes = {t.name: np.shape(values) for t, values in _given(network, parameters, arrays)}
    work = operations(network, sizes_from((network.tensor(name), shape) for name, shape in shapes.items()))
    by_row = [t.name for t in network.given if axis is not None and t.axes[:1] == (axis,) and t.name in arrays]
    count = len(arrays[by_row[0]]) if by_row else 1
    fitting = int(seconds * WORK_PER_SECOND / work)
    if fitting >= count:
        return Sample(arrays)
    chosen = _chosen(count, max(fitting, FEWEST), worth)
    taken = {name: values[chosen] if name in by_row else values for name, values in arrays.items()}
    worst = f", and the {_worst(len(chosen))} of the largest loss" if worth is not None else ""
    where = f"compared at {len(chosen)} of {count} rows (drawn with seed {SEED}{worst})"
    if fitting < FEWEST:
        return Sample(taken, chosen, (f"{where}; certified truth would take more than {seconds:g} s",), False)
    return Sample(taken, chosen, (f"{where}, for which certified truth takes about {seconds:g} s",))


def _given(
    network: Network, parameters: Mapping[str, Array], arrays: Mapping[str, Array]
) -> Iterator[tuple[Tensor, Array]]:
    known = {**arrays, **parameters}
    return ((tensor, known[tensor.name]) for tensor in network.given if tensor.name in known)


def _chosen(count: int, wanted: int, worth: Array | None) -> NDArray[np.int64]:
    """The rows in their order: those of the largest worth, and others drawn with the seed."""
    drawn = np.random.RandomState(SEED).permutation(count)
    worst = np.zeros(count) if worth is None else np.asarray(worth)
    first = np.argsort(-worst, kind="stable")[: 0 if worth is None else _worst(wanted)]
    return np.sort(np.array([*first, *drawn[~np.isin(drawn, first)]], np.int64)[: min(wanted, count)])


def _worst(wanted: int) -> int:
    return max(1, int(WORST * wanted))
