"""Both sides of an equality as certified balls, at any point that meets the conditions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb

from .conditions import Point, PointUnderConditions
from .numbers.balls import BallEvaluation
from .numbers.exact import ExactEvaluation
from .walk.evaluation import Element, Environment


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
        full = PointUnderConditions(self.under, point)
        evaluation = BallEvaluation(self.under.network, self.under.sizes, full, self.free, away_from_kinks=True)
        at = {**self.under.sizes, **self.place}
        return evaluation.value(self.left, at), evaluation.value(self.right, at)

    def complete(self, point: Point) -> Point:
        """The point with the coordinates that the conditions determine."""
        return PointUnderConditions(self.under, point).complete()
