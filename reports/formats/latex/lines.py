r"""Long formulas in lines: TeX ends a line at a sign by itself, but not between ``\left(`` and ``\right)``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .. import line_breaks

FITS, FITS_IN_CELL = 72, 34


def extent(latex: str) -> int:
    r"""About how many characters wide the formula is: of a fraction, both parts count, and so does every ∂.

    >>> extent(r"\frac{\partial E}{\partial W_{kd}} = 0")
    8
    """
    return max(line_breaks.extent(row) + row.count(r"\partial") for row in rows(latex))


def rows(latex: str) -> list[str]:
    r"""The lines of aligned equations; any other formula is one.

    >>> rows(r"\begin{aligned} a &= b \\ &= c \end{aligned}")
    ['a = b', '= c']
    """
    text = " ".join(latex.split())
    found = re.fullmatch(r"\\begin\{aligned\}(.*)\\end\{aligned\}", text)
    if not found or r"\begin" in found[1]:
        return [text]
    return [row.replace("&", "").strip() for row in found[1].split(r"\\")]


def breakable(row: str, size: str = "Big") -> str:
    r"""The same formula with brackets of a fixed size, so that a line may end between them; ``size`` for tall contents.

    >>> breakable(r"a\left(b + c\right) d")
    'a(b + c)\\allowbreak{} d'
    """
    return line_breaks.with_fixed_brackets(breakable_fractions(row), size, r"\allowbreak{}")


def _fitted(part: str) -> str:
    r"""A fraction that may be wider than the page, written with a stroke: no line ends inside of \frac.

    >>> _fitted(r"\frac{a}{b}")
    '\\frac{a}{b}'
    >>> _fitted(r"\frac{a + 1}{" + "b" * 80 + "}")[:50]
    '\\Bigl[\\Bigl(a + 1\\Bigr)\\allowbreak\\big/\\Bigl(bbbbb'
    """
    if not part.startswith(r"\frac{") or extent(part) <= FITS:
        return part
    middle = _group_end(part, len(r"\frac"))
    above, below = (breakable_fractions(group[1:-1]) for group in (part[len(r"\frac") : middle], part[middle:]))
    return rf"\Bigl[\Bigl({above}\Bigr)\allowbreak\big/\Bigl({below}\Bigr)\Bigr]"


def breakable_fractions(row: str) -> str:
    """The row with each of its wide fractions written with a stroke."""
    return "".join(_fitted(part) for part in _fractions(row))


def _fractions(row: str) -> Iterator[str]:
    r"""The row in pieces: each outermost fraction, and what is between them.

    >>> list(_fractions(r"a + \frac{b}{\frac{c}{d}} e"))
    ['a + ', '\\frac{b}{\\frac{c}{d}}', ' e']
    """
    begin = 0
    while (found := row.find(r"\frac{", begin)) >= 0:
        end = _group_end(row, _group_end(row, found + len(r"\frac")))
        yield row[begin:found]
        yield row[found:end]
        begin = end
    yield row[begin:]


def _group_end(row: str, start: int) -> int:
    """The place after the group in braces that starts here; here, where none does."""
    depth = 0
    for token in re.finditer(r"\\.|[{}]", row[start:]):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if depth <= 0:
            return start + token.end() if token[0] == "}" else start
    return start
