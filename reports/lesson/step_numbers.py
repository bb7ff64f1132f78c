"""Steps with numbers: the line of a step once more, with the values of the worked example in their places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
import sympy as sp

from derive.derivation import Derivation, Step
from derive.elements import write_out
from derive.indices import free_indices, substitute
from derive.latex import latex
from derive.partial import Partial
from numeric.samples import sample_axis

from ..number_format import decimals, latex_number
from ..report import Report
from ..substitution import substituted_latex
from .notation import example_sizes

MAXIMUM_LENGTH = 900
ROUNDING = 1e-9


class StepNumbers:
    """The worked example as the only sample of the data, N = 1, seen from the network of a whole dataset.

    Every index that is free in a line stands at 1. What a line calls ∂E/∂p and the like is put in from the
    steps that worked it out.
    """

    def __init__(self, report: Report) -> None:
        self.network, example = report.network, report.example
        rows = sample_axis(self.network)
        self.sizes = {**example_sizes(report), **({str(rows.size): 1} if rows else {})}
        known: Mapping[str, Any] = {**example.inputs, **example.forward}
        self.values = {
            t.name: np.asarray(known[t.name])[None] if rows in t.axes else known[t.name]
            for t in self.network.tensors
            if t.name in known and t.axes
        }
        self._derivations: Iterable[Derivation] = report.derivations.values()
        self._found: dict[sp.Expr, float] = {}

    @cached_property
    def worked_out(self) -> dict[tuple[str, str], tuple[sp.Expr, sp.Expr]]:
        """What each derivative was found to be, by the names of its two tensors, before any condition is used."""
        steps = [step for derivation in self._derivations for step in derivation.steps if not step.conditions]
        return {_names(step.left): (step.left, step.after) for step in steps}

    def line(self, step: Step) -> str:
        r"""``∂E/∂W_11 = (0.4794 − 1)(0.81) ≈ −0.4217`` as LaTeX; empty where that would be too long to read."""
        explicit = self._explicit(step.after, step)
        left = latex(self._explicit(step.left, step), self.network)
        value = self.value(explicit)
        found = latex_number(decimals(value))
        plugged = substituted_latex(explicit, self.network, self.values, derivative=self.value)
        whole = all(_shown_in_full(self.value(part)) for part in explicit.atoms(sp.Indexed, Partial))
        exact = whole and _shown_in_full(value)
        if plugged == found:
            return f"{left} {_relation(exact)} {found}"
        line = f"{left} {_relation(whole)} {plugged} {_relation(exact)} {found}"
        return line if len(line) <= MAXIMUM_LENGTH else ""

    def sides(self, step: Step) -> tuple[float, float]:
        """The values of the line before the step and after it, which are the same number."""
        before, after = (self.value(self._explicit(side, step)) for side in (step.before, step.after))
        return before, after

    def value(self, explicit: sp.Expr) -> float:
        """The number that an expression with number indices stands for."""
        if explicit not in self._found:
            self._found[explicit] = self._value(explicit)
        return self._found[explicit]

    def _value(self, explicit: sp.Expr) -> float:
        if isinstance(explicit, Partial):
            left, after = self.worked_out[_names(explicit)]
            places = dict(zip(_indices(left), _indices(explicit), strict=True))
            return self.value(write_out(substitute(after, places), self.sizes))
        if isinstance(explicit, sp.Indexed):
            array = np.asarray(self.values[explicit.base.label.name])
            return float(array[tuple(int(index) - 1 for index in explicit.indices)])
        named = explicit.atoms(Partial)
        elements = explicit.xreplace(dict.fromkeys(named, sp.S.One)).atoms(sp.Indexed)
        return float(explicit.xreplace({part: sp.Float(self.value(part), 17) for part in (*named, *elements)}))

    def _explicit(self, side: sp.Expr, step: Step) -> sp.Expr:
        places = dict.fromkeys(free_indices(step.left), sp.S.One)
        return write_out(substitute(side, places), self.sizes)


def _shown_in_full(value: float) -> bool:
    return abs(float(decimals(value)) - value) <= ROUNDING * max(1.0, abs(value))


def _relation(exact: bool) -> str:
    return "=" if exact else r"\approx"


def _names(derivative: Partial) -> tuple[str, str]:
    above, below = (str(part.base.label if isinstance(part, sp.Indexed) else part) for part in derivative.args)
    return above, below


def _indices(derivative: Partial) -> list[sp.Expr]:
    return [index for part in derivative.args if isinstance(part, sp.Indexed) for index in part.indices]
