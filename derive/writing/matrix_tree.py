"""Matrix notation as a small tree: products, entrywise products, transposes; every node knows its shape.

A vector is a column of shape K × 1, a scalar has shape 1 × 1. The functions at the end build nodes
in their simplest form; nothing here knows index notation.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sympy as sp

from ..network.functions import Function
from ..network.tensors import Tensor

Shape = tuple[sp.Expr, sp.Expr]
SCALAR: Shape = (sp.S.One, sp.S.One)


@dataclass(frozen=True, slots=True)
class MatrixSymbol:
    """A tensor as a whole: a matrix, a column vector or a scalar, by its number of axes.

    ``turned``: the letter stands for the transpose, as X does where samples are columns.
    """

    tensor: Tensor
    turned: bool = False

    @property
    def shape(self) -> Shape:
        """The sizes of the axes; 1 where there is none."""
        rows, columns, *_ = (*self.tensor.shape, sp.S.One, sp.S.One)
        return (columns, rows) if self.turned else (rows, columns)


@dataclass(frozen=True, slots=True)
class Ones:
    """The vector or matrix whose entries are all 1."""

    shape: Shape


@dataclass(frozen=True, slots=True)
class Identity:
    """The identity matrix."""

    size: sp.Expr

    @property
    def shape(self) -> Shape:
        """Square."""
        return self.size, self.size


@dataclass(frozen=True, slots=True)
class Transpose:
    """The transpose."""

    body: MatrixNode

    @property
    def shape(self) -> Shape:
        """Columns become rows."""
        return self.body.shape[1], self.body.shape[0]


@dataclass(frozen=True, slots=True)
class Product:
    """The matrix product of factors whose shapes fit: M × N · N × D."""

    factors: tuple[MatrixNode, ...]

    @property
    def shape(self) -> Shape:
        """The rows of the first, the columns of the last."""
        return self.factors[0].shape[0], self.factors[-1].shape[1]


@dataclass(frozen=True, slots=True)
class Hadamard:
    """The entrywise product of matrices of one shape."""

    factors: tuple[MatrixNode, ...]

    @property
    def shape(self) -> Shape:
        """The shape of every factor."""
        return self.factors[0].shape


@dataclass(frozen=True, slots=True)
class Quotient:
    """Entrywise division of two matrices of one shape, or of a matrix by a scalar."""

    above: MatrixNode
    below: MatrixNode

    @property
    def shape(self) -> Shape:
        """The shape of what is divided."""
        return self.above.shape


@dataclass(frozen=True, slots=True)
class Total:
    """The sum of terms of one shape."""

    terms: tuple[MatrixNode, ...]

    @property
    def shape(self) -> Shape:
        """The shape of every term."""
        return self.terms[0].shape


@dataclass(frozen=True, slots=True)
class Scaled:
    """A constant, such as −1 or 1/N, times a matrix."""

    coefficient: sp.Expr
    body: MatrixNode

    @property
    def shape(self) -> Shape:
        """The shape of the matrix."""
        return self.body.shape


@dataclass(frozen=True, slots=True)
class Applied:
    """A function, as its record, applied to every entry; ``base`` is that of a logarithm, or none."""

    function: Function
    body: MatrixNode
    base: sp.Expr | None = None

    @property
    def shape(self) -> Shape:
        """The shape of the matrix."""
        return self.body.shape


@dataclass(frozen=True, slots=True)
class Diagonal:
    """The diagonal matrix of a column vector."""

    body: MatrixNode

    @property
    def shape(self) -> Shape:
        """Square."""
        return self.body.shape[0], self.body.shape[0]


MatrixNode = (
    MatrixSymbol | Ones | Identity | Transpose | Product | Hadamard | Quotient | Total | Scaled | Applied | Diagonal
)


def transpose(node: MatrixNode) -> MatrixNode:
    """The transpose without needless signs: of a transpose, a scalar, a diagonal matrix."""
    if isinstance(node, Transpose):
        return node.body
    if isinstance(node, (Identity, Diagonal)) or node.shape == SCALAR:
        return node
    if isinstance(node, Scaled):
        return Scaled(node.coefficient, transpose(node.body))
    if isinstance(node, Ones) and sp.S.One not in node.shape:
        return Ones((node.shape[1], node.shape[0]))
    return Transpose(node)


def scaled(coefficient: sp.Expr, node: MatrixNode) -> MatrixNode:
    """A constant times a node, with one constant in all."""
    if isinstance(node, Scaled):
        coefficient, node = coefficient * node.coefficient, node.body
    return node if coefficient == 1 else Scaled(coefficient, node)


def _without_constants(nodes: Iterable[MatrixNode]) -> tuple[sp.Expr, list[MatrixNode]]:
    coefficient, bare = sp.S.One, []
    for node in nodes:
        if isinstance(node, Scaled):
            coefficient, node = coefficient * node.coefficient, node.body
        bare.append(node)
    return coefficient, bare


def product(*nodes: MatrixNode) -> MatrixNode:
    """The matrix product, flat, its constants in front."""
    coefficient, bare = _without_constants(nodes)
    factors: list[MatrixNode] = []
    for node in bare:
        factors += node.factors if isinstance(node, Product) else (node,)
    kept = [f for f in factors if not (isinstance(f, Ones) and f.shape == SCALAR)] or factors[:1]
    return scaled(coefficient, kept[0] if len(kept) == 1 else Product(tuple(kept)))


def hadamard(nodes: Iterable[MatrixNode]) -> MatrixNode:
    """The entrywise product, flat, its constants in front, without factors of ones."""
    coefficient, bare = _without_constants(nodes)
    kept = [node for node in bare if not isinstance(node, Ones)] or bare[:1]
    return scaled(coefficient, kept[0] if len(kept) == 1 else Hadamard(tuple(kept)))


def count_transposes(node: MatrixNode) -> int:
    """How many transposes are written, those of vectors of ones aside."""
    if isinstance(node, Transpose):
        return int(not isinstance(node.body, Ones)) + count_transposes(node.body)
    return sum(count_transposes(part) for part in parts_of(node))


def parts_of(node: MatrixNode) -> tuple[MatrixNode, ...]:
    """The nodes directly inside a node."""
    match node:
        case Product(factors) | Hadamard(factors):
            return factors
        case Total(terms):
            return terms
        case Quotient(above, below):
            return above, below
        case Transpose(body) | Diagonal(body):
            return (body,)
        case Scaled() | Applied():
            return (node.body,)
        case _:
            return ()
