"""Products without the matrix: the second derivative times a direction V, through what the direction does to z."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from ...algebra.deltas import collapse
from ...algebra.folding import Names
from ...algebra.indices import fresh_index, freshen, substitute
from ...algebra.tidying import tidy
from ...network.definitions import Definition, Network
from ...network.partial import Partial
from ...network.tensors import Role, Tensor
from .. import rules
from ..backward import derive_gradients, under_conditions
from ..checking import StepChecker
from ..derivation import Derivation, Formula, Step
from ..recording import COLLAPSE, TIDY, Recorder
from ..second_order import SecondDerivation, free_letters, with_gradient, zero_derivation
from .gauss_newton import Curvature
from .relative import Claim, Relative

DIRECTION_LETTERS, CHANGE_LETTERS = ("V", "S", "Q", "T"), ("r", "s", "t", "q")


class Direction:
    """A direction V in the space of a parameter, and the change r = J V of the outputs along it, as a definition.

    >>> from ...network.building import classifier
    >>> network = classifier()
    >>> found = Direction(Curvature(network.hessian("W"), network.tensor("z")))
    >>> found.network.definition("r").value
    Sum(V[k, _d]*x[n, _d], (_d, 1, D))
    """

    def __init__(self, curvature: Curvature) -> None:
        self.curvature, network = curvature, curvature.network
        parameter, outputs = curvature.hessian.first.wrt, curvature.outputs
        letter = next(free_letters(network, DIRECTION_LETTERS))
        self.along = Tensor(letter, parameter.axes, Role.INPUT, f"direction in the space of {parameter.name}")
        change, words = next(free_letters(network, CHANGE_LETTERS)), f"change of {outputs.name} along it"
        self.change = Tensor(change, outputs.axes, Role.INTERMEDIATE, words)
        definition = Definition(self.change, outputs.indices, self._change(), "change along the direction")
        place = next(i for i, d in enumerate(network.definitions) if d.tensor == outputs) + 1
        longer = (*network.definitions[:place], definition, *network.definitions[place:])
        self.network = replace(network, given=(*network.given, self.along), definitions=longer)

    def _change(self) -> sp.Expr:
        """Σ ∂z_a/∂θ_i V_i."""
        jacobian, parameter = self.curvature.first.general, self.curvature.hessian.first.wrt
        rank = len(self.curvature.outputs.axes)
        inner = tuple(map(fresh_index, jacobian.indices[rank:]))
        place = dict(zip(jacobian.indices, (*self.curvature.outputs.indices, *inner), strict=True))
        product = substitute(freshen(jacobian.value), place) * self.along.at(*inner)
        limits = [axis.limits(index) for axis, index in zip(parameter.axes, inner, strict=True)]
        return tidy(collapse(sp.Sum(product, *limits) if limits else product))

    def changed(self, element: sp.Expr) -> sp.Expr:
        """The change of an element of the outputs."""
        return self.change.at(*(element.indices if isinstance(element, sp.Indexed) else ()))

    def recorder(self) -> Recorder:
        """A record on the longer network, in which the pieces of the second derivative are known."""
        checker, curvature = StepChecker(self.network), self.curvature
        for piece in (curvature.first.general, curvature.of_loss.general):
            checker.establish(piece.left, piece.value)
        return Recorder(checker)

    def worked_out(
        self, left: sp.Expr, named: sp.Expr, indices: tuple[sp.Symbol, ...]
    ) -> tuple[Formula, Formula, tuple[Step, ...]]:
        """The formula for any labels, that under the conditions, and the steps from named derivatives to both."""
        recorder = self.recorder()
        value = recorder.record(rules.SUBSTITUTE, left, named, recorder.checker.with_known(named))
        folding = (rules.FOLD, Names(self.network).given_back)
        value = recorder.rewrite(left, value, COLLAPSE, TIDY, folding, TIDY)
        general = Formula(left, value, indices, network=self.network)
        formula = under_conditions(recorder, self.network, general)
        return general, formula, tuple(recorder.steps)


def gauss_newton_product(direction: Direction) -> Relative:
    """GN V = Jᵀ (H_z (J V)): two passes through the outputs, and never the matrix.

    >>> from ...network.building import classifier
    >>> network = classifier()
    >>> found = Direction(Curvature(network.hessian("W"), network.tensor("z")))
    >>> gauss_newton_product(found).formula
    Formula(GNV_kd = (1/N) Σ_n p_nk (r_nk − Σ_j p_nj r_nj) x_nd)
    """
    found = direction.curvature
    loss, (a, b), (at, _) = found.hessian.general.left.element, (found.element(), found.element()), found.at
    inner = found.summed(Partial(Partial(loss, a), b) * direction.changed(b), b)
    indices = tuple(at.indices) if isinstance(at, sp.Indexed) else ()
    left = _element(f"GN{direction.along.name}", indices)
    general, formula, steps = direction.worked_out(left, found.summed(Partial(a, at) * inner, a), indices)
    says = (
        "The Gauss–Newton matrix times a direction: the change of the outputs, the loss's second derivative, and back."
    )
    return Relative(
        "gauss-newton-product", "Gauss–Newton times a direction", says, direction.network, formula, general, steps
    )


def gauss_newton_form(direction: Direction) -> Relative:
    """Vᵀ GN V = Σ r_a ∂²E/∂z_a∂z_b r_b: the curvature of the loss along one direction.

    >>> from ...network.building import classifier
    >>> network = classifier()
    >>> found = Direction(Curvature(network.hessian("W"), network.tensor("z")))
    >>> gauss_newton_form(found).formula
    Formula(VGNV = (1/N) Σ_n Σ_k p_nk (r_nk − Σ_j p_nj r_nj) r_nk)
    """
    found = direction.curvature
    loss, (a, b) = found.hessian.general.left.element, (found.element(), found.element())
    inner = found.summed(Partial(Partial(loss, a), b) * direction.changed(b), b)
    left = _element(f"{direction.along.name}GN{direction.along.name}", ())
    general, formula, steps = direction.worked_out(left, found.summed(direction.changed(a) * inner, a), ())
    says = "How fast the slope of the loss grows along a direction, the outputs taken as linear."
    return Relative(
        "gauss-newton-form", "Curvature along a direction", says, direction.network, formula, general, steps
    )


def hessian_product(direction: Direction, hessian: SecondDerivation) -> Relative:
    """H V, as the derivative of the slope along V: s = Σ V_i ∂E/∂θ_i, and ∂s/∂θ; of the whole loss, with its penalty.

    >>> from ...network.building import classifier
    >>> network = classifier()
    >>> hessian = network.hessian("W")
    >>> found = hessian_product(Direction(Curvature(hessian, network.tensor("z"))), hessian)
    >>> found.formula
    Formula(HV_kd = (1/N) Σ_n p_nk (r_nk − Σ_j p_nj r_nj) x_nd)
    >>> found.claims[0].verdict.outcome.value
    'PROVED'
    """
    network, slope = _with_slope(direction, hessian)
    whole = replace(network, definitions=network.definitions[:-1])
    derivation = _slope_derivation(network, slope, hessian.first.wrt)
    left = _element(f"H{direction.along.name}", derivation.general.indices)
    general = replace(derivation.general, left=left, network=whole)
    formula = replace(derivation.formula, left=left, network=whole)
    says = "The derivative of the slope along a direction: as dear as two gradients, however many parameters there are."
    claim = _is_the_product(direction, hessian, general)
    return Relative(
        "hessian-product",
        "Hessian times a direction",
        says,
        whole,
        formula,
        general,
        derivation.steps,
        (claim,),
    )


def _slope_derivation(network: Network, slope: Tensor, parameter: Tensor) -> Derivation:
    """∂s/∂θ; 0 where the slope does not depend on the parameter."""
    if not network.depends(slope, parameter):
        return zero_derivation(network, slope, parameter)
    return derive_gradients(network, (parameter.name,), slope.name, folds_source=False)[parameter.name]


def _with_slope(direction: Direction, hessian: SecondDerivation) -> tuple[Network, Tensor]:
    """The network with the slope along the direction as its last definition: s := Σ V_i G_i, G written out."""
    first = hessian.first
    gradient = with_gradient(first).definitions[-1]
    inner = tuple(map(fresh_index, gradient.indices))
    value = substitute(freshen(gradient.value), dict(zip(gradient.indices, inner, strict=True)))
    limits = [axis.limits(index) for axis, index in zip(first.wrt.axes, inner, strict=True)]
    product = direction.along.at(*inner) * value
    total = tidy(Names(direction.network).given_back(tidy(sp.Sum(product, *limits) if limits else product)))
    slope = Tensor(next(free_letters(direction.network, ("s", "t", "q"))), (), Role.LOSS, "slope along the direction")
    definition = Definition(slope, (), total, "slope along the direction")
    loss = hessian.network.definitions[-1]
    return replace(direction.network, definitions=(*direction.network.definitions[:-1], loss, definition)), slope


def _is_the_product(direction: Direction, hessian: SecondDerivation, product: Formula) -> Claim:
    """The claim that the formula is Σ H_ij V_j, with the formula of the matrix in its place."""
    rank = len(hessian.first.wrt.axes)
    inner = tuple(map(fresh_index, hessian.general.indices[rank:]))
    places = dict(zip(hessian.general.indices, (*product.indices, *inner), strict=True))
    value = substitute(freshen(hessian.general.value), places) * direction.along.at(*inner)
    limits = [axis.limits(index) for axis, index in zip(hessian.second.wrt.axes, inner, strict=True)]
    written = sp.Sum(value, *limits) if limits else value
    assert product.network is not None
    verdict = StepChecker(product.network).check(product.value, written, left=product.left)
    return Claim("it is the matrix times the direction", product.value, written, verdict)


def _element(name: str, indices: tuple[sp.Symbol, ...]) -> sp.Expr:
    return sp.IndexedBase(name, real=True)[indices] if indices else sp.Symbol(name, real=True)
