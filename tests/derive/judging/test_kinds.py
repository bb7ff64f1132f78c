"""Each kind of wrong verdict that was ever found, several of a kind: what is false is not proved, what is true stands.

| kind | also in |
| --- | --- |
| a bound letter taken for the size | test_documents, test_single_formulas |
| sizes that nobody wrote | test_single_formulas |
| a size as the last index, counting from 0 | test_documents, test_letters, test_single_formulas |
| a word before a bracket is no factor | test_single_formulas |
| capitals may be matrices | test_documents, test_single_formulas |
| what the notes define otherwise | test_documents, test_corrections, test_lectures |
| δ as an error | test_usual_notation, test_letters |
| rounded values, mixed numbers, ≈ | test_guards, test_worked_examples |
| false and silent | here |
| vacuous conditions | test_never_met |
| faults of our own | here; tests/derive/reading/test_mutations, tests/derive/judging/adversary |
"""

from __future__ import annotations

import pytest

from derive.judging.file_judge import FileJudge
from derive.judging.finding import Finding
from derive.reading.notes.sections import claims_in_text

P = r"Let $p_k = e^{z_k} / \sum_{j=1}^{K} e^{z_j}$."
FROM_0 = r"Let $p_k = e^{z_k} / \sum_{j=0}^{K-1} e^{z_j}$."
LOSS = P + r" The loss is $L = -\sum_{k=1}^{K} y_k \log p_k$ with one-hot $y$."
MEAN = r"Let $L_m = (w x_m - t_m)^2$ and $E = \frac{1}{N} \sum_{m=1}^{N} L_m$."
RELU, WARM = r"Let $h = \max(0, u)$.", r"Let $p_k = e^{z_k / \tau} / \sum_{j=1}^{K} e^{z_j / \tau}$."
DISTILLED = (
    WARM + r" Let $r_k = e^{v_k / \tau} / \sum_{j=1}^{K} e^{v_j / \tau}$ and $C = -\sum_k r_k \log p_k$; "
    r"$\frac{\partial C}{\partial z_j} = -\frac{1}{\tau} \sum_k r_k (\delta_{kj} - p_j)$."
)
MARGIN = r"Let $J = \frac{1}{2} \|w\|^2 + C \sum_{n=1}^N \max(0, 1 - t_n w^T x_n)$."
SMOOTH = P + r" Let $s_k = (1 - a) y_k + a / K$." + "\n\n# The end\n\n" + r"The slope vanishes at $p_k = s_k$."
DECAY = r"Let $J = (w x - t)^2 + \frac{\lambda}{2} w^2$."
ROUNDED = r"With $z = 1.2$ let $p = 1 / (1 + e^{-z})$, so $p = 0.769$."
JACOBIAN = r"\frac{\partial p_i}{\partial z_j}"

