"""Everything that is known of one second derivative: its relatives by name, each derived when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property

import sympy as sp

from ...algebra.indices import free_indices, freshen, substitute
from ...algebra.tidying import tidy
from ...errors import UsageError, nearest
from ...network.definitions import Network
from ...network.partial import Partial
from ...network.tensors import Tensor
from ...proof.kinks import jumps_along, told_once
from ...writing.text import text
from .. import rules
from ..checking import StepChecker
from ..derivation import Formula
from ..recording import Recorder
from ..second_order import SecondDerivation, derive_hessian
from . import bounds, convexity, directions, fisher
from .blocks import Block, block_of
from .convexity import Squares, squares_of
from .directions import Direction
from .gauss_newton import Curvature, difference, gauss_newton, with_penalty
from .outputs import Parts, cuts_of, parts_of, samples_of
from .relative import Claim, Relative
from .signs import Signs

NO_OUTPUTS = "the parameters act on the loss in several ways, or the loss has parameters above every tensor in between"
NO_SQUARES = "the loss was not shown to be convex in {outputs}: its curvature there is no sum of squares that is known"
NO_SAMPLES = "the loss is no sum of the losses of single samples"
CONVEX = "The loss is convex in this parameter: every minimum is one of the whole."
KINKED = "Across a kink, where there is no second derivative, this says nothing: the loss need not be convex."
TWO_PARAMETERS = "it is about one parameter, and there are two"
Found = Relative | str


class SecondOrder:
    """The second derivative with respect to a parameter, or to two, and its relatives.

    >>> from ...network.building import classifier
    >>> family = SecondOrder(classifier(), "W")
    >>> family["gauss-newton"].formula
    Formula(GN_kdje = (1/N) Σ_n p_nk (δ_kj − p_nj) x_nd x_ne)
    >>> family["null-space"].formula
    Formula(Σ_j ∂²E/∂W_kd∂W_je = 0)
    >>> SecondOrder(classifier(hidden=("tanh",)), "W1")["positive-semidefinite"].offered
    False
    """

    def __init__(self, network: Network, wrt: str, second: str | None = None) -> None:
        self.network = network
        self.wrt = (network.tensor(wrt), network.tensor(second or wrt))
        self._found: dict[str, Relative] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the relatives, in the order in which they build on each other."""
        return tuple(BUILDERS)

    def __getitem__(self, name: str) -> Relative:
        """The relative of that name, derived and proved where it holds; else it says why it does not.

        Raises:
            UsageError: there is no relative of that name.
        """
        if name not in BUILDERS:
            near = nearest(name, BUILDERS)
            meant = f"did you mean {near[0]}? " if near else ""
            raise UsageError(f"there is no relative {name!r:.60}", hint=meant + "there are " + ", ".join(BUILDERS))
        if name not in self._found:
            title, build = BUILDERS[name]
            found = build(self)
            if not isinstance(found, str) and not all(step.check.proved for step in found.steps):
                found = "a step to it was not decided"
            if isinstance(found, str):
                found = Relative(name, title, "", self.data, reason=found)
            self._found[name] = replace(found, name=name, title=title)
        return self._found[name]

    def __iter__(self) -> Iterator[Relative]:
        """All relatives, also those that are not offered."""
        return (self[name] for name in BUILDERS)

    def __repr__(self) -> str:
        return f"SecondOrder({self.hessian.formula})"

    @cached_property
    def hessian(self) -> SecondDerivation:
        """The second derivative of the whole loss."""
        return derive_hessian(self.network, self.wrt[0].name, self.wrt[1].name)

    # what the relatives are made of

    @cached_property
    def _parts(self) -> Parts:
        """The parts of the loss; in one where a formula of a part has the loss's letter, which means the whole."""
        found = parts_of(self.network)
        parts = (found.data, found.penalty) if found.penalty is not None else ()
        return Parts(self.network, None) if any(map(self._has_its_own_letter, parts)) else found

    def _has_its_own_letter(self, part: Network) -> bool:
        if not all(part.depends(part.output, tensor) for tensor in self.wrt):
            return False
        found = derive_hessian(part, self.wrt[0].name, self.wrt[1].name)
        return part.output in part.tensors_in(sp.Tuple(found.first.general.value, found.general.value))

    @cached_property
    def penalty(self) -> Network | None:
        """The penalty of the parameters alone; None where the loss has none."""
        return self._parts.penalty

    @cached_property
    def data(self) -> Network:
        """The network with the loss of the data alone, which most of the relatives are about."""
        return self._parts.data

    @cached_property
    def of_data(self) -> SecondDerivation:
        """The second derivative of the loss of the data."""
        return self.hessian if self.penalty is None else derive_hessian(self.data, self.wrt[0].name, self.wrt[1].name)

    @cached_property
    def _chosen(self) -> tuple[Tensor | None, Block | None, Squares | None]:
        """The outputs: the first tensor between in which the loss is convex and bends, else the first of all.

        With the block of the second derivative there, and with its squares.
        """
        first: tuple[Tensor | None, Block | None, Squares | None] = (None, None, None)
        for tensor in cuts_of(self.data, *self.wrt):
            formula = derive_hessian(self.data, tensor.name).formula
            block = block_of(tensor, formula)
            squares = squares_of(self.data, block) if block else None
            if squares is not None and formula.value != 0:
                return tensor, block, squares
            first = first if first[0] is not None else (tensor, block, squares)
        return first

    @cached_property
    def curvature(self) -> Curvature | None:
        """The second derivative through the outputs; None where there are none."""
        outputs, _, _ = self._chosen
        return None if outputs is None else Curvature(self.of_data, outputs)

    @cached_property
    def direction(self) -> Direction | None:
        """A direction in the space of the one parameter."""
        return Direction(self.curvature) if self.curvature is not None and self.wrt[0] == self.wrt[1] else None

    @cached_property
    def beyond(self) -> Relative | None:
        """What the loss of the data has beside its Gauss–Newton matrix; None where there are no outputs."""
        return None if self.curvature is None else difference(self.curvature, self["gauss-newton"])

    @cached_property
    def of_penalty(self) -> SecondDerivation | None:
        """The second derivative of the penalty; None where it has none."""
        if self.penalty is None or not all(self.penalty.depends(self.penalty.output, t) for t in self.wrt):
            return None
        return derive_hessian(self.penalty, self.wrt[0].name, self.wrt[1].name)

    @property
    def linear(self) -> bool:
        """True where the outputs are linear in the parameters, so that the Hessian is the Gauss–Newton matrix."""
        beyond = self.beyond
        return (
            beyond is not None
            and beyond.general is not None
            and beyond.general.value == 0
            and beyond.claims[0].verdict.proved
        )

    def penalty_curvature(self) -> sp.Expr | None:
        """c, where the penalty adds c times the squares of a direction; 0 without one, None for another penalty."""
        if self.of_penalty is None:
            return sp.S.Zero
        formula = self.of_penalty.formula
        rank = len(self.wrt[0].axes)
        pairs = zip(formula.indices[:rank], formula.indices[rank:], self.wrt[0].axes, strict=True)
        deltas = [sp.KroneckerDelta(a, b, (1, axis.size)) for a, b, axis in pairs]
        rest = formula.value.xreplace(dict.fromkeys(deltas, sp.S.One))
        plain = all(formula.value.has(delta) for delta in deltas) and not isinstance(formula.value, sp.Add)
        return rest if formula.value == 0 or (plain and not free_indices(rest)) else None

    def squares(self) -> Squares | str:
        """The curvature at the outputs as a sum of squares; or why there is none."""
        outputs, _, squares = self._chosen
        if outputs is None:
            return NO_OUTPUTS
        return squares or NO_SQUARES.format(outputs=outputs.name)


