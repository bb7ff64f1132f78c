"""A quick sieve: does a formula agree with another at one random point modulo a prime?"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from random import Random

import sympy as sp

from ..network.definitions import Condition, Network
from .numbers.laurent import LaurentEvaluation
from .places import index_ranges, places, size_assignments
from .reach import kept_in_exponents
from .second_voice import PRIMES, SEED, Redraw, ResidueEvaluation
from .walk.evaluation import Environment
from .walk.not_evaluable import NotEvaluable

MOST_PLACES = 8
DRAWS = 6  # until a point has another value than 0: masks hide all that they do not let through


class ResidueSample:
    """The values of one formula at a few places of the indices, kept to sieve many candidates.

    >>> x = sp.Symbol("x", real=True)
    >>> sample = ResidueSample(Network((), ()), sp.exp(2 * x), sp.exp(x), ())
    >>> sample.may_equal(sp.exp(x) ** 2), sample.may_equal(sp.exp(x))
    (True, False)
    """

    def __init__(self, network: Network, left: sp.Expr, formula: sp.Expr, conditions: tuple[Condition, ...]) -> None:
        self.left = left
        drawn: list[_Drawn] = []
        for draw in range(DRAWS):
            with suppress(NotEvaluable, Redraw, ArithmeticError, RecursionError):
                drawn.append(self._draw(network, formula, conditions, draw))
            if drawn and any(drawn[-1].values):
                break
        self._drawn = drawn[-1:]

    def _draw(self, network: Network, formula: sp.Expr, conditions: tuple[Condition, ...], draw: int) -> _Drawn:
        """Evaluate the left side at up to eight places of the usual sizes."""
        assignments = size_assignments(network)
        sizes = dict(assignments[min(1, len(assignments) - 1)])
        kept = kept_in_exponents(network, self.left, formula)
        evaluation = ResidueEvaluation(network, sizes, LaurentEvaluation(network, sizes, kept), PRIMES[0], draw)
        evaluation.use(conditions)
        every = list(places(evaluation, index_ranges(network, self.left, formula)))
        chosen = Random(SEED).sample(every, min(MOST_PLACES, len(every)))
        return _Drawn(evaluation, chosen, [_value(evaluation, self.left, place) for place in chosen])

    def may_equal(self, candidate: sp.Expr) -> bool:
        """False only where the candidate differs at the point, or cannot be evaluated though the left side can."""
        try:
            return all(
                _value(drawn.evaluation, candidate, place) == value
                for drawn in self._drawn
                for place, value in zip(drawn.places, drawn.values, strict=True)
            )
        except (NotEvaluable, Redraw, ArithmeticError, RecursionError):
            return False


@dataclass(frozen=True)
class _Drawn:
    """One random point, with the values of the left side there."""

    evaluation: ResidueEvaluation
    places: list[Environment]
    values: list[int]


def _value(evaluation: ResidueEvaluation, expression: sp.Expr, place: Environment) -> int:
    return evaluation.value(expression, {**evaluation.sizes, **place}).value
