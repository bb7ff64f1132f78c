"""From a formula to its claims: rows of an align, pieces between commas, without labels and closing marks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..tex.comma_numerals import POINTS, Commas
from ..tex.macros import Macro
from .found import FoundFormula, Lines

ENVIRONMENT = re.compile(
    r"\\(?:begin|end)\s*\{(?:aligned|alignedat|split|gathered|align|equation|gather|multline|array|subequations)\*?\}"
    r"(?:\s*\{[^{}]*\})?"
)
MARKS = re.compile(
    r"\\(?:label|tag|ref|eqref|color|hypertarget)\*?\s*\{[^{}]*\}|\\nonumber(?![A-Za-z])|\\notag(?![A-Za-z])"
)
RELATION = re.compile(
    r":=|=>|=|\\(?:approx|simeq|coloneqq|Rightarrow|implies|triangleq|leftarrow|gets|equiv)(?![A-Za-z])"
)
OPERATOR = re.compile(r"(?:\\quad|\\qquad|\\,|\s)*(?:[+\-]|\\(?:cdot|times)(?![A-Za-z]))")
OPERATOR_LAST = re.compile(r"(?:[+\-=]|\\(?:cdot|times))$")
INDEX_CONDITION = re.compile(  # "…, for i = j" is said of what stands before it
    r"(?:\\q?quad(?![A-Za-z])|\\[,;: ]|~|\s|\\text\s*\{\s*(?:if|for|when)\s*\}|\()*"
    r"[cdijklmnqr]\s*(?:=|\\neq?(?![A-Za-z])|\\not\s*=|≠)\s*[cdijklmnqry]\s*\)?\s*(?=$|[.,;]|\\\\)"
)
BRACE = re.compile(r"\\.|%[^\n]*|[{}]", re.DOTALL)
TEXT = re.compile(r"\\(?:text|mbox|hbox|operatorname)[a-z]*\s*$")
UNCLOSED = "a { is not closed"
LONGEST_WORD = 24  # of a command for words, with spaces behind it
CASES = re.compile(r"\\(begin|end)\s*\{(?:cases|[pbvBV]?matrix)\}")


@dataclass(frozen=True, slots=True)
class Claim:
    """One chain to be read and judged, with the line and the column of its beginning.

    ``section`` counts the headings before it, ``heading`` is the last of them, ``prose`` what stands around it,
    ``before`` what stands before it in its line, ``macros`` are those of its file. One that is ``touching`` stands
    beside another formula, or a sign of arithmetic, with nothing between them. ``chapter`` counts the highest headings
    that there are several of.

    Its numerals have points. ``written`` is what the author wrote, with the ``commas`` of the file; empty where it is
    the same. ``otherwise`` has the other numbers that its commas may mean; one that is ``doubtful`` may be of others.
    One that is ``unread`` is a whole formula of which nothing is read, and says why: a brace that nothing closes.
    ``behind`` are the words between the formula directly before it and it; None where that one is no claim, or stands
    in another sentence. ``scope`` are the numbers of the headings, cells and examples in which it stands, the innermost
    last, those of examples negative; where such a one has perhaps ended, the claim is ``perhaps_behind`` it. ``after``
    is the rest of its sentence, of the last chain of a formula.
    """

    latex: str
    line: int
    column: int
    cell: int = 0
    section: int = 0
    heading: str = ""
    prose: str = ""
    before: str = ""
    macros: tuple[Macro, ...] = ()
    touching: bool = False
    chapter: int = 0
    written: str = ""
    commas: Commas = POINTS
    otherwise: str = ""
    doubtful: bool = False
    unread: str = ""
    behind: str | None = ""
    scope: tuple[int, ...] = ()
    perhaps_behind: bool = False
    after: str = ""

    @property
    def own(self) -> str:
        """What the author wrote."""
        return self.written or self.latex


def claims_of(formula: FoundFormula) -> list[Claim]:
    r"""Return the chains of a formula; a row that begins with a relation, or with + or −, continues the row before.

    >>> [claim.latex for claim in claims_of(FoundFormula(r"a &= b \\ &= c, \quad x = 1.", 1, 1))]
    ['a  = b     = c', '\\quad x = 1']
    """
    text = formula.latex.replace(r"\\", "  ") if r"\begin{multline" in formula.latex else formula.latex
    text = ENVIRONMENT.sub(_spaces, text)
    text = MARKS.sub(_spaces, text)
    lines = Lines(formula.latex)
    claims = []
    for start, end in _pieces(text):
        piece = text[start:end].rstrip().rstrip(".,;:").rstrip()
        body = piece.lstrip()
        if body and RELATION.search(body):
            line, column = lines.at(start + len(piece) - len(body))
            shift = formula.column - 1 if line == 1 else 0
            claims.append(Claim(_unaligned(body), formula.line + line - 1, column + shift, formula.cell))
    return claims


def has_an_unclosed_brace(latex: str) -> bool:
    r"""True for a { that no } closes; not where a dollar inside of a \text{…} ended the formula.

    >>> [has_an_unclosed_brace(text) for text in (r"\frac{1}{2", r"\{ a, b", r"\frac{1}{2}", r"a \text{ where ")]
    [True, False, False, False]
    """
    opened: list[int] = []
    for match in BRACE.finditer(latex):
        if match[0] == "{":
            opened.append(match.start())
        elif match[0] == "}" and opened:
            opened.pop()
    return any(not TEXT.search(latex[max(place - LONGEST_WORD, 0) : place]) for place in opened)


def _unaligned(latex: str) -> str:
    """One chain without alignment: row ends and cell marks become spaces, except inside cases."""
    if CASES.search(latex):
        return latex
    return re.sub(r"\\\\|(?<!\\)&", _spaces, latex)


def _spaces(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _pieces(text: str) -> list[tuple[int, int]]:
    """The rows and the pieces between commas, as places; marks that are done with become spaces in ``text``."""
    cuts = _cuts(text)
    bounds = [0, *(place for place, _ in cuts), len(text)]
    widths = [0, *(width for _, width in cuts)]
    pieces: list[tuple[int, int]] = []
    for start, end, width in zip(bounds, bounds[1:], widths, strict=False):
        if not text[start + width : end].strip():
            continue
        pieces.append((start + width, end))
    return pieces


def _cuts(text: str) -> list[tuple[int, int]]:
    """Where to cut: row ends before a new left side, and commas behind which a new equality begins."""
    found, depth, place = [], 0, 0
    while place < len(text):
        cases = CASES.match(text, place)
        if cases:
            depth += 1 if cases[1] == "begin" else -1
            place = cases.end()
            continue
        character = text[place]
        if character == "\\" and text[place + 1 : place + 2] == "\\" and depth == 0:
            if not _continues(text, place):
                found.append((place, 2))
            place += 2
            continue
        if character == "\\":
            place += 2
            continue
        depth += {"{": 1, "(": 1, "[": 1, "}": -1, ")": -1, "]": -1}.get(character, 0)
        if (
            character in ",;"
            and depth == 0
            and not INDEX_CONDITION.match(text, place + 1)
            and RELATION.search(text, place)
            and found_left(text, place)
        ):
            found.append((place, 1))
        place += 1
    return found


def _continues(text: str, place: int) -> bool:
    """True for a row that begins with a relation, or for one without a relation that an operator joins to the last."""
    row = text[place + 2 :].lstrip(" \n&")
    if RELATION.match(row):
        return True
    row = row.partition(r"\\")[0]
    joined = OPERATOR.match(row) or OPERATOR_LAST.search(text[:place].rstrip(" \n&"))
    return bool(row.strip() and joined and not RELATION.search(row))


def found_left(text: str, place: int) -> bool:
    """True when an equality stands before the comma too, so that both sides of it are claims."""
    return RELATION.search(text[:place]) is not None
