"""Where an equality in index notation is checked: small sizes, and every value of its free indices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from math import prod
from typing import Any

import sympy as sp

from ..network.definitions import Network
from ..network.maximum import Maximum
from .reach import size_at
from .walk.evaluation import Environment, Evaluation

Sizes = tuple[tuple[sp.Symbol, int], ...]
FIRST_AXIS, SECOND_AXIS, LAST_AXIS = (1, 2, 2), (2, 2, 3), (2, 3, 2)
LEAST_MADE = 2
# Every axis varies in a way of its own, else a factor such as 2/H would pass for 1.
OTHER_AXES = ((3, 2, 2), (2, 3, 3), (3, 2, 3), (3, 3, 2))


def size_assignments(network: Network) -> list[Sizes]:
    """Three assignments of small sizes that tell the axes apart: N, D, K = 1, 2, 2; 2, 2, 3; 2, 3, 2.

    >>> from ..network.building import classifier
    >>> [[size for _, size in assignment] for assignment in size_assignments(classifier())]
    [[1, 2, 2], [2, 2, 3], [2, 3, 2]]
    """
    symbols = list(dict.fromkeys(symbol for axis in network.axes for symbol in axis.size_symbols))
    batch = [] if len(symbols) < 3 else [FIRST_AXIS]
    count = len(symbols) - len(batch) - 2
    others = [OTHER_AXES[place % len(OTHER_AXES)] for place in range(count)]
    columns = [*batch, SECOND_AXIS, *others, LAST_AXIS][-len(symbols) :] if symbols else []
    made = [axis.size for axis in network.axes if len(axis.size.args) > 0]
    rows = (_large_enough(dict(zip(symbols, row, strict=True)), made) for row in zip(*columns, strict=True))
    return list(dict.fromkeys(tuple(row.items()) for row in rows)) or [()]


def _large_enough(sizes: dict[sp.Symbol, int], made: list[sp.Expr]) -> dict[sp.Symbol, int]:
    """Enlarge what a size such as I − S + 1 is made of, until there are two positions at least."""
    for size in made:
        while (missing := LEAST_MADE - int(size.xreplace(_integers(sizes)))) > 0:
            growing = [symbol for symbol in sizes if size.coeff(symbol).is_positive]
            if not growing:
                break
            sizes = {**sizes, growing[0]: sizes[growing[0]] + missing}
    return sizes


def _integers(sizes: Mapping[sp.Symbol, int]) -> dict[sp.Symbol, sp.Integer]:
    return {symbol: sp.Integer(number) for symbol, number in sizes.items()}


def index_ranges(network: Network, *formulas: sp.Expr) -> dict[sp.Symbol, sp.Expr]:
    """The size of the axis that each free index runs over: what the first formulas say comes first.

    An index that stands only in a sum of indices, as in W[d, h + H], has no range here: name the left side first.
    A size that stands as an index, as in p[K], is no free index: it is the number of the last element.
    """
    ranges: dict[sp.Symbol, sp.Expr] = {}
    sizes = frozenset(symbol for axis in network.axes for symbol in axis.size_symbols)
    for formula in formulas:
        for index, size in _ranges_in(network, formula, sizes):
            ranges.setdefault(index, size)
    return ranges


def _ranges_in(network: Network, node: sp.Expr, bound: frozenset[sp.Symbol]) -> Iterator[tuple[sp.Symbol, sp.Expr]]:
    if isinstance(node, sp.Sum):
        yield from _ranges_in(network, node.function, bound | {limit[0] for limit in node.limits})
        return
    if isinstance(node, Maximum):
        yield from _ranges_in(network, node.args[0], bound | {node.args[1][0]})
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


def places(
    evaluation: Evaluation[Any], ranges: Mapping[sp.Symbol, sp.Expr], most: int | None = None
) -> Iterator[Environment]:
    """Every value of the free indices at the evaluation's sizes; at ``most`` so many, from the first to the last."""
    indices = list(ranges)
    counts = [evaluation.integer(size, evaluation.sizes) for size in ranges.values()]
    numbers = list(product(*(range(1, count + 1) for count in counts)))
    if most is not None and len(numbers) > most:
        numbers = [numbers[place * (len(numbers) - 1) // (most - 1)] for place in range(most)]
    for chosen in numbers:
        yield dict(zip(indices, chosen, strict=True))


def alike_and_apart(ranges: Mapping[sp.Symbol, sp.Expr], sizes: Mapping[sp.Symbol, int]) -> list[Environment]:
    """Every index at 1, and each at another place as far as its range goes: w_ij and w_ji differ only there.

    >>> i, j, n = sp.symbols("i j n", integer=True, positive=True)
    >>> alike_and_apart({i: n, j: n}, {n: 3})
    [{i: 1, j: 1}, {i: 1, j: 2}]
    """
    at = _integers(sizes)
    ends = [int(size_at(size, at)) for size in ranges.values()]
    apart = {index: min(place, end) for (place, end), index in zip(enumerate(ends, 1), ranges, strict=True)}
    alike = dict.fromkeys(ranges, 1)
    return [alike] if apart == alike else [alike, apart]


def are_many(network: Network, ranges: Mapping[sp.Symbol, sp.Expr], most: int | None) -> bool:
    """True where the free indices have more values than that at some of the small sizes."""
    if most is None:
        return False
    at_sizes = ({symbol: sp.Integer(number) for symbol, number in sizes} for sizes in size_assignments(network))
    return any(prod(size_at(size, at) for size in ranges.values()) > most for at in at_sizes)
