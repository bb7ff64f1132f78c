"""Both sides of an equality as certified balls, at any point that meets the conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb

from .conditions import Point, PointUnderConditions
from .numbers.balls import BallEvaluation, precision
from .numbers.exact import ExactEvaluation
from .walk.evaluation import Element, Environment
from .walk.not_evaluable import NotEvaluable
from .witness import PRECISIONS, SIMPLE_ROUNDS, GrowingPoint, differ

ALIKE = 64  # bits: of two balls that are so small and overlap, more digits tell nothing of interest


@dataclass(frozen=True)
class SidesUnderConditions:
    """Evaluates ``left`` and ``right`` at a point; ``under`` says what the conditions determine.

    ``place`` gives a number to each free index, ``free`` names the tensors that are read from the point.
    """

    under: ExactEvaluation
    left: sp.Expr
    right: sp.Expr
    place: Environment
    free: frozenset[str]

    def __call__(self, point: Mapping[Element, Fraction]) -> tuple[arb, arb]:
        """Both values at the point, at the current precision."""
        evaluation, at = self.at(point)
        return evaluation.value(self.left, at), evaluation.value(self.right, at)

    def at(self, point: Mapping[Element, Fraction]) -> tuple[BallEvaluation, Environment]:
        """What evaluates a side at the point, and where."""
        full = PointUnderConditions(self.under, point)
        evaluation = BallEvaluation(self.under.network, self.under.sizes, full, self.free, away_from_kinks=True)
        return evaluation, {**self.under.sizes, **self.place}

    def complete(self, point: Point) -> Point:
        """The point with the coordinates that the conditions determine."""
        return PointUnderConditions(self.under, point).complete()


class FirstSide:
    """The left side at simple points, kept to be compared with many right sides."""

    def __init__(self, sides: SidesUnderConditions) -> None:
        self.sides = sides
        self._kept: dict[tuple[int, int], tuple[BallEvaluation, Environment]] = {}
        self._left: dict[tuple[int, int], arb] = {}

    def differs_from(self, right: sp.Expr) -> bool:
        """True when a point was found at which the two certainly differ; more digits only where they may tell."""
        unclear = list(range(SIMPLE_ROUNDS))
        for bits in PRECISIONS:
            tried, unclear = unclear, []
            for attempt in tried:
                apart = self._apart(right, attempt, bits)
                if apart:
                    return True
                if apart is None:
                    unclear.append(attempt)
        return False

    def _apart(self, right: sp.Expr, attempt: int, bits: int) -> bool | None:
        """Whether they differ at a point; None where there is no telling with so many bits."""
        try:
            with precision(bits):
                left, (evaluation, at) = self._at(attempt, bits)
                value = evaluation.value(right, at)
                if not (left.is_finite() and value.is_finite()):
                    return None
                if differ(left, value):
                    return True
                return False if (left - value).rad() * 2**ALIKE < 1 + abs(left) else None
        except (NotEvaluable, ArithmeticError):
            return None

    def _at(self, attempt: int, bits: int) -> tuple[arb, tuple[BallEvaluation, Environment]]:
        key = (attempt, bits)
        if key not in self._left:
            if key not in self._kept:
                self._kept[key] = self.sides.at(GrowingPoint(attempt, {}))
            evaluation, at = self._kept[key]
            self._left[key] = evaluation.value(self.sides.left, at)
        return self._left[key], self._kept[key]
