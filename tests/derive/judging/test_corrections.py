"""A slip is told in the author's letters, and the corrected side is read again and proved before it is shown."""

from __future__ import annotations

import re

import pytest

from derive.judging.finding import Finding
from derive.judging.usual_classifier.judge import NotesJudge
from derive.reading.notes.claims import Claim
from tests.derive.judging.test_documents import MATRICES, NEURON, SOFTMAX, UPPER, judged

WARM = (
    "Let $\\tau > 0$, $p_k = e^{z_k/\\tau} / \\sum_j e^{z_j/\\tau}$ and $\\ell = -\\sum_k y_k \\log p_k$, $y$ one-hot."
)
DECAY = "Let $o = \\sum_i w_i x_i$ and $J = \\frac{1}{2} (o - t)^2 + \\frac{\\lambda}{2} \\sum_i w_i^2$."
BITS = "Let $q_k = e^{z_k} / \\sum_j e^{z_j}$ and $B = -\\sum_k t_k \\log_2 q_k$ with $\\sum_k t_k = 1$."
MEAN = "Let $s_n = v x_n$ and $M = \\frac{1}{N} \\sum_{n=1}^{N} \\frac{1}{2} (s_n - t_n)^2$."
BENT = "Let $h = \\tanh(u)$, $u = r v$ and $Q = \\frac{1}{2} (h - t)^2$."
LAYER = (
    "Let $z = Wx + b$, $a = \\sigma(z)$, $\\hat y = V a + c$ and $C = \\frac12 \\|\\hat y - y\\|^2$ with"
    " $W \\in \\mathbb{R}^{H \\times D}$."
)
OF_WEIGHTS = r"\left(\left[V^T\left(\hat y - y\right)\right] \odot a \odot \left(1 - a\right)\right) x^T"
CENTRED = (
    "Let $c = \\frac1n \\sum_{i=1}^n r_i$, $v = \\frac1n \\sum_{i=1}^n (r_i - c)^2$ and"
    " $u_i = \\frac{r_i - c}{\\sqrt{v + \\epsilon}}$."
)

DIAGONAL = r"q_i\left(\delta_{ij} - q_j\right)"
TURNED = UPPER + r" \mathbf{B}^{\top}"


def last(text: str, formula: str) -> Finding:
    """The last finding of a text that ends in a formula."""
    return judged(f"{text}\n\n$${formula}$$\n")[-1]


@pytest.mark.parametrize(
    ("text", "formula", "said", "corrected"),
    [
        (NEURON, r"\frac{\partial C}{\partial w} = (y - a) a (1 - a) x", "the sign is reversed", None),
        (BENT, r"\frac{\partial Q}{\partial r} = (h - t) v", "derivative of tanh", None),
        (BENT, r"\frac{\partial Q}{\partial h} = (h - t) (1 - h^2)", "is too much", "h - t"),
        (WARM, r"\frac{\partial \ell}{\partial z_k} = p_k - y_k", "1/τ is missing", r"\frac{p_k - y_k}{\tau}"),
        (DECAY, r"\frac{\partial J}{\partial w_i} = (o - t) x_i", "term w_i λ is missing", None),
        (DECAY, r"\frac{\partial J}{\partial w_i} = (o - t) + \lambda w_i", "factor x_i of o − t is missing", None),
        (DECAY, r"\frac{\partial J}{\partial w_i} = (o - t) x_i + 3 \lambda w_i", "factor 3 of w_i λ is", None),
        (SOFTMAX, r"\frac{\partial E}{\partial o_j} = q_j - 2 t_j", "factor 2 of t_j is too much", "q_j - t_j"),
        (SOFTMAX, r"\frac{\partial E}{\partial o_j} = q_j", "term −t_j is missing", "q_j - t_j"),
        (BITS, r"\frac{\partial B}{\partial z_k} = q_k - t_k", "base 2", None),
        (MEAN, r"\frac{\partial M}{\partial v} = \sum_{n=1}^{N} (s_n - t_n) x_n", "1/N is missing", None),
        (SOFTMAX, r"\frac{\partial q_i}{\partial o_j} = q_i (\delta_{ij} - q_i)", "captured", DIAGONAL),
        (SOFTMAX, r"\frac{\partial q_i}{\partial o_j} = q_i (1 - q_j)", "δ", None),
        (LAYER, r"\frac{\partial C}{\partial W} = V^T (\hat y - y) x^T", "sigmoid, a (1 − a)", OF_WEIGHTS),
        (LAYER, r"\frac{\partial C}{\partial V} = 2 (\hat y - y) a^T", "2", r"(\hat y - y) a^T"),
        (MATRICES, rf"\frac{{\partial L}}{{\partial \mathbf{{A}}}} = {UPPER} \mathbf{{B}}", "transposed", TURNED),
    ],
)  # fmt: skip
def test_a_slip_is_named_and_undone(text: str, formula: str, said: str, corrected: str | None) -> None:
    """Sign, activation, temperature, decay, base, mean, captured index, diagonal only, transpose."""
    found = last(text, formula)
    assert found.verdict.value == "REFUTED" and said in found.diagnosis
    assert not re.search(r"i_\d|S\d", found.diagnosis + found.corrected)
    assert found.corrected == corrected if corrected is not None else found.corrected
    left = formula.partition("=")[0]
    assert last(text, f"{left} = {found.corrected}").verdict.proved


