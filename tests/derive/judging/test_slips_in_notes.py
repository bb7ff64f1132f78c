"""The slip in a wrong formula of a document, named against its own network, with the right side in its own letters."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_documents import judged

NEURON = r"Let $z = w x + b$, $a = \sigma(z)$ and $C = \frac{1}{2} (a - y)^2$."
TANH = r"Let $u = k r + c$, $v = \tanh(u)$ and $Q = \frac{1}{2} (v - t)^2$."
SOFT = (
    r"Let $s_j = \sum_i M_{ji} h_i$, $q_j = e^{s_j} / \sum_l e^{s_l}$ and $E = -\sum_j t_j \log q_j$ with one-hot $t$."
)
RELU = (
    r"Let $\mathbf{u} = \mathbf{V} \mathbf{x} + \mathbf{c}$, $\mathbf{h} = \max(0, \mathbf{u})$ "
    r"and $L$ any function of $\mathbf{h}$."
)
HINGE = r"Let $s = w x + b$ and $\ell = \max(0, 1 - y s)$."
ROWS = (
    r"Let $\mathbf{S} = \mathbf{X} \mathbf{W} + \mathbf{1} \mathbf{b}^\top$, $\mathbf{H} = \max(0, \mathbf{S})$, "
    r"$\mathbf{F} = \mathbf{H} \mathbf{V}$ and $L = \frac{1}{2 n} \| \mathbf{F} - \mathbf{Y} \|_F^2$."
)
RIDGE = r"Let $f = \sum_d w_d x_d$ and $J = \frac{1}{2} (f - y)^2 + \frac{\lambda}{2} \sum_d w_d^2$."
DECAY = (
    r"Let $p = \sigma(\mathbf{v}^T \mathbf{g})$ and "
    r"$J = -y \log p - (1 - y) \log(1 - p) + \frac{\beta}{2} \mathbf{v}^T \mathbf{v}$."
)
TEMPERED = r"Let $p_i = e^{z_i / \tau} / \sum_j e^{z_j / \tau}$ and $L = -\sum_i y_i \log p_i$ with one-hot $y$."
BITS = r"Let $p_i = e^{z_i} / \sum_j e^{z_j}$ and $H = -\sum_i y_i \log_2 p_i$ with one-hot $y$."
SIZED = (
    r"Let $s_j = \sum_{i=1}^D M_{ji} h_i$, $q_j = e^{s_j} / \sum_{l=1}^C e^{s_l}$ and "
    r"$E = -\sum_{j=1}^C t_j \log q_j$ with one-hot $t$."
)
SUMS = r"Let $s_n = \sigma(v^\top g_n)$ and $E(v) = -\sum_{n=1}^N \{ t_n \ln s_n + (1 - t_n) \ln(1 - s_n) \}$."
ROOT = r"Let $v = \frac{x - m}{\sqrt{s + \epsilon}}$ and $L = \frac{1}{2} (v - t)^2$, all of them numbers."
STEPS = r"Let $u_t = A h_{t-1} + B x_t + b$ and $h_t = \tanh(u_t)$ with $h_t \in \mathbb{R}^d$, $x_t \in \mathbb{R}^n$."
MEAN = r"Let $f_n = \sum_d w_d x_{nd}$ and $J = \frac{1}{N} \sum_{n=1}^N (f_n - t_n)^2$."
MAP = r"Let $\mathbf{z} = \mathbf{W} \mathbf{x}$ and $L = \frac{1}{2} \| \mathbf{z} - \mathbf{t} \|^2$."


UNIT = r"Let $h = \tanh(v s + c)$ and $J = \frac12 (h - t)^2 + \frac{\gamma}{2} v^2$."
CHAIN = r"Let $g_t = \tanh(r g_{t-1} + q x_t)$, $o_t = v g_t$, $L = \sum_t \frac12 (o_t - d_t)^2$."
DROPPED = r"Let $u = A x + c$, $h = \mathrm{relu}(u) \odot m$, $o = B h + d$, $L = \frac12 \|o - t\|^2$, a mask $m$."
CUBIC = r"Let $q(x) = 2 x^3 - 5x + 1$."
RATE = r"Let $o = M x$ with $M \in \mathbb{R}^{n \times n}$, $J = \frac12 \|o - t\|^2 + \frac{\beta}{2} \|M\|_F^2$."


@pytest.mark.parametrize(
    ("text", "formula", "said", "corrected"),
    [
        (NEURON, r"\frac{\partial C}{\partial w} = (a - y) x", "derivative of sigmoid, a (1 − a), is missing", "1 - a"),
        (TANH, r"\frac{\partial Q}{\partial c} = v - t", "the derivative of tanh, 1 − v², is missing", "1 - v^2"),
        (RELU, r"\frac{\partial L}{\partial \mathbf{u}} = \frac{\partial L}{\partial \mathbf{h}}",
         "the mask [u > 0] is missing", r"\frac{\partial L}{\partial \mathbf{h}} \odot \mathbb{1}[\mathbf{u} > 0]"),
        (RELU, r"\frac{\partial L}{\partial \mathbf{c}} = \frac{\partial L}{\partial \mathbf{h}}",
         "the mask [u > 0] is missing", r"\odot \mathbb{1}[\mathbf{u} > 0]"),
        (ROWS, r"\frac{\partial L}{\partial \mathbf{S}} = \frac{\partial L}{\partial \mathbf{H}}",
         "the mask [S > 0] is missing", ""),
        (HINGE, r"\frac{\partial \ell}{\partial w} = -y x", "the mask [y s < 1] is missing", r"\mathbb{1}[y s < 1]"),
        (RIDGE, r"\frac{\partial J}{\partial w_d} = (f - y) x_d", "the term w_d λ is missing",
         r"(f - y) x_d + \lambda w_d"),
        (DECAY, r"\nabla_{\mathbf{v}} J = (p - y) \mathbf{g}", "the term β v is missing",
         r"(p - y) \mathbf{g} + \beta \mathbf{v}"),
        (SOFT, r"\frac{\partial q_j}{\partial s_l} = q_j (1 - q_j)", "this is only the case of equal indices",
         r"\delta_{jl} - q_l"),
        (SOFT, r"\frac{\partial q_j}{\partial s_l} = q_j - q_j^2", "this is only the case of equal indices",
         r"\delta_{jl} - q_l"),
        (TEMPERED, r"\frac{\partial L}{\partial z_i} = p_i - y_i", "factor 1/τ is missing", r"{\tau}"),
        (TEMPERED, r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)", "factor 1/τ is missing", r"{\tau}"),
        (BITS, r"\frac{\partial H}{\partial z_i} = p_i - y_i", "the logarithm is to base 2", r"\ln 2"),
        (MEAN, r"\frac{\partial J}{\partial w_d} = 2 \sum_{n=1}^N (f_n - t_n) x_{nd}", "the factor 1/N is missing",
         r"\frac{2}{N}"),
        (MEAN, r"\frac{\partial J}{\partial w_d} = \frac{1}{N} \sum_{n=1}^N (f_n - t_n) x_{nd}", "factor 2 is missing",
         r"\frac{2}{N}"),
        (MAP, r"\frac{\partial L}{\partial \mathbf{W}} = \mathbf{x} (\mathbf{z} - \mathbf{t})^T",
         "rows and columns are exchanged", r"\mathbf{x}^T"),
        (MAP, r"\nabla_{\mathbf{x}} L = \mathbf{W} (\mathbf{z} - \mathbf{t})", "the indices of W are transposed",
         r"\mathbf{W}^{\top} (\mathbf{z} - \mathbf{t})"),
        (SOFT, r"\frac{\partial E}{\partial M_{ji}} = (q_j - t_j) h_j", "h_j is captured: i is meant", "h_i"),
        (SOFT, r"\frac{\partial E}{\partial s_j} = \sum_j q_j t_j - t_j", "q is captured by the sum", "q_j"),
        (SIZED, r"\frac{\partial E}{\partial M_{ji}} = (q_j - t_j) h_j", "the index j stands where i is due", "h_i"),
        (SIZED, r"\frac{\partial E}{\partial M_{ji}} = (q_i - t_i) h_j", "the indices i and j are exchanged", "h_i"),
        (SIZED, r"\frac{\partial E}{\partial h_i} = \sum_{j=1}^C M_{ij} (q_j - t_j)", "are transposed", "M_{ji}"),
        (MAP, r"\frac{\partial L}{\partial \mathbf{W}} = (\mathbf{z} - \mathbf{t})^T \mathbf{x}",
         "the transpose stands at the wrong factor", r"\mathbf{x}^T"),
        (SUMS, r"\nabla^2 E(v) = \sum_{n=1}^N s_n (1 - s_n) g_n^\top g_n", "the transpose stands", r"g_n g_n^\top"),
        (TANH, r"\frac{\partial Q}{\partial k} = v - t (1 - v^2) r", "the brackets are missing", "(v - t) (1 - v^2)"),
        (TANH, r"\frac{\partial Q}{\partial u} = (v - t) (1 - v)^2", "the square stands outside", "(1 - v^2)"),
        (TANH, r"\frac{\partial Q}{\partial u} = (v - t) (1 - u^2)", "u stands where v is due", "(1 - v^2)"),
        (ROOT, r"\frac{\partial v}{\partial s} = -\frac{1}{2} (x - m) (\sqrt{s + \epsilon})^{-1.5}",
         "a root is too much", "(s + "),
        (ROOT, r"\frac{\partial v}{\partial x} = (s + \epsilon)^{0.5}", "the power 0.5 stands where -0.5", "^{-0.5}"),
        (STEPS, r"\frac{\partial h_t}{\partial u_t} = \mathrm{diag}(1 - h_{t-1} \odot h_{t-1})",
         "h_t is due", r"h_t \odot"),
        (STEPS, r"\frac{\partial h_t}{\partial x_t} = \mathrm{diag}(1 - h_t \odot h_t) A", "where B is due", "B"),
        (UNIT, r"\frac{\partial J}{\partial v} = (h - t) (1 - h^2) s", "the term γ v is missing", r"+ v \gamma"),
        (UNIT, r"\frac{\partial h}{\partial v} = s", "the derivative of tanh, 1 − h², is missing", "1 - h^2"),
        (CHAIN, r"\frac{\partial g_t}{\partial g_{t-1}} = r", "the derivative of tanh, 1 − g_t², is missing", "g_t^2"),
        (DROPPED, r"\frac{\partial L}{\partial u} = B^T (o - t) \odot m", "the mask [u > 0] is missing",
         r"B^T (o - t) \odot m \odot \mathbb{1}[u > 0]"),
        (DROPPED, r"\frac{\partial L}{\partial u} = B^T (o - t) \odot \mathbb{1}[u > 0]", "factor m is missing", ""),
        (CUBIC, r"q'(x) = 6x^2", "the term −5 is missing", "6x^2 - 5"),
        (RATE, r"\frac{\partial J}{\partial M} = x (M x - t)^T + \beta M", "are exchanged", r"\beta M"),
        (SUMS, r"\frac{\partial E}{\partial v_i} = \sum_{n=1}^N (s_n - t_n) g_n", "the index i is missing", "g_{ni}"),
    ],
)  # fmt: skip
def test_a_slip_is_named_and_undone(text: str, formula: str, said: str, corrected: str) -> None:
    """A forgotten slope, mask, decay, 1/τ or base; the diagonal only; mean for sum; transposed; captured."""
    finding = judged(f"{text}\n\n$${formula}$$\n")[-1]
    assert finding.verdict.value == "REFUTED" and said in finding.diagnosis and corrected in finding.corrected
    again = judged(f"{text}\n\n$${formula.partition(' = ')[0]} = {finding.corrected}$$\n")[-1]
    assert again.verdict.proved


NUMBERS = r"""Let $z = w x + b$ and $a = \sigma(z)$.

