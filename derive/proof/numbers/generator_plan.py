"""How fine the generators of an exact evaluation are: amended where it needs a finer one, and begins anew."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

from ..walk.not_evaluable import NotEvaluable
from .rational_functions import FieldIsFull

T = TypeVar("T")
Frozen = frozenset[tuple[Hashable, Fraction]]
MOST_RESTARTS = 24


class PlanChanged(Exception):
    """A generator was chosen too coarse; evaluate again with the amended plan."""


@dataclass
class GeneratorPlan:
    """How fine the generators are: amended when an evaluation needs a finer one, which then restarts.

    ``roots[f] = m`` makes exp(f/m) the generator; ``exponential`` holds the exponents f whose tanh
    must be written with exp(f).
    """

    capacity: int = 32
    version: int = 0
    roots: dict[Frozen, int] = field(default_factory=dict)
    exponential: set[Frozen] = field(default_factory=set)
    angles: dict[Hashable, int] = field(default_factory=dict)
    met_angles: bool = False  # whether a sine or a cosine was met
    turns: bool = False  # whether these are written by tangents of half their angles

    def settle(self, evaluate: Callable[[], T], differs: Callable[[T], bool] = lambda _found: False) -> T:
        """Run the evaluation until the plan is fine enough for it; what differs is tried once more with angles turned.

        Sines and cosines stay whole at first: written by tangents, those of a layer are too large to multiply out.
        """
        found = self._settled(evaluate)
        if not self.met_angles or not differs(found):
            return found
        self.turns, self.version = True, self.version + 1
        try:
            return self._settled(evaluate)
        except (NotEvaluable, ArithmeticError, RecursionError):
            return found
        finally:
            self.turns, self.version = False, self.version + 1

    def _settled(self, evaluate: Callable[[], T]) -> T:
        for _ in range(MOST_RESTARTS):
            try:
                return evaluate()
            except FieldIsFull:
                self.capacity *= 2
            except PlanChanged:
                pass
            self.version += 1
        raise NotEvaluable("the formula needs too many independent exponentials")

    def unit_of(self, key: Hashable, times: Fraction) -> int:
        """How many parts of a term of an angle make the unit, so that whole numbers of these are turned by.

        Raises:
            PlanChanged: it was too coarse.
        """
        unit = self.angles.get(key, 1)
        if (times * unit).denominator != 1:
            self.angles[key] = unit * (times * unit).denominator
            raise PlanChanged
        return unit
