"""The record of a computation: every rewrite is a step that is checked when it is made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import sympy as sp

from ..algebra.deltas import collapse
from ..algebra.recognising import recognised
from ..algebra.tidying import tidy
from ..network.definitions import Condition
from . import rules
from .checking import StepChecker
from .derivation import Step
from .rules import Rule


@dataclass
class Recorder:
    """The one place through which every rewrite passes: it checks the step and keeps it."""

    checker: StepChecker
    steps: list[Step] = field(default_factory=list)

    def record(self, rule: Rule, left: sp.Expr, before: sp.Expr, after: sp.Expr, *conditions: Condition) -> sp.Expr:
        """Keep the step unless it changes nothing; raise when its check fails."""
        if after == before:
            return after
        verdict = self.checker.proved(rule, left, before, after, conditions)
        self.steps.append(Step(rule, left, before, after, verdict, conditions))
        return after

    def rewrite(self, left: sp.Expr, value: sp.Expr, *rewritings: tuple[Rule, Callable[[sp.Expr], sp.Expr]]) -> sp.Expr:
        """Apply the rules in turn, each a step of its own."""
        for rule, apply in rewritings:
            value = self.record(rule, left, value, apply(value))
        return value


COLLAPSE = (rules.COLLAPSE_DELTAS, collapse)
TIDY = (rules.TIDY, tidy)
RECOGNISE = (rules.RECOGNISE, recognised)
