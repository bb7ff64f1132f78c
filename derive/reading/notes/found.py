"""A formula as it was found in a file, with what stands around it."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the notes: level 1 to 6, or 7 for a paragraph that begins in bold. Its place tells it apart."""

    level: int
    title: str
    line: int
    cell: int = 0


@dataclass(frozen=True, slots=True)
class FoundFormula:
    """The LaTeX of a formula, and the line and column (both from 1) at which it begins.

    ``cell`` is the number of the notebook's cell, from 1; 0 elsewhere. ``start`` and ``end`` are its places in the
    text, in a notebook in the cell's source; both are the same for the TeX of an address. ``before`` and ``after`` are
    the rest of its sentence as the author wrote it, ``headings`` those above it, the outermost first.
    """

    latex: str
    line: int
    column: int
    cell: int = 0
    start: int = field(default=-1, compare=False, repr=False)
    end: int = field(default=-1, compare=False, repr=False)
    display: bool = field(default=False, compare=False, repr=False)
    environment: str = field(default="", compare=False, repr=False)
    before: str = field(default="", compare=False, repr=False)
    after: str = field(default="", compare=False, repr=False)
    headings: tuple[Heading, ...] = field(default=(), compare=False, repr=False)


class Lines:
    """Turns places in a text into lines and columns.

    >>> Lines("one\\ntwo").at(5)
    (2, 2)
    """

    def __init__(self, text: str) -> None:
        self.starts, self.length = [0], len(text)
        place = text.find("\n")
        while place >= 0:
            self.starts.append(place + 1)
            place = text.find("\n", place + 1)

    def at(self, place: int) -> tuple[int, int]:
        """The line and the column of the character at that place."""
        line = bisect_right(self.starts, place)
        return line, place - self.starts[line - 1] + 1

    def start(self, line: int) -> int:
        """The place where the line (from 0) begins, or the end of the text."""
        return self.starts[line] if line < len(self.starts) else self.length


def same_length(text: str) -> str:
    r"""The text with ``\n`` at the end of every line and no NUL, every character at its place.

    >>> same_length("a\r\nb\rc")
    'a \nb\nc'
    """
    return text.replace("\r\n", " \n").replace("\r", "\n").replace("\0", " ")
