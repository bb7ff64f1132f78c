"""Evaluation in certified balls (Arb): every result is an interval that contains the exact real value."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from fractions import Fraction
from functools import partial
from threading import RLock

import flint
import sympy as sp
from flint import arb, fmpq

from ...network.definitions import Network
from ...network.function_balls import largest
from ...network.functions import Function
from ..walk.evaluation import Element, Environment, Evaluation
from ..walk.not_evaluable import NotEvaluable

_PRECISION_LOCK = RLock()


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Compute with that many bits; FLINT's precision is global, so one thread at a time, and put back."""
    with _PRECISION_LOCK, flint.ctx.workprec(bits):
        yield


class BallEvaluation(Evaluation[arb]):
    """Values at a point: ``point`` gives a rational to each element that no definition explains.

    ``free`` names tensors whose definition is set aside: their elements are read from the point. What is held has
    the value that its definition states. With ``away_from_kinks`` a point at which a function has no derivative, or
    jumps, is refused; else the convention of the function's record holds there.
    """

    chooses = True
    reads_meanings = True

    def __init__(
        self,
        network: Network,
        sizes: Mapping[sp.Symbol, int],
        point: Mapping[Element, Fraction],
        free: frozenset[str] = frozenset(),
        away_from_kinks: bool = False,
    ) -> None:
        super().__init__(network, sizes)
        self.point, self.away_from_kinks = point, away_from_kinks
        self.definitions = {name: d for name, d in self.definitions.items() if name not in free}

    def number(self, numerator: int, denominator: int = 1) -> arb:
        return arb(fmpq(numerator, denominator))

    def given(self, element: Element) -> arb:
        value = self.point[element]
        return arb(fmpq(value.numerator, value.denominator))

    def exponential(self, argument: sp.Expr, at: Environment) -> arb:
        return self.value(argument, at).exp()

    def logarithm(self, argument: sp.Expr, at: Environment) -> arb:
        return self.value(argument, at).log()

    def hyperbolic_tangent(self, argument: sp.Expr, at: Environment) -> arb:
        return self.value(argument, at).tanh()

    def power(self, base: sp.Expr, exponent: sp.Rational, at: Environment) -> arb:
        return self.value(base, at) ** self.number(int(exponent.p), int(exponent.q))

    def opaque(self, node: sp.Expr, at: Environment) -> arb:
        if node is sp.pi:
            return arb.pi()
        function = _FUNCTIONS.get(type(node))
        return super().opaque(node, at) if function is None else function(self.value(node.args[0], at))

    def function(self, function: Function, node: sp.Expr, at: Environment) -> arb:
        return function.balls(*(self.value(argument, at) for argument in node.args))

    def slopes(self, function: Function, node: sp.Expr, at: Environment) -> list[Callable[[], arb]]:
        if self.away_from_kinks and any(self.value(kink, at).contains(0) for kink in function.kinks(*node.args)):
            raise NotEvaluable(f"{node} has no derivative at this point")
        slopes = function.ball_slopes(*(self.value(argument, at) for argument in node.args))
        return [partial(lambda slope: slope, slope) for slope in slopes]

    def sign(self, expression: sp.Expr, at: Environment) -> int:
        try:
            return super().sign(expression, at)
        except NotEvaluable:
            found = sign_of_ball(self.value(expression, at))
        if not found and self.away_from_kinks:
            raise NotEvaluable(f"{expression} is 0 at this point")
        return found

    def largest(self, formulas: list[sp.Expr], at: Environment) -> arb:
        return largest(*(self.value(formula, at) for formula in formulas))


_FUNCTIONS: dict[type, Callable[[arb], arb]] = {sp.tan: arb.tan, sp.atan: arb.atan}


def sign_of_ball(ball: arb) -> int:
    """−1, 0 or 1.

    Raises:
        NotEvaluable: the ball is too wide to tell.
    """
    if ball > 0:
        return 1
    if ball < 0:
        return -1
    if ball == 0:
        return 0
    raise NotEvaluable("a sign is not decided at this point")
