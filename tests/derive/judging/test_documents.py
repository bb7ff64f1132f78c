"""The document is the authority: its own lines define what later lines are held against."""

from __future__ import annotations

import pytest

from derive.judging.document_judge import DocumentJudge
from derive.judging.finding import Finding
from derive.reading.notes.sections import claims_in_text

NEURON = "Let $z = wx + b$, $a = \\sigma(z)$ and $C = \\frac{1}{2}(a - y)^2$."
SOFTMAX = "Let $q_i = e^{o_i} / \\sum_{k=1}^{C} e^{o_k}$ and $E = -\\sum_i t_i \\log q_i$."
SAMPLES = "Let $q_{ni} = e^{o_{ni}} / \\sum_{k=1}^{C} e^{o_{nk}}$."
SAMPLE = "Let $f = W \\mathbf{x}_i$ and $p_k = e^{f_k} / \\sum_j e^{f_j}$."
LAYERS = "$z^l_j = \\sum_k w^l_{jk} a^{l-1}_k + b^l_j$, $a^l_j = f(z^l_j)$."
NEXT = r"\frac{\partial z^{l+1}_k}{\partial z^l_j} = w^{l+1}_{kj} "
MATRICES = "For $\\mathbf{Z} = \\mathbf{A} \\mathbf{B}$ and any loss:"
UPPER = r"\frac{\partial L}{\partial \mathbf{Z}}"


def judged(text: str) -> list[Finding]:
    """The findings in a Markdown text."""
    claims = claims_in_text(text, "markdown")
    judge = DocumentJudge(claims)
    return [finding for claim in claims for finding in judge.findings(claim)]


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (NEURON, r"\frac{\partial C}{\partial w} = (a - y) a (1 - a) x", "PROVED"),
        (NEURON, r"\frac{\partial C}{\partial b} = a - y", "REFUTED"),
        (NEURON, r"\frac{\partial Q}{\partial r} = a - y", "UNDECIDED"),
        (SOFTMAX, r"\frac{\partial q_i}{\partial o_j} = q_i (\delta_{ij} - q_j)", "PROVED"),
        (SOFTMAX, r"\frac{\partial q_i}{\partial o_j} = q_j (\delta_{ij} - q_j)", "REFUTED"),
        (SOFTMAX, r"\frac{\partial q_i}{\partial o_j} = -q_i q_j", "PROVED WHEN"),
        (SAMPLES, r"\frac{\partial q_{ni}}{\partial o_{nj}} = -q_{ni} q_{nj}", "PROVED WHEN"),
        (SAMPLES, r"\frac{\partial q_{ni}}{\partial o_{nj}} = -q_{ni} q_{ni}", "REFUTED"),
        (SOFTMAX, r"\frac{\partial E}{\partial o_j} = q_j - t_j", "PROVED WHEN"),
        (SOFTMAX, r"\sum_{k=1}^{C-1} q_k = 1 - q_C", "PROVED WHEN"),
        (LAYERS, r"\frac{\partial z^{l+1}_k}{\partial z^l_j} = w^{l+1}_{kj} f'(z^l_j)", "PROVED"),
        (LAYERS, r"\frac{\partial z^{l+1}_k}{\partial z^l_j} = w^{l+1}_{kj}", "REFUTED"),
        (MATRICES, r"\frac{\partial L}{\partial \mathbf{B}} = \mathbf{A}^T " + UPPER, "PROVED"),
        (MATRICES, r"\frac{\partial L}{\partial \mathbf{A}} = " + UPPER + r"\mathbf{B}", "REFUTED"),
        ("Let $x = 2$, $w = 0.7$ and $o = w x$.", "o = 1.4", "PROVED"),
        ("Let $x = 2$, $w = 0.7$ and $o = w x$.", "o = 1.3", "REFUTED"),
        ("Let $x = 2$ and later $x = 3$.", "x = 4", ""),
    ],
)  # fmt: skip
def test_a_claim_is_held_against_what_the_document_defines(text: str, formula: str, verdict: str) -> None:
    """A neuron, a softmax in other letters, a layer l with any f, matrices with any loss, stated values."""
    before = len(judged(text))
    found = [finding.verdict.value for finding in judged(f"{text}\n\n$${formula}$$\n")[before:]]
    assert found == ([verdict] if verdict else [])


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (NEXT + "a^l_j", "REFUTED"),
        (NEXT + r"\sigma(z^l_j) (1 - \sigma(z^l_j))", "UNDECIDED"),
        ("f'(z) = 1", "UNDECIDED"),
        (r"\frac{\partial g(z)}{\partial z} = z", "UNDECIDED"),
    ],
)
def test_an_equality_that_may_tell_what_f_is_refutes_nothing(formula: str, verdict: str) -> None:
    """A layer of any f: a factor is missing, f may be the logistic function or the identity, g is nowhere applied."""
    assert judged(f"{LAYERS}\n\n$${formula}$$\n")[-1].verdict.value == verdict


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (SAMPLE, r"\frac{\partial p_k}{\partial f_i} = p_k - 1", "UNDECIDED"),
        (SAMPLE, r"\sum_k p_k = 1", "PROVED"),
        ("Let $z_i = \\sum_j W_{ij} x_j$ and $u_j = 2 x_j$.", r"z_j = \sum_i W_{ji} x_i + u_j - 2 x_j", "UNDECIDED"),
        ("Let $z_i = \\sum_{j=1}^D W_{ij} x_j$, $i = 1, \\dots, K$.", r"z_i = \sum_{j=1}^K W_{ij} x_j", "UNDECIDED"),
        ("The matrices commute.", "A B = B A", "UNDECIDED"),
        ("The matrices are bold.", r"\mathbf{A} \mathbf{B} = \mathbf{B} \mathbf{A}", "UNDECIDED"),
    ],
)  # fmt: skip
def test_shapes_that_do_not_fit_prove_nothing(text: str, formula: str, verdict: str) -> None:
    """A letter that is sample and class at once, sizes that would have to be equal, matrices that nobody described."""
    before = len(judged(text))
    found = [finding.verdict.value for finding in judged(f"{text}\n\n$${formula}$$\n")[before:]]
    assert found == [verdict]


