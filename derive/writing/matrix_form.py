"""From index notation to matrix notation: (1/N) Σ_n (p_nk − y_nk) x_nd becomes (1/N) (P − Y)ᵀ X.

The free indices of a formula become rows and columns. A sum over one index is a matrix product of
what carries the row and what carries the column; factors that carry both are multiplied entrywise;
what lacks one of them is repeated along it by a vector of ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import Any, TypeAlias

import sympy as sp

from ..algebra.deltas import collapse
from ..algebra.indices import free_indices, freshen, substitute
from ..errors import UnsupportedFormula
from ..network.definitions import Network
from ..network.functions import function_named, function_of
from ..network.partial import Partial
from ..network.tensors import Tensor
from .display_order import DisplayOrder, LogarithmTo
from .equality import Equality
from .matrix_printing import LATEX, TEXT, Notation, notation_of, write, write_shapes
from .matrix_tree import (
    Applied,
    Diagonal,
    Identity,
    MatrixNode,
    MatrixSymbol,
    Ones,
    Quotient,
    Shape,
    Total,
    count_transposes,
    hadamard,
    product,
    scaled,
    transpose,
)
from .notebook_display import inline
from .text import text
from .turning import turned

Index: TypeAlias = sp.Symbol | None


@dataclass(frozen=True, slots=True)
class MatrixForm:
    """``left = body`` in matrix notation."""

    left: sp.Expr
    body: MatrixNode
    network: Network

    @property
    def shape(self) -> Shape:
        """Rows and columns; a vector is a column."""
        return self.body.shape

    def latex(self) -> str:
        r"""The right side, such as ``\frac{1}{N} \left(P - Y\right)^\top X``."""
        return write(self.body, notation_of(self.network, LATEX))

    def text(self) -> str:
        """The right side as text, such as ``(1/N) (P − Y)ᵀ X``."""
        return write(self.body, notation_of(self.network, TEXT))

    def equation_latex(self) -> str:
        """Both sides."""
        return f"{self._left(LATEX)} = {self.latex()}"

    def equation_text(self) -> str:
        """Both sides as text."""
        return f"{self._left(TEXT)} = {self.text()}"

    def __str__(self) -> str:
        return self.equation_text()

    def _repr_latex_(self) -> str:
        return inline(self.equation_latex())

    def shapes_latex(self) -> str:
        r"""The line of shapes, such as ``K \times N \cdot N \times D \to K \times D``."""
        return write_shapes(self.body, notation_of(self.network, LATEX))

    def shapes_text(self) -> str:
        """The line of shapes as text, such as ``K×N · N×D → K×D``."""
        return write_shapes(self.body, notation_of(self.network, TEXT))

    def _left(self, notation: Notation) -> str:
        if not isinstance(self.left, Partial):
            return self._whole(self.left, notation)
        above = self._whole(self.left.element, notation)
        if isinstance(self.left.numerator, Partial):
            return self._second(above, self.left.denominators, notation)
        below = self._whole(self.left.denominator, notation)
        return f"∂{above}/∂{below}" if notation.is_text else rf"\frac{{\partial {above}}}{{\partial {below}}}"

    def _second(self, above: str, denominators: tuple[sp.Expr, ...], notation: Notation) -> str:
        """∂²E/∂w∂wᵀ: of two vectors the first is laid out downwards and the second across."""
        first, second = (_tensor_of(element, self.network) for element in denominators)
        symbols = MatrixSymbol(first), MatrixSymbol(second)
        across = transpose(symbols[1]) if len(first.axes) == len(second.axes) == 1 else symbols[1]
        below = [write(node, notation) for node in (symbols[0], across)]
        if first == second and not first.axes:
            below = [f"{below[0]}²" if notation.is_text else f"{below[0]}^2"]
        if notation.is_text:
            return f"∂²{above}/" + "".join(f"∂{one}" for one in below)
        return rf"\frac{{\partial^2 {above}}}{{" + r" \, ".join(rf"\partial {one}" for one in below) + "}"

    def _whole(self, element: sp.Expr, notation: Notation) -> str:
        return write(MatrixSymbol(_tensor_of(element, self.network)), notation_of(self.network, notation))


def matrix_form(formula: Equality, network: Network) -> MatrixForm:
    """Return the formula in matrix notation.

    Args:
        formula: a gradient or a definition with at most two free indices, which become the rows
            and the columns.
        network: the tensors' axes.

    Raises:
        UnsupportedFormula: no matrix form was found, as for three free indices.

    >>> from ..gradient.backward import derive_gradient
    >>> from ..network.building import classifier
    >>> network = classifier()
    >>> form = matrix_form(derive_gradient(network, "W").formula, network)
    >>> form.text(), form.shapes_text()
    ('(1/N) (P − Y)ᵀ X', 'K×N · N×D → K×D')
    """
    indices = tuple(dict.fromkeys(formula.indices))
    value = freshen(collapse(formula.value))
    sizes = _sizes(indices, (formula.left, value), network)
    symbol = notation_of(network, TEXT).symbol
    shown = [symbol(tensor) for tensor in network.tensors_in(sp.Tuple(formula.left, value))]
    if len(set(shown)) < len(shown):
        raise _unsupported(formula.value, "two of its tensors would have one letter")
    if len(indices) > 2 or not free_indices(value) <= set(indices):
        raise _unsupported(formula.value, f"it has {len(indices)} free indices")
    row, column = (*indices, None, None)[:2]
    body = _Translation(network, sizes).matrix(value, row, column)
    return MatrixForm(formula.left, _laid_out(formula.left, body, network), network)


def _laid_out(left: sp.Expr, body: MatrixNode, network: Network) -> MatrixNode:
    """The body in the layout of the network's spelling: turned where the letter on the left stands for a transpose."""
    if network.spelling is None:
        return body
    names = frozenset(t.name for t in network.tensors if (s := network.spelling.tensor(t.name)) and s.turned)
    sides = (left.element, *left.denominators) if isinstance(left, Partial) else (left,)
    laid_out = [t for t in (_tensor_of(side, network) for side in sides) if t.axes]  # of two, numerator × denominator
    return turned(body, names, across=len(laid_out) == 1 and laid_out[0].name in names)


