"""Marks that name derivatives, arguments that say nothing, units of layers that a letter tells apart."""

from __future__ import annotations

import pytest

from .test_documents import judged

NEURON = (
    "Let $z = w x + b$, $y = \\sigma(z)$, $L = \\frac{1}{2} (y - t)^2$, $R = \\frac12 w^2$ and $E = L + \\lambda R$."
)
BY_WORDS = f"{NEURON} We write $\\bar{{y}}$ for the derivative of $E$ with respect to $y$, and so on. "
BY_A_FORMULA = f"{NEURON} The adjoint of $v$ is $\\dot{{v}} = \\frac{{\\partial E}}{{\\partial v}}$. "
BY_ENTRIES = BY_WORDS + (
    "\n\n# Layers\n\n$z_i = \\sum_j w_{ij}^{(1)} x_j$, $h_i = \\sigma(z_i)$, $y_k = \\sum_i w_{ki}^{(2)} h_i$ and "
    "$E = \\frac12 \\sum_k (y_k - t_k)^2$, so $\\mathbf{z} = \\mathbf{W}^{(1)} \\mathbf{x}$. "
    "Then $\\bar{y_k} = y_k - t_k$ and $\\bar{z_i} = \\bar{h_i} \\sigma'(z_i)$. "
)
MARKED = (
    "Write $\\bar{v} = \\frac{\\partial E}{\\partial v}$. Let $z_i = \\sum_j w_{ij} x_j$, $h_i = \\sigma(z_i)$ and "
    "$E = \\frac12 \\sum_i (h_i - t_i)^2$. Then $\\bar{h_i} = h_i - t_i$. "
)
OTHER = "\n\n# Next\n\nNow $s = a + c$ and $Q = s^2$. "

UNITS = "Let $a_j = \\sum_i w_{ji} z_i$ and $z_j = h(a_j)$. Write $\\delta_j = \\frac{\\partial E}{\\partial a_j}$. "
TURNED = "Let $n_q = \\sum_k v_{kq} o_k$ and $o_q = f(n_q)$. Write $e_q = \\frac{\\partial C}{\\partial n_q}$. "
LOGISTIC = "Let $x_j = \\sum_i y_i w_{ji}$, $y_j = \\frac{1}{1 + e^{-x_j}}$ and $E = \\frac12 \\sum_j (y_j - d_j)^2$. "