# One
With $w = 0.7$, $b = -0.4$ and $x = 2$ we get $a = 0.7311$.

# Two
"""


@pytest.mark.parametrize(
    ("text", "formula", "said"),
    [
        (NUMBERS, "With $w = 0.7$, $b = -0.4$ and $x = 1$ we get $a (1 - a) = 0.7311$.",
         "the value is 0.2445; 0.7311 is a of line 4"),
        (NUMBERS, "With $w = 0.7$, $b = -0.4$ and $x = 1$ we get $a (1 - a) = 0.2446$.",
         "the value is 0.2445; only the last digit is wrong"),
        (NUMBERS, "With $w = 0.7$, $b = -0.4$ and $x = 1$ we get $z = 0.6$.", "the value is 0.3"),
    ],
)  # fmt: skip
def test_a_wrong_number_is_told_by_where_it_comes_from(text: str, formula: str, said: str) -> None:
    """A number from another example, the last digit, a number from nowhere."""
    finding = judged(f"{text}{formula}\n")[-1]
    assert finding.verdict.value == "REFUTED" and finding.diagnosis == said


def test_a_side_that_only_the_other_layout_turns_is_no_slip() -> None:
    """A transpose of the whole side is how slopes are written down, and no error."""
    text = (
        "With one feature $g_\\omega(v) = \\frac{1}{1 + e^{-\\omega_0 - \\omega_1 v}}$, and it costs "
        "$\\text{Cost}(g_\\omega(v), t) = -t \\log(g_\\omega(v)) - (1 - t) \\log(1 - g_\\omega(v))$, and all of them "
        "$J(\\omega) = \\frac{1}{n} \\sum_{i=1}^n \\text{Cost}(g_\\omega(v^{(i)}), t^{(i)})$.\n\n# The slope\n\n"
        "$\\frac{\\partial g_\\omega}{\\partial \\omega_0} = "
        "\\frac{e^{-\\omega_0 - \\omega_1 v}}{(1 + e^{-\\omega_0 - \\omega_1 v})^2}$"
    )
    assert str(judged(text)[-1].verdict) != "REFUTED"
