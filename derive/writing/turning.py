"""The layout of matrices: which letters stand for a transpose, and trees of matrix notation turned to fit."""

from __future__ import annotations

from collections.abc import Mapping

from ..network.definitions import Network
from ..network.tensors import Role, Tensor
from .matrix_tree import (
    Applied,
    Diagonal,
    Hadamard,
    MatrixNode,
    MatrixSymbol,
    Product,
    Quotient,
    Scaled,
    Total,
    Transpose,
    count_transposes,
    hadamard,
    parts_of,
    product,
    scaled,
    transpose,
)
from .parts import sample_axis, summed_over

ROWS, COLUMNS, INPUTS_FIRST = "rows", "columns", "xw"
LAYOUTS: Mapping[str, str] = {
    ROWS: "samples are rows, weights outputs × inputs: Z = X Wᵀ",
    COLUMNS: "samples are columns: Z = W X",
    INPUTS_FIRST: "samples are rows, weights inputs × outputs: Z = X W",
}


def turned_tensors(network: Network, layout: str) -> frozenset[str]:
    """The names of the tensors whose letter stands for the transpose of what it stands for in rows.

    >>> from ..network.building import classifier
    >>> sorted(turned_tensors(classifier(), "columns")), sorted(turned_tensors(classifier(), "xw"))
    (['L', 'p', 'x', 'y', 'z'], ['W'])
    """
    samples = sample_axis(network)
    if layout == COLUMNS:
        return frozenset(t.name for t in network.tensors if samples in t.axes[:1] and len(t.axes) <= 2)
    if layout == INPUTS_FIRST:
        return frozenset(t.name for t in network.parameters if _is_outputs_first(t, network))
    return frozenset()


def _is_outputs_first(tensor: Tensor, network: Network) -> bool:
    """True for weights W_kd of Σ_d W_kd x_d: wherever they stand under a sum, it goes over the second axis alone."""
    sums = [summed_over(d, tensor) for d in network.definitions if d.tensor.role is not Role.LOSS]
    return len(tensor.axes) == 2 and {s for s in sums if s} == {frozenset({1})}


def turned(node: MatrixNode, names: frozenset[str], *, across: bool = False) -> MatrixNode:
    """The same matrix in letters of which those ``names`` stand for a transpose; with ``across`` its transpose.

    >>> from ..network.building import classifier
    >>> W, x = (MatrixSymbol(classifier().tensor(name)) for name in ("W", "x"))
    >>> node = turned(product(x, transpose(W)), frozenset({"x"}), across=True)
    >>> [(factor.tensor.name, factor.turned) for factor in node.factors]
    [('W', False), ('x', True)]
    """
    if isinstance(node, (Product, Hadamard, Total, Quotient, Applied)):
        straight = _rebuilt(node, names, across=across)
        return min((straight, transpose(_rebuilt(node, names, across=not across))), key=_effort)
    match node:
        case MatrixSymbol(tensor) if tensor.name in names:
            symbol = MatrixSymbol(tensor, turned=True)
            return symbol if across else transpose(symbol)
        case Scaled(coefficient, body):
            return scaled(coefficient, turned(body, names, across=across))
        case Transpose(body):
            return turned(body, names, across=not across)
        case Diagonal(body):
            return Diagonal(turned(body, names))
    return transpose(node) if across else node


def _effort(node: MatrixNode) -> tuple[int, int]:
    """How many transposes are written, and how many of them of more than a letter."""
    return count_transposes(node), _of_brackets(node)


def _of_brackets(node: MatrixNode) -> int:
    inner = sum(map(_of_brackets, parts_of(node)))
    return inner + (isinstance(node, Transpose) and bool(parts_of(node.body)))


def _rebuilt(node: MatrixNode, names: frozenset[str], *, across: bool) -> MatrixNode:
    """A node of several parts from its turned parts: those of a product in reverse order across."""
    parts = [turned(part, names, across=across) for part in parts_of(node)]
    match node:
        case Product():
            return product(*(reversed(parts) if across else parts))
        case Hadamard():
            return hadamard(parts)
        case Quotient():
            return Quotient(*parts)
        case Applied(function, _, base):
            return Applied(function, parts[0], base)
    return Total(tuple(parts))