STEPS = (
    "Let $e_j(n) = d_j(n) - y_j(n)$, $\\mathcal{E}(n) = \\frac12 \\sum_j e_j^2(n)$, "
    "$v_j(n) = \\sum_{i=0}^{m} w_{ji}(n) x_i(n)$ and $y_j(n) = \\varphi(v_j(n))$. "
)
ALL = "Let $p_i = w \\cdot u_i$ and $R(\\theta) = \\sum_i (p_i - t_i)^2$. "
ALL_OF_IT = r"\frac{\partial q(x_1, \dots, x_n)}{\partial x_k} = "
KNOWN = "Let $f(x) = x^2$ and $g(x) = f(x) + 1$. "


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (BY_WORDS, r"\bar{w} = \bar{z} x + \lambda w", "PROVED"),
        (BY_WORDS, r"\bar{w} = \bar{z} x", "REFUTED"),
        (BY_WORDS, r"\bar{L} = 1", "PROVED"),
        (BY_WORDS, r"\bar{y} = \bar{L} (y - t)", "PROVED"),
        (BY_WORDS, r"\bar{z} = \bar{y} (y - t)", "REFUTED"),
        (BY_WORDS + OTHER, r"\bar{a} = 2 s", "PROVED"),
        (BY_WORDS + OTHER, r"\bar{a} = s", "REFUTED"),
        (BY_WORDS, r"\bar{u} = 2 z", "PROVED"),  # u stands nowhere else: the line defines it
        (BY_ENTRIES, r"\bar{\mathbf{h}} = \mathbf{W}^{(2)\top} \bar{\mathbf{y}}", "PROVED"),
        (BY_ENTRIES, r"\bar{\mathbf{h}} = \mathbf{W}^{(2)} \bar{\mathbf{y}}", "UNDECIDED"),  # z is two things
        (MARKED, r"\bar{z_i} = \bar{h_i} \sigma'(z_i)", "PROVED"),
        (MARKED, r"\bar{z_i} = \bar{h_i} \sigma'(h_i)", "REFUTED"),
        (BY_ENTRIES, r"\bar{\mathbf{W}}^{(1)} = \bar{\mathbf{z}} \mathbf{x}^\top", "PROVED"),
        (BY_ENTRIES, r"\bar{\mathbf{W}}^{(1)} = 2 \bar{\mathbf{z}} \mathbf{x}^\top", "UNDECIDED"),
        (BY_A_FORMULA, r"\dot{b} = \dot{z}", "PROVED"),
        (BY_A_FORMULA, r"\dot{b} = \dot{z} x", "REFUTED"),
        (NEURON, r"\bar{w} = \bar{z} x", "PROVED"),  # nobody says what the mark means
        (UNITS, r"\frac{\partial E}{\partial w_{ji}} = \delta_j z_i", "PROVED"),
        (UNITS, r"\frac{\partial E}{\partial a_j} = 2 \delta_j", "REFUTED"),
        (UNITS, r"\delta_j = h'(a_j) \sum_k w_{kj} \delta_k", "PROVED"),
        (UNITS, r"\delta_j = \sum_k w_{kj} \delta_k", "REFUTED"),
        (UNITS, r"\frac{\partial E}{\partial z_i} = \sum_j w_{ji} \delta_j", "PROVED"),
        (TURNED, r"e_q = f'(n_q) \sum_\ell v_{q\ell} e_\ell", "PROVED"),
        (TURNED, r"e_q = \sum_\ell v_{q\ell} e_\ell", "REFUTED"),
        (LOGISTIC, r"\partial E/\partial w_{ji} = (y_j - d_j) y_j (1 - y_j) y_i", "PROVED"),
        (LOGISTIC, r"\partial E/\partial x_j = (y_j - d_j) (1 - y_j)", "REFUTED"),
        (STEPS, r"\frac{\partial \mathcal{E}(n)}{\partial w_{ji}(n)} = -e_j(n) \varphi'(v_j(n)) x_i(n)", "PROVED"),
        (STEPS, r"\frac{\partial \mathcal{E}(n)}{\partial w_{ji}(n)} = e_j(n) \varphi'(v_j(n)) x_i(n)", "REFUTED"),
        (ALL, r"\frac{\partial R(\theta)}{\partial p_i} = 2 (p_i - t_i)", "PROVED"),
        (ALL, r"\frac{\partial R(\theta)}{\partial p_i} = p_i - t_i", "REFUTED"),
        (KNOWN, r"g'(x) = f'(x)", "PROVED"),
        (KNOWN, r"g(2) = f(2)", "REFUTED"),
    ],
)  # fmt: skip
def test_a_mark_a_unit_and_a_silent_argument(text: str, formula: str, verdict: str) -> None:
    """What nobody writes in full: each with one that is wrong, in other letters."""
    before = len(judged(text))
    found = [finding.verdict.value for finding in judged(f"{text}\n\n$${formula}$$\n")[before:]]
    assert found == [verdict]


@pytest.mark.parametrize(
    ("lines", "formula", "verdicts"),
    [
        ("$q(x_1, \\dots, x_n) = \\sum_i x_i^2$", ALL_OF_IT + "2 x_k", ["PROVED"]),
        ("$q(x_1, \\dots, x_n) = \\sum_i x_i^2$", ALL_OF_IT + "x_k", ["REFUTED"]),
        ("Any $q$ of $n$ letters.", r"q(x_1, \dots, x_n) = q(x_n, \dots, x_1)", []),
    ],
)  # fmt: skip
def test_a_list_with_an_ellipsis_is_silent_where_it_is_always_the_same(
    lines: str, formula: str, verdicts: list[str]
) -> None:
    """A function of all its letters; turned about it is another value."""
    before = len(judged(lines))
    assert [finding.verdict.value for finding in judged(f"{lines}\n\n$${formula}$$\n")[before:]] == verdicts


