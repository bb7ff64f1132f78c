"""The worked example's number for every element and every derivative that a derivation names, and the exact ones."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from math import isfinite, nan, prod
from typing import Any

import numpy as np
import sympy as sp
from flint import arb

from derive.algebra.indices import map_children, substitute
from derive.gradient.elements import write_out
from derive.network.axes import size_symbol
from derive.network.function_heads import ElementaryHead, Positive
from derive.network.functions import function_of
from derive.network.maximum import Maximum
from derive.network.partial import Direct, Partial
from derive.proof.numbers.balls import BallEvaluation, precision
from derive.proof.walk.evaluation import Element, Environment
from numeric.model.sizes import sizes_from

from ..report import Report, Symbols
from .number_format import decimals

NAMED = (Partial, Direct)
PLACES, MOST_PLACES = 4, 9
BITS = 80  # more than a float has, as the numbers of a formula are worked out by hand


class ExampleValues:
    """The example as the only sample of a network: of one sample, or of a dataset with N = 1.

    A derivative ∂E/∂p and the like has the value of what its steps found.
    """

    def __init__(self, symbols: Symbols, report: Report) -> None:
        self.network, self.symbols = symbols.network, symbols
        known: Mapping[str, Any] = {**report.example.inputs, **report.example.forward}
        arrays = {t: np.asarray(known[t.name]) for t in self.network.tensors if t.name in known}
        # Only the axis of the one sample may be missing: it is the first.
        self.arrays = {t.name: array[None] if array.ndim < len(t.axes) else array for t, array in arrays.items()}
        self.sizes = sizes_from((t, self.arrays[t.name].shape) for t in self.network.given)
        self.scalars = {t.at(): t.name for t in self.network.tensors if not t.axes}
        self._found: dict[sp.Expr, float] = {}
        self._exact: dict[sp.Expr, sp.Rational | None] = {}

    @cached_property
    def worked_out(self) -> dict[tuple[str, ...], tuple[sp.Expr, sp.Expr]]:
        """What each derivative was found to be, by the names of its tensors, before any condition is used."""
        derivations = (*self.symbols.derivations.values(), *self.symbols.jacobians.values())
        steps = [step for derivation in derivations for step in derivation.steps if not step.conditions]
        return {_names(step.left): (step.left, step.after) for step in steps}

    def explicit(self, expression: sp.Expr, places: Mapping[sp.Symbol, sp.Expr]) -> sp.Expr:
        """The expression with a number for each free index, its sums and maxima written out."""
        return _maxima_written_out(write_out(substitute(expression, places), self.sizes))

    def count(self, expression: sp.Expr) -> int:
        """How many elements and derivatives stand in an expression once its sums are written out."""
        if isinstance(expression, (sp.Indexed, *NAMED)):
            return 1
        if isinstance(expression, (sp.Sum, Maximum)):
            lengths = [write_out(high - low + 1, self.sizes) for _, low, high in expression.args[1:]]
            return prod(map(int, lengths)) * self.count(expression.args[0])
        return sum(map(self.count, expression.args))

    def value(self, explicit: sp.Expr) -> float:
        """The number that an expression with number indices stands for."""
        if explicit not in self._found:
            self._found[explicit] = self._value(explicit)
        return self._found[explicit]

    def exact(self, explicit: sp.Expr) -> sp.Rational | None:
        """That number exactly, where it is rational: the inputs are the decimals that they are written as."""
        if explicit not in self._exact:
            self._exact[explicit] = self._exactly(explicit)
        return self._exact[explicit]

    def parts(self, explicit: sp.Expr) -> list[sp.Expr]:
        """The elements, scalars and derivatives that are named in an expression."""
        named = explicit.atoms(*NAMED)
        rest = explicit.xreplace(dict.fromkeys(named, sp.S.One))
        return [*named, *rest.atoms(sp.Indexed), *(rest.atoms(sp.Symbol) & self.scalars.keys())]

    def places(self, explicit: sp.Expr) -> int:
        """How many decimals of the numbers plugged in give a reader's own arithmetic the digits of the result."""
        if not all(isfinite(self.value(part)) for part in (explicit, *self.parts(explicit))):
            return PLACES
        result = decimals(self.value(explicit))
        for places in range(PLACES, MOST_PLACES + 1):
            shown = {part: sp.Float(decimals(self.value(part), places), 17) for part in self.parts(explicit)}
            if decimals(_number(explicit.xreplace(shown))) == result:
                return places
        return PLACES

    def relations(self, explicit: sp.Expr, places: int = PLACES) -> tuple[str, str]:
        """The signs of ``formula = numbers plugged in = result``: ≈ unless the digits shown say the very number."""
        if not all(isfinite(self.value(part)) for part in (explicit, *self.parts(explicit))):
            return _relation(False), _relation(False)
        shown = {part: sp.Rational(decimals(self.value(part), places)) for part in self.parts(explicit)}
        whole = all(self.exact(part) == number for part, number in shown.items())
        result = sp.Rational(decimals(self.value(explicit)))
        return _relation(whole), _relation(_rational(explicit.xreplace(shown)) == result)

    def _value(self, explicit: sp.Expr) -> float:
        if isinstance(explicit, (sp.Indexed, *NAMED)) or explicit in self.scalars:
            with precision(BITS):
                return float(self._balls.value(explicit, self._balls.sizes).mid())
        return _number(explicit.xreplace({part: sp.Float(self.value(part), 17) for part in self.parts(explicit)}))

    @cached_property
    def _balls(self) -> _ExampleBalls:
        return _ExampleBalls(self)

    def _exactly(self, explicit: sp.Expr) -> sp.Rational | None:
        below = self._below(explicit)
        if below is not None:
            return self.exact(below)
        name, at = self._place(explicit)
        if name:
            return sp.Rational(repr(float(self.arrays[name][at])))
        found = {part: self.exact(part) for part in self.parts(explicit)}
        return None if None in found.values() else _rational(explicit.xreplace(found))

    def _below(self, explicit: sp.Expr) -> sp.Expr | None:
        """What a derivative was found to be, or a defined element is defined as; None for what has a value itself."""
        if isinstance(explicit, NAMED):
            left, after = self.worked_out[_names(explicit)]
            return self.explicit(after, dict(zip(_indices(left), _indices(explicit), strict=True)))
        name, _ = self._place(explicit)
        definition = self.network.definition(name) if name else None
        if definition is None:
            return None
        at = explicit.indices if isinstance(explicit, sp.Indexed) else ()
        return self.explicit(definition.value, dict(zip(definition.indices, at, strict=True)))

    def _place(self, explicit: sp.Expr) -> tuple[str, tuple[int, ...]]:
        """The tensor of an element and its place; an empty name for anything else."""
        if isinstance(explicit, sp.Indexed):
            return explicit.base.label.name, tuple(int(index) - 1 for index in explicit.indices)
        return self.scalars.get(explicit, ""), ()


