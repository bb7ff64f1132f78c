"""Arithmetic claims: decimals are exact numbers, and ``= 0.4794433`` means equal to the digits shown."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal

import sympy as sp
from flint import arb, fmpq

from ...network.definitions import Network
from ...proof.numbers.balls import BallEvaluation, precision
from ...proof.verdict import Outcome
from ...proof.walk.not_evaluable import NotEvaluable
from ...reading.expression.numerals import GOES_ON, numeral_shown
from ..finding import Judgement

BITS = (128, 512, 2048)
TOO_LARGE, MOST_BITS = "its numbers have thousands of digits", 10_000
LEFT_OVER = 1e-12
DIGITS_OF_DOUBLES, MOST_OFF = 15, 4  # in units of 2^−51 of the value


def places_of(numeral: str) -> int:
    """The number of digits behind the decimal point, negative for rounding to tens.

    >>> places_of("0.4794"), places_of("1.5e-3"), places_of("120")
    (4, 4, 0)
    """
    exponent = Decimal(numeral).as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def places_shown(numeral: str) -> int:
    """The number of digits behind the point, whatever power of ten stands behind them.

    >>> places_shown("1.5e-3"), places_shown("0.0015")
    (1, 4)
    """
    return places_of(numeral.partition("e")[0])


def shows_digits(numeral: str) -> bool:
    """True for a decimal, and for one with a power of ten: it is a value to the digits shown.

    >>> shows_digits("0.5"), shows_digits("7e-3"), shows_digits("120")
    (True, True, False)
    """
    return "." in numeral or "e" in numeral


def is_too_large(value: sp.Expr) -> bool:
    """True for a fraction with thousands of digits.

    >>> is_too_large(sp.Integer(2) ** 100000), is_too_large(sp.Integer(2) ** 1000)
    (True, False)
    """
    return bool(value.is_Rational) and max(int(value.p).bit_length(), int(value.q).bit_length()) > MOST_BITS


def rounded_numeral(value: sp.Expr, places: int) -> str | None:
    """The value rounded to that many places (halves to even), certified; None where no precision decides."""
    if value.is_Rational:
        return _decimal(_half_even(value * sp.Integer(10) ** places), places)
    for bits in BITS:
        with precision(bits):
            ball = ball_of_value(value)
            if ball is None:
                return None
            nearest = (ball * arb(10) ** places + arb(fmpq(1, 2))).floor().unique_fmpz()
            if nearest is not None:
                return _decimal(int(nearest), places)
    return None


def _half_even(scaled: sp.Rational) -> int:
    whole, rest = divmod(int(scaled.p), int(scaled.q))
    twice = 2 * rest - int(scaled.q)
    return whole + (1 if twice > 0 or (twice == 0 and whole % 2) else 0)


def _decimal(scaled: int, places: int) -> str:
    """scaled · 10^−places, digit by digit: ``Decimal`` would round to its 28 digits."""
    if places <= 0:
        return str(scaled * 10**-places)
    digits = str(abs(scaled)).rjust(places + 1, "0")
    return ("-" if scaled < 0 else "") + f"{digits[:-places]}.{digits[-places:]}"


def ball_of_value(value: sp.Expr) -> arb | None:
    """A ball around an exact number; None for what is no number.

    >>> ball_of_value(sp.sqrt(2)).contains(1.5)
    False
    """
    try:
        ball = BallEvaluation(Network((), ()), {}, {}).value(value, {})
    except (NotEvaluable, ArithmeticError, KeyError, RecursionError):
        return None
    return ball if ball.is_finite() else None


def judge_numeral(value: sp.Expr, numeral: str, *, about: bool = False) -> Judgement:
    """Compare an exact value with the decimal that an author wrote for it.

    What it is only ``about`` is a whole number whose zeros at the end may be no digits of the value: 1096.6 ≈ 1100.

    >>> [str(judge_numeral(sp.exp(7), numeral, about=True).verdict) for numeral in ("1100", "1000", "1090", "1200")]
    ['ROUNDED', 'ROUNDED', 'UNDECIDED', 'REFUTED']
    >>> judge_numeral(sp.Rational(9112, 10000), "0.91119").diagnosis
    'the value is 0.91120; only the last digit is wrong'
    """
    if numeral.endswith(GOES_ON):
        return _judge_first_digits(value, numeral)
    shown = sp.Rational(numeral)
    if value == shown:
        return Judgement(Outcome.PROVED)
    places = places_of(numeral)
    right = rounded_numeral(value, places)
    if right is None:
        return Judgement(Outcome.UNDECIDED, "the value cannot be enclosed")
    if sp.Rational(right) == shown:
        return Judgement(Outcome.ROUNDED)
    if value.is_Rational and abs(value - shown) * 2 * sp.Integer(10) ** places == 1:
        return Judgement(Outcome.ROUNDED)  # a half may be rounded either way
    if about and (unsure := _about(value, numeral)) is not None:
        return unsure
    if _is_of_a_program(value, shown, numeral):
        return Judgement(Outcome.UNDECIDED, "it is what a program prints: numbers of 64 bits differ in such a digit")
    apart = abs(sp.Rational(right) - shown) * sp.Integer(10) ** places
    last = "; only the last digit is wrong" if apart == 1 else ""
    right = _with_power(value, numeral) if "e" in numeral else right
    return Judgement(Outcome.REFUTED, f"the value is {numeral_shown(right)}{last}", corrected=_in_tex(right))


def _is_of_a_program(value: sp.Expr, shown: sp.Rational, numeral: str) -> bool:
    """True for 0.30000000000000004, and 5.551115123125783e-17 for 0: a number of 64 bits, off by a bit or two."""
    if sum(character.isdigit() for character in numeral.partition("e")[0].lstrip("-0.")) < DIGITS_OF_DOUBLES:
        return False
    if not value:
        return bool(abs(shown) < LEFT_OVER)
    off = rounded_numeral((value - shown) / shown * sp.Integer(2) ** 51, 0)
    return off is not None and abs(int(off)) <= MOST_OFF


def _judge_first_digits(value: sp.Expr, numeral: str) -> Judgement:
    """0.142… has these digits first; that they are rounded is accepted too."""
    digits = numeral.rstrip(GOES_ON)
    shown, unit = sp.Rational(digits), sp.Rational(1, 10 ** places_of(digits))
    unit = -unit if digits.startswith("-") else unit
    cut = rounded_numeral(value - unit / 2, places_of(digits))
    if value in (shown, shown + unit) or (cut is not None and sp.Rational(cut) == shown):  # 0.999… is 1
        return Judgement(Outcome.ROUNDED)
    judged = judge_numeral(value, digits)
    return replace(judged, corrected="") if judged.verdict == Outcome.REFUTED else judged


def _with_power(value: sp.Expr, numeral: str) -> str:
    """The value with as many digits as the numeral with a power of ten shows."""
    digits = sum(character.isdigit() for character in numeral.partition("e")[0].lstrip("-0."))
    with precision(BITS[0]):
        ball = ball_of_value(value)
        size = abs(float(ball.mid())) if ball is not None else 0.0
    if not size:
        return "0"
    exponent = math.floor(math.log10(size))
    places = max(digits, 1) - 1 - exponent
    right = rounded_numeral(value, places) or "0"
    return f"{Decimal(right).scaleb(-exponent):.{max(digits, 1) - 1}f}e{exponent}"


def _in_tex(numeral: str) -> str:
    digits, _, exponent = numeral.partition("e")
    return rf"{digits} \times 10^{{{exponent}}}" if exponent else numeral


def _about(value: sp.Expr, numeral: str) -> Judgement | None:
    """The verdict on a whole number that ends in zeros, where it is the value rounded to tens or hundreds, or near."""
    zeros = len(numeral) - len(numeral.rstrip("0")) if numeral.lstrip("+-").isdigit() else 0
    for place in range(1, zeros + 1):
        unit = sp.Integer(10) ** place
        if rounded_numeral(value / unit, 0) == str(int(numeral) // unit):
            return Judgement(Outcome.ROUNDED)
    near = zeros and rounded_numeral(abs(value - int(numeral)) / sp.Integer(10) ** zeros, 1)
    return (
        Judgement(Outcome.UNDECIDED, "the two sides are said to be about equal") if near and float(near) < 1 else None
    )


def judge_numbers(left: sp.Expr, right: sp.Expr) -> Judgement:
    """Compare two exact values: equal, certainly different, or not decided."""
    if left == right:
        return Judgement(Outcome.PROVED)
    if left.is_Rational and right.is_Rational:
        return Judgement(Outcome.REFUTED, f"the left side is {_short(left)}, the right side {_short(right)}")
    for bits in BITS:
        with precision(bits):
            first, second = ball_of_value(left), ball_of_value(right)
            if first is None or second is None:
                return Judgement(Outcome.UNDECIDED, "a side cannot be enclosed")
            if not first.overlaps(second):
                return Judgement(
                    Outcome.REFUTED,
                    f"the left side is {first.str(12, radius=False)}, the right side {second.str(12, radius=False)}",
                )
    from ...proof.decision import decide

    verdict = decide(left, right)
    return Judgement(verdict.outcome, verdict.reason, verdict.condition)


def _short(value: sp.Rational) -> str:
    return (rounded_numeral(value, 8) or str(value)).rstrip("0").rstrip(".") if value.q != 1 else str(value)[:40]
