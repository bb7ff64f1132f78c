"""Formulas that other people wrote, checked: what is wrong in full, what holds in a fold."""

from __future__ import annotations

from collections.abc import Iterator

from derive.judging.finding import Finding
from derive.proof.verdict import Outcome

from ..checking.for_people import one_line, summary_line, witness_words
from ..checking.formats import LEVELS
from ..checking.notes_check import OPEN, CheckedFile, CheckedNotes
from ..system.visible_text import visible
from .blocks import Block, Equation, Fold, Inline, Literal, Paragraph, Section, Words, inline

MOST_SHOWN = 200
MARKS = {Outcome.REFUTED: "✗ ", Outcome.UNDECIDED: "? ", Outcome.REJECTED: "? "}


def notes(checked: CheckedNotes) -> Section:
    """The formula, how it was read, the verdict and its reasons, for every claim in the notes.

    >>> notes(CheckedNotes((CheckedFile("a.md"),))).anchor
    'notes'
    """
    intro = inline(
        "Formulas from notes were read and judged against the network that the notes describe, and numbers against "
        "exact arithmetic. What could not be read or decided counts as open, not as wrong."
    )
    blocks: list[Block] = [Paragraph(intro)]
    for file in checked.files:
        blocks += _file(file)
    return Section("notes", "Checked formulas", tuple(blocks))


def _file(file: CheckedFile) -> Iterator[Block]:
    open_ones = [finding for finding in file.findings if finding.verdict in LEVELS]
    holding = [finding for finding in file.findings if finding.verdict not in LEVELS]
    summary = summary_line(CheckedNotes((file,)))
    yield Paragraph(inline("{path}: {summary}.", path=Literal(visible(file.path)), summary=summary))
    for verdict in LEVELS:  # what is wrong first
        found = [finding for finding in open_ones if finding.verdict == verdict]
        yield from _claims(file, found)
    if holding:
        count = "1 claim that holds" if len(holding) == 1 else f"{len(holding)} claims that hold"
        yield Fold(count, tuple(_claims(file, holding)))


def _claims(file: CheckedFile, findings: list[Finding]) -> Iterator[Block]:
    for finding in findings[:MOST_SHOWN]:
        yield from _claim(file, finding)
    if len(findings) > MOST_SHOWN:
        left_out = inline(
            "{count} more are {verdict}; {command} lists all.",
            count=str(len(findings) - MOST_SHOWN),
            verdict=findings[0].verdict,
            command=Literal("backproof check"),
        )
        yield Paragraph(left_out)


def _claim(file: CheckedFile, finding: Finding) -> Iterator[Block]:
    cell = f"cell {finding.cell}:" if finding.cell else ""
    head: tuple[Inline, ...] = (
        Words(f"{MARKS.get(finding.verdict, '✓ ')}{finding.verdict} {finding.condition}".rstrip(), strong=True),
        *inline(" at {place}", place=Literal(f"{visible(file.path)}:{cell}{finding.line}:{finding.column}")),
        Words(f": {visible(finding.diagnosis)}" if finding.diagnosis else ""),
    )
    if not finding.reading:  # what our reader refused is shown as it stands, never drawn
        yield Paragraph((*head, *inline(" in {source}", source=Literal(one_line(finding.latex) or " "))), "note")
        return
    yield Paragraph(
        head, "verdict wrong" if finding.verdict == Outcome.REFUTED else "note" if finding.verdict in OPEN else ""
    )
    yield Equation(without_tags(finding.latex), inline("Read as {reading}", reading=visible(finding.reading)))
    if finding.corrected:
        yield Paragraph((Words("Right is"),))
        yield Equation(finding.corrected)
    words = witness_words(finding)
    if words:
        yield Paragraph(inline("Witness: {words}.", words=visible(words)))


def without_tags(latex: str) -> str:
    r"""The same formula without what some reader of Markdown takes for HTML.

    >>> without_tags("a<b")
    'a\\lt b'
    """
    return latex.replace("<", r"\lt ").replace(">", r"\gt ")
