"""One cell of a table as it is written: a number, a number with a decimal comma, or nothing finite."""

from __future__ import annotations

import re

NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
COMMA_NUMBER = re.compile(r"[+-]?(\d+,\d*|,\d+)([eE][+-]?\d+)?", re.ASCII)
NOT_FINITE = re.compile(r"[+-]?(nan|na|n/a|null|none|inf|infinity)?", re.IGNORECASE)
# Of these alone, a comma may part thousands as well as decimals.
THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}", re.ASCII)


def is_number(cell: str, decimal_comma: bool = False) -> bool:
    """True for a number, with ``decimal_comma`` also for one that is written with a comma.

    >>> is_number("-1.5e3"), is_number("1,5"), is_number("1,5", decimal_comma=True)
    (True, False, True)
    """
    return bool(NUMBER.fullmatch(cell) or (decimal_comma and COMMA_NUMBER.fullmatch(cell)))


def with_point(cell: str) -> str:
    """The cell, a number with a decimal comma written with a point.

    >>> with_point("1,5"), with_point("a,b")
    ('1.5', 'a,b')
    """
    return cell.replace(",", ".") if "," in cell and COMMA_NUMBER.fullmatch(cell) else cell
