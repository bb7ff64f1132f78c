"""Worked examples: the values that notes state, and what is plugged in later."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import sympy as sp
from flint import arb, fmpq

from ...algebra.indices import map_children
from ...gradient.elements import write_out
from ...network.definitions import Network
from ...network.partial import Partial
from ...proof.numbers.balls import BallEvaluation, precision
from ...proof.verdict import Outcome
from ...proof.walk.evaluation import Element
from ...proof.walk.not_evaluable import NotEvaluable
from ...reading.formula.reading import shown
from ..finding import Judgement, Place
from .arithmetic import places_of


@dataclass(frozen=True, slots=True)
class Stated:
    """A value, its digits as written, and where it is stated."""

    value: sp.Expr
    numeral: str
    place: Place


@dataclass
class Memory:
    """What the notes have stated so far, by the name of the element: ``x[1]``, ``alpha``."""

    stated: dict[str, Stated] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)  # of the vectors that were listed whole

    def find(self, name: str) -> Stated | None:
        """What is stated of that name; w_kd and W_kd are one entry of one matrix."""
        other = name[0].swapcase() + name[1:] if name[0] in "wW" and "," in name else name
        return self.stated.get(name) or self.stated.get(other)

    def contradiction(self, name: str, value: sp.Expr, numeral: str, place: Place) -> Judgement | None:
        """REFUTED, with both lines, where the name has another value already; two roundings of one value agree."""
        before = self.find(name)
        if before is None or before.value == value or _same_rounding(before.numeral, numeral):
            return None
        one, other = before.numeral or before.value, numeral or value
        words = f"{_in_words(name)} is {one} in {before.place}, and {other} in {place}"
        return Judgement(Outcome.REFUTED, words, related=(before.place,))

    def state(self, name: str, value: sp.Expr, numeral: str, place: Place) -> None:
        """Remember a value; the more exact one of two stays."""
        before = self.stated.get(name)
        if before is None or not before.numeral or (numeral and places_of(numeral) > places_of(before.numeral)):
            self.stated[name] = Stated(value, numeral, place)

    def forget(self, letter: str) -> None:
        """Drop what is stated of a letter and its entries."""
        for name in [name for name in self.stated if name == letter or name.startswith(f"{letter}[")]:
            del self.stated[name]

    def forget_computed(self, is_given: Callable[[str], bool]) -> None:
        """Keep what is given only: after an update, p, L and ∂L/∂w have other values."""
        self.stated = {name: stated for name, stated in self.stated.items() if is_given(name.partition("[")[0])}

    def sizes(self, expression: sp.Expr) -> dict[str, int]:
        """The sizes that listed vectors give to the sums of an expression: y = [1, 0, 0] has K = 3."""
        found: dict[str, int] = {}
        for total in expression.atoms(sp.Sum):
            index, _, high = total.limits[-1]
            for element in total.function.atoms(sp.Indexed):
                length = self.lengths.get(element.base.label.name)
                if element.indices == (index,) and high.is_Symbol and length is not None:
                    found[high.name] = length
        return found

    def may_be(self, expression: sp.Expr, value: sp.Expr) -> bool:
        """True where the value is possible when every stated decimal is rounded, its last digit off by up to half."""
        if expression.has(sp.Sum):
            expression = write_out(expression, self.sizes(expression))
        with precision(128):
            try:
                evaluation = _RoundedEvaluation(self)
                found, shown = evaluation.value(expression, {}), evaluation.value(value, {})
            except (NotEvaluable, ArithmeticError, KeyError):
                return True
            return not found.is_finite() or bool(found.overlaps(shown))

    def substituted(self, expression: sp.Expr) -> tuple[sp.Expr, tuple[Place, ...]] | None:
        """The expression with stated values put in, and where they are stated; None where one is missing."""
        if expression.has(sp.Sum):
            sizes = self.sizes(expression)
            if any(not high.is_Integer and str(high) not in sizes for high in _last_values(expression)):
                return None
            expression = write_out(expression, sizes)
        elements = expression.atoms(sp.Indexed)
        symbols = {s for s in expression.free_symbols if s.is_Symbol} - {s for e in elements for s in e.free_symbols}
        symbols -= {e.base.label for e in elements}
        known: dict[sp.Expr, Stated] = {}
        for atom in (*elements, *symbols):
            found = self.find(str(atom))
            if found is None:
                return None
            known[atom] = found
        if not known or expression.has(sp.Sum, sp.Product, Partial):
            return None
        replaced = _replaced(expression, {atom: stated.value for atom, stated in known.items()})
        return replaced, tuple(sorted({stated.place for stated in known.values()}))


class _RoundedEvaluation(BallEvaluation):
    """Evaluates with each stated decimal as the ball of all numbers that round to it."""

    def __init__(self, memory: Memory) -> None:
        super().__init__(Network((), ()), {}, {})
        self.memory = memory

    def given(self, element: Element) -> arb:
        name, indices = element
        if name[0].isdigit() or name[0] == ".":
            return _rounded(
                sp.Rational(name if name[0] != "." else "0" + name), places_of(name) if "." in name else None
            )
        found = self.memory.find(f"{name}[{', '.join(map(str, indices))}]" if indices else name)
        if found is None:
            raise NotEvaluable(f"no value of {name} is stated")
        return _rounded(found.value, places_of(found.numeral))


def _rounded(value: sp.Rational, places: int | None) -> arb:
    """All numbers that round to that value at so many places; the value itself where it is exact."""
    exact = arb(fmpq(int(value.p), int(value.q)))
    return exact if places is None else exact + arb(0, 1) * arb(fmpq(1, 2)) * arb(10) ** -places


def _in_words(name: str) -> str:
    """``w[1, 2]`` as w_12."""
    letter, bracket, indices = name.rstrip("]").partition("[")
    if "∂" in name:
        return name
    if not bracket:
        return shown(sp.Symbol(letter))
    return shown(sp.IndexedBase(letter)[tuple(map(sp.Symbol, indices.split(",")))])


def _last_values(expression: sp.Expr) -> list[sp.Expr]:
    return [limit[2] for total in expression.atoms(sp.Sum) for limit in total.limits]


def _replaced(node: sp.Expr, values: Mapping[sp.Expr, sp.Expr]) -> sp.Expr:
    if node in values:
        return values[node]
    if not node.args or isinstance(node, sp.Indexed):
        return node
    return map_children(node, lambda child: _replaced(child, values))


def _same_rounding(first: str, second: str) -> bool:
    if not first or not second:
        return False
    places = min(places_of(first), places_of(second))
    return 2 * abs(Fraction(first) - Fraction(second)) * Fraction(10) ** places <= 1