def _unsupported(expression: object, reason: str) -> UnsupportedFormula:
    shown = text(expression) if isinstance(expression, sp.Expr) else "a sum inside it"
    return UnsupportedFormula(
        f"{shown} has no matrix form: {reason}", hint="use the index notation, which holds for any number of axes"
    )


def _tensor_of(element: Any, network: Network) -> Tensor:
    name = element.base.label.name if isinstance(element, sp.Indexed) else getattr(element, "name", "")
    found = next((tensor for tensor in network.tensors if tensor.name == name), None)
    if found is None:
        raise _unsupported(element, "it is no tensor of the network")
    return found


def _sizes(indices: Sequence[sp.Symbol], expressions: Sequence[sp.Expr], network: Network) -> dict[sp.Symbol, sp.Expr]:
    """The size of each index: of a free one by the axes on which it stands, of a bound one by its limits."""
    sizes: dict[sp.Symbol, sp.Expr] = {}
    for expression in expressions:
        sizes |= {limit[0]: limit[2] for total in expression.atoms(sp.Sum) for limit in total.limits}
        for element in sorted(expression.atoms(sp.Indexed), key=str):
            axes = _tensor_of(element, network).axes
            sizes |= {i: axis.size for i, axis in zip(element.indices, axes, strict=True) if i in indices}
    return sizes


@dataclass(frozen=True)
class _Contraction:
    """Σ over one index of a product: what SymPy would merge with a sum around it."""

    factors: tuple[Factor, ...]
    index: sp.Symbol

    @property
    def free(self) -> set[sp.Symbol]:
        return {index for factor in self.factors for index in _free(factor)} - {self.index}


Factor: TypeAlias = sp.Expr | _Contraction


def _free(factor: Factor) -> set[sp.Symbol]:
    return factor.free if isinstance(factor, _Contraction) else free_indices(factor)


def _factors_of(value: sp.Expr, order: DisplayOrder) -> tuple[sp.Expr, tuple[sp.Expr, ...]]:
    """The constant and the other factors of a product, log p / log 2 as one of them."""
    parts = order.split(value)
    constant = sp.Mul(*parts.front) / sp.Mul(*parts.front_below) * (-1 if parts.negative else 1)
    return constant, (*parts.above, *(1 / factor for factor in parts.below))