CASES = r"g(u) = \begin{cases} u & \text{if } u > 0 \\ u / 2 & \text{if } u < 0 \end{cases}"
RELU = r"Let $\mathbf{h} = \max(0, \mathbf{z})$."
HINGE = r"Let $s = \mathbf{w} \cdot \mathbf{x} + b$ and $\ell = \max(0, 1 - y s)$."


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (CASES, r"g'(u) = \begin{cases} 1 & \text{if } u > 0 \\ 1/2 & \text{otherwise} \end{cases}", "PROVED"),
        (CASES, r"g'(u) = \begin{cases} 1 & \text{if } u > 0 \\ 0 & \text{if } u < 0 \end{cases}", "REFUTED"),
        (CASES, r"g'(u) = \begin{cases} 1 & \text{if } u > 0 \\ 1/2 & \text{if } u < -1 \end{cases}", "UNDECIDED"),
        (HINGE, r"\frac{\partial \ell}{\partial w_j} = -y x_j \mathbb{1}(y s < 1)", "PROVED WHEN"),
        (HINGE, r"\frac{\partial \ell}{\partial b} = -y \mathbb{1}(y s > 1)", "REFUTED"),
        (RELU, r"\frac{\partial \mathbf{h}}{\partial \mathbf{z}} = \mathbb{1}[\mathbf{z} > 0]", "PROVED WHEN"),
        (RELU, r"\frac{\partial \mathbf{h}}{\partial \mathbf{z}} = \mathbf{1}_{[\mathbf{z} > 0]}", "PROVED WHEN"),
    ],
)  # fmt: skip
def test_cases_and_indicators(text: str, formula: str, verdict: str) -> None:
    """Slopes by cases and by indicators, of numbers and entry by entry; cases that leave something open say nothing."""
    text = text if "$" in text else f"$${text}$$"
    before = len(judged(text))
    found = [finding.verdict.value for finding in judged(f"{text}\n\n$${formula}$$\n")[before:]]
    assert found == [verdict]


