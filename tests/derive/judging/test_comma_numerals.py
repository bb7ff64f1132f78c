"""Numerals with commas in notes: right ones hold, wrong digits are refuted, and what may be a list refutes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from derive.judging.file_judge import FileJudge
from derive.judging.finding import Finding
from derive.reading.notes.sections import claims_in_text
from reports.cli import main

GERMAN = "$$w = 0,4, \\quad x = 1,5, \\quad c = 0,15$$\n\n$$z = w x + c$$\n\n"
POINTS = "The step is $\\eta = 0.25$.\n\n"


def judged(text: str) -> list[Finding]:
    """The findings in Markdown, of which the last is that of the last formula."""
    claims = claims_in_text(text, "markdown")
    judge = FileJudge.of(claims, None, None)
    return [finding for claim in claims for finding in judge.findings(claim)]


def last(text: str, formula: str) -> str:
    """The verdict on the last link of the formula behind a text."""
    return str(judged(f"{text}$${formula}$$\n")[-1].verdict)


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        ("", r"(128 \cdot 9 + 1) \cdot 256 = 295,168", "PROVED"),
        ("", r"(128 \cdot 9 + 1) \cdot 256 = 295,169", "REFUTED"),
        ("", r"(128 \cdot 9 + 1) \cdot 256 = 295{,}168", "PROVED"),
        ("", r"(128 \cdot 9 + 1) \cdot 256 = 295\,168", "PROVED"),
        (POINTS, r"(128 \cdot 9 + 1) \cdot 256 = 295\,178", "REFUTED"),
        (POINTS, r"1,024 \cdot 2 = 2,048", "PROVED"),
        (POINTS, r"1{,}024 \cdot 2 = 2{,}049", "REFUTED"),
        ("", r"0,5 \cdot 0,5 = 0,25", "PROVED"),
        ("", r"0,5 \cdot 0,5 = 0,26", "REFUTED"),
        ("", r"0{,}5 \cdot 1{,}5 = 0{,}75", "PROVED"),
        ("", r"0{,}5 \cdot 1{,}5 = 0{,}85", "REFUTED"),
        (GERMAN, r"z = 0,4 \cdot 1,5 + 0,15 = 0,75", "PROVED"),
        (GERMAN, r"z = 0,4 \cdot 1,5 + 0,15 = 0,76", "REFUTED"),
        (GERMAN, r"\frac{2}{3} \approx 0,67", "ROUNDED"),
        (GERMAN, r"\frac{2}{3} \approx 0,68", "REFUTED"),
        (GERMAN, r"\frac{1}{1 + e^{-0,75}} = \sigma(0,75) \approx 0,679", "ROUNDED"),
        (GERMAN, r"\frac{1}{1 + e^{-0,75}} = \sigma(0,75) \approx 0,689", "REFUTED"),
        (GERMAN, r"1,024 \cdot 2 = 2,048", "PROVED"),
        (GERMAN, r"128 \cdot 9 = 1,152", "PROVED"),  # of thousands after all
        (GERMAN, r"128 \cdot 9 = 1.152", "PROVED"),
        (GERMAN, r"128 \cdot 9 = 1,153", "REFUTED"),
        (GERMAN + "$$v = 0,125 w$$\n\n", r"z + v = 0,800", "PROVED"),
        (GERMAN + "$$v = 2 w$$\n\n", r"z + v = 1,550", "PROVED"),
        (GERMAN + "$$v = 2 w$$\n\n", r"z + v = 1,560", "REFUTED"),
        (GERMAN + "$$v = 2 w$$\n\n", r"(-0,5) \times (0,25) \times (1) = -0,126", "REFUTED"),
    ],
)
def test_numerals_with_commas(text: str, formula: str, verdict: str) -> None:
    """Thousands, and decimals where the document writes them so, to the last digit."""
    assert last(text, formula) == verdict


@pytest.mark.parametrize(
    "formula", [r"2 \cdot 50 = 100,200 = 3", "x = 1,2 = 3", r"1,5 \cdot 2 = 4", r"s = 3, k = 1,2 = 5", "1,2,3 = 4"]
)
def test_what_was_cut_at_a_comma_is_not_refuted(formula: str) -> None:
    """It may be a list, or the decimals of somebody who writes points elsewhere."""
    found = judged(f"{POINTS}$${formula}$$\n")
    assert "REFUTED" not in {str(finding.verdict) for finding in found}


def test_the_author_s_tex_stays() -> None:
    """In findings, behind their columns, and in corrections, which have the marks of the document."""
    text = GERMAN + r"Hier ist $0,4 \cdot 1,5 = 0,61, \quad \frac{5}{2} = 2{,}6$."
    first, second = [finding for finding in judged(text) if str(finding.verdict) == "REFUTED"]
    assert (first.latex, first.corrected) == (r"0,4 \cdot 1,5 = 0,61", "0,60")
    assert (second.latex, second.corrected) == (r"\frac{5}{2} = 2{,}6", "2,5")
    line = text.splitlines()[second.line - 1]
    assert line[second.column - 1 :].startswith(second.latex)
    (whole,) = judged(POINTS + r"$(128 \cdot 9 + 1) \cdot 256 = 295,169$")[-1:]
    assert whole.latex == r"(128 \cdot 9 + 1) \cdot 256 = 295,169"


def test_a_correction_is_written_with_a_comma(tmp_path: Path) -> None:
    """Where the document writes its decimals so."""
    path = tmp_path / "notiz.md"
    path.write_text(GERMAN + r"$$\frac{2}{3} \approx 0,68$$", encoding="utf-8")
    main(["check", "--no-cache", "--fix", str(path)])
    assert (tmp_path / "notiz.fixed.md").read_text(encoding="utf-8") == GERMAN + r"$$\frac{2}{3} \approx 0,67$$"


def test_the_words_around_tell_numbers_too() -> None:
    """They are read with points, each at its place, and the words themselves stay."""
    claims = claims_in_text(GERMAN + "1,5 Seiten: für $v = 0{,}25$ gilt $u = 2 v$.\n", "markdown")
    assert "1,5 Seiten: für $v = 0.25  $ gilt" in claims[-1].prose
