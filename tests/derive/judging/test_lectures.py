"""Whole lectures, each with ten planted errors: these are refuted, and everything else is proved."""

from collections import Counter
from pathlib import Path

import pytest

from derive.judging.finding import Finding
from derive.judging.usual_classifier.judge import NotesJudge
from derive.reading.notes import claims_of, formulas_in_text
from derive.reading.notes.files import kind_of

LECTURES = Path(__file__).parent / "lectures"
PLANTED = {
    "lecture.md": {
        (0, 16): "factor 1/K",
        (0, 41): "sign of the term",
        (0, 65): "δ_ij is due",
        (0, 89): "the transpose is right",
        (0, 92): "i and j are exchanged",
        (0, 93): "the sign is reversed",
        (0, 106): "the factor 1/N is missing",
        (0, 128): "the value is 0.7373",
        (0, 129): "the value is 0.3612",
        (0, 130): "x_2 is 0.57 in line 111, and 0.75 in line 130",
    },
    "lecture.tex": {
        (0, 29): "y and p are swapped",
        (0, 30): "j is meant",
        (0, 36): "1/log 2 is missing",
        (0, 48): "transposed",
        (0, 52): "the sign is reversed",
        (0, 57): "squared",
        (0, 67): "the derivative of tanh",
        (0, 79): "at x = 0",
        (0, 83): "at x = 3",
        (0, 93): "the value is 3.587",
    },
    "lecture.ipynb": {
        (4, 10): "the sign is reversed",
        (4, 14): "the sign is reversed, and the sign of the term",
        (5, 12): "the two sides differ",
        (5, 14): "the sign is reversed, and the index i",
        (6, 12): "the transpose is right",
        (6, 14): "the factor 1/N is missing",
        (7, 3): "1.0000000000000000000 on the right",
        (9, 4): "",
        (9, 5): "the value is 0.667; only the last digit",
    },
}
RIGHT = {"lecture.md": 27, "lecture.tex": 33, "lecture.ipynb": 30}


def findings_in(name: str) -> list[Finding]:
    """What is found in a lecture, its definitions learnt first."""
    text = (LECTURES / name).read_text("utf-8")
    claims = [claim for formula in formulas_in_text(text, kind_of(Path(name))) for claim in claims_of(formula)]
    judge = NotesJudge()
    judge.learn(claims)
    return [finding for claim in claims for finding in judge.findings(claim)]


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_the_planted_errors_are_refuted_and_nothing_else(name: str) -> None:
    """At their lines, for what they are; all other claims are proved, or rightly rounded."""
    findings = findings_in(name)
    refuted = [f for f in findings if f.verdict == "REFUTED"]
    assert {(f.cell, f.line) for f in refuted} == set(PLANTED[name])
    assert len(refuted) == 10
    assert [f for f in refuted if PLANTED[name][f.cell, f.line] not in f.diagnosis] == []
    verdicts = Counter(f.verdict for f in findings)
    assert verdicts["PROVED"] + verdicts["PROVED WHEN"] + verdicts["ROUNDED"] == RIGHT[name]
    assert verdicts["UNDECIDED"] == verdicts["REJECTED"] == 0
    general = [f for f in findings if f.verdict == "PROVED WHEN"]
    assert {f.diagnosis for f in general} == {"for every size"}
