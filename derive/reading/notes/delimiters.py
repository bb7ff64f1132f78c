"""TeX between its delimiters, in one pass over the text: ``$…$``, ``$$…$$``, ``\\(…\\)``, ``\\[…\\]``, environments.

The text has every character at its place; what is no text (code, tags) has been made a wall of NUL characters.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

WALL = "\0"
ENVIRONMENTS = frozenset({
    "equation", "align", "alignat", "xalignat", "gather", "multline", "eqnarray", "displaymath", "math", "flalign",
    "dmath", "dgroup", "IEEEeqnarray", "empheq", "subequations",
})  # fmt: skip
WRAPPERS = frozenset({"subequations", "dgroup"})  # displays stand inside them
DISPLAYS = ENVIRONMENTS - WRAPPERS
ONE_FORMULA = ("multline", "dmath")  # their rows are one formula, broken for want of space
ARGUMENT = re.compile(r"\s*(?:\[[^\[\]]*\])?\s*\{[^{}]*\}")
WITH_ARGUMENT = ("alignat", "xalignat", "IEEEeqnarray", "empheq")
TOKEN = re.compile(
    r"\\(?P<edge>begin|end)[ \t]{0,9}\{(?P<name>[A-Za-z]{1,30}\*?)\}|\\\\[\[\]()]?|\\[A-Za-z]+|\\.|\$\$?|(?P<ticks>`+)"
    r"|(?P<wall>\0+)|(?P<blank>\n[ \t]*\n)",
    re.DOTALL,
)
CLOSERS = {r"\[": r"\]", r"\(": r"\)", r"\\[": r"\\]", r"\\(": r"\\)", "$$": "$$"}
DISPLAYED = (r"\[", r"\\[", "$$")
ROLE = re.compile(r"(?:\{math\}|:math:)\Z")


@dataclass(frozen=True, slots=True)
class Dialect:
    """What delimits TeX in one kind of text.

    ``single`` are single dollars, ``prices`` dollars beside digits that are money; ``doubled`` are doubled backslashes
    before brackets; ``ticks`` are code spans; ``aliases`` are commands for the ends of environments, and
    ``begin eqn`` and ``end eqn`` of environments of another name.
    """

    single: bool = True
    prices: bool = False
    doubled: bool = False
    ticks: bool = False
    aliases: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Span:
    """TeX at ``start`` to ``end``, its delimiters at ``outer`` to ``outer_end``."""

    start: int
    end: int
    outer: int
    outer_end: int
    display: bool = True
    environment: str = ""
    doubled: bool = False


class Delimited:
    r"""Finds what is delimited.

    >>> text = r"$a$ and \[ b \]"
    >>> [text[span.start:span.end] for span in Delimited(text, Dialect()).spans()]
    ['a', 'b']
    """

    def __init__(self, text: str, dialect: Dialect, silent: Sequence[tuple[int, int]] = ()) -> None:
        self.text, self.dialect = text, dialect
        self.silent = sorted(silent)  # nothing begins inside these, but a display may reach over them
        self.silent_starts = [start for start, _ in self.silent]
        self.tokens: list[tuple[str, int, int]] = []
        self.numbers: dict[str, list[int]] = defaultdict(list)
        for match in TOKEN.finditer(text):
            kind = self._kind(match)
            numbers = {kind, "dollar"} if kind in ("$", "$$") else {kind}
            for name in numbers:
                self.numbers[name].append(len(self.tokens))
            self.tokens.append((kind, match.start(), match.end()))

    def _kind(self, match: re.Match[str]) -> str:
        if match["edge"]:
            kind = f"{match['edge']} {match['name']}"
            return " ".join(self.dialect.aliases.get(kind, (kind,)))
        if match["ticks"]:
            return f"`{len(match['ticks'])}"
        if match["wall"] or match["blank"]:
            return "wall" if match["wall"] else "blank"
        edge, name = self.dialect.aliases.get(match[0], ("", ""))
        return f"{edge} {name}" if edge else match[0]

    def spans(self) -> Iterator[Span]:
        """Each span, in the order of the text; none inside another."""
        at = 0
        while at < len(self.tokens):
            span, after = self._span(at)
            if span is not None and self.text[span.start : span.end].strip(" \t\n`"):
                yield self._stripped(span)
            at = after

    def _span(self, at: int) -> tuple[Span | None, int]:
        """The span that the token opens, if it does, and the number of the token to go on with."""
        kind, start, end = self.tokens[at]
        number = bisect_right(self.silent_starts, start) - 1
        if number >= 0 and start < self.silent[number][1]:
            return None, at + 1
        if kind in CLOSERS:
            return self._bracketed(at)
        if kind == "$" and self.dialect.single:
            return self._single(at)
        if kind[0] == "`" and self.dialect.ticks:
            return self._ticked(at)
        edge, _, name = kind.partition(" ")
        if edge == "begin" and name.rstrip("*") in DISPLAYS:
            close = self._next(f"end {name}", at)
            if close is not None and not self._between("wall", at, close):
                return Span(end, self.tokens[close][1], start, self.tokens[close][2], True, name), close + 1
        return None, at + 1

    def _bracketed(self, at: int) -> tuple[Span | None, int]:
        kind, start, end = self.tokens[at]
        doubled = kind.startswith("\\\\")
        close = self._next(CLOSERS[kind], at)
        if close is None or (doubled and not self.dialect.doubled) or self._between("wall", at, close):
            return None, at + 1
        display = kind in DISPLAYED
        if kind != "$$" and self._between(kind, at, close):
            return None, at + 1
        if self._between("blank", at, close) and not (display and self._alone(at, close)):
            return None, at + 1
        return Span(end, self.tokens[close][1], start, self.tokens[close][2], display, "", doubled), close + 1

    def _alone(self, at: int, close: int) -> bool:
        """True for delimiters that have their lines for themselves: blank lines between them may be meant."""
        first, last = self.tokens[at], self.tokens[close]
        line = self.text[self.text.rfind("\n", 0, first[1]) + 1 : first[1]]
        after = self.text[first[2] : self.text.find("\n", first[2])]
        before = self.text[self.text.rfind("\n", 0, last[1]) + 1 : last[1]]
        return not (line.strip(" \t>") or after.strip() or before.strip(" \t>"))

    def _single(self, at: int) -> tuple[Span | None, int]:
        _, start, end = self.tokens[at]
        close = self._next("dollar", at)
        if close is None or self._between("wall", at, close) or self._between("blank", at, close):
            return None, at + 1
        kind, place, _ = self.tokens[close]
        digits = (self.text[start - 1 : start], self.text[place + 1 : place + 2])
        if self.dialect.prices and (any(map(str.isdigit, digits)) or self._is_price(end, place)):
            return None, at + 1
        if kind == "$$" and (self.text[end].isspace() or self.text[place - 1].isspace()):
            return None, at + 1
        if kind == "$$":  # $a$$b$: it closes one formula and opens the next
            self.tokens[close] = ("$", place + 1, place + 2)
        return Span(end, place, start, place + 1, False), close + (kind == "$")

    def _is_price(self, start: int, end: int) -> bool:
        """``$6, or $a$``: no formula begins with a digit and ends with a space."""
        return self.text[start].isdigit() and self.text[end - 1].isspace()

    def _ticked(self, at: int) -> tuple[Span | None, int]:
        """A code span; behind a role it is a formula."""
        kind, start, end = self.tokens[at]
        close = self._next(kind, at)
        if close is None or self._between("blank", at, close) or self._between("wall", at, close):
            return None, at + 1
        role = ROLE.search(self.text, max(0, start - 6), start)
        span = Span(end, self.tokens[close][1], role.start(), self.tokens[close][2], False) if role else None
        return span, close + 1

    def _next(self, kind: str, at: int) -> int | None:
        numbers = self.numbers.get(kind, [])
        place = bisect_right(numbers, at)
        return numbers[place] if place < len(numbers) else None

    def _between(self, kind: str, at: int, close: int) -> bool:
        numbers = self.numbers.get(kind, [])
        return bisect_right(numbers, at) < bisect_left(numbers, close)

    def _stripped(self, span: Span) -> Span:
        start, end = span.start, span.end
        if span.environment.rstrip("*") in WITH_ARGUMENT:
            argument = ARGUMENT.match(self.text, start, end)
            start = argument.end() if argument else start
        inner = self.text[start:end]
        if not span.display and inner[:1] == inner[-1:] == "`":
            start, end = start + 1, end - 1
        start, end = self._within_spaces(start, end)
        inner = self.text[start:end]
        if inner[:1] == inner[-1:] == "$" and not inner.strip("$").count("$"):  # \( $a$ \)
            start, end = self._within_spaces(end - len(inner.lstrip("$")), start + len(inner.rstrip("$")))
        return Span(start, max(start, end), span.outer, span.outer_end, span.display, span.environment, span.doubled)

    def _within_spaces(self, start: int, end: int) -> tuple[int, int]:
        inner = self.text[start:end]
        return start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())
