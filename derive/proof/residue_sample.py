"""A quick sieve: does a formula agree with another at one random point modulo a prime?"""

from __future__ import annotations

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
DRAWS = 3


class ResidueSample:
    """The values of one formula at a few places of the indices, kept to sieve many candidates.

    >>> x = sp.Symbol("x", real=True)
    >>> sample = ResidueSample(Network((), ()), sp.exp(2 * x), sp.exp(x), ())
    >>> sample.may_equal(sp.exp(x) ** 2), sample.may_equal(sp.exp(x))
    (True, False)
    """

    def __init__(self, network: Network, left: sp.Expr, formula: sp.Expr, conditions: tuple[Condition, ...]) -> None:
        self.left = left
        self._places: list[Environment] = []
        self._values: list[int] = []
        for draw in range(DRAWS):
            try:
                self._draw(network, formula, conditions, draw)
                return
            except (NotEvaluable, Redraw, ArithmeticError, RecursionError):
                self._values.clear()

    def _draw(self, network: Network, formula: sp.Expr, conditions: tuple[Condition, ...], draw: int) -> None:
        """Evaluate the left side at up to eight places of the usual sizes."""
        assignments = size_assignments(network)
        sizes = dict(assignments[min(1, len(assignments) - 1)])
        kept = kept_in_exponents(network, self.left, formula)
        self.evaluation = ResidueEvaluation(network, sizes, LaurentEvaluation(network, sizes, kept), PRIMES[0], draw)
        self.evaluation.use(conditions)
        every = list(places(self.evaluation, index_ranges(network, self.left, formula)))
        self._places = Random(SEED).sample(every, min(MOST_PLACES, len(every)))
        self._values = [self._value(self.left, place) for place in self._places]

    def may_equal(self, candidate: sp.Expr) -> bool:
        """False only where the candidate differs at the point, or cannot be evaluated though the left side can."""
        if not self._values:
            return True
        try:
            return all(
                self._value(candidate, place) == value for place, value in zip(self._places, self._values, strict=True)
            )
        except (NotEvaluable, Redraw, ArithmeticError, RecursionError):
            return False

    def _value(self, expression: sp.Expr, place: Environment) -> int:
        return self.evaluation.value(expression, {**self.evaluation.sizes, **place}).value
