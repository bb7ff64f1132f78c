"""What is said under a condition that nothing meets is empty: it is neither proved nor refuted."""

from __future__ import annotations

import pytest

from derive.judging.file_judge import FileJudge
from derive.reading.notes.sections import claims_in_text

SOFTMAX = r"Let $q_i = e^{o_i} / \sum_k e^{o_k}$."
SLOPE = r"\frac{\partial q_i}{\partial o_j}"
SQUARE = r"Let $g(u) = 3 u^2$."


def first_verdict(text: str, formula: str) -> tuple[str, str]:
    """The verdict and the reason of the first claim behind a text."""
    before = len(claims_in_text(text, "markdown"))
    claims = claims_in_text(f"{text}\n\n{formula}\n", "markdown")
    finding = FileJudge.of(claims, None, None).findings(claims[before])[0]
    return finding.verdict.value, finding.diagnosis


@pytest.mark.parametrize(
    ("text", "formula", "empty"),
    [
        (SOFTMAX, rf"$${SLOPE} = 5 q_i \quad \text{{if }} i \ne i$$", "i ≠ i"),
        (SOFTMAX, rf"$${SLOPE} = -q_i q_j, \quad i = j, j \neq i$$", "i = j and j ≠ i"),
        (SOFTMAX, rf"${SLOPE} = -q_i q_j$ if $i = j$ and $i \ne j$.", "i = j and i ≠ j"),
        (SOFTMAX, rf"$${SLOPE} = -q_i q_j \quad (i = j, j = k, i \ne k)$$", "i = j and j = k and i ≠ k"),
        (SQUARE, r"$$g'(u) = 6 u \quad \text{if } 1 = 2$$", "1 = 2"),
        (SQUARE, r"$$g'(u) = 6 u \quad \text{for } u > 2 \text{ and } u < 1$$", "u > 2 and u < 1"),
        (SQUARE, r"$$g'(u) = u \quad \text{if } u \le 0 \text{ and } 0 < u$$", "u ≤ 0 and 0 < u"),
        ("", r"$\frac{\partial p_i}{\partial z_j} = 5 p_i \quad \text{if } i \ne i$", "i ≠ i"),
    ],
)
def test_a_condition_that_nothing_meets_decides_nothing(text: str, formula: str, empty: str) -> None:
    """One that contradicts itself, two that contradict each other, three that do so together; true and false sides."""
    assert first_verdict(text, formula) == ("UNDECIDED", f"nothing meets its condition, {empty}")


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (SOFTMAX, rf"$${SLOPE} = -q_i q_j \quad \text{{if }} i \ne j$$", "PROVED WHEN"),
        (SOFTMAX, rf"$${SLOPE} = -q_i q_j \quad \text{{if }} i \ne j, j \ne i$$", "PROVED WHEN"),
        (SOFTMAX, rf"$${SLOPE} = q_i (1 - q_i)$$ for $i = j$, and for $i \ne j$ another value.", "PROVED WHEN"),
        (SOFTMAX, rf"$${SLOPE} = q_i \quad \text{{for }} i = j \text{{ or }} i \ne j$$", "REFUTED"),
        (SQUARE, r"$$g'(u) = 6 u \quad \text{for } u \le 1 \text{ and } u \ge 1$$", "PROVED"),
        (SQUARE, r"$$g'(u) = 5 u \quad \text{for } u > 1 \text{ and } u < 2$$", "REFUTED"),
    ],
)
def test_a_condition_that_something_meets_is_taken_as_before(text: str, formula: str, verdict: str) -> None:
    """Said twice, two cases beside each other, one or the other, a single point, an interval."""
    assert first_verdict(text, formula)[0] == verdict
