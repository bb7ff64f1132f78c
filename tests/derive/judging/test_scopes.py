"""What a letter means at a place: one story, another section, a case, a step of time, a function and its values."""

from __future__ import annotations

import pytest

from derive.judging.document_judge import DocumentJudge
from derive.reading.document.model import document_of
from derive.reading.expression.nodes import Name
from derive.reading.notes.claims import Claim
from derive.reading.notes.sections import claims_in_text

from .test_documents import judged

SOFTMAX = "# S\n$p_k = \\frac{e^{z_k}}{\\sum_{j=1}^{K} e^{z_j}}$\n"
LOGISTIC = "# S\nLet $\\sigma(u) = 1 / (1 + e^{-u})$, $\\sigma_n = \\sigma(w x_n)$, "
TWO_STORIES = (
    "# One\n$\\ell = (y - \\mu)^2$, $\\frac{\\partial \\ell}{\\partial \\mu} = 2(\\mu - y)$\n"
    "# Two\n$\\mu = e^s$, $\\ell = \\mu - y \\log \\mu$, $\\frac{\\partial \\ell}{\\partial s} = \\mu - y$\n"
)
FORMS = "For $r > 0$ let $s = \\log r$ and $C = \\log r + (y - m)^2 / r^2$. Then $C = s + (y - m)^2 e^{-2s}$. "
STEP = "$h_t = \\tanh(a_t)$, $a_t = w h_{t-1} + u x_t$. "
ANY_LOSS = (
    "# L\n$z^l_j = \\sum_k w^l_{jk} a^{l-1}_k + b^l_j$, $a^l_j = f(z^l_j)$\n"
    "# E\n$\\delta^l_j = \\frac{\\partial C}{\\partial z^l_j}$\n# W\n"
)
SAMPLES = (
    "# One\nA score gives $y = \\sigma(z)$.\n# Cost\n$c(t, y) = -t \\log(y) - (1 - t) \\log(1 - y)$\n"
    "# All\nThe sum is $c = \\sum_{i=1}^N c(t_i, y_i)$.\n# Back\n$\\frac{dy}{dz} = y (1 - y)$"
)
ARITIES = (
    "# D\n$H(r) = -\\sum_i r_i \\log r_i$, $H(r, s) = -\\sum_i r_i \\log s_i$\n# G\nLet "
    "$s_i = \\frac{e^{u_i}}{\\sum_j e^{u_j}}$ and $H(s) = -\\sum_i s_i \\log s_i$. "
    "$\\frac{\\partial H(r, s)}{\\partial u_k}"
)
LINEAR = (
    "# One\nLet $h = \\sigma(W x + b)$, $\\hat{x} = W^T h + c$, $e = \\hat{x} - x$ and "
    "$L = \\frac{1}{2} \\| \\hat{x} - x \\|^2$.\n# Two\nWithout it, $h = W x + b$ and "
    "$\\frac{\\partial L}{\\partial b} = "
)
DECAY = "$J = (w x - y)^2 + \\lambda w^2$. "

LET_APART = (
    "# One\nLet $s = w x$ and $C = \\frac12 (s - t)^2$.\n# Two\nLet $s_i = v_i x$ and $C = \\sum_i s_i^3$.\n# Three\n"
    "Let $g_i = e^{s_i / b} / \\sum_j e^{s_j / b}$ and $C = -\\sum_i t_i \\log g_i$ with $\\sum_i t_i = 1$. So "
    "$\\frac{\\partial C}{\\partial s_i} = "
)
GIVEN_CLASS = (
    "# Words\n$q(k|c) = \\frac{e^{u_k v_c}}{\\sum_j e^{u_j v_c}}$\n# Shares\nLet "
    "$q_i = e^{s_i / b} / \\sum_j e^{s_j / b}$. Then $\\frac{\\partial q_i}{\\partial s_j} = "
)

SPREAD = (
    "# Spread\n$D = -\\sum_j (\\log \\sigma_j^2 - \\sigma_j^2)$ and $\\frac{\\partial D}{\\partial \\sigma_j} = "
    "2 \\sigma_j - \\frac{2}{\\sigma_j}$.\n# Unit\n$o = \\sigma(q)$ and $q = \\sum_i w_i x_i$. "
    "$\\frac{\\partial o}{\\partial w_i} = "
)
POLICY = (
    "# Scores\nWith $S = \\log Q$, $O = S^2$ and $dO = \\frac{\\partial C}{\\partial O}$ we have $dS = {} S dO$.\n\n"
    "# Policy\n$\\pi = e^{a + b}$ and $\\frac{\\partial \\pi}{\\partial a} = \\pi$"
)

