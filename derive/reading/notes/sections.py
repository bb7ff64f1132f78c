"""Where a claim stands: the section, its heading, the words around it; and the claims of a whole file."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ..tex.comma_numerals import Commas, with_numbers
from ..tex.macros import Macro, macros_in
from ..tex.missing_macros import missing_macros
from ..tex.site_macros import layout_macros
from ..tex.size import TOO_DEEP, TooLarge
from .claims import UNCLOSED, Claim, has_an_unclosed_brace
from .files import formulas_in_text, markdown_cells
from .found import FoundFormula, Lines
from .numerals import written_chains
from .scopes import Scopes
from .slides import with_slides_as_notes
from .surroundings import between

OPENING, CLOSING = re.compile(r"(?<![$\\])(?:\$|\\\()\s*$"), re.compile(r"\s*(?:\$(?!\$)|\\\))")
LAST_SIGN = re.compile(r"(?:(?:(?<!\$)\$|\\\))[ \t]*|[\w)\]}.$][ \t]*(?:[+/·×=−-][ \t]*|\*[ \t]+))$")
NEXT_SIGN = re.compile(r"[ \t]*(?:[+/·×=−*-][ \t]*)?(?:\$(?!\$)|\\\()|[ \t]*[+/·×=][ \t]*[\w(]|[ \t]*\\?[%°]")
ENDS = re.compile(r"\\{1,2}[()]")
ABOVE = 4  # so far above a paragraph stands what leads to it
PARAGRAPH = r"^\s*\*\*(?P<bold>[A-Z0-9][^*\n]{0,80}[.:])\*\*"
HEADINGS = {
    "markdown": re.compile(
        rf"^(?P<marks>#+)\s+(?P<title>.*)|{PARAGRAPH}|^\s*<h(?P<level>\d)[^>]*>(?P<html>.*?)</h", re.MULTILINE
    ),
    "latex": re.compile(
        r"^\s*\\(?P<marks>(?:sub)*section|chapter|paragraph|subparagraph)\*?\{(?P<title>[^{}]*)\}", re.MULTILINE
    ),
    "html": re.compile(r"<h(?P<level>\d)[^>]*>(?P<html>.*?)</h", re.MULTILINE | re.DOTALL),
}  # fmt: skip
FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
LEVELS = {"chapter": 0, "section": 1, "subsection": 2, "subsubsection": 3, "paragraph": 4, "subparagraph": 5}
DEEPEST = 9


@dataclass(frozen=True, slots=True)
class Sections:
    """The headings of a text: the line of each, in order, its words, and how deep it stands.

    >>> Sections.of("# One\\n$a$\\n## Two\\n$b$", "markdown").at(4)
    (2, 'Two')
    """

    lines: tuple[int, ...]
    titles: tuple[str, ...]
    levels: tuple[int, ...] = ()

    @classmethod
    def of(cls, text: str, kind: str) -> Sections:
        """Find the headings."""
        lines, found = Lines(text), []
        for match in HEADINGS.get(kind, HEADINGS["markdown"]).finditer(_without_code(text, kind)):
            title = next((match[key] for key in ("title", "bold", "html") if match.groupdict().get(key)), "")
            line = lines.at(match.start() + len(match[0]) - len(match[0].lstrip()))[0]
            found.append((line, title, _level(match.groupdict())))
        return cls(*(tuple(part) for part in zip(*found, strict=True))) if found else cls((), ())

    def at(self, line: int) -> tuple[int, str]:
        """The number of the section, from 1, 0 before the first heading; and its heading."""
        number = bisect_right(self.lines, line)
        return number, self.titles[number - 1] if number else ""


def _without_code(text: str, kind: str) -> str:
    """The text of Markdown with the lines of its fences left empty: # begins no heading in a program."""
    if kind in ("latex", "html"):
        return text
    kept, fence = [], ""
    for line in text.split("\n"):
        mark = FENCE.match(line)
        closing = bool(fence) and mark is not None and mark[1].startswith(fence)
        kept.append(" " * len(line) if fence or mark else line)
        fence = "" if closing else fence or (mark[1] if mark else "")
    return "\n".join(kept) if not fence else text