def test_a_minus_behind_an_operator_belongs_to_it() -> None:
    r"""\frac{\partial}{\partial p} -\log p."""
    good, bad = (judged(f"$$\\frac{{\\partial}}{{\\partial p}} -\\log p = {side} \\frac{{1}}{{p}}$$") for side in "-+")
    assert [found[-1].verdict.value for found in (good, bad)] == ["PROVED", "REFUTED"]


def test_a_section_of_numbers_beside_one_of_vectors() -> None:
    """The same letters in bold in another section say nothing of the numbers."""
    vectors = (
        "# Layers\n\nLet $\\mathbf{z} = \\mathbf{W} \\mathbf{x} + \\mathbf{b}$ and $\\mathbf{y} = \\tanh(\\mathbf{z})$."
    )
    text = f"# A unit\n\n{BY_WORDS}\n\n$$\\bar{{b}} = {{}}$$\n\n{vectors}"
    right = judged(text.replace("= {}", "= (y - t) y (1 - y)"))
    wrong = judged(text.replace("= {}", "= (y - t) (1 - y)"))
    assert [next(f for f in found if "bar{b}" in f.latex).verdict.value for found in (right, wrong)] == [
        "PROVED", "REFUTED",
    ]  # fmt: skip


WHOLE = "Let $R \\equiv \\sum_{i=1}^{N} R_i = \\sum_{i=1}^{N} \\sum_{k=1}^{K} (y_{ik} - p_{ik})^2$. "
STEP = "Let $E = (w^{(1)} - 1)^2$. "


@pytest.mark.parametrize(
    ("text", "formula", "verdicts"),
    [
        (WHOLE, r"\frac{\partial R_i}{\partial p_{ik}} = -2 (y_{ik} - p_{ik})", ["PROVED"]),
        (WHOLE, r"\frac{\partial R_i}{\partial p_{ik}} = -(y_{ik} - p_{ik})", ["REFUTED"]),
        (WHOLE, r"\frac{\partial R}{\partial p_{ik}} = 2 (y_{ik} - p_{ik})", ["REFUTED"]),
        (STEP, r"w^{(r+1)} = w^{(r)} - \gamma_r \frac{\partial E}{\partial w^{(r)}}", []),
    ],
)  # fmt: skip
def test_a_whole_is_the_sum_of_its_parts_and_a_step_claims_nothing(
    text: str, formula: str, verdicts: list[str]
) -> None:
    """R = Σ_i R_i = Σ_i Σ_k …: R_i is what the same sum adds up."""
    before = len(judged(text))
    assert [finding.verdict.value for finding in judged(f"{text}\n\n$${formula}$$\n")[before:]] == verdicts


WRITTEN_OUT = (
    "Let $s_j = \\sum_i x_i w_{ji} + w_{j0}$, $y_j = f(s_j)$, $s_k = \\sum_j y_j w_{kj} + w_{k0}$, $z_k = f(s_k)$ and "
    "$J = \\frac12 \\sum_k (t_k - z_k)^2$. Write $d_k = -\\frac{\\partial J}{\\partial s_k}$. "
)
ONE_UNIT = (
    "# One unit\n\nLet $z^{(L)} = w^{(L)} a^{(L-1)} + b^{(L)}$, "
    "$a^{(L)} = g(z^{(L)})$ and $C_0 = (a^{(L)} - y)^2$. {}\n\n"
    "# Many\n\nLet $z^{(L)}_j = \\sum_k w^{(L)}_{jk} a^{(L-1)}_k$, $a^{(L)}_j = g(z^{(L)}_j)$, "
    "$C_0 = \\sum_j (a^{(L)}_j - y_j)^2$.\n\n"
)  # fmt: skip
APART = (
    "Here $E_0 = (q^{(N)} - t)^2$, $u^{(N)} = v^{(N)} q^{(N-1)} + c^{(N)}$ and $q^{(N)} = h(u^{(N)})$.\n\n"
    "# Slopes\n\n{}\n\n# More units\n\nEach layer has several: "
    "$u_j^{(N)} = \\sum_k v_{jk}^{(N)} q_k^{(N-1)} + c_j^{(N)}$, "
    "$q_j^{(N)} = h(u_j^{(N)})$, $E_0 = \\sum_j (q_j^{(N)} - t_j)^2$.\n\n"
)  # fmt: skip
SLOPE, ALL_UNITS = r"2 (q^{(N)} - t) h'(u^{(N)})", r" v_{jk}^{(N)} h'(u_j^{(N)}) 2 (q_j^{(N)} - t_j)"
NUMBERS = (
    r"$x_1 = 0.2$, $x_2 = 0.6$, $w_1 = 0.4$, $w_2 = 0.3$, $w_3 = 0.5$, $w_4 = 0.7$, $t = 1$: "
    r"$z_{h1} = w_1 x_1 + w_2 x_2 = 0.26$, $a_{h1} = \sigma(z_{h1}) = 0.56464$, $z_{h2} = w_3 x_1$, "
    r"$z_o = w_4 a_{h1} = 0.39525$, $a_o = \sigma(z_o) = 0.59755$, $z_{o1} = 2 z_o$, $E = \frac12 (a_o - t)^2$, "
    r"$\delta_o = \frac{\partial E}{\partial z_o} = -0.09678$. "
)
BELOW = r"\frac{\partial E_0}{\partial q_k^{(N-1)}} ="
OF_INPUT = r"\frac{\partial s_j}{\partial w_{ji}} = "
OF_UNIT = r"\frac{\partial C_0}{\partial w^{(L)}} = 2 (a^{(L)} - y) g'(z^{(L)}) "


