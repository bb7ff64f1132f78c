"""The check of a step: decided for every size where the index notation allows it, and exactly at small sizes.

A step is checked where it happens. What holds for all values of z holds for z := W x, so the tensors into which a
step does not look are symbols; only where that decides nothing is everything written out down to the inputs.
"""

from __future__ import annotations

from functools import partial

import sympy as sp

from ..algebra.canonical import equal_for_every_size
from ..algebra.derivative_rules import derivative
from ..algebra.folding import unfold, use_condition
from ..algebra.indices import free_indices, fresh_index, freshen, map_children, substitute
from ..algebra.matching import match
from ..algebra.narrowing import narrowed
from ..algebra.shared_sums import without_shared_sums
from ..algebra.size_free_form import SizeFreeForm
from ..errors import StepRefuted, StepUndecided, UnsupportedFormula
from ..network.definitions import Condition, Network
from ..network.partial import Direct, Partial
from ..proof.elementwise import holds_whatever_the_elements
from ..proof.every_size import holds_for_every_size
from ..proof.kinks import kinks_on_the_way
from ..proof.small_sizes import exact_check, holds_at_small_sizes
from ..proof.verdict import Outcome, Verdict
from .rules import Rule

Established = tuple[frozenset[sp.Symbol], Partial | Direct, sp.Expr]
EVERY_SIZE = "every size, by canonical form"
SECOND_VOICE_PLACES = 36  # at each of the small sizes, where the form has proved a step already