IN_PASSING = (
    "For a vector function $d = f(v)$ the rule is $g_v = J^T g_d$.\n\n# Classes\n\n"
    "The targets $d$ are a distribution, $q = \\mathrm{softmax}(u)$ and $H = -\\sum_j d_j \\log q_j$. Then "
)
COLD = (
    "# Warm\n$a_k = e^{b_k / \\tau} / \\sum_j e^{b_j / \\tau}$\n# Cold\n$C = -\\sum_k y_k \\log a_k$, "
    "$a = \\mathrm{softmax}(b)$, $\\sum_k y_k = 1$, $\\frac{\\partial C}{\\partial a_k} = -\\frac{y_k}{a_k}$. "
    "$\\frac{\\partial C}{\\partial b_k} = "
)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (COLD + "a_k - y_k$", "PROVED"),
        (COLD + "y_k - a_k$", "REFUTED"),
        (COLD + "\\frac{1}{\\tau} (a_k - y_k)$", "REFUTED"),
        (LOGISTIC + "$\\frac{\\partial \\sigma_n}{\\partial w} = \\sigma_n (1 - \\sigma_n) x_n$", "PROVED"),
        (LOGISTIC + "$\\frac{\\partial \\sigma_n}{\\partial w} = \\sigma_n (1 + \\sigma_n) x_n$", "REFUTED"),
        (TWO_STORIES, "PROVED"),
        (LINEAR + "W e$", "PROVED"),
        (LINEAR + "W^T e$", "REFUTED"),
        (LINEAR + "(W e) \\odot h$", "REFUTED"),
        (LET_APART + "\\frac{1}{b} (g_i - t_i)$", "PROVED"),
        (LET_APART + "g_i - t_i$", "REFUTED"),
        (GIVEN_CLASS + "\\frac{1}{b} q_i (\\delta_{ij} - q_j)$", "PROVED"),
        (GIVEN_CLASS + "q_i (\\delta_{ij} - q_j)$", "REFUTED"),
        (ARITIES + " = s_k - r_k$", "PROVED WHEN"),
        (ARITIES + " = r_k - s_k$", "REFUTED"),
        (FORMS + "$\\frac{\\partial C}{\\partial s} = 1 - 2 (y - m)^2 e^{-2s}$", "PROVED"),
        (FORMS + "$\\frac{\\partial C}{\\partial s} = 1 + 2 (y - m)^2 e^{-2s}$", "REFUTED"),
        (STEP + "$\\frac{\\partial h_t}{\\partial h_{t-1}} = (1 - h_t^2) w$", "PROVED"),
        ("$h_t = \\tanh(W h_{t-1} + u x_t)$. $\\frac{\\partial h_t}{\\partial u} = (1 - h_t^2) x_t$", "UNDECIDED"),
        (STEP + "$\\frac{\\partial h_t}{\\partial h_{t-1}} = (1 - h_{t-1}^2) w$", "REFUTED"),
        (DECAY + "For $\\lambda = 0$ the slope is $\\frac{\\partial J}{\\partial w} = 2 x (w x - y)$", "PROVED WHEN"),
        (DECAY + "For $\\lambda = 1$ the slope is $\\frac{\\partial J}{\\partial w} = 2 x (w x - y)$", "REFUTED"),
        (IN_PASSING + "$\\frac{\\partial H}{\\partial u} = q - d$", "PROVED WHEN"),
        (IN_PASSING + "$\\frac{\\partial H}{\\partial u} = q + d$", "REFUTED"),
        (DECAY + "The slope is $\\frac{\\partial J}{\\partial w} = 2 x (w x - y)$", "REFUTED"),
        ("$c = -y \\log a$, $\\frac{dc}{da} = -\\frac{y b}{a(b + a)} - \\frac{y}{b + a}$", "PROVED"),
        (SAMPLES, "PROVED"),
        (ANY_LOSS + "$\\frac{\\partial C}{\\partial w^l_{jk}} = a^{l-1}_k \\delta^l_j$", "PROVED"),
        (ANY_LOSS + "$\\frac{\\partial C}{\\partial w^l_{jk}} = a^l_k \\delta^l_j$", "REFUTED"),
        ("$H(p) = \\log p$, $H(p, q) = p \\log q$, $H(p, q) - p H(q) = 0$", "PROVED"),
        ("$L = 3 w^2$, $\\mathcal{L} = \\log L + w$, $\\frac{d \\mathcal{L}}{d w} = \\frac{2}{w} + 1$", "PROVED"),
        ("$\\ell = \\max(0, 1 - s)^2$, $\\frac{d \\ell}{d s} = -2 \\max(0, 1 - s)$", "PROVED"),
        (SPREAD + "o (1 - o) x_i$", "PROVED"),
        (SPREAD + "o (1 + o) x_i$", "REFUTED"),
        (SPREAD + "(1 - o) x_i$", "REFUTED"),
        ("$\\mathbf{h} = W \\mathbf{x}$, $f(x) = x^2$\n\n$$f'(x) = 2 x$$", "PROVED"),
        ("$f = a^2 + a b$\n\n$$\\frac{df}{da} = 2 a + b$$\n\nso\n\n$$= (a + b) + a$$", "PROVED"),
        ("$f = a^2 + a b$\n\n$$\\frac{df}{da} = 2 a + b$$\n\nso\n\n$$= (a + b) - a$$", "REFUTED"),
    ],
)  # fmt: skip
def test_a_letter_means_what_is_said_of_it_there(text: str, verdict: str) -> None:
    """Values with the letter of their function, stories side by side, forms, steps of time, a case of a sentence."""
    *before, last = [finding.verdict for finding in judged(text)]
    assert last.value.startswith(verdict) and last.proved == verdict.startswith("P")
    assert "REFUTED" not in before