def _diagonal(family: SecondOrder) -> Found:
    if family.wrt[0] != family.wrt[1]:
        return TWO_PARAMETERS
    hessian, rank = family.hessian, len(family.wrt[0].axes)
    own, other = hessian.formula.indices[:rank], hessian.formula.indices[rank:]
    place = dict(zip(other, own, strict=True))
    inner = hessian.formula.left.numerator
    left = Partial(inner, substitute(hessian.formula.left.denominator, place))
    recorder = Recorder(StepChecker(family.network))
    recorder.checker.establish(hessian.general.left, hessian.general.value)
    general = tidy(substitute(hessian.general.value, place))
    recorder.record(rules.EQUAL_INDICES, left, left, general)
    value = tidy(substitute(hessian.formula.value, place))
    for condition in hessian.formula.conditions:
        recorder.record(rules.CONDITION, left, general, value, condition)
    formula = Formula(left, value, own, hessian.formula.conditions, family.network)
    says = "Each weight by itself: how fast its own slope changes. It bounds nothing."
    whole = Formula(left, general, own, network=family.network)
    return Relative("diagonal", "Diagonal", says, family.network, formula, whole, tuple(recorder.steps))


def _gauss_newton(family: SecondOrder) -> Found:
    return NO_OUTPUTS if family.curvature is None else gauss_newton(family.curvature)


