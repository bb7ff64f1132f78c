"""Formulas in LaTeX files."""

from __future__ import annotations

import re

from .delimiters import DISPLAYS, ONE_FORMULA, WALL, Delimited, Dialect, Span
from .found import FoundFormula, Heading, Lines, same_length
from .surroundings import MOST_TITLE, Surroundings

LISTINGS = (
    "verbatim", "Verbatim", "BVerbatim", "LVerbatim", "lstlisting", "minted", "comment", "filecontents", "tikzpicture",
    "alltt",
)  # fmt: skip
OWN_LISTING = re.compile(
    r"\\(?:lstnewenvironment|newminted|newmintedfile|(?:Custom|Define|Recustom)VerbatimEnvironment|newtcblisting"
    r"|NewTCBListing)\s{0,9}(?:\[[^\]\n]{0,200}\])?\s{0,9}\{([A-Za-z]{1,30})\}"
)
SILENT = (
    r"\\begin\s{{0,9}}\{{(?P<name>{})\*?\}}|\\verb\*?(?P<bar>[^\w\s*])[^\n]*?(?P=bar)"
    r"|\\(?:lstinline(?![A-Za-z])|mintinline(?![A-Za-z])(?:\[[^\]\n]*\])?\s{{0,9}}\{{[^{{}}\n]*\}}|path(?=[{{|!/+]))"
    r"(?:\[[^\]\n]*\])?(?:(?P<code>\{{)|(?P<rule>[^\w\s*{{])[^\n]*?(?P=rule))"
    r"|(?P<comment>(?<!\\)(?:\\\\)*%[^\n]*)|(?P<end>\\end\s{{0,9}}\{{document\}})|(?P<off>\\iffalse(?![A-Za-z]))"
    r"|\\(?:(?:re)?newcommand|providecommand|DeclareRobustCommand|[gx]?def|newenvironment|renewenvironment)\*?(?![A-Za-z])"
)
BODY = r"\s{0,9}\{((?:[^{}]|\{[^{}]{0,200}\}){0,400})\}"
OWN_DISPLAY = re.compile(r"\\(?:re)?newenvironment\*?\s{0,9}\{([A-Za-z]{1,30}\*?)\}" + BODY + BODY)
BEGUN = re.compile(r"\\begin\s{0,9}\{([A-Za-z]{1,30})(\*?)\}")
DEFINITION = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand|[gx]?def)\*?\s*\{?\s*(\\[A-Za-z]+)\s*\}?\s*"
    r"\{\s*(?:\\(begin|end)\s*\{([A-Za-z]+\*?)\}|(\\[\[\]]))\s*\}"
)
SECTION = re.compile(
    r"\\(part|chapter|section|subsection|subsubsection|paragraph|subparagraph)\*?\s*(?:\[[^\]\n]*\])?\{"
)
LEVELS = ("part", "chapter", "section", "subsection", "subsubsection", "paragraph", "subparagraph")
NEXT_GROUP = re.compile(r"(?:[ \t]*\[[^\]\n]*\])*[ \t]*\n?[ \t]*\{")
BRACE = re.compile(r"[{}\n]|\\.", re.DOTALL)
MOST_BODY = 2000


def latex_formulas(text: str) -> list[FoundFormula]:
    r"""Return the formulas of a LaTeX file, comments and listings left out.

    >>> latex_formulas("Here \\(z = W x\\) % not $this$")
    [FoundFormula(latex='z = W x', line=1, column=8, cell=0)]
    """
    text = same_length(text)
    blanked = _blanked(text)
    around = Surroundings(blanked, _headings(blanked))
    spans = Delimited(blanked, Dialect(aliases=_aliases(text))).spans()
    return [around.formula(span, _latex(blanked, span)) for span in spans]


def _latex(text: str, span: Span) -> str:
    latex = text[span.start : span.end]
    return latex.replace(r"\\", "  ") if span.environment.startswith(ONE_FORMULA) else latex