@pytest.mark.parametrize(
    ("text", "formula", "verdicts"),
    [
        (WRITTEN_OUT, r"d_k = (t_k - z_k) f'(s_k)", ["PROVED"]),
        (WRITTEN_OUT, r"d_k = t_k - z_k", ["UNDECIDED"]),
        (WRITTEN_OUT, r"\frac{\partial J}{\partial w_{ji}} = -x_i f'(s_j) \sum_k w_{kj} d_k", ["PROVED"]),
        (WRITTEN_OUT, r"\frac{\partial J}{\partial w_{ji}} = -x_i \sum_k w_{kj} d_k", ["REFUTED"]),
        (WRITTEN_OUT, r"d_j = \sum_k w_{kj} d_k", ["UNDECIDED"]),
        (WRITTEN_OUT, OF_INPUT + r"x_i \text{ and } \frac{\partial s_k}{\partial y_j} = w_{jk}", ["PROVED", "REFUTED"]),
        (WRITTEN_OUT, r"\frac{\partial s_j}{\partial w_{j0}} = x_0", ["REFUTED"]),
        (NUMBERS, r"\delta_{h1} = \delta_o w_4 a_{h1} (1 - a_{h1}) = -0.01665", ["PROVED", "ROUNDED"]),
        (NUMBERS, r"\delta_{h1} = \delta_o w_4 a_{h1} (1 - a_{h1}) = -0.01667", ["PROVED", "REFUTED"]),
        (ONE_UNIT, OF_UNIT + "a^{(L-1)}", ["PROVED"]),
        (ONE_UNIT, OF_UNIT + "a^{(L)}", ["REFUTED"]),
        (APART, r"\frac{\partial E_0}{\partial c^{(N)}} = " + SLOPE, ["PROVED"]),
        (APART, r"\frac{\partial E_0}{\partial v^{(N)}} = " + SLOPE, ["REFUTED"]),
        (APART, r"\frac{\partial E_0}{\partial q^{(N-1)}} = v^{(N)} " + SLOPE, ["PROVED"]),
        (APART.replace("{}", ""), BELOW + r"\sum_j" + ALL_UNITS, ["PROVED"]),
        (APART.replace("{}", ""), BELOW + ALL_UNITS, ["REFUTED"]),
    ],
)  # fmt: skip
def test_layers_that_are_written_out_and_layers_of_one_unit(text: str, formula: str, verdicts: list[str]) -> None:
    """s_j and s_k are two layers; a^{(L)} is a number where its square is the cost, until a section has several."""
    before = {(f.line, f.latex, f.link) for f in judged(text.replace("{}", "", 1) if "{}" in text else text)}
    whole = text.replace("{}", f"$${formula}$$", 1) if "{}" in text else f"{text}\n\n$${formula}$$\n"
    assert [f.verdict.value for f in judged(whole) if (f.line, f.latex, f.link) not in before] == verdicts
