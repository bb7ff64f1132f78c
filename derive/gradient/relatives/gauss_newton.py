"""The Gauss–Newton matrix Jᵀ H_z J: what the Hessian is where the outputs are taken as linear in the parameters."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from ...algebra.deltas import identify
from ...algebra.folding import Names
from ...algebra.indices import fresh_index, substitute
from ...algebra.tidying import tidy
from ...network.partial import Partial
from ...network.tensors import Tensor
from ...proof.verdict import Verdict
from .. import rules
from ..backward import derive_gradient, under_conditions
from ..checking import StepChecker
from ..derivation import Formula, Step
from ..recording import COLLAPSE, TIDY, Recorder
from ..second_order import SecondDerivation, derive_hessian
from .relative import Claim, Relative

GAUSS_NEWTON, RESIDUAL = "GN", "R"
SAME, SAME_WITH = "the Hessian is the Gauss–Newton matrix", "the Hessian is the Gauss–Newton matrix and this"


class Curvature:
    """The pieces of a second derivative that goes through the outputs z, each derived once and known from then on.

    >>> from ...network.building import classifier
    >>> network = classifier()
    >>> found = Curvature(network.hessian("W"), network.tensor("z"))
    >>> found.of_loss.general
    Formula(∂²E/∂z_nk∂z_mj = (1/N) p_nj δ_nm (δ_jk − p_nk) Σ_l y_nl)
    """

    def __init__(self, hessian: SecondDerivation, outputs: Tensor) -> None:
        self.hessian, self.outputs = hessian, outputs
        self.network, (first, second) = hessian.network, hessian.wrt
        self.of_loss = derive_hessian(self.network, outputs.name, of=hessian.of.name)
        self.first = derive_gradient(self.network, first.name, outputs.name)
        self.second = self.first if first == second else derive_gradient(self.network, second.name, outputs.name)
        indices = hessian.general.indices
        self.at = first.at(*indices[: len(first.axes)]), second.at(*indices[len(first.axes) :])

    def recorder(self) -> Recorder:
        """A record in which the pieces are known."""
        checker = StepChecker(self.network)
        for piece in (self.first.general, self.second.general, self.of_loss.first.general, self.of_loss.general):
            checker.establish(piece.left, piece.value)
        return Recorder(checker)

    def element(self) -> sp.Expr:
        """An element of the outputs at new indices."""
        return self.outputs.at(*map(fresh_index, self.outputs.indices))

    def summed(self, value: sp.Expr, *elements: sp.Expr) -> sp.Expr:
        """The sum over all elements of the outputs."""
        places = [(axis, index) for e in elements for axis, index in zip(self.outputs.axes, indices_of(e), strict=True)]
        return sp.Sum(value, *(axis.limits(index) for axis, index in places)) if places else value

    def worked_out(self, recorder: Recorder, left: sp.Expr, named: sp.Expr) -> sp.Expr:
        """The steps from named derivatives to a formula."""
        value = recorder.record(rules.SUBSTITUTE, left, named, recorder.checker.with_known(named))
        indices = self.hessian.general.indices
        equal = (rules.EQUAL_INDICES, lambda expression: identify(expression, indices))
        folding = (rules.FOLD, Names(self.network).given_back)
        return recorder.rewrite(left, value, COLLAPSE, equal, TIDY, equal, TIDY, folding, TIDY)

    def relative(
        self, letter: str, named: sp.Expr, *known: Formula, like: sp.Expr | None = None
    ) -> tuple[Formula, Formula, tuple[Step, ...]]:
        """The formula for a matrix of that letter, at the indices of the second derivative, and the steps to it.

        First the formula for any labels, then that under the network's conditions. ``known`` are further derivatives;
        the formula is written ``like`` another where it is equal to that.
        """
        recorder, indices = self.recorder(), self.hessian.general.indices
        for formula in known:
            recorder.checker.establish(formula.left, formula.value)
        left = sp.IndexedBase(letter, real=True)[indices] if indices else sp.Symbol(letter, real=True)
        value = self.worked_out(recorder, left, named)
        if like is not None and _is_always(recorder.checker.check(value, like, left=self.hessian.general.left)):
            value = recorder.record(rules.TIDY, left, value, like)
        general = Formula(left, value, indices, network=self.network)
        formula = under_conditions(recorder, self.network, general)
        return general, formula, tuple(recorder.steps)


def _is_always(verdict: Verdict) -> bool:
    return verdict.proved and not verdict.condition


def indices_of(element: sp.Expr) -> tuple[sp.Expr, ...]:
    """The indices of an element; none of a plain symbol."""
    return tuple(element.indices) if isinstance(element, sp.Indexed) else ()


def gauss_newton(found: Curvature) -> Relative:
    """GN = Σ ∂z_a/∂θ ∂²E/∂z_a∂z_b ∂z_b/∂θ: all of the Hessian where the outputs are linear in the parameters.

    >>> from ...network.building import classifier
    >>> network = classifier()
    >>> gauss_newton(Curvature(network.hessian("W"), network.tensor("z"))).formula
    Formula(GN_kdje = (1/N) Σ_n p_nk (δ_kj − p_nj) x_nd x_ne)
    """
    loss, (a, b), (first, second) = found.hessian.general.left.element, (found.element(), found.element()), found.at
    inner = found.summed(Partial(Partial(loss, a), b) * Partial(b, second), b)
    named, like = found.summed(Partial(a, first) * inner, a), found.hessian.general.value
    general, formula, steps = found.relative(GAUSS_NEWTON, named, like=like)
    return Relative(
        "gauss-newton",
        "Gauss–Newton matrix",
        "The second derivative of the loss by the outputs, carried back by their first derivatives: "
        "what the Hessian is where the outputs are linear in the parameters.",
        found.network,
        formula,
        general,
        steps,
    )


def difference(found: Curvature, matrix: Relative) -> Relative:
    """H − GN = Σ ∂E/∂z_a ∂²z_a/∂θ∂θ: the slopes of the loss times the curvature of the outputs; of the data alone.

    >>> from ...network.building import classifier
    >>> network = classifier()
    >>> found = Curvature(network.hessian("W"), network.tensor("z"))
    >>> difference(found, gauss_newton(found)).formula
    Formula(R_kdje = 0)
    """
    loss, a, (first, second) = found.hessian.general.left.element, found.element(), found.at
    names = [tensor.name for tensor in found.hessian.wrt]
    outer = derive_hessian(found.network, names[0], names[1], found.outputs.name)
    named = found.summed(Partial(loss, a) * Partial(Partial(a, first), second), a)
    general, formula, steps = found.relative(RESIDUAL, named, outer.general)
    assert matrix.general is not None
    hessian, together = found.hessian.general, matrix.general.value + general.value
    verdict = StepChecker(found.network).check(hessian.value, together, left=hessian.left)
    return Relative(
        "beyond-gauss-newton",
        "Hessian without its Gauss–Newton part",
        "The slopes of the loss by the outputs, times the second derivative of the outputs.",
        found.network,
        formula,
        general,
        (*outer.second.steps, *steps),
        (Claim(SAME if general.value == 0 else SAME_WITH, hessian.value, together, verdict),),
    )


def with_penalty(beyond: Relative, matrix: Relative, penalty: SecondDerivation, hessian: SecondDerivation) -> Relative:
    """H − GN of the whole loss: what the data have beside the Gauss–Newton matrix, and all that the penalty adds.

    >>> from ...network.building import classifier
    >>> print(classifier(l2=0.1).second_order("W")["beyond-gauss-newton"].formula)
    R_kdje = (1/10) δ_de δ_kj
    """
    assert beyond.general is not None and beyond.formula is not None and matrix.general is not None
    general, whole = hessian.general, replace(beyond.general, network=hessian.network)
    to_whole = dict(zip(penalty.general.indices, general.indices, strict=True))
    added = substitute(penalty.general.value, to_whole)
    of_data = substitute(beyond.general.value, dict(zip(whole.indices, general.indices, strict=True)))
    left = sp.IndexedBase(RESIDUAL, real=True)[general.indices] if general.indices else beyond.general.left
    recorder = Recorder(StepChecker(hessian.network))
    value = tidy(of_data + added)
    if value != of_data + added:
        recorder.record(rules.TIDY, left, of_data + added, value)
    formula = Formula(left, value, general.indices, network=hessian.network)
    together = matrix.general.value + value
    verdict = StepChecker(hessian.network).check(general.value, together, left=general.left)
    return replace(
        beyond,
        says=f"{beyond.says} And the second derivative of the penalty.",
        network=hessian.network,
        formula=under_conditions(recorder, hessian.network, formula),
        general=formula,
        steps=(*beyond.steps, *penalty.steps, *recorder.steps),
        claims=(Claim(SAME if value == 0 else SAME_WITH, general.value, together, verdict),),
    )