def _blanked(text: str) -> str:
    """The text without comments, and with walls for what is set as it stands and for definitions of commands."""
    pieces: list[str] = []
    done = place = unbalanced = 0
    silent = re.compile(SILENT.format("|".join(sorted({*LISTINGS, *OWN_LISTING.findall(text)}))))
    while (found := silent.search(text, place)) is not None:
        end = _end_of(text, found) if found.start() >= unbalanced else found.end()
        if end == found.end() and (found["code"] or not any(found.groups())):
            unbalanced = max(unbalanced, end + MOST_BODY)  # what does not end: no other is looked for there
        if found["comment"] is not None:
            keep = text.find("%", found.start(), found.end())
            pieces += [text[done:keep], " " * (end - keep)]
        else:
            pieces += [text[done : found.start()], re.sub(r"[^\n]", WALL, text[found.start() : end])]
        done = place = end
    return "".join([*pieces, text[done:]])


def _end_of(text: str, found: re.Match[str]) -> int:
    """Where what is silent ends."""
    if found["end"]:
        return len(text)
    if found["name"] or found["off"]:
        close = rf"\end{{{found['name']}" if found["name"] else r"\fi"
        end = text.find(close, found.end())
        return len(text) if end < 0 else min(len(text), end + len(close))
    if found["code"]:
        return _end_of_code(text, found.end())
    if found["comment"] is not None or found["bar"] or found["rule"]:
        return found.end()
    return _end_of_definition(text, found.end())


def _end_of_code(text: str, place: int) -> int:
    """The end of code in braces, in which braces are balanced; where they are not, nothing is code."""
    depth = 1
    for mark in re.compile(r"[{}]").finditer(text, place, min(len(text), place + MOST_BODY)):
        depth += 1 if mark[0] == "{" else -1
        if depth == 0:
            return mark.end()
    return place


def _end_of_definition(text: str, place: int) -> int:
    """The end of the last group of ``\\newcommand{\\x}[1]{…}``: groups that follow each other directly."""
    limit, depth = min(len(text), place + MOST_BODY), 0
    for mark in BRACE.finditer(text, place, limit):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if depth > 0 or len(mark[0]) > 1:
            continue
        if mark[0] == "\n" or NEXT_GROUP.match(text, mark.end(), limit) is None:
            return mark.end()
    return place


def _aliases(text: str) -> dict[str, tuple[str, str]]:
    r"""Commands that stand for the ends of environments: ``\newcommand{\be}{\begin{equation}}``."""
    found = {}
    for match in DEFINITION.finditer(text):
        bracket = {r"\[": ("begin", "equation*"), r"\]": ("end", "equation*")}.get(match[4] or "")
        found[match[1]] = bracket or (match[2], match[3])
    return found | _own_displays(text)


def _own_displays(text: str) -> dict[str, tuple[str, str]]:
    r"""Environments that begin and end a display: ``\newenvironment{eqn}{\begin{equation}}{\end{equation}}``."""
    found: dict[str, tuple[str, str]] = {}
    for name, begin, end in OWN_DISPLAY.findall(text):
        shown = next((name + star for name, star in BEGUN.findall(begin) if name in DISPLAYS), "")
        if shown and f"\\end{{{shown}}}" in end:
            found |= {f"begin {name}": ("begin", shown), f"end {name}": ("end", shown)}
    return found


def _headings(text: str) -> list[Heading]:
    lines, found = Lines(text), []
    for match in SECTION.finditer(text):
        end = _closing(text, match.end())
        title = " ".join(text[match.end() : end].split())[:MOST_TITLE]
        found.append(Heading(LEVELS.index(match[1]) + 1, title, lines.at(match.start())[0]))
    return found


def _closing(text: str, place: int) -> int:
    depth = 1
    for mark in BRACE.finditer(text, place, place + 2 * MOST_TITLE):
        depth += {"{": 1, "}": -1}.get(mark[0], 0)
        if depth == 0:
            return mark.start()
    return place
