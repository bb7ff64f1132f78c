"""How much work a network is: counted, so that what is done never depends on the machine."""

from __future__ import annotations

import math
from collections.abc import Mapping

import sympy as sp

from derive.network.definitions import Network

from .samples import sample_axis
from .sizes import whole


def operations(network: Network, sizes: Mapping[str, int]) -> int:
    """About how many operations the loss of one row takes: for each entry, what is summed over.

    >>> from derive.network.building import classifier
    >>> operations(classifier(), {"N": 150, "D": 4, "K": 3})
    25
    """
    rows = sample_axis(network)
    total = 0
    for definition in network.definitions:
        own = [axis.size for axis in definition.tensor.axes if axis != rows]
        summed = {limit[0]: limit[2] for node in definition.value.atoms(sp.Sum) for limit in node.limits}
        inner = [size for size in summed.values() if rows is None or size != rows.size]
        total += math.prod(whole(size, sizes) for size in (*own, *inner))
    return total