class _Translation:
    """One formula's translation; ``row`` and ``column`` name what an expression is laid out along."""

    def __init__(self, network: Network, sizes: dict[sp.Symbol, sp.Expr]) -> None:
        self.network, self.sizes, self.order = network, sizes, DisplayOrder(network)

    def shape(self, row: Index, column: Index) -> Shape:
        """The shape along these indices; 1 along none."""
        return self._size(row), self._size(column)

    def _size(self, index: Index) -> sp.Expr:
        return sp.S.One if index is None else self.sizes[index]

    def matrix(self, value: Factor, row: Index, column: Index) -> MatrixNode:
        """The matrix whose entry at (row, column) is the value."""
        if isinstance(value, _Contraction):
            return self._repeated(value, row, column) or self.contracted(value, row, column)
        if self.order.is_constant(value):
            return scaled(value, Ones(self.shape(row, column)))
        return self._repeated(value, row, column) or self._present(value, row, column)

    def _repeated(self, value: Factor, row: Index, column: Index) -> MatrixNode | None:
        """What lacks an index is repeated along it: v 1ᵀ or 1 vᵀ."""
        present = _free(value)
        if row is not None and row not in present:
            return product(Ones((self._size(row), sp.S.One)), self.matrix(value, None, column))
        if column is not None and column not in present:
            return product(self.matrix(value, row, None), transpose(Ones((self._size(column), sp.S.One))))
        return None

    def _present(self, value: Any, row: Index, column: Index) -> MatrixNode:
        if isinstance(value, sp.Add):
            return Total(tuple(self.matrix(term, row, column) for term in self.order.ordered_terms(value)))
        if isinstance(value, sp.Sum):
            return self._sum(value, row, column)
        if isinstance(value, (sp.Mul, sp.Pow)) and not isinstance(value, sp.exp):
            constant, factors = _factors_of(value, self.order)
            return scaled(constant, self.multiplied(factors, row, column))
        record = function_of(value)
        if isinstance(value, LogarithmTo):
            return Applied(function_named("log"), self.matrix(value.args[0], row, column), value.args[1])
        if record is not None and len(value.args) == 1:
            return Applied(record, self.matrix(value.args[0], row, column))
        if isinstance(value, sp.KroneckerDelta):
            return Identity(self._size(row))
        return self._element(value, row, column)

    def _sum(self, total: sp.Sum, row: Index, column: Index) -> MatrixNode:
        """Σ of a product; of its terms one by one where a bracket in it has more indices than a matrix."""
        constant, factors = _factors_of(total.function, self.order)
        try:
            return scaled(constant, self.summed(factors, tuple(limit[0] for limit in total.limits), row, column))
        except UnsupportedFormula:
            brackets = [f for f in sp.Mul.make_args(total.function) if isinstance(f, sp.Add)]
            if not brackets:
                raise
        widest = max(brackets, key=lambda bracket: len(free_indices(bracket)))
        terms = (total.function / widest * term for term in self.order.ordered_terms(widest))
        return Total(tuple(self.matrix(sp.Sum(term, *total.limits), row, column) for term in terms))

    def _element(self, value: sp.Expr, row: Index, column: Index) -> MatrixNode:
        if not isinstance(value, (sp.Indexed, sp.Symbol)):
            raise _unsupported(value, f"{type(value).__name__} has no matrix notation")
        symbol = MatrixSymbol(_tensor_of(value, self.network))
        indices = tuple(value.indices) if isinstance(value, sp.Indexed) else ()
        wanted = tuple(index for index in (row, column) if index is not None)
        if indices == wanted and (row is not None or column is None):
            return symbol
        if indices == wanted or indices == wanted[::-1]:
            return transpose(symbol)
        raise _unsupported(value, "an index stands twice, or is a number")

    def multiplied(self, factors: Sequence[Factor], row: Index, column: Index) -> MatrixNode:
        """A product without sums over it: entrywise, an outer product, or a diagonal matrix."""
        deltas = [f for f in factors if not isinstance(f, _Contraction) and f.has(sp.KroneckerDelta)]
        if deltas and row is not None and column is not None:
            others = list(factors)
            others.remove(deltas[0])
            return self._with_delta(deltas[0], others, row, column)
        if row is None and column is not None:
            return transpose(self.multiplied(factors, column, None))
        along = {index for index in (row, column) if index is not None}
        scalars = [f for f in factors if along and not _free(f)]
        rows = [f for f in factors if _free(f) == {row}]
        columns = [f for f in factors if column is not None and _free(f) == {column}]
        if column is not None and len(rows) + len(columns) + len(scalars) == len(factors):
            return product(self.multiplied([*rows, *scalars], row, None), self.multiplied(columns, None, column))
        if column is None and scalars:
            inner = [f for f in factors if _free(f)]
            return self._times_scalars(self.multiplied(inner, row, None), scalars)
        return self._entrywise(factors, row, column)

    def _times_scalars(self, column: MatrixNode, scalars: Sequence[Factor]) -> MatrixNode:
        """A column vector times scalars: v (1ᵀ y), or over one, v / (1ᵀ y)."""
        plain = [f for f in scalars if not isinstance(f, _Contraction)]
        divisors = [f for f in plain if isinstance(f, sp.Pow) and f.exp.is_negative]
        below = [1 / f for f in divisors]
        above = [f for f in scalars if f not in divisors]
        column = product(column, *(self.matrix(f, None, None) for f in above))
        return Quotient(column, self.multiplied(below, None, None)) if below else column

    def _with_delta(self, bracket: sp.Expr, others: list[Factor], row: sp.Symbol, column: sp.Symbol) -> MatrixNode:
        """f_j δ_jk is a diagonal matrix; a bracket with a delta in it is multiplied out."""
        if isinstance(bracket, sp.Add):
            terms = [_factors_of(term, self.order) for term in self.order.ordered_terms(bracket)]
            return Total(tuple(scaled(c, self.multiplied([*others, *fs], row, column)) for c, fs in terms))
        plain = [f for f in others if isinstance(f, sp.Expr)]
        if not isinstance(bracket, sp.KroneckerDelta) or len(plain) != len(others):
            raise _unsupported(bracket, "a Kronecker delta stands inside it")
        if not plain:
            return Identity(self._size(row))
        on_diagonal = substitute(sp.Mul(*plain), {column: row})
        return Diagonal(self.matrix(on_diagonal, row, None))

    def _entrywise(self, factors: Sequence[Factor], row: Index, column: Index) -> MatrixNode:
        above: list[tuple[tuple[float, int], MatrixNode]] = []
        below: list[tuple[tuple[float, int], MatrixNode]] = []
        for factor in factors:
            base, power = (factor, sp.S.One)
            if not isinstance(factor, _Contraction) and factor.is_Pow and not isinstance(factor, sp.exp):
                base, power = factor.as_base_exp()
            if not power.is_Integer or power == 0:
                raise _unsupported(factor, f"the power {power} has no matrix notation")
            node = self.matrix(base, row, column)
            (above if power > 0 else below).extend([(self._place(factor), node)] * abs(int(power)))
        ones = Ones(self.shape(row, column))
        upper, lower = (hadamard([node for _, node in sorted(p, key=lambda q: q[0])] or [ones]) for p in (above, below))
        return Quotient(upper, lower) if below else upper

    def _place(self, factor: Factor) -> tuple[float, int]:
        """Later in the network first; beside each other, sums last."""
        if isinstance(factor, _Contraction):
            return min(self._place(f)[0] for f in factor.factors), 1
        return -floor(self.order.latest(factor)), int(isinstance(factor, sp.Sum))

    def summed(
        self, factors: Sequence[Factor], indices: tuple[sp.Symbol, ...], row: Index, column: Index
    ) -> MatrixNode:
        """Σ over the indices, in the first order of summing in which no factor gets three indices."""
        if not indices:
            return self.multiplied(factors, row, column)
        reasons: list[UnsupportedFormula] = []
        for index in indices:
            inside = tuple(f for f in factors if index in _free(f))
            outside = [f for f in factors if index not in _free(f)]
            if not inside:
                return scaled(self._size(index), self.summed(factors, _without(indices, index), row, column))
            contraction, left = _Contraction(inside, index), _without(indices, index)
            try:
                if outside or left:
                    return self.summed([*outside, contraction], left, row, column)
                return self.matrix(contraction, row, column)
            except UnsupportedFormula as reason:
                reasons.append(reason)
        raise reasons[0]

    def contracted(self, contraction: _Contraction, row: Index, column: Index) -> MatrixNode:
        """Σ_i A_ri B_ic is the product A B; what carries only i goes to the side that has nothing."""
        index, factors = contraction.index, contraction.factors
        if any(row in _free(f) and column in _free(f) for f in factors if row is not None and column is not None):
            raise _unsupported(contraction, "a factor has three indices")
        left = [f for f in factors if row is not None and row in _free(f)]
        right = [f for f in factors if column is not None and column in _free(f)]
        alone = [f for f in factors if f not in left and f not in right]
        if row is None and column is None and len(alone) > 1:
            left, right = alone[:1], alone[1:]
        elif left:
            left, right = (left, right + alone) if not right else (left + alone, right)
        elif right:
            left = alone
        else:
            right = alone
        return product(self._oriented(left, row, index), self._oriented(right, index, column))

    def _oriented(self, factors: Sequence[Factor], row: Index, column: Index) -> MatrixNode:
        """The product of the factors along (row, column), transposed as a whole where that is shorter."""
        if not factors:
            ones = Ones((self._size(row if column is None else column), sp.S.One))
            return ones if column is None else transpose(ones)
        if row is None or column is None:
            column_vector = self.multiplied(factors, row if column is None else column, None)
            return column_vector if column is None else transpose(column_vector)
        straight = self.multiplied(factors, row, column)
        turned = transpose(self.multiplied(factors, column, row))
        return min((straight, turned), key=count_transposes)


def _without(indices: tuple[sp.Symbol, ...], index: sp.Symbol) -> tuple[sp.Symbol, ...]:
    return tuple(other for other in indices if other != index)
