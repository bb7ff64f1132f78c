r"""Long formulas in lines: TeX ends a line at a sign by itself, but not between ``\left(`` and ``\right)``."""

from __future__ import annotations

import re

FITS, FITS_IN_CELL = 72, 34
TALL = re.compile(r"\\(frac|sum|begin)\b")
BRACKET = re.compile(r"\\(left|right)\s*([()\[\]])")


def extent(latex: str) -> int:
    r"""About how many characters wide the formula is: of a fraction, both parts count.

    >>> extent(r"\frac{\partial E}{\partial W_{kd}} = 0")
    8
    """
    return max(
        len(re.sub(r"\\[A-Za-z]+|[{}^_&\s]", "", row)) + len(re.findall(r"\\partial", row)) for row in rows(latex)
    )


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
    if r"\left" in BRACKET.sub("", row):
        return row  # a bracket of another kind has a partner that would be left alone
    left, right = (rf"\{size}l", rf"\{size}r") if TALL.search(row) else ("", "")

    def fixed(found: re.Match[str]) -> str:
        return left + found[2] if found[1] == "left" else rf"{right}{found[2]}\allowbreak{{}}"

    return BRACKET.sub(fixed, row)
