"""The check of a step: decided for every size where the index notation allows it, and exactly at small sizes."""

from __future__ import annotations

import sympy as sp

from ..algebra.canonical import equal_for_every_size
from ..algebra.derivative_rules import derivative
from ..algebra.folding import unfold, use_condition
from ..algebra.indices import free_indices, substitute
from ..algebra.matching import match
from ..network.definitions import Condition, Network
from ..network.partial import Partial
from ..proof.small_sizes import exact_check
from ..proof.verdict import Verdict

Established = tuple[frozenset[sp.Symbol], Partial, sp.Expr]
EVERY_SIZE = "every size, by canonical form"


class StepChecker:
    """Checks the steps of one derivation; what earlier steps established may be used by later ones."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.established: list[Established] = []

    def establish(self, left: Partial, value: sp.Expr) -> None:
        """Remember that ``left = value`` at all indices: checked steps said so."""
        self.established.append((frozenset(free_indices(left)), left, value))

    def check(self, before: sp.Expr, after: sp.Expr, conditions: tuple[Condition, ...] = ()) -> Verdict:
        """Decide ``before = after``: at several small sizes exactly, and for every size where possible."""
        exact = exact_check(self.network, before, after, conditions=conditions)
        if not exact.proved or not self._for_every_size(before, after, conditions):
            return exact
        return Verdict(exact.outcome, f"{EVERY_SIZE}; {exact.method}", exact.condition)

    def _for_every_size(self, before: sp.Expr, after: sp.Expr, conditions: tuple[Condition, ...]) -> bool:
        before, after = self._resolved(before), self._resolved(after)
        for condition in conditions:
            before, after = use_condition(before, condition), use_condition(after, condition)
        return equal_for_every_size(before, self._without_new_names(before, after))

    def _resolved(self, expression: sp.Expr) -> sp.Expr:
        """Put established values in the place of named derivatives."""
        if isinstance(expression, Partial):
            known = (_instance(known, expression) for known in self.established)
            return next((value for value in known if value is not None), None) or self._by_own_rules(expression)
        if not expression.has(Partial):
            return expression
        return expression.func(*(self._resolved(a) if isinstance(a, sp.Expr) else a for a in expression.args))

    def _by_own_rules(self, partial: Partial) -> sp.Expr:
        """∂u/∂v by our own rules where u's definition mentions v, and nothing else that depends on v."""
        upper, lower = (next(self.network.tensors_in(element)) for element in partial.args)
        definition = self.network.definition(upper.name)
        parts = tuple(self.network.tensors_in(definition.value)) if definition else ()
        if definition is None or lower not in parts or any(self.network.depends(part, lower) for part in parts):
            return partial
        at = partial.denominator.indices if lower.axes else ()
        return derivative(unfold(partial.numerator, definition), lower, at)

    def _without_new_names(self, before: sp.Expr, after: sp.Expr) -> sp.Expr:
        """Write out in ``after`` the definitions of the tensors that ``before`` does not mention."""
        for tensor in set(self.network.tensors_in(after)) - set(self.network.tensors_in(before)):
            definition = self.network.definition(tensor.name)
            after = unfold(after, definition) if definition else after
        return after


def _instance(known: Established, wanted: Partial) -> sp.Expr | None:
    indices, left, value = known
    found = next(match(left, wanted, indices, {}), None)
    return None if found is None else substitute(value, found)
