"""What a line says of one index or layer, where a line before says it of every one."""

import pytest

from derive.judging.document_judge import DocumentJudge
from derive.reading.notes.claims import Claim

LAYERS = r"z^{(l)} = W^{(l)} a^{(l-1)} + b^{(l)}", r"a^{(l)} = \sigma(z^{(l)})"
SUMS = ("h_j = \\sum_i w_{ij} x_i",)
ROOTS = (r"u_k = \frac{v_k}{\sqrt{q_k + \epsilon}}",)

SHARES = (r"q_i = \frac{e^{s_i}}{\sum_{j=1}^K e^{s_j}}",)
OF_TWO = r"q_1 = \frac{1}{1 + e^{s_2 - s_1}}"


@pytest.mark.parametrize(
    ("lines", "line", "verdict"),
    [
        (LAYERS, r"a^{(1)} = \sigma(z^{(1)})", "PROVED"),
        (LAYERS, r"a^{(1)} = \sigma(-z^{(1)})", "REFUTED"),
        (LAYERS, r"z^{(2)} = W^{(2)} a^{(1)} + b^{(2)}", "PROVED"),
        (LAYERS, r"z^{(2)} = W^{(2)} a^{(1)} - b^{(2)}", "REFUTED"),
        (LAYERS, r"z^{(1)} = W^{(1)} x + b^{(1)}", "PROVED"),  # by a letter of its own, where it starts
        (SUMS, r"h_2 = w_{12} x_1 + w_{22} x_2", "PROVED"),
        (SUMS, r"h_1 = w_{11} x_1 + w_{12} x_2", "REFUTED"),
        (ROOTS, r"u_1 = \frac{v_1}{\sqrt{q_1 + \epsilon}}", "PROVED"),
        (ROOTS, r"u_1 = \frac{v_1}{\sqrt{q_1 - \epsilon}}", "REFUTED"),
        (ROOTS, r"u_1 = 3 p", "PROVED"),  # of letters of its own
        (SHARES, OF_TWO, "PROVED WHEN"),
        ((*SHARES, "K = 2"), OF_TWO, "PROVED"),
        ((*SHARES, "K = 10"), OF_TWO, "UNDECIDED"),
        (SHARES, "q_1 + q_2 = 1", "PROVED WHEN"),
        ((*SHARES, "K = 3"), "q_1 + q_2 + q_3 = 1", "PROVED"),
        ((*SHARES, "K = 2"), r"q_2 = \frac{1}{1 + e^{s_2 - s_1}}", "REFUTED"),
        (SHARES, "q_2 = s_1 + s_2", "UNDECIDED"),
        (SHARES, "q_3 = 7 s_1", "UNDECIDED"),
        (SHARES, r"q_3 = \frac{e^{s_3}}{\sum_{j=1}^K e^{s_j}}", "PROVED"),
        (SHARES, r"q_3 = \frac{e^{s_2}}{\sum_{j=1}^K e^{s_j}}", "REFUTED"),
        ((r"h_n = \tanh(w h_{n-1})",), "h_1 = w^2", "PROVED"),  # where a recurrence starts
    ],
)
def test_a_line_of_one_index_follows_from_that_of_every_one(lines: tuple[str, ...], line: str, verdict: str) -> None:
    """It defines nothing unless it is made of something else."""
    claims = [Claim(text, number, 1) for number, text in enumerate((*lines, line), 1)]
    assert str(DocumentJudge(claims).findings(claims[-1])[0].verdict) == verdict
