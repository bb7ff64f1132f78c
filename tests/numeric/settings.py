"""A network with its data as arrays, for the tests of what is measured on both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from derive.network.building import classifier
from derive.network.definitions import Network
from numeric.data.datasets import load_dataset
from numeric.model.arrays import arrays_of, sizes_of
from numeric.model.starting_weights import starting_weights
from numeric.results import Array, Dataset


@dataclass(frozen=True, eq=False)
class Setting:
    """A network at some data."""

    network: Network
    data: Dataset
    widths: tuple[int, ...] = ()

    @cached_property
    def sizes(self) -> dict[str, int]:
        """A number for each size."""
        return sizes_of(self.network, self.data, self.widths)

    @cached_property
    def arrays(self) -> dict[str, Array]:
        """The data by tensor name."""
        return arrays_of(self.network, self.data, self.sizes)

    def start(self, seed: int = 0) -> dict[str, Array]:
        """The random start of a seed."""
        return starting_weights(self.network, self.sizes, seed)


def setting(
    data: str | Dataset = "iris", widths: Sequence[int] = (), standardise: bool = False, **options: Any
) -> Setting:
    """A classifier of dense layers, tanh in between, at a dataset."""
    hidden = options.pop("hidden", ("tanh",) * len(widths))
    loaded = load_dataset(data, standardise=standardise) if isinstance(data, str) else data
    return Setting(classifier(hidden=hidden, **options), loaded, tuple(widths))


def shaped(network: Network, sizes: Mapping[str, int], seed: int) -> dict[str, Array]:
    """The random start of a network whose sizes are known."""
    return starting_weights(network, sizes, seed)
