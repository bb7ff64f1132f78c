"""The second derivative by the outputs as blocks: one small matrix A for each sample, D on its diagonal and B."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ...algebra.deltas import collapse
from ...algebra.indices import substitute
from ...algebra.tidying import tidy
from ...network.tensors import Tensor
from ..derivation import Formula


@dataclass(frozen=True, slots=True)
class Block:
    """∂²E/∂z_a∂z_b = A where the carried indices of a and b agree, else 0; A_kj = diagonal_k δ_kj + beside_kj.

    ``carried`` are the indices that agree (samples); ``row`` and ``column`` are k and j, None where nothing else is
    left: then A is the number ``diagonal``.
    """

    outputs: Tensor
    carried: tuple[sp.Symbol, ...]
    row: sp.Symbol | None
    column: sp.Symbol | None
    diagonal: sp.Expr
    beside: sp.Expr

    @property
    def limits(self) -> tuple[tuple[sp.Symbol, int, sp.Expr], ...]:
        """The ranges of the carried indices."""
        places = dict(zip(self.outputs.indices, self.outputs.axes, strict=True))
        return tuple(places[index].limits(index) for index in self.carried)

    def over(self, index: sp.Symbol) -> tuple[sp.Symbol, int, sp.Expr]:
        """The range of an index of the block, for k and for any letter in its place."""
        assert self.row is not None
        axis = self.outputs.axes[self.outputs.indices.index(self.row)]
        return axis.limits(index)

    def element(self, index: sp.Expr | None = None) -> sp.Expr:
        """An element of the outputs: at the carried indices, and at this one in the place of k."""
        places = {self.row: index} if index is not None else {}
        return self.outputs.at(*(places.get(i, i) for i in self.outputs.indices))

    def value(self) -> sp.Expr:
        """A_kj, or the number that it is."""
        if self.row is None or self.column is None:
            return self.diagonal
        return self.diagonal * sp.KroneckerDelta(self.row, self.column, (1, self.over(self.row)[2])) + self.beside


def block_of(outputs: Tensor, formula: Formula) -> Block | None:
    """The block of a second derivative by the outputs; None where more than one index is left over.

    >>> from ...network.building import classifier
    >>> network = classifier()
    >>> block = block_of(network.tensor("z"), network.hessian("z").formula)
    >>> block.carried, block.diagonal, block.beside
    ((n,), p[n, k]/N, -p[n, j]*p[n, k]/N)
    """
    if formula.value == 0:
        return Block(outputs, outputs.indices, None, None, sp.S.Zero, sp.S.Zero)
    rank = len(outputs.axes)
    first, second = formula.indices[:rank], formula.indices[rank:]
    value = substitute(formula.value, dict(zip(first, outputs.indices, strict=True)))
    terms = sp.Add.make_args(sp.expand_mul(_opened(value)))
    pairs = list(zip(outputs.indices, second, outputs.axes, strict=True))
    deltas = {index: sp.KroneckerDelta(index, other, (1, axis.size)) for index, other, axis in pairs}
    carried = tuple(i for i, _, _ in pairs if all(t.has(deltas[i]) for t in terms))
    left = [(index, other) for index, other, _ in pairs if index not in carried]
    if len(left) > 1:
        return None
    here = {deltas[index]: sp.S.One for index in carried}
    same = {other: index for index, other, _ in pairs if index in carried}
    terms = tuple(substitute(term.xreplace(here), same) for term in terms)
    if not left:
        return Block(outputs, carried, None, None, tidy(sp.Add(*terms)), sp.S.Zero)
    ((row, column),) = left
    on = [term for term in terms if term.has(deltas[row])]
    diagonal = substitute(sp.Add(*on).xreplace({deltas[row]: sp.S.One}), {column: row})
    beside = tidy(sp.Add(*(term for term in terms if term not in on)))
    return None if beside.has(sp.KroneckerDelta) else Block(outputs, carried, row, column, tidy(diagonal), beside)


def _opened(value: sp.Expr) -> sp.Expr:
    """Deltas out of brackets: p (δ − p) = p δ − p p."""
    return sp.expand(collapse(value), deep=False) if value.has(sp.KroneckerDelta) else value
