"""Deciding whether two explicit formulas are equal: a proof, a witness, or the reason why neither is possible.

The formulas are rational functions of symbols, of exponentials (exp, tanh, sinh, cosh), of sines and cosines, with
logarithms of positive quantities and case distinctions (Max, Min, Abs, Piecewise). Equality means:
equal wherever both sides are defined. ``derive.proof.numbers.exact`` has the method.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial as with_arguments

import sympy as sp

from ..network.cases import Cases
from ..network.definitions import Condition, Network
from ..network.function_heads import Positive
from .conditions import Point, use_conditions
from .kinks import has_cases, jumps_in
from .numbers.exact import ExactEvaluation
from .numbers.generator_plan import GeneratorPlan
from .numbers.sign_cells import Cell, CellEvaluation, SignNeeded, sample_point
from .numbers.vanishing import Agreement
from .own_names import in_given_names, with_own_names
from .sides import SidesUnderConditions
from .verdict import Outcome, Verdict, Witness
from .walk.not_evaluable import NotEvaluable
from .witness import defined_somewhere, find_witness, point_in_words

METHOD = "exact rational functions over independent exponentials"
NO_POINT = "the two sides are not equal as rational functions, but no point was found at which they differ"
NO_NETWORK = Network((), ())
MOST_CELLS = 2000
JUMPING = (Cases, sp.Piecewise, sp.sign, sp.Heaviside, Positive)
EXPONENTIALS = (sp.exp, sp.tanh, sp.log, sp.sinh, sp.cosh, sp.coth, sp.sech, sp.csch)


def decide(left: sp.Expr, right: sp.Expr, *, conditions: Sequence[Condition] = ()) -> Verdict:
    """Decide whether two explicit formulas (no sums over symbolic sizes) are equal.

    Args:
        left, right: formulas in plain symbols, or in elements with numbers as indices.
        conditions: equalities that may be assumed, each linear in some symbol.

    Returns:
        PROVED; PROVED WHEN the conditions hold, or away from a boundary between cases, such as x ≠ 0;
        REFUTED with the smallest rational point found, certified by balls; UNDECIDED with the reason.

    >>> x = sp.Symbol("x", real=True)
    >>> print(decide(sp.tanh(x), (sp.exp(2 * x) - 1) / (sp.exp(2 * x) + 1)))
    PROVED: exact rational functions over independent exponentials
    >>> decide(sp.tanh(x), 2 / (1 + sp.exp(-x)) - 1).witness.point
    (('x', '1'),)
    """
    left, right, conditions = with_own_names(left, right, conditions)
    return in_given_names(_decided(_Question(left, right), conditions))


def _decided(question: _Question, conditions: tuple[Condition, ...]) -> Verdict:
    verdict = question.decide(())
    if verdict.proved or not conditions:
        return verdict
    for used in dict.fromkeys((*((c,) for c in conditions), conditions)):
        verdict = question.decide(used)
        if verdict.proved:
            break
    return verdict


@dataclass
class _Question:
    """Two formulas, decided cell by cell."""

    left: sp.Expr
    right: sp.Expr
    plan: GeneratorPlan = field(init=False)
    positive: frozenset[str] = field(init=False)
    jumps: bool = field(init=False)
    partial: bool = field(init=False)

    def __post_init__(self) -> None:
        both = sp.Tuple(self.left, self.right)
        self.plan = GeneratorPlan(len(both.free_symbols) + len(both.atoms(*EXPONENTIALS, sp.Indexed)) + 4)
        self.positive = frozenset(s.name for s in both.free_symbols if s.is_Symbol and s.is_positive)
        self.jumps = bool(both.atoms(*JUMPING))
        self.partial = bool(both.atoms(sp.log)) or any(not e.exp.is_Integer for e in both.atoms(sp.Pow))

    def decide(self, conditions: tuple[Condition, ...]) -> Verdict:
        """Decide for all signs at once, else in every cell; what fails only on boundaries is proved away from them."""
        shown = self._for_all_signs(conditions)
        jumps = [kink.text for kink in jumps_in(NO_NETWORK, self.left, self.right)]
        if shown is Agreement.EVERYWHERE or (shown is Agreement.AWAY_FROM_KINKS and not jumps):
            return self._proved(conditions, [])
        verdict = self._in_every_cell(conditions)
        if verdict.outcome is Outcome.UNDECIDED and shown is Agreement.AWAY_FROM_KINKS:
            return self._proved(conditions, jumps)
        return verdict

    def _for_all_signs(self, conditions: tuple[Condition, ...]) -> Agreement:
        """Where both sides agree, with signs as generators; not shown where there are no cases or it is too much."""
        if not has_cases(NO_NETWORK, self.left, self.right):
            return Agreement.NOT_SHOWN
        plan = GeneratorPlan(self.plan.capacity)

        def compared() -> Agreement:
            evaluation = ExactEvaluation(NO_NETWORK, {}, plan)
            use_conditions(evaluation, conditions)
            return evaluation.agreement(evaluation.value(self.left, {}), evaluation.value(self.right, {}))

        try:
            return plan.settle(compared, lambda shown: shown is Agreement.NOT_SHOWN)
        except (NotEvaluable, ArithmeticError, RecursionError):
            return Agreement.NOT_SHOWN

    def _in_every_cell(self, conditions: tuple[Condition, ...]) -> Verdict:
        exceptions: list[str] = []
        waiting, seen = [Cell()], 0
        while waiting:
            cell = waiting.pop()
            seen += 1
            if seen > MOST_CELLS:
                return _undecided(f"there are more than {MOST_CELLS} cases to tell apart")
            try:
                equal = self.plan.settle(with_arguments(self._equal_in, cell, conditions), lambda same: not same)
            except SignNeeded as needed:
                waiting += [cell.where(needed.atom, sign) for sign in ((-1, 1, 0) if self.jumps else (-1, 1))]
                continue
            except (NotEvaluable, ArithmeticError, RecursionError) as reason:
                equal, why = False, str(reason) or "the formula is nested too deeply"
            else:
                why = NO_POINT
            if equal or (verdict := self._where_different(cell, conditions, why)) is None:
                continue
            if cell.boundary is None:
                return verdict
            exceptions.append(f"{cell.boundary} ≠ 0")
        return self._proved(conditions, exceptions)

    def _proved(self, conditions: tuple[Condition, ...], exceptions: list[str]) -> Verdict:
        """The verdict of a proof, if both sides have a value anywhere."""
        if self.partial and not defined_somewhere(self._sides(conditions)):
            return _undecided("no point was found at which both sides are defined")
        names = " and ".join([*(c.name for c in conditions), *dict.fromkeys(exceptions)])
        return Verdict(Outcome.PROVED_WHEN if names else Outcome.PROVED, METHOD, names)

    def _equal_in(self, cell: Cell, conditions: tuple[Condition, ...]) -> bool:
        evaluation = CellEvaluation(NO_NETWORK, {}, self.plan, cell, self.positive, self.jumps)
        use_conditions(evaluation, conditions)
        return evaluation.value(self.left, {}) == evaluation.value(self.right, {})

    def _where_different(self, cell: Cell, conditions: tuple[Condition, ...], why: str) -> Verdict | None:
        """What to say of a cell in which equality does not follow; None where the cell is empty."""
        start: Point = {}
        if cell.boundary is None:
            try:
                sample = sample_point(cell)
            except NotEvaluable:
                sample = {}
            if sample is None:
                return None
            start = {(symbol.name, ()): value for symbol, value in sample.items()}
        witness = self._witness(conditions, start)
        if witness is None:
            return _undecided(f"{why} where {cell}" if cell.signs else why)
        reason = f"{witness.left} on the left, {witness.right} on the right, at " + point_in_words(witness)
        return Verdict(Outcome.REFUTED, "certified balls", witness=witness, reason=reason)

    def _witness(self, conditions: tuple[Condition, ...], start: Point) -> Witness | None:
        try:
            sides = self._sides(conditions)
        except NotEvaluable:
            return None
        return find_witness(sides, sides.complete, start)

    def _sides(self, conditions: tuple[Condition, ...]) -> SidesUnderConditions:
        under = ExactEvaluation(NO_NETWORK, {}, GeneratorPlan(self.plan.capacity))
        use_conditions(under, conditions)
        return SidesUnderConditions(under, self.left, self.right, {}, frozenset())


def _undecided(reason: str) -> Verdict:
    return Verdict(Outcome.UNDECIDED, METHOD, reason=reason)
