"""Values that are rounded to a whole number: √200 = 14, e^5.5 = 245, tanh 5 = 1."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from ...proof.numbers.balls import precision
from ...proof.verdict import Outcome
from ..finding import Judgement
from .arithmetic import BITS, ball_of_value, judge_numbers, rounded_numeral

TWO_DIGITS = 10
SURE, NEAR = 0.001, 0.1
LONG = 4  # places of a decimal that nobody takes for the whole number beside it
ROUNDED_HERE = "it holds where the value is rounded to a whole number"


def judge_whole(value: sp.Expr, numeral: str) -> Judgement:
    """Compare an exact value with the whole number that an author wrote for it.

    What has no end, and what differs from it far behind the point, is rounded; of short decimals nobody can tell from
    two digits on, and 2.5 · 1.3 = 3 is wrong. Nothing is rounded to 0: that says that it vanishes.

    >>> [str(judge_whole(sp.S(value), "14").verdict) for value in ("sqrt(200)", "141/10", "15", "sqrt(240)")]
    ['ROUNDED', 'UNDECIDED', 'REFUTED', 'REFUTED']
    >>> [str(judge_whole(sp.S(value), "1").verdict) for value in ("tanh(5)", "13/10", "1/(1 + 1/10**8)", "sqrt(2)")]
    ['ROUNDED', 'REFUTED', 'ROUNDED', 'REFUTED']
    """
    whole = sp.Integer(numeral)
    judged = judge_numbers(value, whole)
    if not whole or judged.verdict != Outcome.REFUTED or value.is_Integer or not _rounds_to(value, whole):
        return judged
    with precision(BITS[0]):
        ball = ball_of_value(sp.Abs(value - whole) if value.is_Rational else value - whole)
        apart = abs(float(ball.mid())) if ball is not None else 1.0
    endless = not value.is_Rational or sp.Integer(10) ** LONG % value.q != 0
    many = abs(whole) >= TWO_DIGITS
    if endless and (apart <= SURE or (many and not value.is_Rational)):
        return Judgement(Outcome.ROUNDED)
    near = apart <= NEAR and not value.is_Rational
    open_ = many or near or apart <= SURE
    return replace(judged, verdict=Outcome.UNDECIDED, diagnosis=ROUNDED_HERE) if open_ else judged


def _rounds_to(value: sp.Expr, whole: sp.Integer) -> bool:
    half = value.is_Rational and 2 * abs(value - whole) == 1
    return half or rounded_numeral(value, 0) == str(whole)
