"""Sines and cosines as rational functions of the tangent of half an angle: sin² + cos² = 1, sin 2a = 2 sin a cos a."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from fractions import Fraction

import sympy as sp

from .rational_functions import RationalFunction

MOST_ANGLES, MOST_TURNS = 4, 8
Turn = tuple[RationalFunction, RationalFunction]  # a cosine and a sine


def turned(
    value: RationalFunction, unit_of: Callable[[Hashable, Fraction], int], tangent_of: Callable[[str], RationalFunction]
) -> Turn | None:
    """The cosine and the sine of an angle, which is a sum of multiples; None where it has too many of them.

    Args:
        value: the angle.
        unit_of: the part of a term of the angle that is turned by, for its coefficient: 2 for halves.
        tangent_of: the generator of that name.
    """
    terms = [(key, Fraction(int(times.p), int(times.q))) for key, times in value.terms()]
    if len(terms) > MOST_ANGLES:
        return None
    one, zero = value.field.one, value.field.zero
    found: Turn = (one, zero)
    for key, times in terms:
        unit = unit_of(key, times)
        steps = int(times * unit)
        if abs(steps) > MOST_TURNS:
            return None
        tangent = tangent_of(f"tangent of {key} / {2 * unit}")
        below = one + tangent * tangent
        single = ((one - tangent * tangent) / below, (tangent + tangent) / below)
        for _ in range(abs(steps)):
            found = _added(found, single if steps > 0 else (single[0], -single[1]))
    return found


def _added(one: Turn, other: Turn) -> Turn:
    return one[0] * other[0] - one[1] * other[1], one[1] * other[0] + one[0] * other[1]


def is_of_an_angle(node: sp.Expr) -> bool:
    """True for a sine and a cosine.

    >>> is_of_an_angle(sp.sin(sp.Symbol("u"))), is_of_an_angle(sp.exp(sp.Symbol("u")))
    (True, False)
    """
    return isinstance(node, (sp.sin, sp.cos))
