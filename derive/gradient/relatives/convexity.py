"""Positive semidefinite, with the proof: the curvature along a direction is a sum of squares."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from ...algebra.indices import freshen
from ...algebra.tidying import tidy
from ...network.definitions import Network
from ...writing.text import text
from ..checking import StepChecker
from ..derivation import Formula
from .blocks import Block
from .directions import Direction, gauss_newton_form
from .relative import Claim, Relative, Sign
from .signs import Signs

HALF = sp.Rational(1, 2)


@dataclass(frozen=True, slots=True)
class Squares:
    """uᵀ A u as a sum of squares with weights that are not negative, for the block A of a second derivative.

    A block that is a number or a diagonal weighs the squares of u themselves. Where what stands beside the diagonal is
    −w and each row sums to 0, it weighs those of differences, ½ Σ_kj w_kj (u_k − u_j)²: then ``apart`` is True.
    """

    block: Block
    weight: sp.Expr
    apart: bool
    rows: Claim | None = None

    def of_pairs(self, direction: Direction) -> sp.Expr:
        """Σ weight times square, in the change of the outputs along a direction."""
        block, row = self.block, self.block.row
        own = direction.changed(block.element())
        if row is None:
            return _total(self.weight * own**2, block.limits)
        if not self.apart or block.column is None:
            return _total(sp.Sum(self.weight * own**2, block.over(row)), block.limits)
        apart = own - direction.changed(block.element(block.column))
        return _total(HALF * sp.Sum(self.weight * apart**2, block.over(row), block.over(block.column)), block.limits)

    def of_variance(self, direction: Direction) -> sp.Expr | None:
        """Σ_k D_k (u_k − Σ_j m_j u_j)², where w_kj = D_k m_j; None for another weight."""
        block = self.block
        if not self.apart or block.row is None or block.column is None:
            return None
        share = tidy(self.weight / block.diagonal)
        if share.has(block.row):
            return None
        mean = freshen(sp.Sum(share * direction.changed(block.element(block.column)), block.over(block.column)))
        squared = block.diagonal * (direction.changed(block.element()) - mean) ** 2
        return _total(sp.Sum(squared, block.over(block.row)), block.limits)


def _total(value: sp.Expr, limits: tuple[tuple[sp.Symbol, int, sp.Expr], ...]) -> sp.Expr:
    return tidy(freshen(sp.Sum(value, *limits) if limits else value))


def squares_of(network: Network, block: Block) -> Squares | None:
    """The block as a sum of squares whose weights are not negative; None where no such sum was found.

    >>> from ...network.building import classifier
    >>> from .blocks import block_of
    >>> network = classifier()
    >>> found = squares_of(network, block_of(network.tensor("z"), network.hessian("z").formula))
    >>> found.weight, found.apart
    (p[n, j]*p[n, k]/N, True)
    """
    signs = Signs(network)
    if block.row is None or block.beside == 0:
        return Squares(block, block.diagonal, apart=False) if signs.interval(block.diagonal).not_negative else None
    weight = tidy(-block.beside)
    if not signs.interval(weight).not_negative:
        return None
    rows = row_sums(network, block)
    return Squares(block, weight, apart=True, rows=rows) if is_always(rows) else None


def is_always(claim: Claim) -> bool:
    """True for what is proved for every size and without a condition."""
    verdict = claim.verdict
    return verdict.proved and not verdict.condition and "every size" in verdict.method


def row_sums(network: Network, block: Block) -> Claim:
    """The claim that each row of a block sums to 0: D_k + Σ_j B_kj = 0."""
    total = block.diagonal
    if block.column is not None:
        total += tidy(freshen(sp.Sum(block.beside, block.over(block.column))))
    verdict = StepChecker(network).check(total, sp.S.Zero, left=block.element())
    return Claim("each row of the block sums to 0", total, sp.S.Zero, verdict)


def positive_semidefinite(direction: Direction, squares: Squares) -> Relative:
    """Vᵀ H V as a sum of squares with weights that are not negative, the outputs linear in the parameters.

    >>> from ...network.building import classifier
    >>> from .blocks import block_of
    >>> from .gauss_newton import Curvature
    >>> network = classifier()
    >>> curvature = Curvature(network.hessian("W"), network.tensor("z"))
    >>> squares = squares_of(network, block_of(network.tensor("z"), curvature.of_loss.formula))
    >>> found = positive_semidefinite(Direction(curvature), squares)
    >>> print(found.formula)
    VGNV = (1/N) Σ_n Σ_k p_nk (r_nk − Σ_j p_nj r_nj)²
    >>> [claim.verdict.outcome.value for claim in found.claims], found.signs[0].because
    (['PROVED', 'PROVED', 'PROVED'], '(1/N) p_nk > 0')
    """
    form = gauss_newton_form(direction)
    assert form.formula is not None
    pairs, variance = squares.of_pairs(direction), squares.of_variance(direction)
    claims = [_is_equal("it is a sum of squares", direction.network, form.formula, pairs)]
    if variance is not None:
        claims.append(_is_equal("it is a variance, summed over the samples", direction.network, form.formula, variance))
    best = variance if variance is not None and is_always(claims[-1]) else pairs
    weights = [squares.block.diagonal] if best is variance else [squares.weight]
    signs = Signs(direction.network)
    return Relative(
        "positive-semidefinite",
        "Positive semidefinite",
        "Along every direction the curvature is a sum of squares with weights that are not negative.",
        direction.network,
        Formula(form.formula.left, best, (), form.formula.conditions, direction.network),
        steps=form.steps,
        claims=tuple(claims) + ((squares.rows,) if squares.rows else ()),
        signs=tuple(sign_of(weight, signs, direction.network) for weight in dict.fromkeys([*weights, squares.weight])),
    )


def _is_equal(words: str, network: Network, formula: Formula, value: sp.Expr) -> Claim:
    return Claim(words, formula.value, value, StepChecker(network).check(formula.value, value, left=formula.left))


def sign_of(weight: sp.Expr, signs: Signs, network: Network) -> Sign:
    """That an expression is not negative, or above 0."""
    strict = signs.interval(weight).positive
    return Sign(weight, f"{text(weight, network)} {'>' if strict else '≥'} 0", strict)
