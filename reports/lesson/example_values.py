"""The worked example's number for every element and every derivative that a derivation names."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import numpy as np
import sympy as sp
from flint import arb

from derive.algebra.indices import substitute
from derive.gradient.elements import write_out
from derive.network.function_heads import ElementaryHead
from derive.network.functions import function_of
from derive.network.partial import Partial
from numeric.model.samples import sample_axis

from ..report import Report, Symbols


class ExampleValues:
    """The example as the only sample of a network: of one sample, or of a dataset with N = 1.

    A derivative ∂E/∂p and the like has the value of what its steps found, in the logarithm of that network.
    """

    def __init__(self, symbols: Symbols, report: Report) -> None:
        self.network, self.symbols, example = symbols.network, symbols, report.example
        rows = sample_axis(self.network)
        known: Mapping[str, Any] = {**example.inputs, **example.forward}
        self.arrays = {
            t.name: np.asarray(known[t.name])[None] if rows in t.axes else np.asarray(known[t.name])
            for t in self.network.tensors
            if t.name in known and t.axes
        }
        self.sizes = {
            str(axis.size): int(size)
            for t in self.network.given
            for axis, size in zip(t.axes, np.shape(self.arrays[t.name]), strict=True)
        }
        self._found: dict[sp.Expr, float] = {}

    @cached_property
    def worked_out(self) -> dict[tuple[str, str], tuple[sp.Expr, sp.Expr]]:
        """What each derivative was found to be, by the names of its two tensors, before any condition is used."""
        derivations = (*self.symbols.derivations.values(), *self.symbols.jacobians.values())
        steps = [step for derivation in derivations for step in derivation.steps if not step.conditions]
        return {_names(step.left): (step.left, step.after) for step in steps}

    def explicit(self, expression: sp.Expr, places: Mapping[sp.Symbol, sp.Expr]) -> sp.Expr:
        """The expression with a number for each free index, its sums written out."""
        return write_out(substitute(expression, places), self.sizes)

    def value(self, explicit: sp.Expr) -> float:
        """The number that an expression with number indices stands for."""
        if explicit not in self._found:
            self._found[explicit] = self._value(explicit)
        return self._found[explicit]

    def _value(self, explicit: sp.Expr) -> float:
        if isinstance(explicit, Partial):
            left, after = self.worked_out[_names(explicit)]
            return self.value(self.explicit(after, dict(zip(_indices(left), _indices(explicit), strict=True))))
        if isinstance(explicit, sp.Indexed):
            return float(self.arrays[explicit.base.label.name][tuple(int(index) - 1 for index in explicit.indices)])
        named = explicit.atoms(Partial)
        elements = explicit.xreplace(dict.fromkeys(named, sp.S.One)).atoms(sp.Indexed)
        return _number(explicit.xreplace({part: sp.Float(self.value(part), 17) for part in (*named, *elements)}))


def _number(formula: sp.Expr) -> float:
    """What a formula without letters is worth; a function that SymPy does not evaluate by itself, by its record."""
    function = function_of(formula)
    if function is not None and isinstance(formula, ElementaryHead):
        return float(function.balls(*(arb(_number(argument)) for argument in formula.args)).mid())
    heads = formula.atoms(ElementaryHead)
    return float(formula.xreplace({head: sp.Float(_number(head), 17) for head in heads}) if heads else formula)


def _names(derivative: Partial) -> tuple[str, str]:
    above, below = (str(part.base.label if isinstance(part, sp.Indexed) else part) for part in derivative.args)
    return above, below


def _indices(derivative: Partial) -> list[sp.Expr]:
    return [index for part in derivative.args if isinstance(part, sp.Indexed) for index in part.indices]
