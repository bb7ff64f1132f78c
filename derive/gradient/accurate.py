"""The accurate form of a gradient: the same formula, rearranged so that nothing nearly equal is subtracted.

On a confident sample p_k Σ_j y_j − y_k is the difference of two numbers near 1 and loses every digit
in floating point. Under Σ_k p_k = 1 it is p_k Σ_{j≠k} y_j − y_k Σ_{j≠k} p_j, and for one-hot labels one of
the two terms is exactly 0. A sum without its own term is written Σ_j (1 − δ_jk) f_j.

With one output p − y is p (1 − y) − y (1 − p): one of the two terms is exactly 0 where y is 0 or 1, and 1 − p is a
value of its own where the function that p comes from has a complement, as 1 − σ(z) = σ(−z).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import sympy as sp

from ..algebra.canonical import equal_for_every_size
from ..algebra.deltas import delta
from ..algebra.indices import free_indices, fresh_index, map_children, substitute
from ..algebra.matching import match
from ..algebra.recognising import recognised
from ..algebra.tidying import tidy
from ..network.definitions import Condition, Definition, Network
from ..network.functions import function_of
from ..network.tensors import Role
from .checking import StepChecker
from .derivation import Derivation, Formula, Step
from .rules import EACH_WITH_THE_REST, LEAVE_OUT_OWN_TERM, MULTIPLY_BY_ONE, Rule


@dataclass(frozen=True, slots=True)
class AccurateForm:
    """The accurate formula and the checked steps that lead to it from the general one."""

    formula: Formula
    steps: tuple[Step, ...]


def sums_to_one(definition: Definition, network: Network) -> Condition | None:
    """The condition Σ_k p_k = 1 over the last axis, where it follows from the definition; else None.

    >>> from ..network.building import classifier
    >>> network = classifier(batch=False)
    >>> sums_to_one(network.definition("p"), network).left
    Sum(p[k], (k, 1, K))
    """
    if not definition.indices:
        return None
    index, axis = definition.indices[-1], definition.tensor.axes[-1]
    total = sp.Sum(definition.left, axis.limits(index))
    written_out = tidy(sp.Sum(definition.value, axis.limits(index)))
    numerator, denominator = sp.fraction(written_out)
    if next(match(numerator, denominator, frozenset(), {}), None) is None:
        return None
    return Condition(f"{definition.tensor.meaning} sum to one", total, sp.S.One)


def accurate_form(derivation: Derivation) -> AccurateForm | None:
    """Rearrange the general gradient so that no nearly equal numbers are subtracted, as checked steps.

    Returns None where the gradient contains no such difference.

    Raises:
        StepRefuted: a step failed its check (a fault of ours).

    >>> from .backward import derive_gradient
    >>> from ..network.building import classifier
    >>> form = accurate_form(derive_gradient(classifier(batch=False), "z"))
    >>> [str(step.rule) for step in form.steps]
    ['multiply-by-one', 'leave-out-own-term']
    """
    return _accurate_form(derivation.network, derivation.general)


def accurate_formula(derivation: Derivation) -> Formula:
    """The formula of the accurate form where there is one, else the formula under the conditions.

    >>> from .backward import derive_gradient
    >>> from ..network.building import classifier
    >>> network = classifier(loss="hinge")
    >>> found = derive_gradient(network, "W")
    >>> accurate_form(found) is None, accurate_formula(found) is found.formula
    (True, True)
    """
    form = accurate_form(derivation)
    return form.formula if form else derivation.formula


@lru_cache(maxsize=256)
def _accurate_form(network: Network, general: Formula) -> AccurateForm | None:
    for condition in filter(None, (sums_to_one(d, network) for d in network.definitions)):
        multiplied = multiply_by_one(general.value, condition)
        if multiplied != general.value:
            checker, value = StepChecker(network), leave_out_own_terms(multiplied)
            steps = (
                _checked(checker, MULTIPLY_BY_ONE, general.left, general.value, multiplied, (condition,)),
                _checked(checker, LEAVE_OUT_OWN_TERM, general.left, multiplied, value, ()),
            )
            return AccurateForm(Formula(general.left, value, general.indices, (condition,), network), steps)
    value = each_with_the_rest(general.value, network)
    if value == general.value:
        return None
    step = _checked(StepChecker(network), EACH_WITH_THE_REST, general.left, general.value, value, ())
    return AccurateForm(Formula(general.left, value, general.indices, (), network), (step,))


def each_with_the_rest(expression: sp.Expr, network: Network) -> sp.Expr:
    """c f − c y = c f (1 − y) − c y (1 − f), wherever y is a label and f has a complement, as the sigmoid has.

    >>> from ..network.building import classifier
    >>> network = classifier(loss="sigmoid cross-entropy")
    >>> p, y, n = network.tensor("p"), network.tensor("y"), sp.Symbol("n", integer=True, positive=True)
    >>> each_with_the_rest(p.at(n) - y.at(n), network)
    -(1 - p[n])*y[n] + (1 - y[n])*p[n]
    """
    if not expression.args or isinstance(expression, (sp.Indexed, sp.KroneckerDelta)):
        return expression
    inner = map_children(expression, lambda child: each_with_the_rest(child, network))
    if not isinstance(inner, sp.Add):
        return inner
    kept, changed = list(inner.args), list[sp.Expr]()
    for term, part in _parts_with_complement(inner, network):
        rest = term / part
        other = next((t for t in kept if _is_label(-t / rest, network)), None)
        if term in kept and other is not None:
            label = -other / rest
            kept = [t for t in kept if t not in (term, other)]
            changed += [rest * part * (1 - label), -rest * label * (1 - part)]
    return sp.Add(*kept, *changed)


def _parts_with_complement(terms: sp.Add, network: Network) -> Iterator[tuple[sp.Expr, sp.Expr]]:
    """Each term with a factor f of it whose 1 − f is computed without a subtraction."""
    for term in terms.args:
        for factor in sp.Mul.make_args(term):
            tensor = next(network.tensors_in(factor), None) if isinstance(factor, (sp.Indexed, sp.Symbol)) else None
            definition = network.definition(tensor.name) if tensor else None
            function = function_of(recognised(definition.value) if definition else factor)
            if function is not None and function.complement is not None:
                yield term, factor


def _is_label(factor: sp.Expr, network: Network) -> bool:
    """True for an element of the labels."""
    if not isinstance(factor, (sp.Indexed, sp.Symbol)):
        return False
    return any(tensor.role is Role.LABEL for tensor in network.tensors_in(factor))


def _checked(
    checker: StepChecker, rule: Rule, left: sp.Expr, before: sp.Expr, after: sp.Expr, conditions: tuple[Condition, ...]
) -> Step:
    verdict = checker.proved(rule, left, before, after, conditions)
    return Step(rule, left, before, after, verdict, conditions)


def multiply_by_one(expression: sp.Expr, condition: Condition) -> sp.Expr:
    """a_k Σ_j b_j − b_k = a_k Σ_j b_j − b_k Σ_j a_j, wherever Σ_j a_j = 1 is the condition."""

    def rewritten(terms: sp.Add, cross: _Cross) -> sp.Expr | None:
        total = cross.other_total
        one = next(match(condition.left, total, frozenset(free_indices(condition.left)), {}), None)
        plain = _same_term(terms, -cross.rest * cross.own_term)
        return None if one is None or plain is None else terms - plain + plain * total

    return _rewrite_sums(expression, rewritten)


def leave_out_own_terms(expression: sp.Expr) -> sp.Expr:
    """a_k Σ_j b_j − b_k Σ_j a_j = a_k Σ_{j≠k} b_j − b_k Σ_{j≠k} a_j: the terms j = k cancel."""

    def rewritten(terms: sp.Add, cross: _Cross) -> sp.Expr | None:
        second = _same_term(terms, -cross.rest * cross.own_term * cross.other_total)
        if second is None:
            return None
        first_left = cross.rest * cross.factor * _without_own(cross.total, cross.index)
        second_left = cross.rest * cross.own_term * _without_own(cross.other_total, cross.index)
        return terms - cross.term - second + first_left - second_left

    return _rewrite_sums(expression, rewritten)


@dataclass(frozen=True, slots=True)
class _Cross:
    """A term rest · a_k · Σ_j b_j, taken apart at the factor a_k and its index k."""

    term: sp.Expr
    rest: sp.Expr
    factor: sp.Expr
    total: sp.Sum
    index: sp.Symbol

    @property
    def own_term(self) -> sp.Expr:
        """b_k: the term of the sum at the factor's own index."""
        return substitute(self.total.function, {self.total.limits[0][0]: self.index})

    @property
    def other_total(self) -> sp.Expr:
        """Σ_j a_j over the same range."""
        bound = fresh_index(self.total.limits[0][0])
        return sp.Sum(substitute(self.factor, {self.index: bound}), (bound, *self.total.limits[0][1:]))


