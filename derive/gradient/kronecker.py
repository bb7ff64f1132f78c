"""The second derivative as a matrix of matrices: (1/N) Σ_n (diag(p_n) − p_n p_nᵀ) ⊗ x_n x_nᵀ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sympy as sp

from ..algebra.indices import free_indices, substitute
from ..errors import UnsupportedFormula
from ..network.axes import Axis
from ..network.definitions import Network
from ..network.tensors import Role, Tensor
from ..writing.display_order import DisplayOrder
from ..writing.latex import latex
from ..writing.matrix_form import matrix_form
from ..writing.matrix_printing import LATEX, TEXT, Notation, notation_of, write
from ..writing.matrix_tree import MatrixNode, MatrixSymbol, Total
from ..writing.text import text
from .derivation import Formula

if TYPE_CHECKING:
    from .second_order import SecondDerivation

Places = tuple[sp.Symbol, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """``scale`` times the sum over ``index`` (None for no sum) of ``first`` ⊗ ``second``; the symbols of one sample."""

    scale: sp.Expr
    index: sp.Symbol | None
    size: sp.Expr | None
    first: MatrixNode
    second: MatrixNode
    of_sample: frozenset[str]


@dataclass(frozen=True, slots=True)
class KroneckerForm:
    """∂²E/∂vec(W)∂vec(W)ᵀ as a sum of Kronecker products; vec puts the rows of a matrix one after the other.

    >>> from ..network.building import classifier
    >>> print(kronecker_form(classifier().hessian("W")).equation_text())
    ∂²E/∂vec(W)∂vec(W)ᵀ = (1/N) Σ_n (diag(p_n) − p_n p_nᵀ) ⊗ x_n x_nᵀ
    >>> print(kronecker_form(classifier(l2=0.1).hessian("W")).text())
    (1/N) Σ_n (diag(p_n) − p_n p_nᵀ) ⊗ x_n x_nᵀ + (1/10) I ⊗ I
    """

    network: Network
    of: Tensor
    wrt: tuple[Tensor, Tensor]
    blocks: tuple[Block, ...]

    def text(self) -> str:
        """The right side as text."""
        return self._right(TEXT)

    def latex(self) -> str:
        """The right side as LaTeX."""
        return self._right(LATEX)

    def equation_text(self) -> str:
        """Both sides as text."""
        first, second = (
            f"vec({self._letter(t, TEXT)})" if len(t.axes) > 1 else self._letter(t, TEXT) for t in self.wrt
        )
        return f"∂²{self._letter(self.of, TEXT)}/∂{first}∂{second}ᵀ = {self.text()}"

    def equation_latex(self) -> str:
        """Both sides as LaTeX."""
        letters = [self._letter(tensor, LATEX) for tensor in self.wrt]
        first, second = (
            rf"\mathrm{{vec}}({a})" if len(t.axes) > 1 else a for a, t in zip(letters, self.wrt, strict=True)
        )
        below = rf"\partial {first} \, \partial {second}^\top"
        return rf"\frac{{\partial^2 {self._letter(self.of, LATEX)}}}{{{below}}} = {self.latex()}"

    def _letter(self, tensor: Tensor, notation: Notation) -> str:
        return write(MatrixSymbol(tensor), notation_of(self.network, notation))

    def _right(self, notation: Notation) -> str:
        return " + ".join(self._block(block, notation) for block in self.blocks)

    def _block(self, block: Block, notation: Notation) -> str:
        own = notation_of(self.network, notation)

        def symbol(tensor: Tensor) -> str:
            return own.symbol(tensor) + (f"_{block.index}" if tensor.name in block.of_sample else "")

        sampled = replace(own, symbol=symbol)
        parts = [write(node, sampled) for node in (block.first, block.second)]
        nodes = (block.first, block.second)
        first, second = (own.bracketed(p) if isinstance(n, Total) else p for p, n in zip(parts, nodes, strict=True))
        times = f"{first} ⊗ {second}" if notation.is_text else rf"{first} \otimes {second}"
        return " ".join(part for part in (self._scale(block, notation), self._sum(block, notation), times) if part)

    def _scale(self, block: Block, notation: Notation) -> str:
        if block.scale == 1:
            return ""
        written = text(block.scale, self.network) if notation.is_text else latex(block.scale, self.network)
        return f"({written})" if notation.is_text and "/" in written else written

    def _sum(self, block: Block, notation: Notation) -> str:
        if block.index is None:
            return ""
        return f"Σ_{block.index}" if notation.is_text else rf"\sum_{{{block.index}=1}}^{{{block.size}}}"


def kronecker_form(found: SecondDerivation) -> KroneckerForm | None:
    """The second derivative as a sum of Kronecker products; None where it is no such sum, or where no matrix is.

    The first matrix is about the first indices of both tensors (classes), the second about the others (features).
    """
    first, second = found.wrt
    if len(first.axes) != 2 or len(second.axes) not in (1, 2) or found.of.axes:
        return None
    indices = found.formula.indices
    axes = dict(zip(indices, (*first.axes, *second.axes), strict=True))
    outer, inner = (indices[0], indices[2]), (indices[1], *indices[3:])
    terms = sp.Add.make_args(found.formula.value)
    try:
        blocks = tuple(_block_of(found.network, term, axes, outer, inner) for term in terms)
    except UnsupportedFormula:
        return None
    return KroneckerForm(found.network, found.of, found.wrt, blocks) if found.formula.value != 0 else None


def _block_of(network: Network, term: sp.Expr, axes: dict[sp.Symbol, Axis], outer: Places, inner: Places) -> Block:
    """One term as a Kronecker product.

    Raises:
        UnsupportedFormula: a factor belongs to both matrices, or one of them has no notation.
    """
    order = DisplayOrder(network)
    factors = list(sp.Mul.make_args(term))
    totals = [factor for factor in factors if isinstance(factor, sp.Sum) and _spans(factor, outer, inner)]
    index: sp.Symbol | None = None
    size: sp.Expr | None = None
    if len(totals) == 1 and len(totals[0].limits) == 1:
        (total,) = totals
        (bound, _, size) = total.limits[0]
        index = sp.Symbol(bound.name, integer=True, positive=True)
        factors.remove(total)
        factors += sp.Mul.make_args(substitute(total.function, {bound: index}))
    scale = sp.Mul(*(factor for factor in factors if order.is_constant(factor)))
    rest = [factor for factor in factors if not order.is_constant(factor)]
    of_inner = [factor for factor in rest if free_indices(factor) & set(inner)]
    of_outer = [factor for factor in rest if factor not in of_inner]
    if any(free_indices(factor) & set(outer) for factor in of_inner):
        raise UnsupportedFormula("one factor belongs to both matrices")
    sampled = _Sampled(network, index, axes)
    first, second = (sampled.matrix(sp.Mul(*part), place) for part, place in ((of_outer, outer), (of_inner, inner)))
    return Block(scale, index, size, first, second, frozenset(sampled.names))


def _spans(total: sp.Sum, outer: Places, inner: Places) -> bool:
    return bool(free_indices(total) & {*outer, *inner})


class _Sampled:
    """Matrices of one sample: p[n, k] is entry k of the vector p_n."""

    def __init__(self, network: Network, index: sp.Symbol | None, axes: dict[sp.Symbol, Axis]) -> None:
        self.network, self.index, self.axes = network, index, axes
        self.names: set[str] = set()

    def matrix(self, value: sp.Expr, place: Places) -> MatrixNode:
        """The matrix whose entry at the place is the value."""
        elements = {e: self._without(e) for e in value.atoms(sp.Indexed) if self.index in e.indices}
        tensors = tuple(self._tensor(tensor) for tensor in self.network.tensors_in(value))
        name = next(name for name in ("block", "blocks") if name not in {t.name for t in tensors})
        whole = Tensor(name, tuple(self.axes[index] for index in place), Role.INTERMEDIATE, "the matrix itself")
        formula = Formula(whole.at(*place), value.xreplace(elements), place)
        return matrix_form(formula, Network((*tensors, whole), ())).body

    def _without(self, element: sp.Indexed) -> sp.Expr:
        if element.indices[0] != self.index or element.indices.count(self.index) > 1:
            raise UnsupportedFormula(f"{element} is not of one sample")
        self.names.add(element.base.label.name)
        others = element.indices[1:]
        name = element.base.label.name
        return sp.IndexedBase(name, real=True)[tuple(others)] if others else sp.Symbol(name, real=True)

    def _tensor(self, tensor: Tensor) -> Tensor:
        return replace(tensor, axes=tensor.axes[1:]) if tensor.name in self.names else tensor
