"""Bounds of the curvature as inequalities: by the diagonal, by a Lipschitz constant; and the directions without any."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ...algebra.indices import freshen, substitute
from ...algebra.tidying import tidy
from ...network.axes import Axis
from ...network.definitions import Network
from ...writing.display_order import DisplayOrder
from ...writing.latex import latex
from ...writing.matrix_printing import LATEX, TEXT, notation_of, write
from ...writing.matrix_tree import MatrixSymbol
from ...writing.text import text
from ..checking import StepChecker
from ..derivation import Formula
from .convexity import HALF, Squares, sign_of
from .directions import Direction, gauss_newton_form
from .features import Features, features_of
from .gauss_newton import Curvature
from .relative import Claim, Relative
from .signs import Signs

QUARTER = sp.Rational(1, 4)


@dataclass(frozen=True, slots=True)
class Lipschitz(Relative):
    """A Lipschitz constant of the gradient: ``factor`` times λ_max(FᵀF), with F the ``features`` (1 where they are 1).

    ``count`` is how many ones there are in their place; ``penalty`` is what a penalty adds. ``constant_text`` and
    ``constant_latex`` write it.
    """

    factor: sp.Expr = sp.S.Zero
    features: Features | None = None
    count: sp.Expr = sp.S.One
    penalty: sp.Expr = sp.S.Zero

    @property
    def constant_text(self) -> str:
        """The constant as text, such as ``(1/(2 N)) λ_max(XᵀX)``."""
        return self._constant(is_text=True)

    @property
    def constant_latex(self) -> str:
        r"""The constant as LaTeX, such as ``\frac{1}{2 N} \lambda_{\max}(X^\top X)``."""
        return self._constant(is_text=False)

    def _constant(self, *, is_text: bool) -> str:
        write_one = text if is_text else latex
        added = f" + {write_one(self.penalty, self.network)}" if self.penalty != 0 else ""
        if self.features is None or self.factor == 0:
            return write_one(tidy(self.factor * self.count + self.penalty), self.network)
        written, name = write_one(self.factor, self.network), _matrix_name(self.features, self.network, is_text=is_text)
        if is_text:
            return ("" if self.factor == 1 else f"({written}) ") + f"λ_max({name}ᵀ{name}){added}"
        front = "" if self.factor == 1 else rf"{written} \, "
        return rf"{front}\lambda_{{\max}}\left({name}^\top {name}\right){added}"


def _matrix_name(features: Features, network: Network, *, is_text: bool) -> str:
    """The letter of the features as a matrix; F where they are made of several."""
    value = features.value
    if not isinstance(value, sp.Indexed) or tuple(value.indices) != (*features.rows, *features.columns):
        return "F"
    tensor = network.tensor(value.base.label.name)
    return write(MatrixSymbol(tensor), notation_of(network, TEXT if is_text else LATEX))


@dataclass(frozen=True, slots=True)
class Upper:
    """A number that an expression does not exceed, and what is between them, which is not negative."""

    bound: sp.Expr
    gap: sp.Expr


def upper_bound(network: Network, expression: sp.Expr) -> Upper | None:
    """The least number that is known to bound an expression; None where none is.

    q (1 − q) ≤ ¼, for ¼ − q (1 − q) = (½ − q)².

    >>> from ...network.building import classifier
    >>> network = classifier()
    >>> share = network.definition("p").left
    >>> upper_bound(network, 2 * share * (1 - share))
    Upper(bound=1/2, gap=2*(p[n, k] - 1/2)**2)
    """
    order, signs = DisplayOrder(network), Signs(network)
    factors = sp.Mul.make_args(expression)
    constant = sp.Mul(*(factor for factor in factors if order.is_constant(factor)))
    rest = sp.Mul(*(factor for factor in factors if not order.is_constant(factor)))
    if not signs.interval(constant).not_negative:
        return None
    if rest == 1:
        return Upper(constant, sp.S.Zero)
    for factor in sp.Mul.make_args(rest):
        if sp.expand(rest / factor - (1 - factor)) == 0:
            return Upper(constant * QUARTER, constant * (HALF - factor) ** 2)
    high = signs.interval(rest).high
    return Upper(constant * high, constant * (high - rest)) if high.is_Rational else None


def largest_entry(squares: Squares) -> sp.Expr:
    """What the block does not exceed as a diagonal matrix: itself, or twice its own diagonal, 2 A_kk."""
    block = squares.block
    if not squares.apart or block.row is None or block.column is None:
        return block.diagonal
    return tidy(2 * (block.diagonal + substitute(block.beside, {block.column: block.row})))


def diagonal_bound(direction: Direction, squares: Squares) -> Relative:
    """Vᵀ H V ≤ Σ 2 A_kk r_k²: the diagonal taken twice is more than the whole block.

    >>> from ...network.building import classifier
    >>> from .blocks import block_of
    >>> from .convexity import squares_of
    >>> network = classifier()
    >>> curvature = Curvature(network.hessian("W"), network.tensor("z"))
    >>> squares = squares_of(network, block_of(network.tensor("z"), curvature.of_loss.formula))
    >>> found = diagonal_bound(Direction(curvature), squares)
    >>> found.formula
    Formula(VGNV = (2/N) Σ_n Σ_k p_nk (1 − p_nk) r_nk²)
    >>> [claim.verdict.outcome.value for claim in found.claims]
    ['PROVED', 'PROVED']
    """
    block, network = squares.block, direction.network
    form, entry = gauss_newton_form(direction), largest_entry(squares)
    assert form.formula is not None and block.row is not None and block.column is not None
    bound = _summed(squares, entry * direction.changed(block.element()) ** 2)
    beside = tidy(freshen(sp.Sum(_apart(squares) * squares.weight, block.over(block.column))))
    own, signs = tidy(entry / 2), Signs(network)
    row = StepChecker(network).check(own + beside, entry, left=block.element())
    gap = _gap(squares, direction, sp.S.Zero)
    return Relative(
        "diagonal-bound",
        "Bound by the diagonal",
        "In each row of the block, the entry on the diagonal and the sizes of the others add up to twice the diagonal: "
        "a matrix with these numbers on its diagonal is at least as large along every direction. "
        "It is a bound, not the diagonal.",
        network,
        Formula(form.formula.left, bound, (), form.formula.conditions, network),
        steps=form.steps,
        claims=(
            Claim("the sizes in one row add up to it", own + beside, entry, row),
            _difference(network, form.formula, bound, gap),
        ),
        signs=(sign_of(squares.weight, signs, network),),
    )


def _apart(squares: Squares) -> sp.Expr:
    block = squares.block
    assert block.row is not None
    return 1 - sp.KroneckerDelta(block.row, block.column, (1, block.over(block.row)[2]))


def _summed(squares: Squares, value: sp.Expr) -> sp.Expr:
    limits = squares.block.limits
    limits = limits if squares.block.row is None else (squares.block.over(squares.block.row), *limits)
    return tidy(freshen(sp.Sum(value, *limits) if limits else value))


def _gap(squares: Squares, direction: Direction, own: sp.Expr) -> sp.Expr:
    """Σ own_k r_k² + ½ Σ_{k≠j} w_kj (r_k + r_j)²: what lies between a bound and the curvature."""
    block = squares.block
    change = direction.changed(block.element())
    total = _summed(squares, own * change**2) if own != 0 else sp.S.Zero
    if not squares.apart or block.row is None or block.column is None:
        return total
    together = squares.weight * _apart(squares) * (change + direction.changed(block.element(block.column))) ** 2
    pairs = HALF * sp.Sum(together, block.over(block.row), block.over(block.column))
    return total + freshen(sp.Sum(pairs, *block.limits) if block.limits else pairs)


def _difference(network: Network, form: Formula, bound: sp.Expr, gap: sp.Expr) -> Claim:
    verdict = StepChecker(network).check(bound - form.value, gap, left=form.left)
    return Claim("the bound less the curvature is a sum of squares", bound - form.value, gap, verdict)


def lipschitz(direction: Direction, squares: Squares) -> Lipschitz | str:
    """‖∇E(W) − ∇E(W′)‖ ≤ c λ_max(FᵀF) ‖W − W′‖ for outputs linear in W with features F; or why there is none.

    >>> from ...network.building import classifier
    >>> from .blocks import block_of
    >>> from .convexity import squares_of
    >>> network = classifier()
    >>> curvature = Curvature(network.hessian("W"), network.tensor("z"))
    >>> squares = squares_of(network, block_of(network.tensor("z"), curvature.of_loss.formula))
    >>> found = lipschitz(Direction(curvature), squares)
    >>> found.constant_text, found.claims[0].verdict.outcome.value
    ('(1/(2 N)) λ_max(XᵀX)', 'PROVED')
    """
    curvature, network = direction.curvature, direction.network
    entry, features = largest_entry(squares), features_of(curvature)
    upper = upper_bound(network, entry)
    if features is None:
        return f"{curvature.outputs.name} is not {curvature.hessian.first.wrt.name} times features"
    if upper is None:
        return f"{text(entry, network)} has no largest value"
    form = gauss_newton_form(direction)
    assert form.formula is not None
    bound = _summed(squares, upper.bound * direction.changed(squares.block.element()) ** 2)
    signs, ones = Signs(network), features.is_constant
    weights = (upper.gap, squares.weight) if squares.apart else (upper.gap,)
    return Lipschitz(
        "lipschitz",
        "Lipschitz constant of the gradient",
        "Along a direction of length 1 the curvature is at most this; gradient descent with a step of at most one over "
        "it makes the loss smaller at every step.",
        network,
        Formula(form.formula.left, bound, (), form.formula.conditions, network),
        steps=form.steps,
        claims=(_difference(network, form.formula, bound, _gap(squares, direction, upper.gap)),),
        signs=tuple(sign_of(weight, signs, network) for weight in weights if weight != 0),
        factor=upper.bound,
        features=None if ones else features,
        count=sp.Mul(features.value**2, *(axis.size for axis in features.row_axes)) if ones else sp.S.One,
    )


def null_space(curvature: Curvature, squares: Squares) -> Relative | str:
    """Σ_j ∂²E/∂W_kd∂W_je = 0: one vector added to the weights of all classes changes no slope; or why there is none.

    >>> from ...network.building import classifier
    >>> from .blocks import block_of
    >>> from .convexity import squares_of
    >>> network = classifier()
    >>> curvature = Curvature(network.hessian("W"), network.tensor("z"))
    >>> squares = squares_of(network, block_of(network.tensor("z"), curvature.of_loss.formula))
    >>> found = null_space(curvature, squares)
    >>> print(found.formula, "|", found.claims[0].verdict.outcome)
    Σ_j ∂²E/∂W_kd∂W_je = 0 | PROVED
    """
    network, hessian, features = curvature.network, curvature.hessian.general, features_of(curvature)
    if features is None:
        return f"{curvature.outputs.name} is not {curvature.hessian.first.wrt.name} times features"
    partner = _partner_of_classes(squares, features)
    if partner is None:
        return "the outputs of one sample do not hang together: no direction is without curvature for every input"
    parameter = curvature.hessian.first.wrt
    index, axis = hessian.indices[len(parameter.axes) + partner], parameter.axes[partner]
    total = tidy(sp.Sum(hessian.value, axis.limits(index)))
    verdict = StepChecker(network).check(sp.Sum(hessian.value, axis.limits(index)), sp.S.Zero, left=hessian.left)
    left = sp.Sum(hessian.left, axis.limits(index))
    return Relative(
        "null-space",
        "Directions without curvature",
        f"What is added to {parameter.name} alike for every {_one_of(axis)} changes nothing. " + _rank(squares, axis),
        network,
        Formula(left, sp.S.Zero, hessian.indices[: len(parameter.axes)], (), network),
        claims=(Claim("the sum over one of the indices is 0", total, sp.S.Zero, verdict),),
        signs=(sign_of(squares.weight, Signs(network), network),),
    )


def _partner_of_classes(squares: Squares, features: Features) -> int | None:
    """The place in the parameter of the index that is the row of the block; None where it has none."""
    block = squares.block
    if not squares.apart or block.row is None:
        return None
    place = block.outputs.indices.index(block.row)
    return dict(features.pairs).get(place)


def _one_of(axis: Axis) -> str:
    """The axis in words: one of its values."""
    return f"{axis.index}"


def _rank(squares: Squares, axis: Axis) -> str:
    """What follows for the rank: no more directions are without curvature where every weight is above 0."""
    return (
        f"Every other direction changes some difference of two outputs, whose weight is above 0: "
        f"the rank is {axis.size} − 1 times the rank of the features."
    )
