"""Formulas as lecturers write them, one claim each: right ones hold, wrong ones are refuted, others say why not."""

import pytest

from derive.judging.finding import Finding
from derive.judging.notes import NotesJudge
from derive.notes.claims import Claim

HIDDEN = r"\frac{\partial L}{\partial w^{(1)}_{jk}} = \sum_i (p_i - y_i) w^{(2)}_{ij}"
RIGHT = [
    r"\frac{\partial L}{\partial w^{(2)}_{ij}} = (p_i - y_i) h_j",
    HIDDEN + r" (1 - h_j^2) x_k",
    r"\log \prod_i p_i = \log \prod_j p_j",
]
WRONG = [
    r"\frac{\partial L}{\partial w^{(2)}_{ij}} = (p_j - y_j) h_i",
    HIDDEN + r" h_j x_k",
    r"\log \prod_i p_i^{y_i} = -\sum_i y_i \log p_i",
]
REJECTED = {
    r"dz_i = p_i - y_i": "a gradient or differential",
    r"\mathrm{d} L = 3": "a gradient or differential",
    r"\prod_{k \neq i} p_k = 0": "without one of its factors",
}


def judged(latex: str) -> list[Finding]:
    """What is found in one claim that stands alone."""
    return NotesJudge().findings(Claim(latex, 1, 1))


@pytest.mark.parametrize("latex", RIGHT)
def test_right(latex: str) -> None:
    """Every equality of it is proved."""
    assert {found.verdict for found in judged(latex)} <= {"PROVED", "PROVED WHEN"} and judged(latex)


@pytest.mark.parametrize("latex", WRONG)
def test_wrong(latex: str) -> None:
    """It is refuted."""
    assert "REFUTED" in {found.verdict for found in judged(latex)}


@pytest.mark.parametrize("latex", sorted(REJECTED))
def test_rejected(latex: str) -> None:
    """Never read silently: the reason says what else it may be."""
    (found,) = judged(latex)
    assert found.verdict == "REJECTED" and REJECTED[latex] in found.diagnosis
