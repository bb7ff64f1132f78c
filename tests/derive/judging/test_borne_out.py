"""Refutations that the rest of a document does not bear out, and formulas that may be written or meant otherwise."""

from __future__ import annotations

import pytest

from derive.judging.document_judge import DocumentJudge
from derive.judging.file_judge import FileJudge
from derive.reading.notes.sections import claims_in_text

COST = r"Let $u = v s$ and $C = \frac12 (u - t)^2$.\n\n"
RIGHT = (r"\frac{\partial C}{\partial u} = u - t", r"\frac{\partial C}{\partial v} = (u - t) s")
WRONG = (
    r"\frac{\partial C}{\partial u} = u + t", r"\frac{\partial C}{\partial v} = (u + t) s",
    r"\frac{\partial C}{\partial s} = (u + t) v",
)  # fmt: skip


def verdicts(text: str) -> list[str]:
    """The verdicts on the links of a Markdown text, one after the other."""
    claims = claims_in_text(text, "markdown")
    judge = FileJudge.of(claims, None, None)
    return [str(finding.verdict) for claim in claims for finding in judge.findings(claim)]


@pytest.mark.parametrize(
    ("lines", "last"),
    [
        (WRONG[:1], "REFUTED"),  # nothing else tells what C is
        ((RIGHT[0], WRONG[1]), "REFUTED"),
        ((*RIGHT, WRONG[2]), "REFUTED"),
        (WRONG[:2], "UNDECIDED"),
        (WRONG, "UNDECIDED"),
    ],
)
def test_one_line_refutes_nothing_where_most_others_of_its_letters_are_open(lines: tuple[str, ...], last: str) -> None:
    """With another C, ½ (u + t)², all of the wrong ones hold."""
    assert verdicts(COST + "\n\n".join(f"$${line}$$" for line in lines))[-1] == last


def test_the_reason_is_told() -> None:
    """What would be wrong as it is read stays in the words."""
    claims = claims_in_text(COST + "\n\n".join(f"$${line}$$" for line in WRONG), "markdown")
    (finding,) = DocumentJudge(claims).findings(claims[-1])
    assert finding.diagnosis.startswith("it would be wrong as it is read (")
    assert finding.diagnosis.endswith("but 2 of 2 other lines with C on one side did not hold either")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We get $2 - (0.5) = 1$.", ["REFUTED"]),
        ("We get $2 - (0.5) = 1$ $(4 - 2) = 1$.", ["UNDECIDED", "UNDECIDED"]),
        ("We get $2 - (0.5) = 1$ * $2$.", ["UNDECIDED"]),
        ("We get 3 + $2 - (0.5) = 1$.", ["UNDECIDED"]),
        ("- $2 - (0.5) = 1$\n- $3 = 4$", ["REFUTED", "REFUTED"]),
        ("| $2 - (0.5) = 1$ | $3 = 4$ |", ["REFUTED", "REFUTED"]),
        ("*a)* *$2 - (0.5) = 1$*", ["REFUTED"]),
        ("$2.302 + 1 = 3.302$. Ratio of both $\\approx 22$", ["PROVED", "REJECTED"]),
        ("$2.302 + 1 = 3.302$, which is $\\approx 22$", ["PROVED", "REFUTED"]),
        (r"$-\log(0.01) = 2$", ["UNDECIDED"]),
        (r"$-\log(0.25) = 2$", ["UNDECIDED"]),
        (r"$-\ln(0.01) = 2$", ["REFUTED"]),
        (r"$-\log(0.02) = 2$", ["REFUTED"]),
        ("The height $HH = 3$ and $H = 5$.", []),
        ("1. $w = 0 + 0.5 = 0.5$\n2. $w = 0.5 + 0.4 = 0.9$\n\nSo $w = 1.3$", ["PROVED"] * 4),
        (r"$1 - e^{-2} = 0.864$, so $(1 - e^{-2}) \cdot 10 = 0.864 \cdot 10$", ["REFUTED", "ROUNDED"]),
        (r"$1 - e^{-2} = 0.865$, so $(1 - e^{-2}) \cdot 10 = 0.867 \cdot 10$", ["ROUNDED", "REFUTED"]),
    ],
)
def test_numbers_that_may_be_meant_otherwise(text: str, expected: list[str]) -> None:
    """Parts of longer formulas, other bases of log, names of two letters, values that change, digits cut off."""
    assert verdicts(text) == expected


@pytest.mark.parametrize(
    ("right", "verdict"),
    [
        ("3 x^2 e^{2x} + 2 x^3 e^{2x}", "PROVED"),
        ("3 x^2 e^{2x} + x^3 e^{2x}", "REFUTED"),
        ("3 x^2 e^{2x} + 4 x^3 e^{2x}", "PROVED"),  # the first operator may stand before all of its product
    ],
)
def test_an_operator_before_a_bracket_and_a_dot(right: str, verdict: str) -> None:
    """d/dx (a) · b is a′ b, or (a b)′."""
    left = r"\frac{d}{dx}(x^3) \cdot e^{2x} + x^3 \cdot \frac{d}{dx}(e^{2x})"
    assert verdicts(f"Let $s = x^2$.\n\n$${left} = {right}$$")[-1] == verdict


def test_an_ellipsis_with_another_term_in_the_middle_is_not_read() -> None:
    """0 a_1 + … + 1 a_k + … + 0 a_n is no sum of zeros."""
    text = r"$$S = y_1 a_1 + \dots + y_k a_k + \dots + y_n a_n = 0 a_1 + \dots + 1 a_k + \dots + 0 a_n = a_k$$"
    assert "REFUTED" not in verdicts(text)
