"""Numbers as people read them: never 0.000 for something that is not zero, never a digit too many."""

from __future__ import annotations

import math

from numeric.ulp import ulps as ulps  # one way to write a distance, beside what measures it


def significant(value: float, digits: int = 6) -> str:
    """The value to so many significant digits, with an exponent only where it is needed.

    >>> significant(-0.608313701839), significant(3.1e-17), significant(0.0), significant(0.25)
    ('-0.608314', '3.1e-17', '0', '0.25')
    """
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else str(value)
    return f"{value:.{digits}g}"


def decimals(value: float, places: int = 4) -> str:
    """The value to so many decimal places, without zeros at its end; small values keep their digits.

    >>> decimals(0.91120), decimals(-0.1517), decimals(1.0), decimals(0.00001234)
    ('0.9112', '-0.1517', '1', '1.234e-05')
    """
    if abs(value) < 10**-places:
        return significant(value, places)
    return f"{value:.{places}f}".rstrip("0").rstrip(".")


def fixed(value: float, places: int = 7) -> str:
    """The value to exactly so many decimal places, for columns; a value too small for that keeps its digits.

    >>> fixed(0.430129, 7), fixed(-2.5e-9), fixed(0.0487, 4)
    ('0.4301290', '-2.5e-09', '0.0487')
    """
    small = value != 0 and abs(value) < 10.0**-places
    return significant(value, places) if small else f"{value:.{places}f}"


SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def readable(written: str) -> str:
    """A written number as it is typeset in words: a true minus sign, a power of ten.

    >>> readable("-3.1e-17"), readable("4.0e+06"), readable("0.25")
    ('−3.1 × 10⁻¹⁷', '4.0 × 10⁶', '0.25')
    """
    mantissa, _, exponent = written.partition("e")
    power = f" × 10{str(int(exponent)).translate(SUPERSCRIPTS)}" if exponent else ""
    return mantissa.replace("-", "−") + power


def latex_number(written: str) -> str:
    r"""A written number as LaTeX.

    >>> latex_number("1.5e-07"), latex_number("0.25")
    ('1.5 \\times 10^{-7}', '0.25')
    """
    mantissa, _, exponent = written.partition("e")
    return rf"{mantissa} \times 10^{{{int(exponent)}}}" if exponent else mantissa