def _level(found: dict[str, str | None]) -> int:
    """How deep a heading stands: the number of its marks, or what a command of LaTeX says; a bold one is deepest."""
    if found.get("level"):
        return int(found["level"] or 0)
    marks = found.get("marks") or ""
    if marks.startswith("#"):
        return len(marks)
    return LEVELS.get(marks, DEEPEST)


def chapters_of(levels: Sequence[int]) -> list[int]:
    """The chapter of each section, from 0 for what stands before the first: they begin at the highest common heading.

    >>> chapters_of([1, 2, 3, 2, 3, 3])
    [0, 0, 1, 1, 2, 2, 2]
    """
    common = [level for level in sorted({*levels}) if levels.count(level) > 1]
    chapters = [0]
    for level in levels:
        chapters.append(chapters[-1] + bool(common and level <= common[0] and (chapters[-1] or level == common[0])))
    return chapters


def claims_in_text(text: str, kind: str) -> list[Claim]:
    r"""The chains in a text of notes of that kind, each with its place, its section and the words around it.

    >>> [claim.latex for claim in claims_in_text("Let $a = b$ and $c$.", "markdown")]
    ['a = b']
    """
    text, kind = with_slides_as_notes(text, kind)
    sources = _sources(text, kind)
    macros = macros_in("\n".join(sources.values()))
    table = {macro.name: macro for macro in macros}
    sections, shift = {}, 0
    levels: list[int] = []
    scopes = scopes_of(sources, kind)
    for cell, source in sources.items():
        sections[cell] = (Sections.of(source, "markdown" if kind == "notebook" else kind), shift)
        shift += len(sections[cell][0].lines) + (kind == "notebook")
        levels += [*sections[cell][0].levels, *([DEEPEST + 1] if kind == "notebook" else [])]
    chapters = chapters_of(levels)
    claims: list[Claim] = []
    formulas = formulas_in_text(text, kind)
    displays = [formula.latex for formula in formulas]
    own = (*layout_macros(displays, table), *missing_macros(displays, table))
    macros, table = (*macros, *own), table | {macro.name: macro for macro in own}
    commas = Commas.of(displays)
    plain = {
        cell: _with_points(source, [f for f in formulas if f.cell == cell], commas) for cell, source in sources.items()
    }
    last: FoundFormula | None = None
    for formula in formulas:
        found, before = sections.get(formula.cell, (Sections((), ()), 0))
        lines = plain.get(formula.cell, "").split("\n")
        made = list(_claims_of(formula, macros, table, commas, found, before, lines))
        made = [replace(claim, chapter=chapters[min(claim.section, len(chapters) - 1)]) for claim in made]
        made = [_in_its_scope(claim, scopes) for claim in made]
        made = [*made[:-1], replace(made[-1], after=formula.after)] if made else []
        claims += [replace(made[0], behind=between(last, formula)), *made[1:]] if made else []
        last = formula if made else None
    return claims


def scopes_of(sources: dict[int, str], kind: str) -> dict[int, Scopes]:
    """The scopes of each cell of a notebook, those of the only one of another file: headings go on in later cells."""
    found, last = {}, Scopes()
    for cell, source in sources.items():
        last = replace(last, changes=[])
        headings = Sections.of(source, "markdown" if kind == "notebook" else kind)
        last.read(source, kind, headings.lines, headings.levels, cell=kind == "notebook")
        found[cell] = last
    return found


def _in_its_scope(claim: Claim, scopes: dict[int, Scopes]) -> Claim:
    scope, perhaps = scopes[claim.cell].at(claim.line, claim.column) if claim.cell in scopes else ((), False)
    return replace(claim, scope=scope, perhaps_behind=perhaps)


