"""Parts of the rows: how their gradients make up that of all of them.

For E = f(N) Σ_n L_n, whose samples meet nowhere else, and parts of N_i rows

    ∂E/∂θ = Σ_i w_i ∂E_i/∂θ,  w_i = f(N) / f(N_i):  N_i / N for a mean, 1 for a sum.

What is added and reads no sample (weight decay) is right as well where the weights add up to one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import sympy as sp

from derive.errors import UnsupportedFormula
from derive.network.axes import Axis
from derive.network.definitions import Network
from derive.network.short_repr import short_repr

from ..model.samples import meets, over_one_sample, reached, sample_axis


@dataclass(frozen=True, slots=True)
class Whole:
    """Why the rows of a network cannot be taken in parts, in words.

    >>> Whole("the samples meet in mu").reason
    'the samples meet in mu'
    """

    reason: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A loss whose rows can be taken in parts.

    ``names`` are the given tensors with a row for each sample, ``factor`` is f as an expression of the sizes.
    """

    rows: Axis
    names: tuple[str, ...]
    factor: sp.Expr

    __repr__ = short_repr

    def count(self, arrays: Mapping[str, Any]) -> int:
        """How many rows the arrays have."""
        return int(arrays[self.names[0]].shape[0])

    def weight(self, part: int, count: int) -> float:
        """w for a part of so many of all rows.

        >>> from derive.network.building import classifier
        >>> parts_of(classifier()).weight(1, 4), parts_of(classifier(reduction="sum")).weight(1, 4)
        (0.25, 1.0)
        """
        size = self.rows.size
        here, there = (self.factor.xreplace({size: sp.Integer(n)}) for n in (count, part))
        return float(here / there)

    def taken(self, arrays: Mapping[str, Any], rows: Any) -> dict[str, Any]:
        """The arrays of some rows, a slice or places; what has no rows stays as it is."""
        return {name: values[rows] if name in self.names else values for name, values in arrays.items()}


def slices(count: int, rows: int) -> Iterator[slice]:
    """Parts of so many rows one after the other; the last one may have fewer.

    >>> list(slices(5, 2))
    [slice(0, 2, None), slice(2, 4, None), slice(4, 5, None)]
    """
    return (slice(start, min(start + rows, count)) for start in range(0, count, rows))


@cache
def parts_of(network: Network) -> Parts | Whole:
    """How the network's rows are taken in parts, or why they are not.

    >>> from derive.network.building import classifier, stack
    >>> parts_of(classifier(l2="0.1")).names
    ('x', 'y')
    >>> parts_of(classifier(l2="0.1", reduction="sum")).reason
    'E adds what is no sum over the samples to one that is no mean'
    >>> parts_of(stack("dense 8", "batch norm", "dense")).reason
    'the samples meet in mu'
    """
    rows, output = sample_axis(network), network.output
    if rows is None or output.axes:
        return Whole("there is no loss of many samples")
    names = tuple(t.name for t in network.given if rows in t.axes)
    tensors = [t for t in network.tensors if any(axis.size.has(rows.size) for axis in t.axes)]
    crossed = next((t.name for t in tensors if t.axes[0] != rows or rows in t.axes[1:]), None)
    if crossed is not None:
        return Whole(f"the samples are not the first axis of {crossed}")
    return _parts(network, rows, names)


def _parts(network: Network, rows: Axis, names: tuple[str, ...]) -> Parts | Whole:
    """The output's terms: one is a sum over the samples, the others read none of them."""
    output, found, beside = network.output.name, list[tuple[sp.Expr, sp.Expr, sp.Symbol]](), list[sp.Expr]()
    for term in sp.Add.make_args(network.definitions[-1].value):
        try:
            factor, summand, index = over_one_sample(term, rows)
        except UnsupportedFormula:
            beside.append(term)
            continue
        assert index is not None  # there are rows
        found.append((factor, summand, index))
    if len(found) != 1:
        return Whole(f"{output} is not one sum over the samples")
    (factor, summand, index) = found[0]
    if any(rows in t.axes for term in beside for t in reached(network, term, frozenset())) or any(
        term.has(rows.size) for term in beside
    ):
        return Whole(f"{output} reads the samples beside the sum over them")
    if beside and (factor * rows.size).has(rows.size):
        return Whole(f"{output} adds what is no sum over the samples to one that is no mean")
    if not _is_ratio(factor, rows):
        return Whole(f"the factor of the sum over the samples in {output} is no number")
    return _apart(network, rows, summand, index) or Parts(rows, names, factor)


def _is_ratio(factor: sp.Expr, rows: Axis) -> bool:
    """True where f(N) / f(N_i) is a number."""
    ratio = factor.xreplace({rows.size: sp.Integer(6)}) / factor.xreplace({rows.size: sp.Integer(3)})
    return bool(ratio.is_Rational)


def _apart(network: Network, rows: Axis, summand: sp.Expr, index: sp.Symbol) -> Whole | None:
    """None where the samples meet nowhere below the sum."""
    below = [(network.output.name, summand, index)]
    for tensor in reached(network, summand, frozenset()):
        definition = network.definition(tensor.name)
        if definition is not None:
            row = definition.indices[0] if rows in tensor.axes else None
            below.append((tensor.name, definition.value, row))
    met = next((name for name, value, row in below if meets(value, row, network, rows) or value.has(rows.size)), None)
    return None if met is None else Whole(f"the samples meet in {met}")
