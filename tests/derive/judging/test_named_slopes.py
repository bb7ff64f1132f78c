"""Hessians, Jacobians and gradients by name: what is written of them is a claim, of all their entries."""

from __future__ import annotations

import pytest

from .test_documents import judged

SOFTMAX = "Let $p = \\mathrm{softmax}(z)$ with $z \\in \\mathbb{R}^K$. "
LOSS = "Let $p = \\mathrm{softmax}(z)$ and $L = -\\sum_k y_k \\log p_k$ with $\\sum_k y_k = 1$. "
LEAST = "Let $J(w) = \\frac{1}{2} \\|X w - y\\|^2$ with $X \\in \\mathbb{R}^{n \\times d}$. "
OF_P = SOFTMAX + "The Jacobian of $p$ with respect to $z$ is "
OF_F = "The gradient of $F$ with respect to $z$ is "
CUBE = "Let $F = z^3$ and $s = p^2$. "
JACOBIAN = "\\frac{\\partial p_i}{\\partial z_j} = -p_i p_j"
SECOND = "\\frac{\\partial^2 L}{\\partial z_i \\partial z_j}"
WRITTEN = (
    r"$\frac{\partial C}{\partial r} = \frac{\partial (r - t)^2}{\partial r}$, "
    r"$\frac{\partial C}{\partial v} = \frac{\partial C}{\partial r} \frac{\partial r}{\partial v} = "
    r"\frac{\partial C}{\partial r} \frac{\partial \tanh(v u + c)}{\partial v}$. "
)
OTHERWISE = WRITTEN + r"$\frac{\partial C}{\partial r} = \frac{\partial (r - t)^4}{\partial r}$. "
ENTRIES = f"The Hessian has the entries $H_{{ij}} = {SECOND}$.\n\n"
PAIR = "Let $g(a) = \\begin{pmatrix} a_1^2 a_2 \\\\ 5 a_1 + \\sin a_2 \\end{pmatrix}$ and $s = p^2$. "
SLOPES = "\\begin{pmatrix} 2 a_1 a_2 & a_1^2 \\\\ 5 & \\cos a_2 \\end{pmatrix}"
WRONG = SLOPES.replace("5", "6")
TURNED = "\\begin{pmatrix} 2 a_1 a_2 & 5 \\\\ a_1^2 & \\cos a_2 \\end{pmatrix}"
QUADRATIC = r"Let $g(a) = a^\top B a$ with $B \in \mathbb{R}^{n \times n}$. $\nabla g(a) = (B + B^\top) a$. "
OF_L = "The Hessian of $L$ with respect to $z$ is\n\n"


