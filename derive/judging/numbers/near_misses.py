"""Whether a wrong number is near the right one, or what a usual slip makes of it: far ones come of another reading."""

from __future__ import annotations

import math
import re

NEAR = 0.25  # of the larger one: digits swapped, a number rounded too early or copied wrong
EXACT, MOST_UNSURE = 0.01, 0.01
FACTORS = (2, 3, 4, 10, 100, 1000, 1 / math.log(2), math.log(10))
POWER = r" · 10\^\(?[-−]?\d+\)?"  # as a reading shows that of a numeral
VALUE = re.compile(rf"(?:entry (\d+): )?the value is (-?[\d.]+(?:e-?\d+|{POWER})?)")
SIDES = re.compile(r"(?:entry \d+: )?the left side is (-?[\d.]+(?:e-?\d+)?), the right side (-?[\d.]+(?:e-?\d+)?)")
NUMERAL = re.compile(rf"[-−]?\d+(?:\.\d+)?(?:e[-−]?\d+|{POWER})?")


def is_near_miss(diagnosis: str, reading: str, *, of_numerals: bool = False) -> bool:
    """True where a diagnosis tells two numbers of which one may be a slip of the other.

    What is made of numerals alone is read in one way: there 1 − p for p, p² for p and 1/p for p are slips too.

    >>> is_near_miss("the value is 0.8176", "p = 0.8716"), is_near_miss("the value is 0.0", "a = -0.025")
    (True, False)
    >>> is_near_miss("entry 2: the value is -0.7442", "g = [0.6292, 0.7442]")
    True
    >>> is_near_miss("the left side is 1, the right side -0.5", "3 - 2 = -0.5 · 1")
    True
    >>> is_near_miss("the value is 6.74 · 10^(−3)", "u = 6.47 · 10^(−3)")
    True
    >>> [is_near_miss("the value is 0.2689", "1/(1 + e^1) = 0.7311", of_numerals=own) for own in (False, True)]
    [False, True]
    """
    if sides := SIDES.match(diagnosis):
        return _is_slip(sides[1], sides[2]) or (of_numerals and _is_made_of(sides[1], sides[2]))
    value = VALUE.match(diagnosis)
    said = NUMERAL.findall(re.split(r"[=≈]", reading)[-1]) if value else []
    place = int(value[1]) - 1 if value and value[1] else 0
    if not value or place >= len(said):
        return False
    pair = plain(value[2]), plain(said[place])
    return " of line " in diagnosis or _is_slip(*pair) or (of_numerals and _is_made_of(*pair))


def plain(numeral: str) -> str:
    """The numeral of a reading in the way of programs.

    >>> plain("6.7 · 10^(−3)")
    '6.7e-3'
    """
    return re.sub(r" · 10\^\(?([-−]?\d+)\)?", r"e\1", numeral).replace("−", "-")


def _is_slip(right: str, wrong: str) -> bool:
    """Near, a sign, a usual factor, or the logarithm to another base; as far as the digits tell."""
    low, high = sorted((abs(float(right)), abs(float(wrong))))
    if not low:
        return not high
    unit = max(_unit(numeral) / abs(float(numeral)) for numeral in (right, wrong))
    return high - low <= NEAR * high or any(abs(high / low / factor - 1) <= max(EXACT, unit) for factor in FACTORS)


def _is_made_of(right: str, wrong: str) -> bool:
    """True for p and 1 − p, p² or 1/p, to the digits that are shown of both."""
    one, other = float(right), float(wrong)
    near = 2 * max(_unit(right), _unit(wrong))
    pairs = ((1 - one, other), (one**2, other), (one, other**2), (one * other, 1.0))
    return near < MOST_UNSURE and any(abs(a - b) <= near * max(1.0, abs(one), abs(other)) for a, b in pairs)


def _unit(numeral: str) -> float:
    """One in the last place that is shown; a whole number is what it is."""
    digits, _, exponent = numeral.partition("e")
    places = len(digits.partition(".")[2])
    return float(10 ** -(places - int(exponent or 0))) if places else 0.0
