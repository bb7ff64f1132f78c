"""How far what a text says reaches: headings in headings, cells, examples, proofs and remarks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .found import Lines

LOCAL = (
    r"(?:(?:counter|worked |special |toy |numerical |simple |small )?examples?|exercises?|remarks?|proofs?|problems?"
    r"|solutions?|answers?|questions?|special case|side note|aside)"
)
GOING_ON = re.compile(r"\W*(?:solutions?|sol|answers?)\b", re.IGNORECASE)
ENVIRONMENT = re.compile(
    rf"\\(?P<edge>begin|end)\s*\{{(?P<name>{LOCAL}|exm|exmp|exa|exer|rem|rmk|pf|prob|sol)\*?\}}", re.IGNORECASE
)
DIVISION = re.compile(
    rf"^[ \t]*(?P<colons>:{{3,}})[ \t]*(?P<said>(?:\{{(?:prf:)?)?[.#]?(?P<word>{LOCAL}|exm|exr|rem)?[^\n]*)$",
    re.MULTILINE | re.IGNORECASE,
)
EMPHASIS = r"(?:\*\*|__|\*|_|<b>|<i>|<em>|<strong>|\\(?:textbf|textit|emph)\{|\{\\(?:bf|it|em)\s)"
PARAGRAPH = re.compile(
    rf"^[ \t>]*(?:{EMPHASIS}[ \t]*{LOCAL}\b|{LOCAL}(?:[ \t]+\d[\d.]*)?[ \t]*(?:\([^()\n]*\))?[.:])",
    re.MULTILINE | re.IGNORECASE,
)
BACK = re.compile(
    r"^[ \t>*_]*(?:(?:now |coming |going |turning |let us go |we go |we come )?back (?:in|to)\b|return(?:ing)?\b"
    r"|(?:more )?generally\b|in general\b|outside of?\b|(?:for|in) the general case\b"
    r"|after (?:it|this|that|the example)\b|(?:this|that) ends the\b)",
    re.MULTILINE | re.IGNORECASE,
)
CLOSED = re.compile(r"[∎□◻■◼◾▪]|\\(?:qed|square|blacksquare|Box)(?![A-Za-z])")
BLANK = re.compile(r"\n[ \t>]*\n")
CELL, INNERMOST = 50, 100  # both are deeper than any heading


@dataclass(slots=True)
class Opened:
    """A scope that is open: its number, negative for one of an example, how deep, and what closes it."""

    number: int
    level: int
    closing: str = ""
    first: int = -1  # where its first paragraph ends, of one that no sign closes


@dataclass
class Scopes:
    """The open scopes at each place of a text, and of a notebook's cells one after the other.

    >>> text = "# A\\nx\\n\\n**Example.** $y$\\n\\nz\\n\\nBack to x\\n# B\\nu"
    >>> scopes = Scopes()
    >>> scopes.read(text, "markdown", (1, 9), (1, 1))
    >>> [scopes.at(line, 1) for line in (2, 4, 6, 8, 10)]
    [((1,), False), ((1, -2), False), ((1, -2), True), ((1,), False), ((3,), False)]
    """

    opened: list[Opened] = field(default_factory=list)
    closed: int = 0
    count: int = 0
    lines: Lines = field(default_factory=lambda: Lines(""))
    changes: list[tuple[int, tuple[int, ...], int]] = field(default_factory=list)
    places: list[int] = field(default_factory=list)

    def read(self, text: str, kind: str, headings: Sequence[int], levels: Sequence[int], *, cell: bool = False) -> None:
        """Go through a text with headings in these lines; examples end with it, what headings open goes on."""
        self.lines = Lines(text)
        self.opened = [scope for scope in self.opened if scope.number > 0 and scope.level < CELL]
        if cell:
            self._open(CELL)
        self.changes = [(0, self._numbers, -1)]
        marks = list(_paragraphs(text, self.lines)) if kind != "html" else []
        marks += [(match.start(), *_mark(match)) for match in ENVIRONMENT.finditer(text)] if kind == "latex" else []
        begun = {self.lines.at(place)[0] for place, what, _ in marks if what == "paragraph"}
        for line, level in zip(headings, levels, strict=True):
            if line not in begun:
                marks.append((self.lines.start(line - 1), "heading", str(level)))
        for place, what, words in sorted(marks, key=lambda mark: mark[0]):
            self._take(text, place, what, words)
            self.changes.append((place, self._numbers, self.opened[-1].first if self.opened else -1))
        self.places = [place for place, _, _ in self.changes]

    def at(self, line: int, column: int) -> tuple[tuple[int, ...], bool]:
        """The open scopes, the innermost last, and whether that one is an example whose end no sign may have told."""
        place = self.lines.start(line - 1) + column - 1
        _, numbers, end = self.changes[bisect_right(self.places, max(place, 0)) - 1]
        return numbers, 0 <= end < place

    @property
    def _numbers(self) -> tuple[int, ...]:
        return tuple(scope.number for scope in self.opened)

    def _open(
        self, level: int, *, local: bool = False, closing: str = "", first: int = -1, again: bool = False
    ) -> None:
        self.count += 1
        number = self.closed if again and self.closed else -self.count if local else self.count
        self.opened.append(Opened(number, level, closing, first))

    def _close(self, level: int) -> None:
        """Close what is as deep or deeper."""
        while self.opened and self.opened[-1].level >= level:
            last = self.opened.pop().number
            self.closed = min(0, last)

    def _take(self, text: str, place: int, what: str, words: str) -> None:
        if what == "heading":
            self._close(int(words))
            self.closed = 0
            self._open(int(words))
        elif what == "paragraph":
            self._close(INNERMOST)
            again = GOING_ON.match(words) is not None
            self._open(INNERMOST, local=True, first=_end_of_paragraph(text, place), again=again)
        elif what == "begin":
            self._open(INNERMOST, local=True, closing=words, again=GOING_ON.match(words) is not None)
        elif what == "end" and any(scope.closing == words for scope in self.opened):
            while self.opened[-1].closing != words:
                self.opened.pop()
            self.closed = self.opened.pop().number
        elif what == "back":
            self._close(INNERMOST)


def _mark(match: re.Match[str]) -> tuple[str, str]:
    return match["edge"], match["name"].lower()


def _paragraphs(text: str, lines: Lines) -> Iterator[tuple[int, str, str]]:
    """The beginnings and ends of examples that are told by words and marks."""
    for match in PARAGRAPH.finditer(text):
        if _begins_a_paragraph(text, lines, match.start()):
            yield match.start(), "paragraph", match[0]
    for match in BACK.finditer(text):
        if _begins_a_paragraph(text, lines, match.start()):
            yield match.start(), "back", ""
    for match in CLOSED.finditer(text):
        yield match.end(), "back", ""
    open_: list[tuple[str, bool]] = []
    for match in DIVISION.finditer(text):
        if match["said"].strip():
            open_.append((match["colons"], bool(match["word"])))
            yield from [(match.start(), "begin", match["colons"])] if match["word"] else []
        elif open_ and match["colons"] == open_[-1][0]:
            colons, local = open_.pop()
            yield from [(match.end(), "end", colons)] if local else []


def _begins_a_paragraph(text: str, lines: Lines, place: int) -> bool:
    """True for a line below an empty one or a heading, and for the first one."""
    line = lines.at(place)[0]
    above = text[lines.start(line - 2) : lines.start(line - 1)].strip(" \t>\n") if line > 1 else ""
    return not above or above.startswith(("#", "\\"))


def _end_of_paragraph(text: str, place: int) -> int:
    """Where the first paragraph of an example ends; one that is its title alone is none."""
    end = BLANK.search(text, place)
    if end is not None and len(text[place : end.start()].split()) < 4 and "$" not in text[place : end.start()]:
        end = BLANK.search(text, end.end())
    return end.start() if end is not None else len(text)