def _beyond(family: SecondOrder) -> Found:
    if family.beyond is None:
        return NO_OUTPUTS
    if family.of_penalty is None:
        return family.beyond
    return with_penalty(family.beyond, family["gauss-newton"], family.of_penalty, family.hessian)


def _fisher(family: SecondOrder) -> Found:
    samples, (_, block, _) = samples_of(family.data), family._chosen
    if samples is None or block is None:
        return NO_SAMPLES if samples is None else NO_OUTPUTS
    likelihood = fisher.likelihood_of(family.data, samples)
    if isinstance(likelihood, str):
        return likelihood
    found = fisher.fisher(family.data, samples, likelihood, block, family["gauss-newton"])
    return found if found.claims[0].verdict.proved else "it was not shown to be the second derivative at the outputs"


def _empirical_fisher(family: SecondOrder) -> Found:
    samples = samples_of(family.data)
    return NO_SAMPLES if samples is None else fisher.empirical_fisher(family.data, samples, family.wrt)


def _sample_norms(family: SecondOrder) -> Found:
    samples = samples_of(family.data)
    if family.wrt[0] != family.wrt[1]:
        return TWO_PARAMETERS
    return NO_SAMPLES if samples is None else fisher.sample_norms(family.data, samples, family.wrt[0])


def _along(build: Callable[[Direction], Relative]) -> Callable[[SecondOrder], Found]:
    """What needs a direction."""

    def built(family: SecondOrder) -> Found:
        if family.wrt[0] != family.wrt[1]:
            return TWO_PARAMETERS
        return NO_OUTPUTS if family.direction is None else build(family.direction)

    return built


def _hessian_product(family: SecondOrder) -> Found:
    return _along(lambda direction: directions.hessian_product(direction, family.hessian))(family)


def _with_squares(build: Callable[[Direction, Squares], Found]) -> Callable[[SecondOrder], Found]:
    """What needs a direction and a loss that is convex in the outputs."""

    def built(family: SecondOrder) -> Found:
        squares = family.squares()
        if isinstance(squares, str):
            return squares
        return _along(lambda direction: build(direction, squares))(family)  # type: ignore[arg-type, return-value]

    return built


def _of_linear(build: Callable[[SecondOrder], Found]) -> Callable[[SecondOrder], Found]:
    """What holds for the Hessian because it is the Gauss–Newton matrix, and a penalty does not lower it."""

    def built(family: SecondOrder) -> Found:
        squares = family.squares()
        if isinstance(squares, str):
            return squares
        if family.wrt[0] == family.wrt[1] and not family.linear:
            beyond = family.beyond.formula if family.beyond is not None else None
            shown = text(beyond.value, family.data) if beyond is not None else "more"
            return f"beside the Gauss–Newton part stands {shown}, which may have either sign"
        added = family.penalty_curvature()
        if added is None or not Signs(family.network).interval(added).not_negative:
            return "nothing says that the penalty has no negative curvature"
        found = build(family)
        return found if isinstance(found, str) else _as_hessian(found, added, family)

    return built


def _as_hessian(found: Relative, added: sp.Expr, family: SecondOrder) -> Relative:
    """What was shown of the Gauss–Newton matrix, of the Hessian: they are one, but for what a penalty adds."""
    assert found.formula is not None and family.direction is not None
    letter = family.direction.along.name
    value = found.formula.value + added * _squared(family.direction)
    formula = replace(found.formula, left=sp.Symbol(f"{letter}H{letter}", real=True), value=value)
    if not isinstance(found, bounds.Lipschitz):
        found = replace(found, says=f"{found.says} {KINKED if family.hessian.kinks else CONVEX}")
    same = family["beyond-gauss-newton"].claims
    if added == 0:
        return replace(found, formula=formula, claims=(*same, *found.claims))
    sign = convexity.sign_of(added, Signs(family.network), family.network)
    sign = replace(sign, because=f"the penalty adds {sign.because}, times the squares of the direction")
    claims = (*same, _penalty_along(family, added), *found.claims)
    found = replace(found, formula=formula, claims=claims, signs=(*found.signs, sign))
    return replace(found, penalty=added) if isinstance(found, bounds.Lipschitz) else found


