"""What stands around a formula: the rest of its sentence, and the headings above it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from .delimiters import WALL, Span
from .found import FoundFormula, Heading, Lines

REACH = 240
SENTENCE_END = re.compile(r"(?<=[.!?])[\s*_]+(?=[A-Z\\$(*_])|\n[ \t]*\n")
MOST_TITLE = 200
LAST_SIGNS = 60  # of a formula, by which it is found in the words
DELIMITER = re.compile(r"^\s*(?:\$\$?|`+\$?|\\{1,2}[\])])")
LEAD = re.compile(r"[\s>|$\\(\[*_-]*(?:\d{1,3}[.)])?[\s$\\(\[*_]*")  # of an item, before its first word
ITEM = re.compile(r"\n[ \t>]*(?:[-*+]|\d{1,3}[.)])[ \t]|\\item(?![A-Za-z])")


class Surroundings:
    """Makes formulas of spans, each with its sentence and its headings.

    ``readable`` turns what the author wrote into words (for HTML without tags).
    """

    def __init__(
        self, text: str, headings: Iterable[Heading] = (), readable: Callable[[str], str] = lambda text: text
    ) -> None:
        self.text, self.readable, self.lines = text.replace(WALL, " "), readable, Lines(text)
        self.headings = sorted(headings, key=lambda heading: heading.line)
        self.open = opened(self.headings)
        self.heading_lines = [heading.line for heading in self.headings]

    def formula(self, span: Span, latex: str) -> FoundFormula:
        """The formula at the span."""
        line, column = self.lines.at(span.start)
        number = bisect_right(self.heading_lines, line)
        return FoundFormula(
            latex,
            line,
            column,
            start=span.start,
            end=span.end,
            display=span.display,
            environment=span.environment,
            before=self._before(span),
            after=self._after(span),
            headings=self.open[number],
        )

    def _before(self, span: Span) -> str:
        text = self.readable(self.text[max(0, span.outer - REACH) : span.outer])
        kept = text.rstrip() if span.display else text
        ends = list(SENTENCE_END.finditer(kept))
        return kept[ends[-1].end() :].strip() if ends else kept.strip()

    def _after(self, span: Span) -> str:
        text = self.readable(self.text[span.outer_end : span.outer_end + REACH])
        if re.match(r"\s*[.!?](?:\s|$)", text):
            return ""  # its sentence ends with it
        kept = text.lstrip(" \t\n.,;") if span.display else text
        end = SENTENCE_END.search(kept)
        return (kept[: end.start()] if end else kept).strip()


def between(previous: FoundFormula | None, formula: FoundFormula) -> str | None:
    """The words between two formulas of a sentence; None where another sentence or item of a list begins.

    What begins its paragraph has none: it may be a display.

    >>> first, second = FoundFormula("a = 2", 1, 1), FoundFormula("= b", 1, 9, before="So $a = 2$ m")
    >>> between(first, second), between(FoundFormula("a = 3", 1, 1), second)
    (' m', None)
    """
    if formula.display or not formula.before or LEAD.fullmatch(formula.before):
        return ""
    if previous is None:
        return None
    _, found, words = formula.before.rpartition(previous.latex[-LAST_SIGNS:])
    return DELIMITER.sub("", words, count=1) if found and ITEM.search(words) is None else None


def opened(headings: Sequence[Heading]) -> list[tuple[Heading, ...]]:
    """The open headings before the first heading, after the first, after the second …

    >>> a, b = Heading(1, "A", 1), Heading(2, "B", 5)
    >>> [len(path) for path in opened([a, b, Heading(1, "C", 9)])]
    [0, 1, 2, 1]
    """
    paths: list[tuple[Heading, ...]] = [()]
    for heading in headings:
        above = tuple(other for other in paths[-1] if other.level < heading.level)
        paths.append((*above, heading))
    return paths


def below(formula: FoundFormula, outer: Sequence[Heading], cell: int) -> FoundFormula:
    """The formula of a notebook's cell, under the headings that earlier cells have left open."""
    own = tuple(replace(heading, cell=cell) for heading in formula.headings)
    least = min((heading.level for heading in own), default=8)
    return replace(formula, cell=cell, headings=(*(h for h in outer if h.level < least), *own))