class StepChecker:
    """Checks the steps of one derivation; what earlier steps established may be used by later ones."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.established: dict[tuple[str, ...], list[Established]] = {}
        self.defined = frozenset(d.tensor.name for d in network.definitions)

    def establish(self, left: Partial | Direct, value: sp.Expr) -> None:
        """Remember that ``left = value`` at all indices: checked steps said so."""
        known = self.established.setdefault(_names(left), [])
        known.append((frozenset(free_indices(left)), left, value))

    def check(
        self, before: sp.Expr, after: sp.Expr, conditions: tuple[Condition, ...] = (), left: sp.Expr = sp.S.Zero
    ) -> Verdict:
        """Decide ``before = after``: for every size where possible, and at several small sizes exactly.

        ``left`` is the left side of the step, which says what its free indices run over.
        """
        local = self._locally(before, after, conditions, left)
        if local is not None and local.method.startswith(EVERY_SIZE):
            return local
        exact = local or exact_check(self.network, before, after, conditions=conditions)
        if exact.outcome is Outcome.REFUTED:
            return exact
        if holds_for_every_size(self.network, before, after, _used(exact, conditions)):
            return self._proved_for_every_size(exact if exact.proved else None, (), before, after)
        return exact

    def proved(
        self, rule: Rule, left: sp.Expr, before: sp.Expr, after: sp.Expr, conditions: tuple[Condition, ...] = ()
    ) -> Verdict:
        """The verdict of ``check``, which has to be a proof.

        Raises:
            StepRefuted: the step is wrong, a fault of ours.
            StepUndecided: it was neither proved nor refuted.
        """
        verdict = self.check(before, after, conditions, left)
        if verdict.outcome is Outcome.REFUTED:
            raise StepRefuted(f"the step {str(rule)!r} for {left} failed its check: {verdict}")
        if not verdict.proved:
            raise StepUndecided(
                f"the step {str(rule)!r} for {left} could not be proved: {verdict.reason or verdict}",
                hint="nothing unproved is shown; define what stands inside of it as a tensor of its own",
            )
        return verdict

    def _locally(
        self, before: sp.Expr, after: sp.Expr, conditions: tuple[Condition, ...], left: sp.Expr
    ) -> Verdict | None:
        """The proof that looks only into what the step itself looks into; None where that decides nothing."""
        opaque = after.has(Partial)
        if opaque and isinstance(before, Partial) and not (_is_second(before) or self._is_direct(before)):
            before = chain_rule(self.network, before)
        before, after = (self._one_step(side, opaque) for side in (before, after))
        after = self._without_new_names(before, after)
        inner = narrowed(before, after)
        shorter = (without_shared_sums(*inner), inner, without_shared_sums(before, after), (before, after))
        proof: Verdict | None = None
        for sides in dict.fromkeys(shorter):
            proof = self._proof(*sides, conditions, left)
            if proof is not None and proof.method.startswith(EVERY_SIZE):
                return proof
        return self._by_definitions_of_names(without_shared_sums(*inner), conditions, left) or proof

    def _by_definitions_of_names(
        self, sides: tuple[sp.Expr, sp.Expr], conditions: tuple[Condition, ...], left: sp.Expr
    ) -> Verdict | None:
        """The proof for every size that looks into one name: one that is defined by names that stand there."""
        try:
            sides = self._by_own_rules(sides[0]), self._by_own_rules(sides[1])
        except UnsupportedFormula:
            return None
        mentioned = {tensor for side in sides for tensor in self.network.tensors_in(side)}
        for definition in reversed(self.network.definitions):
            parts = set(self.network.tensors_in(definition.value))
            if definition.held or definition.tensor not in mentioned or not parts <= mentioned:
                continue
            before, after = without_shared_sums(*(unfold(side, definition) for side in sides))
            if self._same_form(before, after, (), number_by_number=False):
                return self._proof(before, after, conditions, left)
        return None

    def _proof(
        self, before: sp.Expr, after: sp.Expr, conditions: tuple[Condition, ...], left: sp.Expr
    ) -> Verdict | None:
        looked_into = {t.name for c in conditions for t in self.network.tensors_in(c.left)}
        instances = partial(
            holds_at_small_sizes, self.network, before, after, free=self.defined - looked_into, ranges=(left,)
        )
        if self._same_form(before, after, (), number_by_number=False):
            return self._proved_for_every_size(instances(most=SECOND_VOICE_PLACES), (), before, after)
        exact = instances(conditions=conditions)
        used = conditions if exact is None else _used(exact, conditions)
        facts = tuple(condition for condition in conditions if condition not in used and self._follows(condition))
        if self._same_form(before, after, used, number_by_number=exact is not None and exact.proved and not used):
            return self._proved_for_every_size(exact, used, before, after)
        if not facts or not self._same_form(before, after, (*used, *facts), number_by_number=False):
            return exact
        return self._proved_for_every_size(exact, used, before, after)

    def _follows(self, condition: Condition) -> bool:
        """True where the condition is a fact: its tensors' own definitions say so, for every size."""
        left = condition.left
        for tensor in set(self.network.tensors_in(left)):
            definition = self.network.definition(tensor.name)
            left = unfold(left, definition) if definition and not definition.held else left
        return SizeFreeForm().equal(left, condition.right)

    def _proved_for_every_size(
        self, exact: Verdict | None, used: tuple[Condition, ...], before: sp.Expr, after: sp.Expr
    ) -> Verdict:
        """The verdict of a proof for every size, with the kinks away from which it holds."""
        if exact is not None:
            return Verdict(exact.outcome, f"{EVERY_SIZE}; {exact.method}", exact.condition)
        kinks = (kink.text for kink in kinks_on_the_way(self.network, before, after))
        names = " and ".join([*(condition.name for condition in used), *kinks])
        return Verdict(Outcome.PROVED_WHEN if names else Outcome.PROVED, EVERY_SIZE, names)

    def _same_form(
        self, before: sp.Expr, after: sp.Expr, conditions: tuple[Condition, ...], *, number_by_number: bool
    ) -> bool:
        try:
            before, after = (self._by_own_rules(side) for side in (before, after))
        except UnsupportedFormula:
            return False
        for condition in conditions:
            before, after = use_condition(before, condition), use_condition(after, condition)
        if equal_for_every_size(before, after) or SizeFreeForm(conditions).equal(before, after):
            return True
        return number_by_number and holds_whatever_the_elements(before, after)

    # named derivatives

    def with_known(self, expression: sp.Expr) -> sp.Expr:
        """The expression with each named derivative that is established replaced by its formula."""
        if isinstance(expression, (Partial, Direct)):
            known = self._known(expression)
            return expression if known is None else freshen(known)
        if not expression.has(Partial, Direct):
            return expression
        return map_children(expression, self.with_known)

    def _one_step(self, expression: sp.Expr, opaque: bool) -> sp.Expr:
        """Named derivatives by what is established, else as direct ones where they are that; the rest are symbols.

        Where a step leaves derivatives named (``opaque``), even those that are established stay symbols.
        """
        if isinstance(expression, (Partial, Direct)):
            known = None if opaque else self._known(expression)
            if known is not None or isinstance(expression, Direct):
                return expression if known is None else known
            return Direct(*expression.args) if self._is_direct(expression) else _symbol_of(expression)
        if not expression.has(Partial, Direct):
            return expression
        return map_children(expression, lambda child: self._one_step(child, opaque))

    def _known(self, wanted: Partial | Direct) -> sp.Expr | None:
        known = (_instance(known, wanted) for known in self.established.get(_names(wanted), ()))
        return next((value for value in known if value is not None), None)

    def _is_direct(self, partial: Partial) -> bool:
        """True where u's definition mentions v, and nothing else that depends on v."""
        if _is_second(partial):
            return False
        upper, lower = (next(self.network.tensors_in(element)) for element in partial.args)
        definition = self.network.definition(upper.name)
        parts = tuple(self.network.tensors_in(definition.value)) if definition else ()
        return lower in parts and not any(self.network.depends(part, lower) for part in parts)

    def _value(self, element: sp.Expr) -> sp.Expr:
        """What the element's definition says, at its indices."""
        definition = self.network.definition(_name(element))
        return unfold(element, definition) if definition else element

    def _by_own_rules(self, expression: sp.Expr) -> sp.Expr:
        """Direct derivatives by the table of rules."""
        if isinstance(expression, Direct):
            lower = next(self.network.tensors_in(expression.denominator))
            at = tuple(expression.denominator.indices) if lower.axes else ()
            return derivative(self._value(expression.numerator), lower, at)
        if not expression.has(Direct):
            return expression
        return map_children(expression, self._by_own_rules)

    def _without_new_names(self, before: sp.Expr, after: sp.Expr) -> sp.Expr:
        """Write out in ``after`` the definitions of the tensors that ``before`` does not mention.

        A direct derivative mentions what the definition that it differentiates does.
        """
        written_out = [before, *(self._value(direct.numerator) for direct in before.atoms(Direct))]
        mentioned = {tensor for formula in written_out for tensor in self.network.tensors_in(formula)}
        for tensor in set(self.network.tensors_in(after)) - mentioned:
            definition = self.network.definition(tensor.name)
            after = unfold(after, definition) if definition else after
        return after