def _crosses(terms: sp.Add) -> Iterator[_Cross]:
    for term in terms.args:
        factors = sp.Mul.make_args(term)
        totals = [f for f in factors if isinstance(f, sp.Sum) and len(f.limits) == 1]
        for total, factor in product(totals, (f for f in factors if isinstance(f, sp.Indexed))):
            for index in sorted(free_indices(factor), key=str):
                yield _Cross(term, term / total / factor, factor, total, index)


def _rewrite_sums(expression: sp.Expr, rewritten: Callable[[sp.Add, _Cross], sp.Expr | None]) -> sp.Expr:
    """Rewrite every Add in which some cross term has its counterpart."""
    if not expression.args or isinstance(expression, (sp.Indexed, sp.KroneckerDelta)):
        return expression
    if isinstance(expression, sp.Sum):
        return sp.Sum(_rewrite_sums(expression.function, rewritten), *expression.limits)
    inner = map_children(expression, lambda child: _rewrite_sums(child, rewritten))
    if not isinstance(inner, sp.Add):
        return inner
    return next(filter(None, (rewritten(inner, cross) for cross in _crosses(inner))), inner)


def _same_term(terms: sp.Add, wanted: sp.Expr) -> sp.Expr | None:
    """The term that equals ``wanted`` up to the letters of bound indices."""
    return next((term for term in terms.args if equal_for_every_size(term, wanted)), None)


def _without_own(total: sp.Sum, index: sp.Symbol) -> sp.Expr:
    """Σ_j (1 − δ_jk) f_j: the sum without the term j = k."""
    bound, lower, size = total.limits[0]
    return sp.Sum((1 - delta(bound, index, size)) * total.function, (bound, lower, size))
