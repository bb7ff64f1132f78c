"""Layers by word and by the number of the last, indicators below, vectors of functions: each with one that is wrong."""

from __future__ import annotations

import pytest

from .test_documents import judged

WORDS = (
    "The rows of $\\mathbf{X}^{(in)}$ are examples. Let $\\mathbf{Z}^{(h)} = \\mathbf{X}^{(in)} \\mathbf{W}^{(h)}$, "
    "$\\mathbf{A}^{(h)} = \\tanh(\\mathbf{Z}^{(h)})$, $\\mathbf{Z}^{(out)} = \\mathbf{A}^{(h)} \\mathbf{W}^{(out)}$, "
    "$J = \\frac12 \\| \\mathbf{Z}^{(out)} - \\mathbf{Y} \\|^2$. "
    "$\\frac{\\partial J}{\\partial \\mathbf{Z}^{(out)}} = \\mathbf{Z}^{(out)} - \\mathbf{Y}$. "
)
ROWS = (
    "Let $U^{(h)} = H^{(in)} V^{(h)}$, $H^{(h)} = \\sigma(U^{(h)})$, $U^{(out)} = H^{(h)} V^{(out)}$, "
    "$H^{(out)} = \\sigma(U^{(out)})$. The cost is "
    "$C = -\\sum_{i=1}^{n} \\sum_{j=1}^{t} [T_{ij} \\log(P) + (1 - T_{ij}) \\log(1 - P)]$"
)
SLOPE = "$\\frac{\\partial C}{\\partial U^{(out)}} = H^{(out)} - T$. "
LABELLED = ROWS.replace("P)", "H_{ij}^{(out)})") + ". " + SLOPE
BY_ENTRIES = ROWS.replace("P)", "h_j^{(i)})").replace("T_{ij}", "t_j^{(i)}")
BY_ROWS = BY_ENTRIES + ", with $h_j^{(i)}$ the entry of $H^{(out)}$ in row $i$ and column $j$. " + SLOPE
BY_COLUMNS = BY_ENTRIES + ", with $h_j^{(i)}$ the entry of $H^{(out)}$ in row $j$ and column $i$. "
OUT, HIDDEN = r"\frac{\partial C}{\partial V^{(out)}} = ", r"\frac{\partial C}{\partial V^{(h)}} = "
BEHIND = r"(H^{(in)})^T ((H^{(out)} - T) (V^{(out)})^T \odot H^{(h)} \odot (1 - H^{(h)}))"
OF_WORDS = r"\frac{\partial J}{\partial \mathbf{W}^{(out)}} = "
LAST = (
    "Let $z^{(l+1)} = W^{(l)} a^{(l)}$, $a^{(l+1)} = f(z^{(l+1)})$, $h(x) = a^{(n_l)}$ and "
    "$J = \\frac{1}{2} \\| h(x) - y \\|^2$. The error is "
    "$\\delta^{(n_l)} = \\frac{\\partial}{\\partial z^{(n_l)}} \\frac{1}{2} \\| h(x) - y \\|^2$. "
)
OTHER = "Let $h^{(k)} = f(a^{(k)})$, $a^{(k)} = W^{(k)} h^{(k-1)}$, $y = h^{(l)}$ and $J = \\frac12 \\| y - t \\|^2$. "
CAPITAL = (
    "Let $f^{(i)} = g(u^{(i)})$, $u^{(i)} = A^{(i)} f^{(i-1)}$, $o = f^{(K)}$ and $J = \\frac12 \\| o - t \\|^2$. "
)
SHARES = "Let $p_i = \\frac{e^{z_i}}{\\sum_j e^{z_j}}$ and $L = -\\log p_c$. "
ALSO = "Let $h = \\mathrm{softmax}(a) = f$ with $a \\in \\mathbb{R}^n$. "
SLIDES = f"{ALSO}$f_c = p(y = c \\mid x)$ is the probability of a class. "


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (WORDS, OF_WORDS + r"(\mathbf{A}^{(h)})^T (\mathbf{Z}^{(out)} - \mathbf{Y})", "PROVED"),
        (WORDS, OF_WORDS + r"(\mathbf{X}^{(in)})^T (\mathbf{Z}^{(out)} - \mathbf{Y})", "REFUTED"),
        (WORDS, OF_WORDS + r"2 (\mathbf{A}^{(h)})^T (\mathbf{Z}^{(out)} - \mathbf{Y})", "REFUTED"),
        (LABELLED, OUT + r"(H^{(h)})^T (H^{(out)} - T)", "PROVED"),
        (LABELLED, HIDDEN + BEHIND, "PROVED"),
        (LABELLED, HIDDEN + BEHIND.replace("(H^{(in)})^T ((", "H^{(in)} (("), "REFUTED"),
        (LABELLED, OUT + r"(H^{(out)} - T)^T H^{(h)}", "REFUTED"),
        (BY_ROWS, OUT + r"(H^{(h)})^T (H^{(out)} - T)", "PROVED"),
        (BY_ROWS, OUT + r"(H^{(h)})^T (T - H^{(out)})", "REFUTED"),
        (BY_ROWS, HIDDEN + BEHIND, "PROVED"),
        (BY_ROWS, HIDDEN + BEHIND.replace(r" \odot (1 - H^{(h)})", ""), "REFUTED"),
        (BY_COLUMNS, OUT + r"(H^{(h)})^T (H^{(out)} - T)", "UNDECIDED"),
        (LAST, r"\delta^{(n_l)} = (a^{(n_l)} - y) \odot f'(z^{(n_l)})", "PROVED"),
        (LAST, r"\delta^{(n_l)} = (a^{(n_l)} - y) \odot f'(z^{(n_l - 1)})", "REFUTED"),
        (LAST, r"\delta^{(n_l)} = (y - a^{(n_l)}) \odot f'(z^{(n_l)})", "REFUTED"),
        (OTHER, r"\nabla_{h^{(k-1)}} J = (W^{(k)})^T \nabla_{a^{(k)}} J", "PROVED"),
        (OTHER, r"\nabla_{a^{(k)}} J = \nabla_{h^{(k)}} J", "REFUTED"),
        (OTHER, r"\nabla_{a^{(l)}} J = (y - t) \odot f'(a^{(l)})", "PROVED"),
        (CAPITAL, r"\nabla_{u^{(K)}} J = (o - t) \odot g'(u^{(K)})", "PROVED"),
        (SHARES, r"\frac{\partial L}{\partial z_i} = p_i - 1_{(i = c)}", "PROVED"),
        (SHARES, r"\frac{\partial L}{\partial z_i} = p_i + 1_{i = c}", "REFUTED"),
        (ALSO, r"\frac{\partial f_i}{\partial a_j} = f_i (\delta_{ij} - f_j)", "PROVED"),
        (ALSO, r"\frac{\partial f_i}{\partial a_j} = f_j (\delta_{ij} - f_j)", "REFUTED"),
        (SLIDES, r"\frac{\partial}{\partial a_c} -\log f_y = f_c - 1_{(y = c)}", "PROVED"),
        (SLIDES, r"\frac{\partial}{\partial a_c} -\log f_y = f_y - 1_{(y = c)}", "REFUTED"),
    ],
)  # fmt: skip
def test_layers_indicators_and_functions_of_vectors(text: str, formula: str, verdict: str) -> None:
    """(out) and (h) are names, n_l and l beside k−1 are the last layer, 1_{(y=c)} is an indicator."""
    before = len(judged(text))
    found = [finding.verdict.value for finding in judged(f"{text}\n\n$${formula}$$\n")[before:]]
    assert found == [verdict]


def test_layers_that_are_counted_down_are_no_claim() -> None:
    """For l = n_l − 1, n_l − 2, …, 2."""
    before = len(judged(LAST))
    assert not judged(f"{LAST}For $l = n_l - 1, n_l - 2, n_l - 3, \\ldots, 2$ go on.")[before:]


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        (ALSO, r"\frac{\partial f(\mathbf{u})}{\partial u_i} = f_i"),
        ("Let $y(\\mathbf{x}) = \\mathbf{w}^T \\mathbf{x}$.", r"y(\mathbf{x}) = \mathbf{x} y"),
    ],
)
def test_a_function_of_a_vector_is_no_product(text: str, formula: str) -> None:
    """What is said of it is neither proved nor refuted as one."""
    before = len(judged(text))
    found = {finding.verdict.value for finding in judged(f"{text}\n\n$${formula}$$\n")[before:]}
    assert found <= {"UNDECIDED", "REJECTED"}
