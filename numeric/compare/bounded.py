"""Arrays with their rounding errors: each value beside a bound on its error, in unit roundoffs.

To first order |computed − exact| ≤ u · error, with u the unit roundoff. Each operation adds its own rounding
and hands on that of its operands.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

Float = NDArray[np.float64]
Indices = tuple[sp.Symbol, ...]
Ends = Mapping[sp.Symbol, int]
# Up to so many, one product with a matrix is quicker than anything else.
FEW_CLASSES = 64


@dataclass(frozen=True, slots=True, eq=False)
class Bounded:
    """Values with one axis for each index, and the error of each in unit roundoffs."""

    value: Float
    error: Float
    indices: Indices = ()

    def aligned(self, order: Indices) -> Bounded:
        """With an axis for each index of ``order``; one that it lacks has length one."""
        own = [self.indices.index(i) for i in order if i in self.indices]
        places = tuple(slice(None) if i in self.indices else None for i in order)
        return Bounded(np.transpose(self.value, own)[places], np.transpose(self.error, own)[places], order)

    def renamed(self, old: sp.Symbol, new: sp.Symbol) -> Bounded:
        """With another name for one index."""
        return Bounded(self.value, self.error, tuple(new if i == old else i for i in self.indices))


def exact(value: object, indices: Indices = ()) -> Bounded:
    """Values that floats hold exactly."""
    array = np.asarray(value, np.float64)
    return Bounded(array, np.zeros_like(array), indices)


def union(values: Sequence[Bounded]) -> Indices:
    """Every index of the values once."""
    return tuple(dict.fromkeys(index for value in values for index in value.indices))


@dataclass(frozen=True, slots=True)
class Rounding:
    """The unit roundoff u of a format, and its smallest normal number divided by u.

    Whatever lies below the range of normal numbers may be flushed to zero.
    """

    unit: float
    floor: float

    def total(self, terms: Sequence[Bounded]) -> Bounded:
        """The sum of the terms, in any order."""
        order = union(terms)
        same = [term.aligned(order) for term in terms]
        value = np.asarray(sum(term.value for term in same))
        sizes = np.abs(value) if len(terms) < 3 else (len(terms) - 1) * sum(np.abs(term.value) for term in same)
        error = sum(term.error for term in same) + (sizes + self.floor if len(terms) > 1 else 0.0)
        return Bounded(value, np.asarray(error), order)

    def product(
        self,
        factors: Sequence[Bounded],
        kept: Indices,
        ends: Ends,
        counts: Ends | None = None,
        *,
        cancelling: bool = True,
    ) -> Bounded:
        """The product of the factors, summed over every index that is not kept, in any order.

        ``counts`` says how many are summed, where that is more than the ``ends`` of a part. Without ``cancelling`` the
        value is the sum of the magnitudes.
        """
        sizes = [np.abs(factor.value) for factor in factors]
        magnitude = self._summed(factors, sizes, kept, ends)
        value = self._summed(factors, [f.value for f in factors], kept, ends) if cancelling else magnitude
        error = np.zeros_like(magnitude)
        for place, factor in enumerate(factors):
            if factor.error.any():
                error = error + self._summed(factors, [*sizes[:place], factor.error, *sizes[place + 1 :]], kept, ends)
        summed = ends if counts is None else counts
        roundings = math.prod(summed[i] for i in union(factors) if i not in kept) + len(factors) - 1
        if roundings > 1:
            error = error + roundings * (magnitude + self.floor)
        return Bounded(value, error, kept)

    def _summed(self, factors: Sequence[Bounded], arrays: Sequence[Float], kept: Indices, ends: Ends) -> Float:
        missing = [i for i in kept if not any(i in factor.indices for factor in factors)]
        everything = (*union(factors), *missing)
        places = {index: place for place, index in enumerate(everything)}
        operands: list[Any] = []
        for factor, array in zip(factors, arrays, strict=True):
            operands += [array, [places[i] for i in factor.indices]]
        for index in missing:
            operands += [np.ones(ends[index]), [places[index]]]
        return np.asarray(np.einsum(*operands, [places[i] for i in kept], optimize=len(operands) > 4))

    def inverse(self, divisor: Bounded) -> Bounded:
        """1/v."""
        value = 1 / divisor.value
        return Bounded(value, divisor.error * value**2 + np.abs(value) + self.floor, divisor.indices)

    def power(self, base: Bounded, exponent: float) -> Bounded:
        """v^c with a constant exponent."""
        if exponent == 1:
            return base
        if exponent == -1:
            return self.inverse(base)
        value = base.value**exponent
        moved = np.abs(exponent * base.value ** (exponent - 1)) * base.error if base.error.any() else 0.0
        return Bounded(value, np.asarray(moved + (abs(exponent) + 2) * np.abs(value) + self.floor), base.indices)


def others(values: Float) -> Float:
    """Σ_{j≠k} over the last axis, for each k; nothing is subtracted that is more than half of all magnitudes."""
    classes = values.shape[-1]
    if classes <= FEW_CLASSES:
        return np.asarray(values @ (1 - np.eye(classes)))
    largest = np.abs(values).argmax(axis=-1)[..., None]
    top, apart = np.take_along_axis(values, largest, axis=-1), values.copy()
    np.put_along_axis(apart, largest, 0.0, axis=-1)
    without = apart.sum(axis=-1, keepdims=True)
    if not (np.isfinite(top).all() and np.isfinite(without).all()):
        return _from_both_ends(values)
    rest: Float = without - values + top
    np.put_along_axis(rest, largest, without, axis=-1)
    return rest


def _from_both_ends(values: Float) -> Float:
    """The same of what is not finite, which cannot be subtracted."""
    before, after = np.cumsum(values, axis=-1), np.cumsum(values[..., ::-1], axis=-1)[..., ::-1]
    total = np.zeros_like(values)
    total[..., 1:] += before[..., :-1]
    total[..., :-1] += after[..., 1:]
    return total