RIDGE = (
    r"Let $E = \lVert \mathbf{X} \mathbf{w} - \mathbf{t} \rVert^2 + \lambda \mathbf{w}^T \mathbf{w}$ "
    r"with $\mathbf{X} \in \mathbb{R}^{N \times D}$."
)
LOGISTIC = (
    r"Let $p_n = \sigma(\mathbf{w}^T \mathbf{x}_n)$ and "
    r"$J = -\sum_{n=1}^N (t_n \log p_n + (1 - t_n) \log (1 - p_n))$."
)
CURVATURE = r"\frac{\partial^2 J}{\partial w_d \, \partial w_e} = \sum_{n=1}^N p_n "


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (RIDGE, r"\nabla^2_{\mathbf{w}} E = 2 \mathbf{X}^T \mathbf{X} + 2 \lambda \mathbf{I}", "PROVED"),
        (RIDGE, r"\nabla^2_{\mathbf{w}} E = 2 \mathbf{X}^T \mathbf{X} + \lambda \mathbf{I}", "REFUTED"),
        (LOGISTIC, CURVATURE + "(1 - p_n) x_{nd} x_{ne}", "PROVED"),
        (LOGISTIC, CURVATURE + "x_{nd} x_{ne}", "REFUTED"),
    ],
)  # fmt: skip
def test_second_derivatives(text: str, formula: str, verdict: str) -> None:
    """The Hessian as a matrix with the unit matrix in it, and entry by entry through a sum inside a function."""
    before = len(judged(text))
    found = [finding.verdict.value for finding in judged(f"{text}\n\n$${formula}$$\n")[before:]]
    assert found == [verdict]


MEAN = r"Let $s_n = \sum_j w_j x_{nj}$ and $J = \frac{1}{M} \sum_n (s_n - t_n)^2$."
SHARED = r"Let $s_n = \sum_{j=1}^M w_j x_{nj}$ and $J = \frac{1}{M} \sum_n (s_n - t_n)^2$."


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (MEAN, r"\frac{\partial J}{\partial w_j} = \frac{2}{M} \sum_n (s_n - t_n) x_{nj}", "PROVED"),
        (MEAN, r"\frac{\partial J}{\partial w_j} = \frac{1}{M} \sum_n (s_n - t_n) x_{nj}", "REFUTED"),
        (SHARED, r"\frac{\partial J}{\partial w_j} = \frac{2}{M} \sum_n (s_n - t_n) x_{nj}", "PROVED"),
        (SHARED, r"\frac{1}{M} \sum_n 1 = 1", "UNDECIDED"),
        (MEAN, r"\frac{1}{M} \sum_n s_n - \frac{1}{M} \sum_n t_n = \frac{1}{M} \sum_n (s_n - t_n)", "PROVED"),
    ],
)  # fmt: skip
def test_what_a_mean_is_divided_by_is_the_size(text: str, formula: str, verdict: str) -> None:
    """M of (1/M) Σ_n is the number of samples, unless it is the last value of another sum."""
    before = len(judged(text))
    found = [finding.verdict.value for finding in judged(f"{text}\n\n$${formula}$$\n")[before:]]
    assert found == [verdict]


EACH = r"Let $a = \sigma(w x + b)$ and $C = -\frac{1}{n} \sum_x [y \ln a + (1 - y) \ln (1 - a)]$."


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\frac{\partial C}{\partial w} = \frac{1}{n} \sum_x x (a - y)", "PROVED"),
        (r"\frac{\partial C}{\partial w} = \sum_x x (a - y)", "REFUTED"),
        (r"\frac{\partial C}{\partial b} = \frac{1}{n} \sum_x x (a - y)", "REFUTED"),
        (r"\frac{\partial C}{\partial w} = x (a - y)", "UNDECIDED"),
        (r"\frac{\partial a}{\partial w} = a (1 - a) x", "PROVED"),
    ],
)
def test_sums_over_a_data_letter(formula: str, verdict: str) -> None:
    """Σ_x adds up over examples: x, y and what is made of them differ from one to the next, weights do not."""
    before = len(judged(EACH))
    found = [finding.verdict.value for finding in judged(f"{EACH}\n\n$${formula}$$\n")[before:]]
    assert found == [verdict]


def test_a_meaning_ends_with_its_section() -> None:
    """The letter a is a softmax in one section and tanh in the next: both slopes are right."""
    first = "# One\nLet $a = \\sigma(z)$. $\\frac{da}{dz} = a(1 - a)$\n"
    second = "# Two\nLet $a = \\tanh(z)$. $\\frac{da}{dz} = 1 - a^2$"
    assert [finding.verdict.value for finding in judged(first + second)] == ["PROVED"] * 4
