"""The second derivative: the gradient is one more definition of the network, and is differentiated like any other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain, count
from typing import Protocol

import sympy as sp

from ..algebra.differentiation import unused_letters
from ..algebra.indices import substitute
from ..errors import StepRefuted, UsageError
from ..network.definitions import Definition, Network
from ..network.partial import Partial
from ..network.tensors import Role, Tensor
from ..proof.kinks import Kink, jumps_along, told_once
from ..proof.spot_check import contradiction
from ..proof.verdict import Verdict
from ..writing.notebook_display import block, shown_as_text, strong
from . import rules
from .backward import derive_gradients
from .checking import StepChecker
from .derivation import Derivation, Formula, Step
from .index_cases import IndexCase, index_cases
from .kronecker import KroneckerForm, kronecker_form
from .second_order_text import second_derivation_markdown, second_derivation_text

GRADIENT_LETTERS = "GJSQ"


@dataclass(frozen=True, slots=True)
class SecondDerivation:
    """The steps to a first derivative, and those from there to a second one, ∂²of/∂wrt∂second.

    ``second`` differentiates the gradient, which its network has under a name of its own (``gradient``, G as a rule).
    ``general`` holds for any labels; ``formula`` uses the network's conditions on top. Both are written in the tensors
    of the network itself.

    >>> from ..network.building import classifier
    >>> found = derive_hessian(classifier(), "W")
    >>> found
    SecondDerivation(20 and 17 steps to ∂²E/∂W_kd∂W_je = (1/N) Σ_n p_nk (δ_kj − p_nj) x_nd x_ne)
    >>> found.second.general
    Formula(∂G_kd/∂W_je = (1/N) Σ_n p_nk (δ_kj − p_nj) x_nd x_ne Σ_l y_nl)
    """

    first: Derivation
    second: Derivation
    general: Formula
    formula: Formula

    @property
    def network(self) -> Network:
        """The network that was differentiated twice."""
        return self.first.network

    @property
    def of(self) -> Tensor:
        """What was differentiated."""
        return self.first.of

    @property
    def wrt(self) -> tuple[Tensor, Tensor]:
        """With respect to which tensors, in the order in which that was done."""
        return self.first.wrt, self.second.wrt

    @property
    def gradient(self) -> Tensor:
        """The first derivative as a tensor: it is defined by ``first.general``."""
        return self.second.of

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps, those to the first derivative before those from there to the second."""
        return self.first.steps + self.second.steps

    @property
    def kinks(self) -> tuple[Kink, ...]:
        """Where the definitions that were differentiated have no derivative, or the gradient jumps.

        With what is taken there. A factor that is held, as whether a margin is violated, jumps too.
        """
        network, wrt = self.network, self.second.wrt
        return told_once(*self.first.kinks, *self.second.kinks, *jumps_along(network, wrt, self.first.general.value))

    @property
    def symmetry(self) -> Verdict:
        """Whether the other order, ∂²of/∂second∂wrt, gives the same formula: decided as every step is."""
        return symmetry(self)

    @property
    def cases(self) -> tuple[IndexCase, ...]:
        """The formula where its indices are equal and where they differ; empty where it has no delta."""
        return index_cases(self.formula)

    @property
    def kronecker(self) -> KroneckerForm | None:
        """The formula as a sum of Kronecker products, of a matrix and a second tensor; None where it is none.

        >>> from ..network.building import classifier
        >>> classifier(batch=False).hessian("W").kronecker.text()
        '(diag(p) − p pᵀ) ⊗ x xᵀ'
        """
        return kronecker_form(self)

    def __str__(self) -> str:
        return second_derivation_text(self)

    _repr_pretty_ = shown_as_text

    def _repr_markdown_(self) -> str:
        return second_derivation_markdown(self, block, strong)

    def __repr__(self) -> str:
        return f"SecondDerivation({len(self.first.steps)} and {len(self.second.steps)} steps to {self.formula})"


class DeriveGradients(Protocol):
    """How first derivatives are found: ``derive_gradients``, or what takes kept ones instead."""

    def __call__(
        self, network: Network, wrt: Iterable[str], of: str | None = None, *, folds_source: bool = True
    ) -> dict[str, Derivation]:
        """The derivations by name."""
        ...


