"""Formulas with axes: an entry in index notation, an index and an axis for each place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import sympy as sp

from ...algebra.indices import substitute
from ...errors import UnsupportedFormula
from .axes import AxisClasses

NAMELESS = "i_"  # what the indices begin with that nobody wrote


class Stuck(UnsupportedFormula):
    """A formula that cannot be said in index notation, and why."""


class Circular(Stuck):
    """Definitions that need each other; ``circle`` are the places of their lines."""

    def __init__(self, name: str, circle: tuple[int, ...]) -> None:
        super().__init__(f"{name} is defined by itself")
        self.circle = circle


def is_written(index: sp.Symbol) -> bool:
    """Whether a letter stands in the text: those of entries of whole matrices do not.

    >>> is_written(sp.Symbol("j")), is_written(sp.Symbol("i_12"))
    (True, False)
    """
    return not index.name.removeprefix(NAMELESS).isdigit()


@dataclass(frozen=True, slots=True)
class Array:
    """The formula of an entry.

    ``turned`` says that a vector is a row, ``listed`` that it may be one, [a, b], ``either`` that ones are what fits.
    """

    entry: sp.Expr
    indices: tuple[sp.Symbol, ...] = ()
    axes: tuple[int, ...] = ()
    turned: bool = False
    listed: bool = False
    either: bool = False

    @property
    def rank(self) -> int:
        """How many axes it has."""
        return len(self.axes)

    def at(self, indices: Sequence[sp.Expr]) -> sp.Expr:
        """The entry at some indices."""
        return substitute(self.entry, dict(zip(self.indices, indices, strict=True)))


@dataclass
class Arithmetic:
    """Sums and products of arrays; axes that meet are unified.

    ``rows`` says that vectors are rows, ``entrywise`` that a dot between vectors goes entry by entry.
    """

    classes: AxisClasses
    rows: bool = False
    entrywise: bool = False
    units: bool = False  # whether what is added up is said of each unit of a layer
    made: int = 0
    unsure: bool = False  # whether anything hung on vectors being columns
    mixed: bool = False  # whether anything hung on products of vectors being entry by entry, or not

    def index(self) -> sp.Symbol:
        """A letter that stands nowhere else."""
        self.made += 1
        return sp.Symbol(f"{NAMELESS}{self.made}", integer=True, positive=True)

    def identity(self) -> Array:
        """The unit matrix, of a size that its neighbours tell."""
        axis = self.classes.fresh()
        i, j = self.index(), self.index()
        return Array(sp.KroneckerDelta(i, j, (1, self.classes.size(axis))), (i, j), (axis, axis))

    def ones(self) -> Array:
        """A vector of ones, of a size that its neighbours tell; beside vectors that are rows it may be a column."""
        return Array(sp.Integer(1), (self.index(),), (self.classes.fresh(),), either=self.rows)

    def aligned(self, first: Array, second: Array) -> sp.Expr:
        """The entry of the second at the indices of the first; their axes are one."""
        for one, other in zip(first.axes, second.axes, strict=True):
            self.classes.unify(one, other)
        return second.at(first.indices)

    def entry_by_entry(self, function: Callable[..., sp.Expr], *arrays: Array) -> Array:
        """A function of the entries of arrays of one shape, or of numbers."""
        widest = max(arrays, key=lambda array: array.rank)
        entries = []
        for array in arrays:
            if array.rank and array.rank != widest.rank:
                raise Stuck("the shapes do not fit")
            entries.append(self.aligned(widest, array) if array.rank else array.entry)
        ones = all(array.either for array in arrays if array.rank)
        return replace(widest, entry=function(*entries), either=ones and widest.rank > 0)

    def plus(self, first: Array, second: Array) -> Array:
        """The sum; a vector is added to every row or column of a matrix."""
        if first.rank == second.rank or not first.rank or not second.rank:
            return self.entry_by_entry(sp.Add, first, second)
        matrix, vector = (first, second) if first.rank > second.rank else (second, first)
        if (matrix.rank, vector.rank) != (2, 1):
            raise Stuck("the shapes do not fit")
        place = self._place_of(vector, matrix)
        self.classes.unify(matrix.axes[place], vector.axes[0])
        return replace(matrix, entry=matrix.entry + vector.at((matrix.indices[place],)))

    def _place_of(self, vector: Array, matrix: Array) -> int:
        root = self.classes.root(vector.axes[0])
        roots = [self.classes.root(axis) for axis in matrix.axes]
        if root in roots and roots[0] != roots[1]:
            return roots.index(root)
        self.unsure = True
        return 1 if self.rows else 0

    def times(self, sign: str, first: Array, second: Array) -> Array:
        """The product of two factors with the sign between them."""
        if sign == "/":
            return self.entry_by_entry(lambda a, b: a / b, first, second)
        if not first.rank or not second.rank or sign == "o":
            return self.entry_by_entry(sp.Mul, first, second)
        if first.either or second.either:
            return self._with_ones(first, second)
        if sign == "*" and first.rank == second.rank:
            return self.entry_by_entry(sp.Mul, first, second)
        if (first.rank, second.rank) == (1, 1):
            return self._of_vectors(sign, first, second)
        if first.rank == 2 and second.rank == 1 and second.turned:
            raise Stuck("a row behind a matrix")
        if first.rank == 1 and not first.turned and not self.rows:
            self.unsure = True
            here, there = self.classes.root(first.axes[0]), self.classes.root(second.axes[0])
            if not first.listed or (here != there and here not in self.classes.numbers):
                raise Stuck("a column before a matrix")
            first = replace(first, turned=True)
        if self._are_of_one_shape(first, second):
            raise Stuck("two matrices of one shape side by side")
        return self.contracted(first, second)

    def _with_ones(self, first: Array, second: Array) -> Array:
        """1ᵀ A and A 1: beside a matrix ones stand as they must.

        Raises:
            Stuck: they stand beside a vector.
        """
        if {first.rank, second.rank} != {1, 2}:
            raise Stuck("nothing says whether 1 is a row or a column")
        return replace(self.contracted(replace(first, turned=False), second), either=False)

    def _are_of_one_shape(self, first: Array, second: Array) -> bool:
        """True for K × D beside K × D: no product of matrices, and perhaps meant entry by entry."""
        here, there = ([self.classes.root(axis) for axis in array.axes] for array in (first, second))
        return len(here) == 2 and here == there and here[0] != here[1]

    def _of_vectors(self, sign: str, first: Array, second: Array) -> Array:
        if first.turned != second.turned and self.rows == second.turned:  # xᵀ y of columns, x yᵀ of rows
            return self.contracted(replace(first, turned=True), replace(second, turned=False))
        if first.turned != second.turned:
            return Array(
                sp.Mul(first.entry, second.at((other := self.index(),))),
                (*first.indices, other),
                (*first.axes, *second.axes),
            )
        if first.turned and sign != ".":
            raise Stuck("two transposed vectors side by side")
        self.mixed = True
        if sign == ".":
            if self.entrywise:
                return self.entry_by_entry(sp.Mul, first, second)
            return self.contracted(first, second)
        if self.units or self.entrywise:
            return self.entry_by_entry(sp.Mul, first, second)
        raise Stuck("two vectors side by side")

    def outer(self, first: Array, second: Array) -> Array:
        """a ⊗ b: a bᵀ of vectors; of matrices A_ij B_kl with the axes i, k, j, l, as ∂²/∂W_ik ∂W_jl has them."""
        self.mixed |= first.rank == second.rank
        if not first.rank or not second.rank or (self.entrywise and first.rank == second.rank):
            return self.entry_by_entry(sp.Mul, first, second)
        other = tuple(self.index() for _ in second.indices)
        entry = first.entry * second.at(other)
        if first.rank != second.rank or first.rank > 2:
            raise Stuck("⊗ between two shapes")
        pairs = zip(zip(first.indices, other, strict=True), zip(first.axes, second.axes, strict=True), strict=True)
        indices, axes = zip(*pairs, strict=True)
        return Array(entry, tuple(chain(*indices)), tuple(chain(*axes)))

    def stacked_alike(self, first: Array, second: Array) -> Array:
        """B ⊗ A as A ⊗ B where their axes say so: how the entries of a matrix are stacked into a vector is not told."""
        there, here = ([self.classes.root(axis) for axis in array.axes] for array in (first, second))
        if len(there) == len(here) == 4 and there != here and there[:2] == here[1::-1]:
            order = (1, 0, 3, 2)
            return replace(
                second, indices=tuple(second.indices[n] for n in order), axes=tuple(second.axes[n] for n in order)
            )
        return second

    def contracted(self, first: Array, second: Array) -> Array:
        """The product of matrices: a sum over the last axis of the first and the first of the second."""
        index = self.index()
        self.classes.unify(first.axes[-1], second.axes[0])
        rest = tuple(self.index() for _ in second.indices[1:])
        body = first.at((*first.indices[:-1], index)) * second.at((index, *rest))
        entry = sp.Sum(body, (index, 1, self.classes.size(second.axes[0])))
        turned = first.turned and first.rank == 1 and second.rank == 2
        return Array(entry, (*first.indices[:-1], *rest), (*first.axes[:-1], *second.axes[1:]), turned)

    def transposed(self, array: Array) -> Array:
        """The transpose; a vector becomes a row."""
        if array.rank < 2:
            return replace(array, turned=not array.turned)
        return Array(array.entry, array.indices[::-1], array.axes[::-1])

    def traced(self, array: Array) -> Array:
        """The sum of what stands on the diagonal; a number is its own.

        Raises:
            Stuck: it is a vector.
        """
        if array.rank not in (0, 2):
            raise Stuck("the trace of a vector")
        if not array.rank:
            return array
        self.classes.unify(*array.axes)
        index = self.index()
        return Array(sp.Sum(array.at((index, index)), (index, 1, self.classes.size(array.axes[0]))))

    def inner(self, first: Array, second: Array) -> Array:
        """The sum of the products of the entries.

        Raises:
            Stuck: one is a vector and the other is none.
        """
        if first.rank != second.rank:
            raise Stuck("an inner product of two shapes")
        return Array(self.summed(self.fresh(self.times("o", first, second))))

    def summed(self, array: Array) -> sp.Expr:
        """The sum of all entries."""
        limits = [(i, 1, self.classes.size(axis)) for i, axis in zip(array.indices, array.axes, strict=True)]
        return sp.Sum(array.entry, *limits) if limits else array.entry

    def fresh(self, array: Array) -> Array:
        """The same array with indices that stand nowhere else."""
        indices = tuple(self.index() for _ in array.indices)
        return Array(array.at(indices), indices, array.axes, array.turned)