@pytest.mark.parametrize(
    ("text", "verdict", "words"),
    [
        (LOSS + OF_L + "$$H = \\mathrm{diag}(p) - p p^T$$", "PROVED", ""),
        (LOSS + OF_L + "$$H = \\mathrm{diag}(p) + p p^T$$", "REFUTED", ""),
        (LOSS + OF_L + "$$H_{ij} = p_i (\\delta_{ij} - p_j)$$", "PROVED", ""),
        (LOSS + OF_L + "$$H_{ij} = -p_i p_j$$", "REFUTED", "δ_ij is missing"),
        (LOSS + OF_L.replace("with respect to", "w.r.t.") + "$$H = \\mathrm{diag}(p)$$", "REFUTED", ""),
        (LOSS + OF_L + "$$H = \\mathrm{diag}(p) - M$$", "PROVED", "this line defines it"),  # M stands nowhere else
        (OF_P + "$J = \\mathrm{diag}(p) - p p^T$.", "PROVED", "every size"),
        (OF_P + "$J = \\mathrm{diag}(p)$.", "REFUTED", ""),
        (LEAST + "Its gradient of $J$ is\n\n$$g = X^T (X w - y)$$", "PROVED", "every size"),
        (LEAST + "The gradient of $J$ is\n\n$$g = X^T (X w + y)$$", "REFUTED", ""),
        (LEAST + "The Hessian of $J(w)$ is\n\n$$H = X^T X$$", "PROVED", "every size"),
        (LEAST + "Its Hessian is\n\n$$H = X X^T$$", "REFUTED", "transposed"),
        (CUBE + OF_F + "$g = 3 z^2$.", "PROVED", "every size"),
        (CUBE + OF_F + "$g = 2 z^2$.", "REFUTED", ""),
        (CUBE + OF_F + "multiplied by $g = 2 z^2$.", "PROVED", "this line defines it"),
        (CUBE + "With the gradient of $F$ and $g = 2 z^2$ we go on.", "PROVED", "this line defines it"),
        (LOSS + ENTRIES + "$$H_{ij} = p_i (\\delta_{ij} - p_j)$$", "PROVED", ""),
        (LOSS + ENTRIES + "$$H_{ij} = -p_i p_j$$", "REFUTED", "δ_ij is missing"),
        (LOSS + f"$$H_{{ij}} = {SECOND} = -p_i p_j$$", "REFUTED", "δ_ij is missing"),
        (SOFTMAX + f"$$J_{{ij}} = {JACOBIAN}$$", "REFUTED", "δ_ij is missing"),
        (SOFTMAX + f"For $i \\neq j$\n\n$$J_{{ij}} = {JACOBIAN}$$", "PROVED WHEN", ""),
        (SOFTMAX + f"Off the diagonal\n\n$$J_{{ij}} = {JACOBIAN}$$", "PROVED WHEN", ""),
        (SOFTMAX + f"The entries of the Jacobian are $${JACOBIAN}$$", "UNDECIDED", "false on the diagonal"),
        (SOFTMAX + f"We find\n\n$${JACOBIAN}$$", "PROVED WHEN", ""),
        (SOFTMAX + f"$J_{{ii}} = p_i (1 - p_i)$ and\n\n$$J_{{ij}} = {JACOBIAN}$$", "PROVED WHEN", ""),
        (WRITTEN + r"$\frac{\partial C}{\partial v} = 2 (r - t) (1 - r^2) u$", "PROVED", "every size"),
        (WRITTEN + r"$\frac{\partial C}{\partial c} = 2 (r - t) (1 - r^2)$", "PROVED", "every size"),
        (WRITTEN + r"$\frac{\partial C}{\partial c} = 2 (r - t) (1 + r^2)$", "REFUTED", "sign"),
        (WRITTEN + r"$\frac{\partial C}{\partial v} = 2 (r - t) (1 - r^2)$", "REFUTED", ""),
        (OTHERWISE + r"$\frac{\partial C}{\partial v} = 2 (r - t) (1 - r^2) u$", "UNDECIDED", ""),
        (PAIR + f"$J_g = {SLOPES}$", "PROVED", "every size"),
        (PAIR + f"$J_g(a) = {WRONG}$", "REFUTED", ""),
        (PAIR + f"$J_g = {TURNED}$", "UNDECIDED", "Jacobian has a row for each"),
        (PAIR + rf"$\frac{{\partial g}}{{\partial a}} = {SLOPES}$", "PROVED", "every size"),
        (PAIR + rf"$\frac{{\partial g}}{{\partial a}} = {WRONG}$", "REFUTED", ""),
        (PAIR + rf"$\frac{{\partial g}}{{\partial a}} = {TURNED}$", "UNDECIDED", "Jacobian has a row for each"),
        (PAIR + r"$\frac{\partial g_1}{\partial a_2} = a_1^2$", "PROVED", "every size"),
        (PAIR + r"$\frac{\partial g_2}{\partial a_2} = \sin a_2$", "REFUTED", ""),
        (PAIR + "$g_2 = 5 a_1$", "UNDECIDED", "defined again"),
        (QUADRATIC + "$H_g = B + B^\\top$", "PROVED", "every size"),
        (QUADRATIC + "$H_g = 3 B$", "REFUTED", ""),
        (WRITTEN + r"$C = (r - t)^4$, $\frac{\partial C}{\partial r} = 2 (r - t)$", "UNDECIDED", ""),
    ],
)  # fmt: skip
def test_what_words_name_is_judged(text: str, verdict: str, words: str) -> None:
    """Right and wrong formulas of what is named, a formula that is only near the words, entries of one case."""
    *_, last = judged(text)
    assert last.verdict.value == verdict, last
    assert words in last.diagnosis


def test_an_error_of_a_layer_may_be_written_anew() -> None:
    """δ_k = ∂E/∂z_k of the outputs, then δ_j of the hidden units: no entry of one matrix, and not refuted."""
    outputs = "Let $E = (z_1 - t)^2$ and $\\delta_k = \\frac{\\partial E}{\\partial z_k}$. "
    found = judged(outputs + "For the hidden units $\\delta_j = h_j w$.")
    assert "REFUTED" not in [finding.verdict.value for finding in found]
