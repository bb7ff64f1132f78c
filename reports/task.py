"""What the numbers of a report are of: data, networks, starting weights, and all that was asked for about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from derive.network.definitions import Network
from derive.network.short_repr import short_repr
from numeric.data.datasets import load_dataset
from numeric.data.weights_file import read_weights
from numeric.keeping.keys import key_of
from numeric.keeping.numbers import Numbers
from numeric.keeping.spot_check import holds
from numeric.model.arrays import arrays_of, sizes_of
from numeric.model.starting_weights import starting_weights
from numeric.results import Array, Dataset
from numeric.scale.draw import rows_in_memory

from .options.networks import concrete_sizes, fitted, network_of, sample_of
from .options.options import LearningOptions, NetworkOptions, Options
from .options.own_example import own_arrays
from .second_symbols import penalized


@dataclass(frozen=True, slots=True, eq=False)
class Task:
    """The data and the networks, before anything is derived or computed.

    ``whole`` is of a dataset, ``single`` of one sample, ``held`` with a little weight decay; None where Newton's method
    needs none. ``options`` are those that fit the data. ``learnt`` are the rows to learn from, ``own`` the user's
    example, ``given`` the user's weights, ``sizes`` those of the scalar formulas, ``remarks`` what was decided.
    """

    options: NetworkOptions
    dataset: Dataset
    whole: Network
    single: Network
    held: Network | None
    arrays: Mapping[str, Array]
    learnt: Mapping[str, Array]
    start: Mapping[str, Array]
    own: Mapping[str, Array]
    given: Mapping[str, Array] | None
    sizes: Mapping[str, int]
    remarks: tuple[str, ...]

    __repr__ = short_repr

    def key(self, command: str, learning: LearningOptions) -> str:
        """The name under which its numbers are kept; empty where several devices may add them in another order."""
        if learning.devices != "1":
            return ""
        said = (command, learning, self.dataset.task, sorted(self.sizes.items()), self.remarks)
        groups = (self.arrays, self.start, self.own, *(() if self.given is None else (self.given,)))
        return key_of((self.whole, self.single, self.held), groups, said)

    def holds(self, numbers: Numbers) -> bool:
        """Whether kept numbers stand up to a look."""
        return holds(numbers, self.whole, self.single, self.start, self.arrays)


def task_of(options: Options) -> Task:
    """Read the data, and what is the user's own.

    Raises:
        UsageError: an option or the data cannot be used.
    """
    data = options.data
    dataset = load_dataset(data.name, target=data.target, standardise=data.standardise, task=data.task or None)
    network, remarks = fitted(options.network, dataset)
    whole = network_of(network, batch=True)
    single, sizes = sample_of(network) or whole, sizes_of(whole, dataset, network.widths)
    arrays, start = arrays_of(whole, dataset, sizes), starting_weights(whole, sizes, options.learning.seed)
    own = own_arrays(options.example, single, whole, lambda: arrays, start, dataset)
    learnt, said = rows_in_memory(whole, start, arrays)
    given = read_weights(data.weights, {n: np.shape(v) for n, v in start.items()}) if data.weights else None
    concrete = concrete_sizes(whole, network, sizes)
    networks = (whole, single, penalized(network))
    return Task(network, dataset, *networks, arrays, learnt, start, own, given, concrete, (*remarks, *said))