def test_a_later_line_says_what_a_given_letter_is() -> None:
    """The teacher's q is any distribution, until smoothed labels make it one; the loss above is then of these."""
    loss = "$\\sum_k q_k = 1$ and $H = -\\sum_k q_k \\log p_k$, $\\frac{\\partial H}{\\partial z_k} = p_k - q_k$\n"
    smooth = "# T\nWith one-hot labels $y$ take $q_k = (1 - r) y_k + \\frac{r}{K}$: "
    slope = "$\\frac{\\partial H}{\\partial z_k} = p_k - (1 - r) y_k - \\frac{r}{K}$"
    *_, before, _, after = judged(SOFTMAX + loss + smooth + slope)
    assert (str(before.verdict), str(after.verdict)) == ("PROVED", "PROVED")


@pytest.mark.parametrize(("factor", "verdict"), [("2", "PROVED"), ("3", "REFUTED")])
def test_a_line_says_of_what_loss_its_slope_is(factor: str, verdict: str) -> None:
    """dO = ∂C/∂O is no slope of π, which another section defines."""
    found = [f for f in judged(POLICY.replace("{}", factor)) if f.latex.startswith("dS")]
    assert [str(finding.verdict) for finding in found] == [verdict]


NEURON = "# One neuron\nLet $o = w v + c$, $r = \\sigma(o)$ and $E = \\frac{1}{2} (r - t)^2$.\n\n"
UNITS = "# Units\nLet $z_i = \\sum_k A_{ik} v_k + c_i$ and $F = \\sum_i (z_i - t_i)^2$.\n\n"
OF_NEURON = "$$\\frac{\\partial E}{\\partial w} = (r - t) r (1 - r) v$$\n\n"
OF_UNITS = "$$\\frac{\\partial F}{\\partial A_{ik}} = 2 (z_i - t_i) v_k$$\n\n"
OF_HEAT = "Let $p_j = e^{o_j / T} / \\sum_i e^{o_i / T}$.\n\n"
OF_LAYERS = (
    "Let $z^{[1]} = W^{[1]} x$, $z^{[2]} = W^{[2]} z^{[1]}$, $J = \\frac{1}{2} (z^{[2]} - y)^T (z^{[2]} - y)$.\n\n"
)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (NEURON + OF_NEURON + UNITS + OF_UNITS, 2),
        (UNITS + OF_UNITS + NEURON + OF_NEURON, 2),
        (OF_LAYERS + "$$\\frac{\\partial J}{\\partial W^{[2]}} = (z^{[2]} - y) z^{[1]T}$$", 1),
        (OF_LAYERS + "$$\\frac{\\partial J}{\\partial z^{[1]}} = W^{[2]T} \\cdot (z^{[2]} - y)$$", 1),
        (OF_HEAT + "$$\\frac{\\partial p_j}{\\partial o_j} = p_j (1 - p_j) / T$$", 1),
    ],
)
def test_a_letter_is_a_number_here_and_a_vector_there(text: str, count: int) -> None:
    """A section of numbers alone beside one of units; layers whose letters are not bold; a temperature T."""
    claims = claims_in_text(text, "markdown")
    judge = DocumentJudge(claims)
    found = [finding for claim in claims if claim.column == 3 for finding in judge.findings(claim)]
    assert [finding.verdict.proved for finding in found] == [True] * count


