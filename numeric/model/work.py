"""How much work a network is: counted, so that what is done never depends on the machine."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import sympy as sp

from derive.network.definitions import Network

from .samples import sample_axis
from .sizes import whole


def operations(network: Network, sizes: Mapping[str, int]) -> int:
    """About how many operations the loss of one row takes: each entry, and what is summed for each.

    A sum that is the same for several entries, as that of a softmax, counts once.

    >>> from derive.network.building import classifier
    >>> operations(classifier(), {"N": 150, "D": 4, "K": 3})
    26
    """
    rows = sample_axis(network)
    total = 0
    for definition in network.definitions:
        own = {i: a.size for i, a in zip(definition.indices, definition.tensor.axes, strict=True) if a != rows}
        total += _along(own.values(), sizes)
        for node in definition.value.atoms(sp.Sum):
            ends = {limit[0]: limit[2] for limit in node.limits if rows is None or limit[2] != rows.size}
            outer = [size for index, size in own.items() if node.has(index)]
            total += _along([*outer, *ends.values()], sizes) if ends else 0
    return total


def _along(lengths: Iterable[sp.Expr], sizes: Mapping[str, int]) -> int:
    return math.prod(whole(size, sizes) for size in lengths)
