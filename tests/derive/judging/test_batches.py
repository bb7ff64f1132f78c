"""Batches: samples in columns or rows, capitals and their small letters, names such as dW."""

from __future__ import annotations

import pytest

from derive.judging.document_judge import DocumentJudge
from derive.reading.notes.sections import claims_in_text

FORWARD = "$Z^{[1]} = W^{[1]} X + b^{[1]}$, $A^{[1]} = \\tanh(Z^{[1]})$, $Z^{[2]} = W^{[2]} A^{[1]} + b^{[2]}$, "
OUTPUT = "$A^{[2]} = \\sigma(Z^{[2]})$, "
COST = "\\sum_{i=1}^m \\left( y^{(i)} \\log a^{[2](i)} + (1 - y^{(i)}) \\log(1 - a^{[2](i)}) \\right)$"
BATCH = FORWARD + OUTPUT + "$J = -\\frac{1}{m} " + COST
SUMMED = FORWARD + OUTPUT + "$J = -" + COST
ROWS = "$E = \\sum_{n=1}^N (\\mathbf{w}^T \\mathbf{x}_n - t_n)^2$, "
COLUMN = "$\\mathbf{u} = W \\mathbf{q}$, $E = \\sum_{j} u_j^2$, "


def _verdicts(text: str) -> list[str]:
    claims = claims_in_text(text, "markdown")
    judge = DocumentJudge(claims)
    kinds = {statement.claim for statement in judge.document.statements if statement.kind == "claim"}
    return [finding.verdict.value for claim in claims if claim in kinds for finding in judge.findings(claim)]


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        (BATCH + "\n\n$dZ^{[2]} = A^{[2]} - Y$, $dW^{[2]} = \\frac{1}{m} dZ^{[2]} A^{[1]T}$", ["PROVED"] * 2),
        (BATCH + "\n\n$dZ^{[2]} = A^{[2]} - Y$, $dW^{[2]} = dZ^{[2]} A^{[1]T}$", ["PROVED", "REFUTED"]),
        (BATCH + "\n\n$dZ^{[2]} = A^{[2]} - Y$, $db^{[2]} = \\sum_{i=1}^m dZ^{[2](i)}$", ["PROVED", "REFUTED"]),
        (SUMMED + "\n\n$dZ^{[2]} = A^{[2]} - Y$, $dW^{[2]} = dZ^{[2]} A^{[1]T}$", ["PROVED"] * 2),
        (ROWS + "$\\nabla_{\\mathbf{w}} E = 2 \\mathbf{X}^T (\\mathbf{X} \\mathbf{w} - \\mathbf{t})$", ["PROVED"]),
        (ROWS + "$\\nabla_{\\mathbf{w}} E = 2 \\mathbf{X} (\\mathbf{X} \\mathbf{w} - \\mathbf{t})$", ["REFUTED"]),
        (ROWS + "$\\nabla_{\\mathbf{w}} E = \\mathbf{X}^T (\\mathbf{X} \\mathbf{w} - \\mathbf{t})$", ["REFUTED"]),
        (COLUMN + "$\\frac{\\partial E}{\\partial W_{:,k}} = 2 q_k \\mathbf{u}$", ["PROVED"]),
        (COLUMN + "$\\frac{\\partial E}{\\partial W_{:,k}} = q_k \\mathbf{u}$", ["REFUTED"]),
    ],
)  # fmt: skip
def test_one_convention_holds_for_a_whole_document(text: str, verdicts: list[str]) -> None:
    """dZ is the slope of the sum where the document fits so; X has the small letters as rows; W_{:k} is a column."""
    assert _verdicts(text) == verdicts


MEAN = "Let $J = \\frac{1}{m} \\sum_{i=1}^m (a_i - y_i)^2$ with $a_i = w x_i$.\n\n"
OF_SUM, OF_MEAN = "$$da_i = 2 (a_i - y_i)$$\n\n", "$$da_i = \\frac{2}{m} (a_i - y_i)$$\n\n"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (OF_SUM, ["for every size"]),
        (OF_MEAN, ["for every size"]),
        (OF_SUM + OF_MEAN, ["assuming dZ is the slope of the sum", "if dZ is the slope of the mean, this holds"]),
        (OF_MEAN + OF_SUM, ["and line 5 does not", "assuming dZ is the slope of the sum"]),
    ],
)
def test_a_tie_between_conventions_is_told(lines: str, said: list[str]) -> None:
    """One line fits the slope of the sum, another that of the mean: whichever is taken is said, with the other line."""
    claims = claims_in_text(MEAN + lines, "markdown")
    judge = DocumentJudge(claims)
    found = [finding.diagnosis for claim in claims if claim.column == 3 for finding in judge.findings(claim)]
    assert all(words in diagnosis for words, diagnosis in zip(said, found, strict=True)), found
    assert ("assuming" in "".join(found)) == (len(found) > 1)