FALSE = {
    "a bound letter is no size": [
        (MEAN, r"\sum_{m=1}^{N} L_m = N L_m"), (MEAN, r"\sum_{m=1}^{N} L_m = m L_m"),
        (P, r"\sum_{k=1}^{K} p_k = K p_k"), (P, r"\sum_{k=1}^{K} p_k = k p_k"),
    ],
    "a size that nobody wrote": [
        (P, JACOBIAN + r" = p_i (\delta_{ij} - p_j) (K - 2)"), (P, JACOBIAN + r" = p_i (\delta_{ij} - p_j) (K - 1)"),
        (P, r"\sum_{k=1}^{K} p_k = K - 1"), (P, r"\sum_{k=1}^{K} p_k = 3 - K"),
    ],
    "the ends of a sum": [
        (P, r"\sum_{j=1}^{K-1} p_j = 1"), (P, r"\sum_{j=2}^{K} p_j = 1 - p_2"), (FROM_0, r"\sum_{k=1}^{K-1} p_k = 1"),
        (FROM_0, r"\sum_{k=0}^{K-2} p_k = 1 - p_0"),
    ],
    "a word is no factor": [
        (P, r"\mathrm{sign}(2x) = 2\,\mathrm{sign}(x)"),
        (P, r"\operatorname{erf}(a + b) = \operatorname{erf}(a) + \operatorname{erf}(b)"),
        (P, r"\text{score}(2 a) = 2\, \text{score}(a)"), (P, r"\mathrm{relu}(-x) = -\mathrm{relu}(x)"),
    ],
    "capitals may be matrices": [
        (P, r"\mathbf{A} \mathbf{B} = \mathbf{B} \mathbf{A}"), (P, r"\nabla_x (x^T A x) = 2 A x"),
        (P, r"(A B)^T = A^T B^T"), (P, r"(A + B)^2 = A^2 + 2 A B + B^2"),
    ],
    "what is defined otherwise": [
        (RELU, r"\frac{\partial h}{\partial u} = 1 - h^2"),
        (WARM, r"\frac{\partial p_i}{\partial z_i} = p_i (1 - p_i)"),
        (DECAY, r"\frac{\partial J}{\partial w} = 2 (w x - t) x"),
        (DECAY, r"\frac{\partial J}{\partial w} = 2 (w x - t) x + 2 \lambda w"),
    ],
    "a divisor of sums and of exponents": [(DISTILLED, r"\frac{\partial C}{\partial z_j} = p_j - r_j")],
    "a capital beside a norm": [
        (MARGIN, r"\nabla_w J = w - \sum_{n=1}^N \mathbb{1}(t_n w^T x_n < 1) \, t_n x_n"),
        (MARGIN, r"\nabla_w J = w + C \sum_{n=1}^N \mathbb{1}(t_n w^T x_n < 1) \, t_n x_n"),
    ],
    "where it is met, it is no definition": [(SMOOTH, r"\log \frac{p_i}{p_j} = z_j - z_i")],
    "nothing is 0 for want of a definition": [
        (LOSS, r"\frac{\partial L}{\partial z_k} = 0"), (P, JACOBIAN + " = 0"),
        (MEAN, r"\frac{\partial E}{\partial w} = 0"),
        (RELU, r"\frac{\partial h}{\partial u} = 0"),
    ],
    "the last digit": [
        (ROUNDED, "-\\log p = 0.262"), ("", r"2\frac{1}{2} = 2.6"), ("Let $F = e^x$.", r"F = 1 + x"),
        ("", r"\frac{1}{2} (0.5 - 1)^2 = 0.215"),
    ],
}  # fmt: skip
TRUE = {
    "a bound letter is no size": [
        (MEAN, r"E = \frac{1}{N} \sum_{m=1}^{N} (w x_m - t_m)^2"),
        (MEAN, r"\sum_{m=1}^{N} L_m = N E"),
    ],
    "the ends of a sum": [
        (P, r"\sum_{j=1}^{K-1} p_j = 1 - p_K"), (P, r"\sum_{j=2}^{K} p_j = 1 - p_1"),
        (FROM_0, r"\sum_{k=0}^{K-1} p_k = 1"), (FROM_0, r"\sum_{k=0}^{K-2} p_k = 1 - p_{K-1}"),
    ],
    "a word is no factor": [(P, r"\mathrm{relu}(x) - \mathrm{relu}(-x) = x"), (P, r"\log(p_i / p_j) = z_i - z_j")],
    "what is defined otherwise": [
        (RELU, r"\frac{\partial h}{\partial u} = 1[u > 0]"),
        (WARM, r"\frac{\partial p_i}{\partial z_i} = p_i (1 - p_i) / \tau"),
        (DECAY, r"\frac{\partial J}{\partial w} = 2 (w x - t) x + \lambda w"),
    ],
    "a divisor of sums and of exponents": [
        (DISTILLED, r"\frac{\partial C}{\partial z_j} = \frac{1}{\tau} (p_j - r_j)")
    ],
    "a capital beside a norm": [
        (MARGIN, r"\nabla_w J = w - C \sum_{n=1}^N \mathbb{1}(t_n w^T x_n < 1) \, t_n x_n"),
    ],
    "where it is met, it is no definition": [(SMOOTH, r"\log \frac{p_i}{p_j} = z_i - z_j")],
    "δ is an error": [
        (LOSS, r"\delta_k = \frac{\partial L}{\partial z_k} = p_k - y_k"),
        ("", r"\delta_{nk} = p_{nk} - y_{nk}"),
    ],
    "the last digit": [
        (ROUNDED, r"-\log p = 0.263"), ("", r"2\frac{1}{2} = 2.5"), ("", r"e^x \approx 1 + x"),
        ("Let $p_1 = 0.354$.", r"-\log p_1 = 1.038"),
    ],
}  # fmt: skip
FAULTS = [
    r"\prod_{k=1}^{K-1} p_k \cdot p_j = p_j \prod_k p_k", r"\nabla_W 2 = (p - y) x^T", r"\sum_k p_k = 1p_k",
    r"\frac{\partial p}{\partial} = 1", r"p_{0} = p_{-1}", r"\log_0 p_1 = 2",
    r"0^{-1} = p_1",
    r"\frac{p_1}{0} = p_1", r"\max() = p_1", r"p_{1.5} = 1", r"\sum_{k=1}^{10^{9}} p_k = 1", r"\sqrt{-p_1} = p_1",
]  # fmt: skip


def last(text: str, formula: str) -> list[Finding]:
    """The findings in a formula behind a text."""
    claims = claims_in_text(f"{text}\n\n$${formula}$$\n", "markdown")
    return FileJudge.of(claims, None, None).findings(claims[-1])


@pytest.mark.parametrize(("kind", "text", "formula"), [(k, *case) for k, cases in FALSE.items() for case in cases])
def test_what_is_false_is_not_proved(kind: str, text: str, formula: str) -> None:
    """Of each kind several: refuted, or said to be open; never silent, never proved."""
    found = last(text, formula)
    assert found, kind
    assert not any(one.verdict.proved for one in found[-1:]), (kind, found[-1])


@pytest.mark.parametrize(("kind", "text", "formula"), [(k, *case) for k, cases in TRUE.items() for case in cases])
def test_what_is_true_is_not_refuted(kind: str, text: str, formula: str) -> None:
    """Of each kind several: proved, or said to be open."""
    assert "REFUTED" not in [one.verdict.value for one in last(text, formula)], kind


@pytest.mark.parametrize("formula", FAULTS)
def test_no_fault_of_ours_is_shown(formula: str) -> None:
    """What makes no sense has a reason in words, no name of an exception, and no verdict."""
    for one in last(P, formula):
        assert one.verdict.value not in ("PROVED", "PROVED WHEN"), one
        assert "Error" not in one.diagnosis and "cannot be judged" not in one.diagnosis, one.diagnosis
