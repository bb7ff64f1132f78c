"""Steps with numbers: the line of a step once more, with the values of the worked example in their places."""

from __future__ import annotations

from math import isfinite

import sympy as sp

from derive.algebra.indices import free_indices
from derive.gradient.derivation import Step
from derive.writing.latex import latex

from ..report import Report, Symbols
from .example_values import ExampleValues
from .number_format import decimals, latex_number
from .substitution import substituted_latex

MAXIMUM_LENGTH, MAXIMUM_LENGTH_OF_MANY = 420, 100
SHORTEST_NUMBER = 4  # characters that a number takes, with what stands around it


class StepNumbers:
    """The worked example as the only sample of the data, N = 1; every index that is free in a line stands at 1."""

    def __init__(self, report: Report, symbols: Symbols | None = None) -> None:
        self.known = report.example is not None
        if self.known:
            self.values = ExampleValues(symbols or report.batch, report)

    def line(self, step: Step, longest: int = MAXIMUM_LENGTH) -> str:
        r"""``∂E/∂W_11 ≈ (0.4794 − 1)(0.81) ≈ −0.4217`` as LaTeX; empty without an example or room."""
        if not self.known or self.values.count(step.after) * SHORTEST_NUMBER > longest:
            return ""
        network, value_of = self.values.network, self.values.value
        explicit, value = self._explicit(step.after, step), value_of(self._explicit(step.after, step))
        if not isfinite(value):
            return ""
        left, found = latex(self._explicit(step.left, step), network), latex_number(decimals(value))
        plugged = substituted_latex(explicit, network, self.values.arrays, derivative=value_of)
        whole, exact = self.values.relations(explicit)
        if plugged == found:
            return f"{left} {whole} {found}"
        line = f"{left} {whole} {plugged} {exact} {found}"
        return line if len(line) <= longest else ""

    def sides(self, step: Step) -> tuple[float, float]:
        """The values of the line before the step and after it, which are the same number."""
        before, after = (self.values.value(self._explicit(side, step)) for side in (step.before, step.after))
        return before, after

    def _explicit(self, side: sp.Expr, step: Step) -> sp.Expr:
        return self.values.explicit(side, dict.fromkeys(free_indices(step.left), sp.S.One))