LAYERS = (
    r"For $l = 1, \dots, L$: $u^{[l]} = M^{[l]} h^{[l-1]} + c^{[l]}$, $h^{[l]} = g(u^{[l]})$, the loss is"
    r" $E(h^{[L]}, t)$ and $d^{[l]} = \frac{\partial E}{\partial u^{[l]}}$."
)
MACROS = (
    r"\newcommand{\ve}[1]{\mathbf{#1}} \newcommand{\vq}{\ve{q}}"
    "\nLet $\\vq = \\mathrm{softmax}(\\ve o)$, $\\ve o = \\ve B \\boldsymbol\\phi$"
    " with $\\boldsymbol\\phi \\in \\mathbb{R}^H$, and $E = -\\sum_k t_k \\log q_k$, $\\sum_k t_k = 1$."
)
UNIT = r"Let $z = v^T s + c$ with $v, s \in \mathbb{R}^n$, $\tilde y = \sigma(z)$ and $E = \frac12 (\tilde y - t)^2$."


@pytest.mark.parametrize(
    ("text", "formula", "corrected"),
    [
        (LAYERS, r"d^{[l]} = M^{[l+1]} d^{[l+1]} \odot g'(u^{[l]})", r"(M^{[l+1]})^{\top} d^{[l+1]} \odot g'(u^{[l]})"),
        (MACROS, r"\frac{\partial \vq}{\partial \ve o} = diag(\vq) + \vq \vq^T", r"diag(\vq) - \vq \vq^T"),
        (
            MACROS,
            r"\frac{\partial E}{\partial \ve B} = (\ve t - \vq) \boldsymbol\phi^T",
            r"(\vq - \ve t) \boldsymbol\phi^T",
        ),
        (
            MACROS,
            r"\frac{\partial E}{\partial \boldsymbol\phi} = 2 \ve B (\vq - \ve t)^T",
            None,
        ),
        (
            UNIT,
            r"\frac{\partial E}{\partial v} = (\tilde y - t) \tilde y (1 - \tilde y) v",
            r"(\tilde y - t) \tilde y (1 - \tilde y) s",
        ),
        (UNIT, r"\sigma(-z) = -\sigma(z)", r"1 - \sigma(z)"),
        (UNIT, r"\sigma(-z) = 2 - 2 \sigma(z)", None),
    ],
)
def test_no_more_is_changed_than_the_slip(text: str, formula: str, corrected: str | None) -> None:
    """Macros, accents and marks are the author's, two scripts never stand at one place, no side repeats the other."""
    found = last(text, formula)
    left = formula.partition("=")[0].strip()
    if corrected is not None:
        assert found.corrected == corrected
    assert found.verdict.value != "PROVED" and found.corrected.replace(" ", "") != left.replace(" ", "")


def test_what_no_slip_explains_is_no_more_than_refuted() -> None:
    """A wrong side without a usual slip has a witness and no correction."""
    found = last(NEURON, r"\frac{\partial C}{\partial w} = 7 y^3 + x")
    assert (found.diagnosis, found.corrected) == ("the two sides differ", "") and found.witness


