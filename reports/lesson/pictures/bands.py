"""A picture too wide for a line, in bands one below the other: each begins with the column that ended the last."""

from __future__ import annotations

import re
from collections.abc import Sequence

Span = tuple[float, float]
MOST_BANDS = 3
BESIDE = 60.0  # how far a text may reach beyond the point where it stands


def bands(columns: Sequence[Span], widest: float) -> list[Span]:
    """From where to where each band goes: whole columns, as few bands as fit into ``widest``, none wider than needed.

    Where three are not enough they become wider, and will be drawn smaller.

    >>> bands([(0, 10), (40, 50), (80, 90), (120, 130), (160, 170)], 135)
    [(0, 90), (80, 170)]
    """
    most = min(MOST_BANDS, len(_filled(columns, widest)))
    widths = sorted({right - left for left, _ in columns for _, right in columns if right > left})
    return next(found for width in widths if len(found := _filled(columns, width)) <= most)


def _filled(columns: Sequence[Span], widest: float) -> list[Span]:
    found: list[Span] = []
    first = 0
    while first < len(columns) - 1:
        left = columns[first][0]
        fitting = [n for n in range(first + 1, len(columns)) if columns[n][1] - left <= widest + 1e-9]
        last = fitting[-1] if fitting else first + 1
        found.append((left, columns[last][1]))
        first = last
    return found or [(columns[0][0], columns[-1][1])]


def columns_of(written: str) -> list[Span]:
    """The columns that a drawing says of itself.

    >>> columns_of("0 64 120.5 184")
    [(0.0, 64.0), (120.5, 184.0)]
    """
    numbers = [float(number) for number in written.split()]
    return list(zip(numbers[::2], numbers[1::2], strict=True))


def within(line: str, span: Span) -> bool:
    r"""True for a line of TikZ that may be seen in a band.

    >>> within(r"\draw (0,0) -- (10,5);", (5, 20)), within(r"\draw (0,0) -- (10,5);", (200, 300))
    (True, False)
    """
    places = [float(x) for x in re.findall(r"\((-?[\d.]+),-?[\d.]+\)", line)]
    return not places or (min(places) <= span[1] + BESIDE and max(places) >= span[0] - BESIDE)
