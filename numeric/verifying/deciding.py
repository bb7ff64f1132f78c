"""Whether a written gradient is ∂E/∂W: by the derivation and the engine's exact check, under the usual conditions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import sympy as sp

from derive.algebra.folding import unfold
from derive.errors import BackproofError
from derive.gradient.backward import derive_gradients
from derive.gradient.checking import StepChecker
from derive.gradient.derivation import Derivation
from derive.network.definitions import Network
from derive.network.partial import Partial
from derive.network.tensors import Tensor
from derive.proof.kinks import kinks_on_the_way
from derive.proof.small_sizes import exact_check
from derive.proof.verdict import Outcome, Verdict
from derive.writing.text import text

from .assumptions import conditions_of
from .pairs import Translated


@dataclass
class Decisions:
    """The decisions on the arrays of one gradient; what is derived for one is used for the others."""

    translated: Translated
    derived: dict[str, Derivation] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.network = self.translated.network
        self.conditions = conditions_of(self.network)
        self.checker = StepChecker(self.network)
        self.of_loss = part_for(self.network, self.translated.loss)

    def derive(self, tensors: Sequence[Tensor]) -> None:
        """Derive the gradients that are looked at, all on one walk; what cannot be derived is left out."""
        loss = self.translated.loss
        wanted = [tensor.name for tensor in tensors if self.network.depends(loss, tensor)]
        for names in (wanted, *([name] for name in wanted)):
            if all(name in self.derived for name in names):
                continue
            try:
                self.derived |= derive_gradients(self.of_loss, names, of=loss.name)
            except (BackproofError, RecursionError):
                continue

    def verdict(self, given: Tensor, written: Tensor, *, likely: bool) -> Verdict:
        """PROVED, PROVED WHEN, REFUTED with a witness, or UNDECIDED.

        ``likely`` says that the numbers agree: then a proof is tried first, else a refutation.
        """
        loss = self.translated.loss
        left, right = Partial(loss.at(), given.at(*given.indices)), written.at(*given.indices)
        if not self.network.depends(loss, given):
            return self._named(exact_check(self.network, 0 * right, right, conditions=self.conditions))
        if likely and given.name in self.derived:
            found = self._by_derivation(self.derived[given.name], written)
            if found.proved:
                return self._named(self._with_kinks(found, Partial(loss.at(), given.at(*given.indices))))
        return self._named(exact_check(self.network, left, right, conditions=self.conditions))

    def due(self, given: Tensor) -> str:
        """The right formula as text; empty where it was not derived."""
        derivation = self.derived.get(given.name)
        return str(derivation.formula) if derivation is not None else ""

    def unfolded(self, written: Tensor, indices: tuple[sp.Symbol, ...]) -> sp.Expr:
        """What the code computes at these indices, in terms of what the loss defines."""
        own = {t.name for t in self.network.tensors if self.network.depends(self.translated.loss, t)}
        value = written.at(*indices)
        for definition in reversed(self.network.definitions):
            if definition.tensor.name not in own and definition.tensor in self.network.tensors_in(value):
                value = unfold(value, definition)
        return value

    def written_out(self, written: Tensor) -> str:
        """What the code computes, as text, without names that only pass it on."""
        definition = self.network.definition(written.name)
        assert definition is not None
        while isinstance(definition.value, sp.Indexed | sp.Symbol):
            inner = self.network.definition(str(getattr(definition.value, "base", definition.value)))
            if inner is None:
                break
            definition = inner
        return f"{text(definition.left, self.network)} = {text(definition.value, self.network)}"

    def _by_derivation(self, derivation: Derivation, written: Tensor) -> Verdict:
        """The derived formula is the derivative, by steps that are proved; is it what was written?"""
        formula = derivation.general
        found = self.checker.check(formula.value, written.at(*formula.indices), self.conditions)
        used = [step.check.condition for step in derivation.steps if step.check.outcome is Outcome.PROVED_WHEN]
        used = [name for name in used if name not in {c.name for c in derivation.formula.conditions}]
        return _under(found, used)

    def _with_kinks(self, verdict: Verdict, derivative: Partial) -> Verdict:
        return _under(verdict, [kink.text for kink in kinks_on_the_way(self.network, derivative)])

    def _named(self, verdict: Verdict) -> Verdict:
        """Class numbers are one-hot by themselves: this is no condition on what the user has."""
        hot = {t for c in self.network.conditions if c.one_hot for t in self.network.tensors_in(c.left)}
        always = {c.name for c in self.network.conditions if set(self.network.tensors_in(c.left)) <= hot}
        names = [name for name in verdict.condition.split(" and ") if name and name not in always]
        least = self.translated.translation.sizes.least
        if verdict.proved and least > 1:  # the code asks for larger sizes: what it does below was not read
            names.append(f"every size is at least {least}")
        elif verdict.outcome is not Outcome.PROVED_WHEN:
            return verdict
        outcome = Outcome.PROVED_WHEN if names else Outcome.PROVED
        return replace(verdict, outcome=outcome, condition=" and ".join(names))


def part_for(network: Network, loss: Tensor) -> Network:
    """The network of the loss alone: what a gradient defines on its way is not among it."""
    kept = [d for d in network.definitions if d.tensor == loss or network.depends(loss, d.tensor)]
    return Network(network.given, tuple(kept), network.conditions)


def _under(verdict: Verdict, names: Sequence[str]) -> Verdict:
    """A proof with further conditions."""
    every = [*verdict.condition.split(" and "), *(part for name in names for part in name.split(" and "))]
    known = " and ".join(dict.fromkeys(name for name in every if name))
    if not verdict.proved or not known:
        return verdict
    return replace(verdict, outcome=Outcome.PROVED_WHEN, condition=known)