def _with_points(source: str, formulas: Sequence[FoundFormula], commas: Commas) -> str:
    """The text with points in the numerals of its formulas, as long as before: words are read with what they tell."""
    numerals = [
        replace(numeral, start=formula.start + numeral.start, end=formula.start + numeral.end)
        for formula in formulas
        if formula.start >= 0 and source[formula.start : formula.end] == formula.latex
        for numeral in commas.numerals(formula.latex)
    ]
    return with_numbers(source, numerals)


def _claims_of(
    formula: FoundFormula,
    macros: tuple[Macro, ...],
    table: dict[str, Macro],
    commas: Commas,
    sections: Sections,
    before: int,
    lines: list[str],
) -> Iterator[Claim]:
    places = Lines(formula.latex)
    try:
        chains, unread = list(written_chains(formula.latex, table, commas)), ""
    except TooLarge as error:
        chains, unread = [], error.message
    except RecursionError:  # commands in each other without brackets: \sqrt\sqrt\sqrt …
        chains, unread = [], TOO_DEEP
    if not unread and has_an_unclosed_brace(formula.latex):
        unread = UNCLOSED
        chains = chains if len(chains) > 1 else []  # of several rows the others may be read
    if unread:
        section, heading = sections.at(formula.line)
        at = formula.line, formula.column, formula.cell, before + section
        yield Claim(formula.latex.strip(), *at, heading, macros=macros, unread=unread)
    for chain in chains:
        row, column = places.at(chain.start)
        line = formula.line + row - 1
        section, heading = sections.at(line)
        shift = formula.column - 1 if row == 1 else 0
        said = _prose(lines, formula, line)
        first = row == 1 and chain is chains[0] and line <= len(lines)
        written = lines[line - 1] if first else ""
        words = written[: formula.column - 1].rstrip("$ \\([")
        touching = "\n" not in formula.latex and touches(written, formula.column - 1, len(formula.latex))
        at = line, column + shift, formula.cell, before + section
        claim = Claim(chain.plain, *at, heading, said, words[-80:], macros, touching)
        yield replace(claim, written=chain.written, commas=commas, otherwise=chain.otherwise, doubtful=chain.doubtful)


def touches(line: str, start: int, length: int) -> bool:
    r"""True for a formula in a line that touches another one, or a sign of arithmetic: it may be a part of something.

    >>> touches("1. $w = 0 - (0.1)$ $(1 + 2) = 4$, so", 20, 11)
    True
    >>> touches("1. $w = 0$ and $v = 4$, so", 4, 5), touches("It is $0.25 = 25$ %", 7, 9)
    (False, True)
    """
    before, behind = line[:start], line[start + length :]
    opening, closing = OPENING.search(before), CLOSING.match(behind)
    if opening is None or closing is None:
        return False
    before, behind = before[: opening.start()], behind[closing.end() :]
    return LAST_SIGN.search(before) is not None or NEXT_SIGN.match(behind) is not None


def _prose(lines: list[str], formula: FoundFormula, line: int) -> str:
    """The words of the paragraph around a formula, its own TeX and all, with one sign for both ends of a formula."""
    first = line - 1
    while first > 0 and lines[first - 1].strip() and line - first < 4:
        first -= 1
    before = [text for text in lines[max(first - ABOVE, 0) : first] if text.strip()]
    above = before[-1] if before and first >= 2 and lines[first - 1].strip() == "" else ""
    above += "\n\n" if above.startswith("#") else " "  # the words of a heading are no part of the sentence
    return ENDS.sub("$", above + " ".join(lines[first : line + 2]))[:600]


def _sources(text: str, kind: str) -> dict[int, str]:
    """The text, or the Markdown cells of a notebook by their numbers."""
    if kind != "notebook":
        return {0: text.replace("\r\n", "\n").replace("\r", "\n")}
    try:
        cells = json.loads(text)["cells"]
        return {n: "".join(c["source"]) for n, c in enumerate(cells, 1) if c.get("cell_type") == "markdown"}
    except (ValueError, KeyError, TypeError, AttributeError):
        return dict(markdown_cells(text))  # of an older format