class _ExampleBalls(BallEvaluation):
    """The example's numbers at work: what it has is given, and a derivative has the value of what its steps found.

    A sum is walked through, not written out: a long one costs its terms, and no formula is made.
    """

    def __init__(self, example: ExampleValues) -> None:
        super().__init__(example.network, {size_symbol(letter): size for letter, size in example.sizes.items()}, {})
        self.example = example
        self._derived: dict[tuple[object, ...], arb] = {}

    def _element(self, element: Element) -> arb:
        name, indices = element
        array = self.example.arrays.get(name)
        return super()._element(element) if array is None else arb(float(array[tuple(i - 1 for i in indices)]))

    def _value(self, node: sp.Expr, at: Environment) -> arb:
        if not isinstance(node, NAMED):
            return super()._value(node, at)
        left, after = self.example.worked_out[_names(node)]
        places = tuple(self.integer(index, at) for index in _indices(node))
        key = (*_names(node), *places)
        if key not in self._derived:
            inner = {**self.sizes, **dict(zip(_indices(left), places, strict=True))}
            self._derived[key] = self.value(after, inner)
        return self._derived[key]


def _relation(equal: bool) -> str:
    return "=" if equal else r"\approx"


def _maxima_written_out(expression: sp.Expr) -> sp.Expr:
    inner = map_children(expression, _maxima_written_out) if expression.args else expression
    if not isinstance(inner, Maximum):
        return inner
    function, (index, low, high) = inner.args
    return sp.Max(*(substitute(function, {index: sp.Integer(at)}) for at in range(int(low), int(high) + 1)))


def _number(formula: sp.Expr) -> float:
    """What a formula without letters is worth; a function that SymPy does not evaluate by itself, by its record."""
    function = function_of(formula)
    if function is not None and isinstance(formula, ElementaryHead):
        return float(function.balls(*(arb(_number(argument)) for argument in formula.args)).mid())
    heads = formula.atoms(ElementaryHead)
    found = formula.xreplace({head: sp.Float(_number(head), 17) for head in heads}) if heads else formula
    # ln 0 and the like: a probability that is 0 or 1 to all its digits.
    return float(found) if found.is_real else nan


def _rational(formula: sp.Expr) -> sp.Rational | None:
    """The value of a formula of rational numbers, where that is rational; functions by what they are made of."""
    if formula.is_Rational or not formula.args:
        return formula if formula.is_Rational else None
    function = function_of(formula)
    if isinstance(formula, Positive):
        inside = _rational(formula.args[0])
        return None if inside is None else sp.Integer(int(bool(inside > 0)))
    if isinstance(formula, ElementaryHead) and function is not None and function.expanded is not None:
        return _rational(function.expanded(*formula.args))
    parts = {part: _rational(part) for part in formula.args if isinstance(part, sp.Expr)}
    found = formula.xreplace({part: value for part, value in parts.items() if value is not None})
    return found if found.is_Rational else None


def _names(derivative: Partial | Direct) -> tuple[str, ...]:
    """The two tensors, and those that are held."""
    return tuple(str(part.base.label if isinstance(part, sp.Indexed) else part) for part in derivative.args)


def _indices(derivative: Partial | Direct) -> list[sp.Expr]:
    return [index for part in derivative.args if isinstance(part, sp.Indexed) for index in part.indices]