def _squared(direction: Direction) -> sp.Expr:
    """Σ V_i², the squared length of a direction."""
    along = direction.along
    element = along.at(*along.indices)
    limits = [axis.limits(index) for axis, index in zip(along.axes, along.indices, strict=True)]
    return freshen(sp.Sum(element**2, *limits)) if limits else element**2


def _penalty_along(family: SecondOrder, added: sp.Expr) -> Claim:
    """The claim that Σ V_i ∂²penalty/∂θ_i∂θ_j V_j = c Σ V_i²."""
    assert family.direction is not None and family.of_penalty is not None
    found, along = family.of_penalty.formula, family.direction.along
    rank = len(along.axes)
    limits = [axis.limits(i) for axis, i in zip((*along.axes, *along.axes), found.indices, strict=True)]
    product = along.at(*found.indices[:rank]) * found.value * along.at(*found.indices[rank:])
    left, right = sp.Sum(product, *limits) if limits else product, added * _squared(family.direction)
    verdict = StepChecker(family.direction.network).check(left, right, left=along.at(*along.indices))
    return Claim("the penalty adds so many squares of the direction", left, right, verdict)


def _lipschitz(family: SecondOrder) -> Found:
    """A gradient that may jump has none; a kink of the slope alone, as that of elu, is no jump."""
    first, parameter = family.hessian.first, family.hessian.second.wrt
    jumps = told_once(*first.kinks, *jumps_along(family.network, parameter, first.general.value))
    if jumps:
        return f"the gradient is known to be continuous only where {' and '.join(kink.text for kink in jumps)}"
    found = _of_linear(_with_squares(bounds.lipschitz))(family)
    if isinstance(found, bounds.Lipschitz) and parameter in family.network.tensors_in(found.penalty):
        return f"the curvature that the penalty adds, {text(found.penalty, family.network)}, is no constant"
    if isinstance(found, bounds.Lipschitz) and found.factor == 0 and found.penalty == 0:
        return "the gradient is the same everywhere: every number above 0 is one"
    return found


def _diagonal_bound(family: SecondOrder) -> Found:
    squares = family.squares()
    if isinstance(squares, Squares) and not squares.apart:
        return "the curvature at the outputs is its own diagonal"
    return _with_squares(bounds.diagonal_bound)(family)


def _null_space(family: SecondOrder) -> Found:
    squares, curvature = family.squares(), family.curvature
    if isinstance(squares, str) or curvature is None:
        return str(squares)
    if family.penalty_curvature() != 0:
        return "the penalty has curvature in every direction"
    return bounds.null_space(curvature, squares) if family.wrt[0] == family.wrt[1] else TWO_PARAMETERS


BUILDERS: Mapping[str, tuple[str, Callable[[SecondOrder], Found]]] = {
    "diagonal": ("Diagonal", _diagonal),
    "gauss-newton": ("Gauss–Newton matrix", _gauss_newton),
    "beyond-gauss-newton": ("Hessian without its Gauss–Newton part", _beyond),
    "fisher": ("Fisher matrix", _fisher),
    "empirical-fisher": ("Empirical Fisher matrix", _empirical_fisher),
    "hessian-product": ("Hessian times a direction", _hessian_product),
    "gauss-newton-product": ("Gauss–Newton times a direction", _along(directions.gauss_newton_product)),
    "gauss-newton-form": ("Curvature along a direction", _along(directions.gauss_newton_form)),
    "sample-norms": ("Squared gradient of each sample", _sample_norms),
    "gauss-newton-semidefinite": (
        "The Gauss–Newton matrix is positive semidefinite",
        _with_squares(convexity.positive_semidefinite),
    ),
    "positive-semidefinite": (
        "The Hessian is positive semidefinite",
        _of_linear(_with_squares(convexity.positive_semidefinite)),
    ),
    "null-space": ("Directions without curvature", _null_space),
    "diagonal-bound": ("Bound by the diagonal", _diagonal_bound),
    "lipschitz": ("Lipschitz constant of the gradient", _lipschitz),
}
