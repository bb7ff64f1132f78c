"""Conditions of cases in brackets and in any language."""

import pytest

from derive.judging.document_judge import DocumentJudge
from derive.reading.notes.claims import Claim

STEP = r"\frac{\partial q}{\partial u} = \begin{cases} %s & %s \\ 0 & %s \end{cases}"


@pytest.mark.parametrize(
    "otherwise", [r"(\text{sonst})", r"(\mbox{それ以外})", r"\text{caso contrário}.", r"(u \le 0\text{ のとき})"]
)
def test_what_stands_in_brackets_is_the_condition(otherwise: str) -> None:
    """A unit that is 0 for what is not above 0; a slope that is wrong there is refuted."""
    unit = r"q = \begin{cases} u & \left(u > 0\right) \\ 0 & OTHERWISE \end{cases}".replace("OTHERWISE", otherwise)
    claims = [Claim(line, n, 1) for n, line in enumerate((unit, *(STEP % (s, "(u > 0)", otherwise) for s in "12")))]
    judge = DocumentJudge(claims)
    verdicts = [finding.verdict.value for claim in claims[1:] for finding in judge.findings(claim)]
    assert verdicts == ["PROVED WHEN", "REFUTED"]