def chain_rule(network: Network, partial: Partial) -> sp.Expr:
    """∂u/∂v = Σ_w Σ_i ∂u/∂w_i (∂w_i/∂v directly), over all definitions w that mention v, and all indices of each.

    u's own definition has the direct derivative alone as its part; what u does not depend on has none.

    >>> from ..network.building import classifier
    >>> network = classifier(batch=False)
    >>> chain_rule(network, Partial(network.output.at(), network.tensor("z").at(1)))
    Sum(Direct(p[_k], z[1])*Partial(L, p[_k]), (_k, 1, K))
    """
    upper, lower = (next(network.tensors_in(element)) for element in partial.args)
    terms: list[sp.Expr] = []
    for definition in network.definitions:
        if definition.held or lower not in network.tensors_in(definition.value):
            continue
        if definition.tensor == upper:
            terms.append(Direct(partial.numerator, partial.denominator))
        elif network.depends(upper, definition.tensor):
            at = tuple(map(fresh_index, definition.indices))
            inner = definition.tensor.at(*at)
            product = Partial(partial.numerator, inner) * Direct(inner, partial.denominator)
            limits = [axis.limits(i) for i, axis in zip(at, definition.tensor.axes, strict=True)]
            terms.append(sp.Sum(product, *limits) if limits else product)
    return sp.Add(*terms)


def _used(exact: Verdict, conditions: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """The conditions that the exact check needed."""
    return tuple(condition for condition in conditions if condition.name in exact.condition.split(" and "))


def _is_second(derivative: Partial | Direct) -> bool:
    return isinstance(derivative.numerator, Partial)


def _elements(derivative: Partial | Direct) -> tuple[sp.Expr, ...]:
    """What is differentiated, and with respect to what."""
    if isinstance(derivative, Partial):
        return (derivative.element, *derivative.denominators)
    return derivative.numerator, derivative.denominator


def _names(derivative: Partial | Direct) -> tuple[str, ...]:
    return tuple(map(_name, _elements(derivative)))


def _name(element: sp.Expr) -> str:
    return str(element.base.label.name if isinstance(element, sp.Indexed) else element.name)


def _symbol_of(partial: Partial) -> sp.Expr:
    """∂u[i]/∂v[j] as an element of a tensor of that name: a derivative that may have any value."""
    name = "∂{}/∂{}".format(_names(partial)[0], "∂".join(_names(partial)[1:]))
    indices = [index for element in _elements(partial) if isinstance(element, sp.Indexed) for index in element.indices]
    return sp.IndexedBase(name, real=True)[tuple(indices)] if indices else sp.Symbol(name, real=True)


def _instance(known: Established, wanted: Partial | Direct) -> sp.Expr | None:
    indices, left, value = known
    found = next(match(left, wanted, indices, {}), None)
    return None if found is None else substitute(value, found)