def derive_hessian(
    network: Network,
    wrt: str,
    second: str | None = None,
    of: str | None = None,
    *,
    gradients: DeriveGradients = derive_gradients,
) -> SecondDerivation:
    """Derive ∂²of/∂wrt∂second as checked steps; ``of`` is the network's output unless it is named.

    Args:
        network: the definitions, from the input to the scalar loss.
        wrt: the tensor to differentiate with respect to first.
        second: the tensor to differentiate the gradient with respect to; ``wrt`` again unless it is named.
        of: the tensor to differentiate.
        gradients: what finds the two first derivatives.

    Raises:
        UsageError: there is no such tensor, ``of`` does not depend on one of them, or one is made of the other.
        StepRefuted: a step failed its check (a fault of ours).

    >>> from ..network.building import classifier
    >>> print(derive_hessian(classifier(bias=True), "W", "b").formula)
    ∂²E/∂W_kd∂b_j = (1/N) Σ_n p_nk (δ_kj − p_nj) x_nd
    """
    first = gradients(network, (wrt,), of)[wrt]
    target = network.tensor(second or wrt)
    if not network.depends(first.of, target):
        raise UsageError(
            f"{first.of.name} does not depend on {target.name}",
            hint=f"every second derivative with respect to {target.name} is 0; name a tensor that it depends on",
        )
    _refuse_nested(network, first.wrt, target)
    longer = with_gradient(first)
    gradient = longer.output
    changes = longer.depends(gradient, target)
    derived = gradients(longer, (target.name,), gradient.name, folds_source=False) if changes else {}
    derivation = derived.get(target.name) or zero_derivation(longer, gradient, target)
    general = _in_original_names(first, derivation.general)
    wrong = contradiction(network, general.left, general.value)
    if wrong:
        raise StepRefuted(f"the derivation of {general.left} differs from the second derivative at {wrong}")
    formula = replace(general, value=derivation.formula.value, conditions=derivation.formula.conditions)
    return SecondDerivation(first, derivation, general, general if general.value == formula.value else formula)


@lru_cache(maxsize=32)
def symmetry(found: SecondDerivation) -> Verdict:
    """Whether ∂²E/∂W_kd∂V_j and ∂²E/∂V_j∂W_kd are one formula: decided as every step is.

    Of one tensor, the indices trade places; of two, the other order is derived on its own.

    >>> from ..network.building import classifier
    >>> str(symmetry(derive_hessian(classifier(), "W")))[:39]
    'PROVED: every size, by canonical form; '
    """
    general, (first, second) = found.general, found.wrt
    same = first == second
    other = general if same else derive_hessian(found.network, second.name, first.name, found.of.name).general
    own, outer, inner = general.indices, len(found.of.axes), len(second.axes)
    traded = (*own[:outer], *own[len(own) - inner :], *own[outer : len(own) - inner])
    swapped = substitute(other.value, dict(zip(other.indices, traded, strict=True)))
    return StepChecker(found.network).check(general.value, swapped, left=general.left)


def with_gradient(first: Derivation) -> Network:
    """The network with the gradient as one more definition, which is its last.

    >>> from ..network.building import classifier
    >>> with_gradient(classifier(batch=False).gradient("W")).definitions[-1]
    Definition(G[k, d] := (p[k]*Sum(y[_j], (_j, 1, K)) - y[k])*x[d]; gradient)
    """
    network, axes = first.network, (*first.of.axes, *first.wrt.axes)
    name = next(free_letters(network, GRADIENT_LETTERS))
    gradient = Tensor(name, axes, Role.LOSS, f"gradient ∂{first.of.name}/∂{first.wrt.name}")
    renamed = dict(zip(first.general.indices, gradient.indices, strict=True))
    value = substitute(first.general.value, renamed)
    definition = Definition(gradient, gradient.indices, value, "gradient")
    return replace(network, definitions=(*network.definitions, definition))


def _refuse_nested(network: Network, wrt: Tensor, second: Tensor) -> None:
    """Refuse ∂²E/∂z∂W where z is made of W: E is no function of both."""
    for upper, lower in ((wrt, second), (second, wrt)):
        if network.depends(upper, lower):
            raise UsageError(
                f"{upper.name} is made of {lower.name}, so that they do not change independently",
                hint=f"differentiate twice with respect to {lower.name}, or twice with respect to {upper.name}",
            )


def free_letters(network: Network, letters: Sequence[str]) -> Iterator[str]:
    """Those of the letters, then the first with a number, that mean nothing else in the network.

    >>> from ..network.building import classifier
    >>> letters = free_letters(classifier(), "xG")
    >>> next(letters), next(letters)
    ('G', 'x1')
    """
    sizes = {symbol.name for axis in network.axes for symbol in axis.size_symbols}
    indices = {letter for axis in network.axes for letter in axis.letters}
    taken = sizes | indices | {t.name for t in network.tensors} | {t.symbol_letter for t in network.tensors}
    names = chain(letters, (f"{letters[0]}{number}" for number in count(1)))
    return (name for name in names if name not in taken)


def _in_original_names(first: Derivation, formula: Formula) -> Formula:
    """∂G/∂V as ∂²of/∂wrt∂V."""
    of, wrt = first.of, first.wrt
    indices = formula.indices[: len(of.axes) + len(wrt.axes)]
    inner = Partial(of.at(*indices[: len(of.axes)]), wrt.at(*indices[len(of.axes) :]))
    return replace(formula, left=Partial(inner, formula.left.denominator), network=first.network)


def zero_derivation(network: Network, source: Tensor, target: Tensor) -> Derivation:
    """The derivation for a gradient in which the tensor does not occur: of one step."""
    at = unused_letters(target, {index.name for index in source.indices})
    left = Partial(source.at(*source.indices), target.at(*at))
    verdict = StepChecker(network).proved(rules.INDEPENDENT, left, left, sp.S.Zero)
    step = Step(rules.INDEPENDENT, left, left, sp.S.Zero, verdict)
    formula = Formula(left, sp.S.Zero, (*source.indices, *at), network=network)
    return Derivation(network, source, target, (step,), formula, formula)
