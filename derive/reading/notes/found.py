"""A formula as it was found in a file."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FoundFormula:
    """The LaTeX of a formula, and the line and column (both from 1) at which it begins.

    ``cell`` is the number of the notebook's cell, from 1; 0 elsewhere.
    """

    latex: str
    line: int
    column: int
    cell: int = 0


class Lines:
    """Turns places in a text into lines and columns.

    >>> Lines("one\\ntwo").at(5)
    (2, 2)
    """

    def __init__(self, text: str) -> None:
        self.starts = [0]
        for place, character in enumerate(text):
            if character == "\n":
                self.starts.append(place + 1)

    def at(self, place: int) -> tuple[int, int]:
        """The line and the column of the character at that place."""
        line = bisect_right(self.starts, place)
        return line, place - self.starts[line - 1] + 1

    def start(self, line: int) -> int:
        """The place where the line (from 0) begins, or the end of the text."""
        return self.starts[line] if line < len(self.starts) else self.starts[-1]
