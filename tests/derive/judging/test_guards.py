"""The guards of a refutation: what is right in the usual reading is never refuted, and what is wrong is found."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_documents import SOFTMAX, judged

SILENT = "Take $p_k = e^{z_k} / \\sum_{j=1}^{K} e^{z_j}$ and $H = -\\sum_{k=1}^{K} (q_k + q_k) \\log p_k$."
SHARES = SILENT + " Here $q$ is one-hot."
STEP = "For $x = 2$, $w = 0.3$ let $s = \\frac{1}{1 + e^{-w x}}$, $s = \\frac{1}{1 + e^{-0.6}} = 0.6457$."
NEURON = "Let $z = wx + b$, $a = \\sigma(z)$ and $L = -y \\log a - (1 - y) \\log(1 - a)$."
SLOPE = r"\frac{\partial L}{\partial a} = \frac{a - y}{a(1 - a)}"
LAYER = r"Let $s_j = \sum_i W_{ji} x_i$, $r_j = f(s_j)$ and $r = f(s)$."
CENTRED = "Let $Q \\in \\mathbb{R}^N$, $m = \\frac{1}{N} \\sum_i %s_i$ and $S = Q - m$."
THROUGH_MEAN = r"\frac{\partial J}{\partial Q_i} = \frac{\partial J}{\partial S_i}"
MEANS = THROUGH_MEAN + r" - \frac{1}{N} \sum_k \frac{\partial J}{\partial S_k}"
MATRICES = (
    "Let $Z = X W$ with $X \\in \\mathbb{R}^{n \\times d}$, $W \\in \\mathbb{R}^{d \\times k}$, $A = \\sigma(Z)$."
)


@pytest.mark.parametrize(
    ("text", "formula", "verdicts"),
    [
        (NEURON, SLOPE, ["PROVED"]),
        (NEURON, SLOPE.replace("a - y", "y - a"), ["REFUTED"]),
        (SHARES, r"\frac{\partial H}{\partial z_k} = 2 p_k - 2 q_k", ["PROVED WHEN"]),
        (SHARES, r"\frac{\partial H}{\partial z_k} = p_k - q_k", ["REFUTED"]),
        (SILENT, r"\frac{\partial H}{\partial z_k} = 2 p_k - 2 q_k", ["UNDECIDED"]),
        (SOFTMAX, r"\frac{\partial q_i}{\partial o_j} = -q_i q_j", ["PROVED WHEN"]),
        (SOFTMAX, r"\frac{\partial q_i}{\partial o_j} = q_i (\delta_{ij} - q_i)", ["REFUTED"]),
        ("Let $F = x + \\log 2$.", r"F + 1 \approx x + 1.6931", ["ROUNDED"]),
        ("Let $F = x + \\log 2$.", r"F + 1 \approx x + 1.6932", ["REFUTED"]),
        ("Let $F = e^x$.", r"F \approx 1 + x", ["UNDECIDED"]),
        (STEP, r"1 - s = 1 - 0.6457 = 0.3543", ["PROVED", "PROVED"]),
        (STEP, r"1 - e^{-0.6} s = 1 - e^{-0.6} \cdot 0.6457", ["PROVED"]),
        (STEP, r"\frac{1}{1 + e^{-0.6}} + 1 = 0.6457 + 1", ["ROUNDED"]),
        (STEP, r"\frac{1}{1 + e^{-0.6}} + 1 = 0.6458 + 1", ["REFUTED"]),
        (STEP, r"1 - s = 1 - 0.6459 = 0.3541", ["REFUTED", "PROVED"]),
        ("Let $f(x) = e^x$.", r"\frac{df}{dx} = x e^x", ["REFUTED"]),
        ("Let $f(x) = e^x$. Then $f_c(x) = c x$.", r"\frac{df}{dx} = x e^x", ["UNDECIDED"]),
        (MATRICES, r"\sigma'(Z) = \sigma(Z)(1 - \sigma(Z))", ["UNDECIDED"]),
        (CENTRED % "q", MEANS, ["UNDECIDED"]),
        (LAYER, r"\frac{\partial}{\partial s_j} \frac{1}{2} (t - r)^2 = (r - t) f'(s_j)", ["UNDECIDED"]),
        (LAYER, r"\frac{\partial}{\partial s_j} \frac{1}{2} (t_j - r_j)^2 = (r_j - t_j) f'(s_j)", ["PROVED"]),
        (LAYER, r"\frac{\partial}{\partial s_j} \frac{1}{2} r_j^2 = 2 r_j f'(s_j)", ["REFUTED"]),
        (CENTRED % "Q", MEANS, ["PROVED"]),
        (CENTRED % "Q", THROUGH_MEAN, ["REFUTED"]),
        ("The labels vanish. Let $C = \\frac{1}{2} (w - t)^2$.", r"\frac{dC}{dw} = t - w", ["REFUTED"]),
    ],
)  # fmt: skip
def test_a_refutation_needs_a_case(text: str, formula: str, verdicts: list[str]) -> None:
    """Denominators in one piece, usual conditions, indices apart, about equal, rounded before, words elsewhere."""
    before = len(judged(text))
    assert [finding.verdict.value for finding in judged(f"{text}\n\n$${formula}$$\n")[before:]] == verdicts


def test_words_in_its_sentence_say_that_an_equation_is_no_identity() -> None:
    """The normal equations hold where the gradient vanishes; the next sentence is an identity again."""
    text = "Let $C = (w x - t)^2$. Where it vanishes, $w x = 2 t$. Then $\\frac{dC}{dw} = w x - t$."
    assert [finding.verdict.value for finding in judged(text)] == ["PROVED", "UNDECIDED", "REFUTED"]


UNREAD_RATE = "Let $z = w x$ with $x = \\frob{3}$. "
UNREAD_OTHER = "Let $z = w x$ with $q = \\frob{3}$. "


@pytest.mark.parametrize(
    ("text", "verdict", "said"),
    [
        (UNREAD_RATE, "UNDECIDED", "line 1, which may define x, was not read"),
        (UNREAD_OTHER, "REFUTED", "a factor 2 is too much"),
        ("Let $z = w x$ with $a = = b$. ", "REFUTED", "a factor 2 is too much"),
    ],
)
def test_an_unread_line_protects_what_it_may_define(text: str, verdict: str, said: str) -> None:
    """A macro that is not in the file may say anything of x; of q, which the claim does not come down to, nothing."""
    found = judged(f"{text}\n\n$$\\frac{{dz}}{{dw}} = 2 x$$\n")[-1]
    assert (found.verdict.value, found.diagnosis) == (verdict, said)


ANY = r"For $\mathbf{A} \in \mathbb{R}^{n \times n}$ "
DOUBLED = r"$$\nabla_{\mathbf{x}} (\mathbf{x}^T \mathbf{A} \mathbf{x}) = 2 \mathbf{A} \mathbf{x}$$"
SHIFTED = r"$\log \sum_{i=1}^n e^{x_i + c} = c + \log \sum_{i=1}^n e^{x_i}$, "


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (ANY, DOUBLED, "REFUTED"),
        (ANY + "and symmetric, ", DOUBLED, "PROVED WHEN"),
        ("", DOUBLED, "UNDECIDED"),
        (SHIFTED, r"$$\log \sum_{i=1}^n e^{x_i - c} = c + \log \sum_{i=1}^n e^{x_i}$$", "REFUTED"),
        ("", r"$$\log \sum_{i=1}^n e^{x_i - c} = c + \log \sum_{i=1}^n e^{x_i}$$", "UNDECIDED"),
    ],
)  # fmt: skip
def test_a_letter_that_may_be_anything_lets_a_claim_be_refuted(text: str, formula: str, verdict: str) -> None:
    """A matrix of a told shape, a letter for which an earlier line held; not one that words say more of."""
    found = judged(f"{text}\n\n{formula}\n")
    assert found[-1].verdict.value == verdict


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("If $\\sigma$ is the identity,", "UNDECIDED"),
        ("When all units are saturated we find that", "UNDECIDED"),
        ("Assuming a linear unit:", "UNDECIDED"),
        ("It is linear. If we differentiate,", "REFUTED"),
        ("When differentiating,", "REFUTED"),
        ("The slope is", "REFUTED"),
    ],
)
def test_what_is_said_under_a_condition_in_words_is_not_refuted(words: str, verdict: str) -> None:
    """Unless the condition is what the writer does; the sentence before is another one."""
    text = f"Let $z = wx + b$ and $a = \\sigma(z)$.\n\n{words} $\\frac{{\\partial a}}{{\\partial x}} = w$ exactly.\n"
    assert judged(text)[-1].verdict.value == verdict


def test_two_transposed_vectors_are_no_product() -> None:
    """δ^T x^T with a δ that is a row is meant as an outer product, and is nothing's entries one by one."""
    text = (
        "Let $s = u^{\\top} h$, $h = f(z)$ and $z = Wx + b$.\n\n"
        "$$\\delta = \\frac{\\partial s}{\\partial h} \\frac{\\partial h}{\\partial z} = u^{\\top} \\odot f'(z)$$\n\n"
        "Then $\\partial s / \\partial b = \\delta$ and $\\partial s / \\partial W = \\delta^{\\top} x^{\\top}$.\n"
    )
    assert judged(text)[-1].verdict.value != "REFUTED"