@pytest.mark.parametrize(
    ("text", "formula", "times"),
    [
        (CENTRED, r"\frac{\partial u_i}{\partial c} = \frac{1}{\sqrt{v + \epsilon}}", -1),
        (CENTRED, r"\frac{\partial v}{\partial r_i} = \frac{1}{n} (r_i - c)", 2),
    ],
)
def test_the_numbers_are_those_of_the_corrected_side(text: str, formula: str, times: int) -> None:
    """Right is −a where a stands, and the left side is −a in numbers: not what another reading makes of it."""
    found = last(text, formula)
    numbers = dict(found.witness)
    assert found.corrected and float(numbers["left"]) == times * float(numbers["right"])


ANY = "Let $\\hat{r} = V a$ with $V \\in \\mathbb{R}^{K \\times H}$."
SPREAD = "For $\\sigma > 0$ let $\\hat{s} = w u$ and $E = \\frac{(\\hat{s} - t)^2}{2 \\sigma^2} + \\log \\sigma$. "


@pytest.mark.parametrize(
    ("text", "formula", "letters"),
    [
        (
            SPREAD,
            r"\frac{\partial E}{\partial \sigma} = \frac{1}{\sigma} + \frac{(\hat{s} - t)^2}{\sigma^3}",
            {"σ", "t"},
        ),
        (ANY, r"\frac{\partial L}{\partial a} = 2 V^\top \frac{\partial L}{\partial \hat{r}}", {"V", "∂L/∂r̂"}),
    ],
)
def test_a_point_is_told_in_the_letters_of_the_author(text: str, formula: str, letters: set[str]) -> None:
    """σ where what it is e to the power of was tried, ∂L/∂ŷ of any loss: no names that nobody wrote."""
    found = last(text, formula)
    names = {name.partition("[")[0] for name, _ in found.witness}
    assert str(found.verdict) == "REFUTED" and letters <= names
    assert not any(re.search(r"_free|^G_|hat_|i_\d|sigma|S\d", name) for name in names), names


MASKED = r"Let $u = A x + c$, $h = \mathrm{relu}(u)$, $o = B h$ and $L = \frac12 \|o - t\|^2$."
SURFACE = r"Let $q(r, s) = r^3 s + \cos(s)$."


@pytest.mark.parametrize(
    ("text", "formula", "said"),
    [
        (MASKED, r"\frac{\partial L}{\partial u} = B^T (o - t) \odot \mathbb{1}[u > 0]", "u ≠ 0 in every entry"),
        (
            SURFACE,
            r"\nabla^2 q = \begin{pmatrix} 6 r s & 3 r^2 \\ 3 r^2 & \cos s \end{pmatrix}",
            "the sign of the term cos s is reversed in entry 2, 2",
        ),
        ("Numbers.", r"\sqrt{-4} = 2", "a root of a negative number is not real"),
        ("Numbers.", r"3 / 0 = \infty", "something is divided by 0"),
        ("Numbers.", r"2^{-3} \approx 0.125", "≈"),
        ("Numbers.", r"19 \equiv 4 \pmod{5}", "19 ≡ 4"),
    ],
)
def test_no_name_is_told_that_nobody_wrote(text: str, formula: str, said: str) -> None:
    """Conditions, entries of a matrix that is written out, what has no value, and the sign that was read."""
    found = last(text, formula)
    told = f"{found.condition} {found.diagnosis} {found.reading}"
    assert said in told and not re.search(r"i_\d|δ_|zoo", told)


@pytest.mark.parametrize(
    ("formula", "reading"),
    [
        (r"\sigma(-3) = 1", "σ(−3) = 1"),
        (r"e^{-3} \approx 0.0498", "e^(−3) ≈ 0.0498"),
        (r"\frac{1}{4} \cdot 3 = 0.75", "(1/4) · 3 = 0.75"),
    ],
)
def test_numbers_are_echoed_as_they_stand(formula: str, reading: str) -> None:
    """Of a formula that stands alone too: no function is worked out before it is shown."""
    (finding,) = NotesJudge().findings(Claim(formula, 1, 1))
    assert finding.reading == reading
