"""Where an equality in index notation is checked: small sizes, and every value of its free indices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import sympy as sp

from ..network.definitions import Network
from .walk.evaluation import Environment, Evaluation

Sizes = tuple[tuple[sp.Symbol, int], ...]
FIRST_AXIS, SECOND_AXIS, LAST_AXIS = (1, 2, 2), (2, 2, 3), (2, 3, 2)
# Every axis varies in a way of its own, else a factor such as 2/H would pass for 1.
OTHER_AXES = ((3, 2, 2), (2, 3, 3), (3, 2, 3), (3, 3, 2))


def size_assignments(network: Network) -> list[Sizes]:
    """Three assignments of small sizes that tell the axes apart: N, D, K = 1, 2, 2; 2, 2, 3; 2, 3, 2.

    >>> from ..network.layers import classifier
    >>> [[size for _, size in assignment] for assignment in size_assignments(classifier())]
    [[1, 2, 2], [2, 2, 3], [2, 3, 2]]
    """
    symbols = list(dict.fromkeys(axis.size for axis in network.axes if axis.size.is_Symbol))
    batch = [] if len(symbols) < 3 else [FIRST_AXIS]
    count = len(symbols) - len(batch) - 2
    others = [OTHER_AXES[place % len(OTHER_AXES)] for place in range(count)]
    columns = [*batch, SECOND_AXIS, *others, LAST_AXIS][-len(symbols) :] if symbols else []
    return list(dict.fromkeys(tuple(zip(symbols, row, strict=True)) for row in zip(*columns, strict=True))) or [()]


def index_ranges(network: Network, before: sp.Expr, after: sp.Expr) -> dict[sp.Symbol, sp.Expr]:
    """The size of the axis that each free index runs over: what the left side says comes first."""
    ranges: dict[sp.Symbol, sp.Expr] = {}
    for side in (before, after):
        for index, size in _ranges_in(network, side, frozenset()):
            ranges.setdefault(index, size)
    return ranges


def _ranges_in(network: Network, node: sp.Expr, bound: frozenset[sp.Symbol]) -> Iterator[tuple[sp.Symbol, sp.Expr]]:
    if isinstance(node, sp.Sum):
        yield from _ranges_in(network, node.function, bound | {limit[0] for limit in node.limits})
        return
    if isinstance(node, sp.Indexed):
        name = node.args[0].args[0].name
        shape = next((t.shape for t in network.tensors if t.name == name), ())
        for index, size in zip(node.args[1:], shape, strict=False):
            if index.is_Symbol and index not in bound:
                yield index, size
        return
    if isinstance(node, sp.KroneckerDelta) and len(node.args) == 3:
        for index in node.args[:2]:
            if index.is_Symbol and index not in bound:
                yield index, node.args[2][1]
        return
    for argument in node.args:
        yield from _ranges_in(network, argument, bound)


def places(evaluation: Evaluation[Any], ranges: Mapping[sp.Symbol, sp.Expr]) -> Iterator[Environment]:
    """Every value of the free indices at the evaluation's sizes."""
    indices = list(ranges)
    counts = [evaluation.integer(size, evaluation.sizes) for size in ranges.values()]
    for numbers in product(*(range(1, count + 1) for count in counts)):
        yield dict(zip(indices, numbers, strict=True))
