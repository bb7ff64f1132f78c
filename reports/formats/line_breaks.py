r"""Long formulas in lines: a browser ends no line inside a formula, so a long one is broken here, at its signs."""

from __future__ import annotations

import re
from collections.abc import Iterator

FITS, FITS_IN_TEXT = 76, 44
RELATIONS = ("=", r"\approx", r"\leftarrow")
CONTINUED = r"&\quad "
_TOKEN = re.compile(r"\\(?:left|right)(?![A-Za-z])\s*\\?.|\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_OPENS, _CLOSES = re.compile(r"\\left(?![A-Za-z])|[(\[]"), re.compile(r"\\right(?![A-Za-z])|[)\]]")
_UNSEEN = re.compile(r"\\begin\{\w+\}|\\end\{\w+\}|\\textcolor(\[HTML\])?\{[^{}]*\}|\\[A-Za-z]+|[{}^_&\s]")
_TOUCHING = re.compile(r"(?<!aligned)(?<!cases)(?<!matrix)\}\s*\\frac(?![A-Za-z])")
_TALL = re.compile(r"\\(frac|sum|prod|begin)\b")
_STRETCHED = re.compile(r"\\(left|right)\s*([()\[\]])")


def with_line_breaks(latex: str, fits: int = FITS) -> str:
    r"""The same formula, with every line that is wider than ``fits`` characters broken at its signs.

    A line is broken between summands, inside brackets only where that is not enough; the rest of it starts further
    right. A formula in which nothing is too long, or whose structure is not known here, is returned as it is.

    >>> with_line_breaks("z = a + b - c", fits=5)
    '\\begin{aligned} z &= a + b \\\\ &\\quad - c \\end{aligned}'
    >>> with_line_breaks("z = a + b")
    'z = a + b'
    """
    if extent(latex) <= fits:
        return latex
    rows = list(_rows(latex))
    if not rows:
        return latex
    lines = [line for row in rows for line in _broken(row, fits)]
    return r"\begin{aligned} " + r" \\ ".join(lines) + r" \end{aligned}"


def with_gaps(latex: str) -> str:
    r"""A little room before a fraction that follows something in braces, such as another fraction: strokes never meet.

    >>> with_gaps(r"\frac{a}{b} \frac{c}{d}")
    '\\frac{a}{b}\\,\\frac{c}{d}'
    """
    return _TOUCHING.sub(r"}\\,\\frac", latex)


def extent(latex: str) -> int:
    r"""About how many characters wide the widest line of the formula is; of a fraction, both parts count.

    >>> extent(r"\frac{a}{b} + 10")
    5
    >>> extent(r"\begin{aligned} a &= b \\ &= c + d \end{aligned}")
    4
    """
    return max(len(_UNSEEN.sub("", row)) for row in latex.split(r"\\"))


def _rows(latex: str) -> Iterator[str]:
    """The lines of aligned equations, or the one line, with the mark of alignment; nothing where neither is known."""
    text = latex.strip()
    found = re.fullmatch(r"\\begin\{aligned\}(.*)\\end\{aligned\}", text, re.DOTALL)
    inside = found[1] if found else text
    if r"\begin" in inside or (not found and "&" in inside):
        return
    for row in inside.split(r"\\"):
        yield row.strip() if "&" in row else _marked(row.strip())


def _marked(row: str) -> str:
    """The line with the mark before its first relation; without a relation, at its beginning."""
    depth = place = 0
    for token in _TOKEN.findall(row):
        depth += (token == "{") - (token == "}")
        if depth == 0 and token in RELATIONS:
            return f"{row[:place]}&{row[place:]}"
        place += len(token)
    return "&" + row


def _broken(row: str, fits: int) -> list[str]:
    """The line in as many lines as it needs: relations first, then signs, no deeper in brackets than it must."""
    if extent(row) <= fits:
        return [row]
    lines: list[str] = []
    for part in _relations(row):
        found = [part]
        for depth in range(4):
            if max(map(extent, found)) <= fits:
                break
            found = _filled(_pieces(part if depth == 0 else with_fixed_brackets(part), depth), fits)
        lines += [found[0], *(CONTINUED + line for line in found[1:])]
    return lines


def _relations(row: str) -> list[str]:
    """The line cut before every relation but the one that is marked."""
    parts, depth, before = [""], 0, ""
    for token in _TOKEN.findall(row):
        depth += (token == "{" or bool(_OPENS.match(token))) - (token == "}" or bool(_CLOSES.match(token)))
        if depth == 0 and token in RELATIONS and before != "&":
            parts.append("&")
        parts[-1] += token
        before = before if token.isspace() else token
    return [part.strip() for part in parts]


def _filled(pieces: list[tuple[str, int]], fits: int) -> list[str]:
    """Pieces put together to lines: of the ends that fit, the one that is least deep in brackets, then the last."""
    lines = []
    while pieces:
        whole = range(2, len(pieces) + 1)
        ends = [1, *(end for end in whole if extent(" ".join(text for text, _ in pieces[:end])) <= fits)]
        best = min(ends, key=lambda end: (pieces[end][1] if end < len(pieces) else -1, -end))
        lines.append(" ".join(text for text, _ in pieces[:best]))
        pieces = pieces[best:]
    return lines


def _pieces(row: str, most: int) -> list[tuple[str, int]]:
    """The line cut before every sign between summands that is at most so deep in brackets, each with its depth."""
    pieces, depth, braces, before = [("", 0)], 0, 0, "&"
    for token in _TOKEN.findall(row):
        braces += (token == "{") - (token == "}")
        if token in "+-" and not braces and depth <= most and not _is_sign(before):
            pieces.append(("", depth))
        pieces[-1] = (pieces[-1][0] + token, pieces[-1][1])
        if not braces:
            depth += bool(_OPENS.match(token)) - bool(_CLOSES.match(token))
        before = before if token.isspace() else token
    return [(text.strip(), deep) for text, deep in pieces if text.strip()]


def _is_sign(before: str) -> bool:
    """Whether plus or minus after this token belongs to the number behind it."""
    return before in ("&", *RELATIONS) or bool(_OPENS.match(before))


def with_fixed_brackets(row: str, size: str = "Big", end: str = "") -> str:
    r"""Brackets that do not stretch, so that a line may end between them: of ``size`` around tall contents.

    ``end`` follows a closing bracket that nothing is raised or lowered behind: where a line may end.

    >>> with_fixed_brackets(r"&\left(\frac{a}{b} + c\right)")
    '&\\Bigl(\\frac{a}{b} + c\\Bigr)'
    >>> with_fixed_brackets(r"\left(a\right) b", end="/")
    '(a)/ b'
    """
    if r"\left" in _STRETCHED.sub("", row):
        return row  # a bracket of another kind has a partner that would be left alone
    sized = "\\" + size if _TALL.search(row.rpartition("&")[2]) else ""

    def fixed(found: re.Match[str]) -> str:
        may_end = found[1] == "right" and row[found.end() :].lstrip()[:1] not in ("^", "_", "'")
        return (f"{sized}{found[1][0]}" if sized else "") + found[2] + (end if may_end else "")

    return _STRETCHED.sub(fixed, row)