UNITS_OF_SOFTMAX = "Let $s_i = e^{z_i} / \\sum_k e^{z_k}$ and $L = -\\sum_k y_k \\ln s_k$.\n\n"


@pytest.mark.parametrize("slip", ["s_i - y_{ik}", "s_i - y_{iik}", "s_i - y_i _ k"])
def test_an_index_too_many_in_a_claim_spoils_no_other(slip: str) -> None:
    """What one claim writes with more indices than the definitions have is its own slip."""
    left = "\\frac{\\partial L}{\\partial z_i} ="
    found = judged(f"{UNITS_OF_SOFTMAX}$${left} {slip}$$\n\n$${left} s_i - y_i$$\n")
    assert not found[-2].verdict.proved
    assert found[-1].verdict.proved


def test_what_a_later_section_defines_refutes_nothing() -> None:
    """The loss of a later section says nothing of an earlier letter of that name, but of its slopes."""
    first = "# First\n\n$v = 3 u$ and $\\ln H = v$.\n\n"
    slope = "# First\n\n$v = 3 u$ and $\\frac{\\partial H}{\\partial u} = v$.\n\n"
    assert judged(first + "# Loss\n\n$H = u^2$")[1].verdict.value == "UNDECIDED"
    assert judged(slope + "# Loss\n\n$H = u^2$")[1].verdict.value == "REFUTED"
    assert judged(first + "$H = u^2$")[1].verdict.value == "UNDECIDED"  # it may be any number before it is made


def test_a_letter_on_one_side_alone_is_told_by_the_other() -> None:
    """σ′(z) = σ(z)(1 − σ(z)) holds of any z; that σ(z_i) is σ(w^T x_i) says what z_i is, and is not refuted."""
    any_z = "$\\frac{d\\sigma(z)}{dz} = \\sigma(z)(1 - \\sigma(z))$ and $L = \\sum_i d_i w^T x_i$. Then "
    assert judged(any_z + "$d_i - \\sigma(z_i) = d_i - \\sigma(w^T x_i)$")[-1].verdict.value == "UNDECIDED"


def test_the_section_of_a_claim_says_of_which_rank_a_letter_is() -> None:
    """q of softmax(q) is the q that the section of the claim defines, not q_t of another section before it."""
    lines = [
        ("q_t = V r_t + c", 1),
        ("p = softmax(q)", 2),
        ("q = V r_n + c", 3),
        (r"\frac{\partial p}{\partial c} = p", 3),
    ]
    document = document_of([Claim(text, place, 1, section=section) for place, (text, section) in enumerate(lines, 1)])
    found = [document.asked_at(asked).defining(Name("q"), 1) for asked in (1, 3)]
    assert [binding.order for binding in found if binding is not None] == [0, 2]


@pytest.mark.parametrize(
    ("formula", "errors", "verdict"),
    [
        ("r_i (\\delta_{ij} - r_j)", "\\delta = o - t", "PROVED"),
        ("r_i (\\delta_{ij} + r_j)", "\\delta = o - t", "REFUTED"),
        ("r_i (\\delta_{ij} + r_j)", "\\delta_{nk} = o_n - t_k", "UNDECIDED"),
    ],
)
def test_errors_of_a_later_section_are_no_kronecker_delta(formula: str, errors: str, verdict: str) -> None:
    """δ_ij is Kronecker's before another δ stands, but where errors have two indices too."""
    slope = f"# One\n\n$r = \\mathrm{{softmax}}(u)$, $\\frac{{\\partial r_i}}{{\\partial u_j}} = {formula}$\n\n"
    assert str(judged(slope + f"# Two\n\n${errors}$, $\\frac{{do}}{{do}} = 1$\n")[1].verdict) == verdict
