"""The findings for people: what is wrong first and in full, conditions, a summary, what is open by its cause."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from derive.judging.finding import DEFINES, TRIED, Finding
from derive.proof.verdict import Outcome

from ..system.visible_text import visible
from .chain_sides import sides_of
from .notes_check import OPEN, CheckedFile, CheckedNotes
from .open_formulas import grouped

if TYPE_CHECKING:
    from .corrections import CorrectedFile

WIDTH = 80
MOST_ZEROS = 3  # more letters than this that are 0 are not told one by one
MOST_DIGITS = 12
MOST_PLACES = 6
MOST_GROUPS = 8
MOST_FORMULA = 160
FAILING = (Outcome.REFUTED,)
ASSUMED = re.compile(r"\bassuming (.+)\Z")


def as_text(notes: CheckedNotes, *, explain: bool = False, every: bool = False) -> str:
    """The findings in lines of a terminal; ``explain`` tells how each was read, ``every`` lists what is open too."""
    blocks = [block for file in notes.files for block in _file(file, explain, every)]
    blocks.append(textwrap.fill(summary_line(notes), WIDTH))
    if not every and not explain:
        blocks += _open(notes)
    return "\n\n".join(blocks)


def summary_line(notes: CheckedNotes) -> str:
    """How many claims there are, how many have each verdict, and how many files could not be read.

    What only says what a letter is is proved by definition, and counted there.

    >>> summary_line(CheckedNotes((CheckedFile("a.md"),)))
    'no claims were found'
    """
    defining = sum(finding.diagnosis.startswith(DEFINES) for file in notes.files for finding in file.findings)
    by_definition = {Outcome.PROVED: f" ({defining} by definition)"} if defining else {}
    counted = ", ".join(
        f"{number} {verdict}{by_definition.get(Outcome(verdict), '')}"
        for verdict, number in notes.summary.items() if number
    )  # fmt: skip
    total, unread = sum(notes.summary.values()), sum(bool(file.error) for file in notes.files)
    found = f"{total} claim{_plural(total)}: {counted}" if total else "no claims were found"
    return found + (f"; {unread} file{_plural(unread)} could not be read" if unread else "")


def _plural(number: int) -> str:
    return "" if number == 1 else "s"


def _file(file: CheckedFile, explain: bool, every: bool) -> Iterator[str]:
    """The lines of one file as one block, if there is anything to tell of it."""
    shown = [f for f in file.findings if f.verdict == Outcome.REFUTED]
    if explain:
        shown += [f for f in file.findings if f.verdict != Outcome.REFUTED]
    elif every:
        shown += [f for f in file.findings if f.verdict in OPEN]
    lines = [line for finding in shown for line in _finding(finding)]
    if file.error:
        lines.append(_filled("  error: ", file.error, 9))
        lines += [_filled("  hint: ", file.hint, 8)] if file.hint else []
    if not explain:
        lines += _conditions(file.findings)
    if lines:
        yield "\n".join([visible(file.path), *lines])


def _finding(finding: Finding) -> Iterator[str]:
    wrong = finding.verdict == Outcome.REFUTED
    condition = f" {visible(finding.condition)}" if finding.condition else ""
    verdict = Outcome.PROVED if finding.condition.startswith(TRIED) else finding.verdict
    head = f"  {place_words(finding)}  {verdict}{condition}  "
    formula = one_line(link_of(finding)) if wrong else one_line(finding.latex)
    if len(head + formula) <= WIDTH:
        yield head + formula
    else:
        yield head.rstrip()
        yield _filled("      ", formula, 6)
    explained = (
        ("read as", finding.reading),
        ("because" if finding.verdict in (*OPEN, *FAILING) else "holds", finding.diagnosis),
        ("right is", finding.corrected),
        ("witness", witness_words(finding)),
        ("hint", finding.hint),
    )
    for name, words in explained:
        if words:
            yield _filled(f"      {name:<9}  ", words, 17)


def place_words(finding: Finding) -> str:
    """Where it stands: the line and the column of the link that is meant, in a notebook the cell before them.

    >>> place_words(Finding(2, 1, "a = b", "", Outcome.PROVED, cell=3))
    'cell 3, 2:1'
    """
    line, column = place_of(finding)
    return f"cell {finding.cell}, {line}:{column}" if finding.cell else f"{line}:{column}"


def place_of(finding: Finding) -> tuple[int, int]:
    """The line and the column of a finding; of a refutation in a chain, those of the side that is wrong.

    >>> place_of(Finding(2, 5, "a = b = c", "", Outcome.REFUTED, link=2))
    (2, 13)
    """
    if finding.verdict != Outcome.REFUTED or finding.link < 2:
        return finding.line, finding.column
    sides = sides_of(finding.latex)
    if finding.link >= len(sides):
        return finding.line, finding.column
    before = finding.latex[: sides[finding.link].start]
    rows = before.count("\n")
    return finding.line + rows, len(before) - before.rindex("\n") if rows else finding.column + len(before)


def link_of(finding: Finding) -> str:
    """The one equality that is meant, in the author's TeX; the whole chain where that is not known.

    >>> link_of(Finding(1, 1, "a &= b &= c", "", Outcome.REFUTED, link=2))
    'b = c'
    """
    sides = sides_of(finding.latex)
    if not 0 < finding.link < len(sides):
        return finding.latex
    left, right = sides[finding.link - 1], sides[finding.link]
    return f"{left.latex} {right.relation} {right.latex}".strip()


def _conditions(findings: Iterable[Finding]) -> Iterator[str]:
    """What holds under a condition or an assumption only: a line for each, with the places."""
    places: dict[tuple[str, str], list[str]] = {}
    for finding in findings:
        assumed = ASSUMED.search(finding.diagnosis)
        if finding.verdict == Outcome.PROVED_WHEN:
            places.setdefault(("  holds ", finding.holds), []).append(place_words(finding))
        if assumed and finding.verdict not in (*OPEN, *FAILING):
            places.setdefault(("  assuming ", assumed[1]), []).append(place_words(finding))
    for (before, words), found in sorted(places.items(), key=lambda entry: entry[0][0], reverse=True):
        yield _filled(before, f"{words}: {listed(found)}", 4)


def listed(places: Sequence[str]) -> str:
    """The places, the first ones where there are many.

    >>> listed([f"{line}:1" for line in range(1, 9)])
    '1:1, 2:1, 3:1, 4:1, 5:1, 6:1 and 2 more'
    """
    more = f" and {len(places) - MOST_PLACES} more" if len(places) > MOST_PLACES else ""
    return ", ".join(places[:MOST_PLACES]) + more


def _open(notes: CheckedNotes) -> Iterator[str]:
    """What was not read or not decided, by its cause, with one hint each."""
    groups = grouped(notes)
    if not groups:
        return
    lines = ["Not decided or not read (--all lists them):"]
    for group in groups[:MOST_GROUPS]:
        places = listed([place_words(finding) for finding in group.findings])
        lines.append(_filled(f"  {len(group.findings):>3}  ", f"{group.cause} ({places})", 7))
        lines += [_filled("       → ", group.hint, 9)] if group.hint else []
    rest = sum(len(group.findings) for group in groups[MOST_GROUPS:])
    lines += [f"  {rest:>3}  for other reasons"] if rest else []
    yield "\n".join(lines)


def fix_words(file: CorrectedFile, target: Path) -> str:
    """What was corrected and where, and what is still wrong after it."""
    count, left = len(file.corrections), sum(finding.verdict == Outcome.REFUTED for finding in file.findings)
    after = f"; {left} REFUTED there still" if left else "; nothing is REFUTED there"
    return _filled("", f"{count} correction{_plural(count)} written to {target}{after}", 2)


def _filled(before: str, words: str, indent: int) -> str:
    """Words from outside behind our own, in lines of a terminal; what has no spaces stays whole."""
    width = WIDTH - max(len(before), indent)
    lines = textwrap.wrap(visible(words), width, break_long_words=False, break_on_hyphens=False)
    return before + ("\n" + " " * indent).join(lines)


def witness_words(finding: Finding) -> str:
    """The point at which the sides of a refuted claim differ, and what each is there.

    >>> witness_words(Finding(1, 1, "a = b", "", "REFUTED", witness=(("a", "1/2"), ("left", "0.50"), ("right", "0"))))
    'at a = 1/2: the left side is 0.5, the right side 0'
    >>> zeros = [(f"x[{i}]", "0") for i in "2345"]
    >>> witness_words(Finding(1, 1, "x = 0", "", "REFUTED", witness=(("x[1]", "1"), *zeros)))
    'at x[1] = 1 and 0 everywhere else'
    """
    point = [(name, value) for name, value in finding.witness if name not in ("left", "right")]
    if finding.verdict != Outcome.REFUTED or not point:
        return ""
    sides = {name: _without_zeros(value) for name, value in finding.witness if name in ("left", "right")}
    told = [f"{name} = {value}" for name, value in point if value != "0"]
    zeros = [f"{name} = 0" for name, value in point if value == "0"]
    values = "at " + (
        ", ".join(told) + " and 0 everywhere else" if told and len(zeros) > MOST_ZEROS else ", ".join(told + zeros)
    )
    return values + (f": the left side is {sides['left']}, the right side {sides['right']}" if len(sides) == 2 else "")


def _without_zeros(decimal: str) -> str:
    """A decimal without closing zeros, to six digits where it has many.

    >>> _without_zeros("0.500"), _without_zeros("0e-615")
    ('0.5', '0')
    """
    if re.fullmatch(r"-?0(?:\.0*)?e[+-]?\d+", decimal):
        return "0"
    if not re.fullmatch(r"-?\d+\.\d+", decimal):
        return decimal
    short = decimal.rstrip("0").rstrip(".")
    return short if len(short) <= MOST_DIGITS else f"{float(short):.6g}…"


def one_line(latex: str) -> str:
    """A formula in one line of at most 160 characters that act on nothing.

    >>> one_line("a" + chr(10) + "  = b")
    'a = b'
    """
    line = " ".join(visible(latex, kept="\n").split())
    return line if len(line) <= MOST_FORMULA else line[: MOST_FORMULA - 1] + "…"
