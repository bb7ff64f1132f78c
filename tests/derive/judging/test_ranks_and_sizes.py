"""What says how many axes a letter has, and how long they are: ends of sums, sections, an entry and its whole."""

from __future__ import annotations

import pytest

from derive.reading.document.model import document_of
from derive.reading.notes.claims import Claim
from tests.derive.judging.test_documents import judged

LAYER = (
    r"Let $s_i^{(\ell)} = \sum_{j=1}^{n_{\ell-1}} v^{(\ell)}_{ij} h^{(\ell-1)}_j + c_i^{(\ell)}$ "
    r"and $h_i^{(\ell)} = \sigma(s_i^{(\ell)})$."
)
NEXT = r"$\frac{\partial E}{\partial s_i^{(\ell)}} = \sigma'(s_i^{(\ell)}) \sum_{k=1}^{n_{\ell+1}}"
IN_AND_OUT = r"Let $y_i = \sum_{k=1}^{n_{in}} x_k w_{ki} + b_i$."
BACK = r"$\frac{\partial E}{\partial x_k} = \sum_{i=1}^{n_{out}} \frac{\partial E}{\partial y_i}"
EACH = r"Let $E = \frac{1}{M} \sum_i E_i$ and $E_i = (s_i - t_i)^2$."
UNEQUAL = r"Let $a_i = \sum_{j=1}^{n_i} x_{ij}$."
BOOK = (
    "# One map\n\nLet $u_i = \\sum_{j=1}^{K} w_{ij} x_j$.\n\n# Another\n\n"
    "Let $q_i = e^{x_i} / \\sum_{k=1}^{n} e^{x_k}$."
)
ROWS = (
    "# A unit\n\n$s^{(n)} = v^T u^{(n)} + c$ and $R = \\frac{1}{N} \\sum_{n=1}^N (s^{(n)} - t^{(n)})^2$.\n\n# By v\n\n"
)
STEPS = (
    "# Composition\n\nLet $x_0 = x$ and $x_p = f_p(x_{p-1})$.\n\n"
    "# A map\n\nLet $y_i = \\sum_{k=1}^{m} x_k w_{ki} + b_i$."
)
MEMORY = r"Let $m_t = \tanh(R m_{t-1} + G u_t)$."
MARGIN = (
    r"Let $L(\boldsymbol{v}, v_0, \boldsymbol{\beta}) = \frac{1}{2} \|\boldsymbol{v}\|^2 - \sum_{i=1}^m \beta_i (t_i "
    r"(\boldsymbol{v}^T \boldsymbol{r}_i + v_0) - 1)$, where $m = |\mathcal{D}|$. Then $\boldsymbol{v} = "
    r"\sum_{i=1}^m \beta_i t_i \boldsymbol{r}_i$ and $Q(\beta) = \sum_{i=1}^m \beta_i - \frac{1}{2} \sum_{i,j=1}^m "
    r"\beta_i t_i \mathbf{r}_i^T \beta_j t_j \mathbf{r}_j$."
)
HINGE = r"Let $q = |1 - y f|_+$ and $f = w x$."
FEATURES = (
    "# Many features\n\nLet $f = \\sum_{i=1}^n (v^T u_i - t_i)^2$.\n\n"
    "# One feature\n\nLet $g = \\sum_{i=1}^n (v u_i + c - t_i)^2$.\n\n"
)
GATE = "# A map\n\nLet $y = A \\mathbf{x}$.\n\n# A gate\n\nIt is $f(x, y) = x y$.\n\n"
DATA = (
    "# One\n\nIts score is $s = v^T u$.\n\n# All\n\nLet $p = g(U v)$ with $p^{(i)} = g(v^T u^{(i)})$ and "
    "$E = \\sum_{i=1}^m (p^{(i)} - t^{(i)})^2$.\n\n"
)
LAST = (
    "| last | $z^{[L-1]} = v^{[L-1]} h^{[L-2]} + c^{[L-1]}$ |\n\n# All\n\n$z^{[l]} = v^{[l]} h^{[l-1]} + c^{[l]}$\n\n"
    "The output is $h^{[l]} = g(z^{[l]})$.\n\n"
)
BENT = r"Let $s = R u + c$ and $m = \tanh(s)$."


def last(text: str, formula: str) -> list[str]:
    """The verdicts on a formula behind a text."""
    before = len(judged(text))
    return [finding.verdict.value for finding in judged(f"{text} {formula}\n")[before:]]


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (LAYER, r"$\frac{\partial s_i^{(\ell)}}{\partial v^{(\ell)}_{ij}} = h^{(\ell-1)}_j$", "PROVED"),
        (LAYER, NEXT + r" v^{(\ell+1)}_{ki} \frac{\partial E}{\partial s_k^{(\ell+1)}}$", "PROVED"),
        (LAYER, NEXT + r" \frac{\partial E}{\partial s_k^{(\ell+1)}}$", "REFUTED"),
        (LAYER, r"$\frac{\partial s_i^{(\ell)}}{\partial c^{(\ell)}_i} = s_i^{(\ell)}$", "REFUTED"),
        (IN_AND_OUT, BACK + " w_{ki}$", "PROVED"),
        (IN_AND_OUT, BACK + " w_{ik}$", "REFUTED"),
        (IN_AND_OUT, BACK + " w_{ki} x_k$", "REFUTED"),
        (EACH, r"$\frac{\partial E}{\partial s_i} = \frac{2}{M} (s_i - t_i)$", "PROVED"),
        (EACH, r"$\frac{\partial E}{\partial s_i} = 2 (s_i - t_i)$", "REFUTED"),
        (EACH, r"$E = \frac{1}{M} \sum_i (s_i - t_i)^2$", "PROVED"),
        (EACH, r"$E = \sum_i (s_i - t_i)^2$", "UNDECIDED"),
        (UNEQUAL, r"$\sum_{i=1}^m \sum_{j=1}^{n_i} x_{ij} = \sum_{i=1}^m \sum_{j=1}^{n_m} x_{ij}$", "UNDECIDED"),
        (MEMORY, r"$\frac{\partial m_t}{\partial m_{t-1}} = \mathrm{diag}(1 - m_t^2) R$", "PROVED"),
        (MEMORY, r"$\frac{\partial m_t}{\partial m_{t-1}} = R \, \mathrm{diag}(1 - m_t^2)$", "REFUTED"),
        (MEMORY, r"$\frac{\partial m_t}{\partial m_{t-1}} = \mathrm{diag}(1 - m_t) R$", "REFUTED"),
        (MEMORY, r"$\frac{\partial m_t}{\partial u_t} = \mathrm{diag}(1 - m_t^2) G$", "PROVED"),
        (BENT, r"$\frac{\partial m}{\partial u} = \mathrm{diag}(1 - m^2) R$", "PROVED"),
        (BENT, r"$\frac{\partial m}{\partial u} = R \, \mathrm{diag}(1 - m^2)$", "REFUTED"),
        (BOOK, r"$\frac{\partial q_i}{\partial x_j} = q_i (\delta_{ij} - q_j)$", "PROVED"),
        (BOOK, r"$\frac{\partial q_i}{\partial x_j} = q_i (1 - q_j)$", "REFUTED"),
        (ROWS, r"$\frac{\partial s^{(n)}}{\partial v} = u^{(n)}$", "PROVED"),
        (ROWS, r"$\frac{\partial R}{\partial v} = \frac{2}{N} \sum_{n=1}^N (s^{(n)} - t^{(n)}) u^{(n)}$", "PROVED"),
        (ROWS, r"$\frac{\partial R}{\partial v} = \frac{2}{N} \sum_{n=1}^N (s^{(n)} + t^{(n)}) u^{(n)}$", "REFUTED"),
        (MARGIN, r"$\frac{\partial L}{\partial v_0} = -\sum_{i=1}^m \beta_i t_i$", "PROVED"),
        (MARGIN, r"$\frac{\partial L}{\partial v_0} = \sum_{i=1}^m \beta_i t_i$", "REFUTED"),
        (HINGE, r"$q = \max(0, 1 - y w x)$", "PROVED"),
        (HINGE, r"$q^2 = (1 - y w x)^2$", "REFUTED"),
        (FEATURES, r"$\frac{\partial g}{\partial v} = 2 \sum_{i=1}^n (v u_i + c - t_i) u_i$", "PROVED"),
        (FEATURES, r"$\frac{\partial g}{\partial v} = 2 \sum_{i=1}^n (v u_i + c - t_i)$", "REFUTED"),
        (GATE, r"$\frac{\partial f}{\partial x} = y$", "PROVED"),
        (GATE, r"$\frac{\partial f}{\partial x} = x$", "REFUTED"),
        (DATA, r"$\sum_{i=1}^m p^{(i)} u^{(i)} = U^T p$", "PROVED"),
        (DATA, r"$\sum_{i=1}^m p^{(i)} u^{(i)} = 2 U^T p$", "REFUTED"),
        (LAST, r"$h^{[l]} = g(v^{[l]} h^{[l-1]} + c^{[l]})$", "PROVED"),
        (LAST, r"$h^{[l]} = g(v^{[l]} h^{[l-1]} + 2 c^{[l]})$", "UNDECIDED"),
        (STEPS, r"$\frac{\partial E}{\partial w_{ki}} = x_k \frac{\partial E}{\partial y_i}$", "PROVED"),
        (STEPS, r"$\frac{\partial E}{\partial w_{ki}} = x_i \frac{\partial E}{\partial y_k}$", "REFUTED"),
    ],
)  # fmt: skip
def test_sizes_that_are_said_by_the_ends_of_sums(text: str, formula: str, verdict: str) -> None:
    """n_{ℓ−1} and n_in are sizes of axes, n_i of each i is none; a letter of another section has sizes of its own."""
    assert last(text, formula) == [verdict]


@pytest.mark.parametrize("formula", [r"$E = \frac{1}{N} \sum_i (s_i - t_i)^2$", r"$E = \frac{1}{N} \sum_i E_i$"])
def test_a_size_of_no_axis_refutes_nothing(formula: str) -> None:
    """N that stands in no sum may be the number of the examples or not."""
    text = r"Let $E = \frac{1}{N} \sum_{i=1}^n E_i$ and $E_i = (s_i - t_i)^2$."
    assert "REFUTED" not in last(text, formula)


TWO_LAYERS = (
    r"Let $Z_h = X W_h + b_h$, $H = \tanh(Z_h)$, $Z_o = H W_o + b_o$ and $E = \frac{1}{2} \| Z_o - T \|^2$, "
    r"$\delta_o = \frac{\partial E}{\partial Z_o}$."
)
HIDDEN = r"$\frac{\partial E}{\partial Z_h} ="
TWO_INDICES = r"Let $s_i = \sum_d W_{id} x_d$, $p_i = e^{s_i} / \sum_j e^{s_j}$ and $p_k = e^{s_k} / \sum_j e^{s_j}$."
ROWS = r"Let $u_i = W_i^T x$, $u_k = W_k^T x$ and $v = u_i + u_k$."
MARKS = (
    r"Let $h = \sigma(W x + b^h)$, $y = V h + b^y$, $z_1 = w_{11} x_1 + b_1^h$, $u = v_{11} h_1 + b_1^y$ and "
    r"$E = \frac{1}{2} (u - y_1)^2$. At the start $b^h = (0.1, 0.2)^T$ and $b^y = (0.4)$."
)
RECURSIVE = r"$z^l = W^l a^{l-1} + b^l$, $a^l = f(z^l)$, $\delta^l = ((W^{l+1})^T \delta^{l+1}) \odot f'(z^l)$."
EACH_GIVEN = r"Let $y = \sigma(z)$ and $z = w x + b$."
BERNOULLI = r"\sum_{i=1}^n (t_i \log(y_i) + (1 - t_i) \log(1 - y_i))"


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (TWO_LAYERS, r"$\frac{\partial E}{\partial W_o} = H^T \delta_o$", "PROVED"),
        (TWO_LAYERS, r"$\frac{\partial E}{\partial W_o} = H \delta_o$", "REFUTED"),
        (TWO_LAYERS, HIDDEN + r" (\delta_o W_o^T) \odot (1 - H \odot H)$", "PROVED"),
        (TWO_LAYERS, HIDDEN + r" (\delta_o W_h^T) \odot (1 - H \odot H)$", "REFUTED"),
        (TWO_INDICES, r"$\frac{\partial p_i}{\partial s_k} = -p_i p_k$", "PROVED WHEN"),
        (TWO_INDICES, r"$\frac{\partial p_i}{\partial s_k} = p_i p_k$", "REFUTED"),
        (ROWS, r"$\frac{\partial u_i}{\partial W_i} = x$", "PROVED"),
        (MARKS, r"$\frac{\partial E}{\partial u} = u - y_1$", "PROVED"),
        (MARKS, r"$\frac{\partial u}{\partial b_1^y} = 1$", "PROVED"),
        (MARKS, r"$\frac{\partial u}{\partial b_1^y} = b_1^h$", "REFUTED"),
        (RECURSIVE, r"$(W^{l+1})^T \delta^{l+1} \odot f'(z^l) = \delta^l$", "UNDECIDED"),
        (RECURSIVE, r"$\delta^l = (W^{l+1} \delta^{l+1}) \odot f'(z^l)$", "UNDECIDED"),
        (EACH_GIVEN, rf"$\exp(-{BERNOULLI}) = \frac{{1}}{{\exp({BERNOULLI})}}$", "PROVED"),
        (EACH_GIVEN, rf"$\exp(-{BERNOULLI}) = \exp({BERNOULLI})$", "REFUTED"),
        (EACH_GIVEN, r"$\frac{\partial y_i}{\partial z_i} = 0$", "UNDECIDED"),
    ],
)  # fmt: skip
def test_letters_that_tell_two_things_apart(text: str, formula: str, verdict: str) -> None:
    """h and o of two layers, b^h and b^y are names; i and k of one formula are indices; δ^l is made of δ^{l+1}."""
    assert last(text, formula) == [verdict]


SQUARE = (
    r"Let $g[x, \boldsymbol{\theta}] = \alpha_1 + \gamma_1 \sin[\alpha_0 + \gamma_0 x]$, "
    r"$c_i = (g[x_i, \boldsymbol{\theta}] - y_i)^2$, $u = \alpha_0 + \gamma_0 x_i$, $v = \sin[u]$ and "
    r"$r = \alpha_1 + \gamma_1 v$."
)


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"$c_i = (r - y_i)^2$", "PROVED"),
        (r"$\frac{\partial c_i}{\partial \gamma_1} = 2 (r - y_i) v$", "PROVED"),
        (r"$\frac{\partial c_i}{\partial \gamma_1} = -2 (r - y_i) v$", "REFUTED"),
        (r"$\frac{\partial c_i}{\partial \gamma_0} = 2 (r - y_i) \gamma_1 \cos[u] x_i$", "PROVED"),
        (r"$\frac{\partial c_i}{\partial \gamma_0} = 2 (r - y_i) \gamma_1 \cos[u]$", "REFUTED"),
    ],
)
def test_a_function_whose_arguments_stand_in_square_brackets(formula: str, verdict: str) -> None:
    """g[x, θ] is a function of a number x, also where it is applied to x_i of each sample."""
    assert last(SQUARE, formula) == [verdict]


@pytest.mark.parametrize(
    "line", [r"g = \tanh(W [h, \phi] + b)", "W[i, j] = x[i] y[j]", r"[h, \theta] = z", r"\hat{y} = V [h, x]"]
)
def test_square_brackets_behind_a_matrix_make_no_function(line: str) -> None:
    """W [h, x] is W times two vectors on each other, W[i, j] an entry."""
    assert not document_of([Claim(line, 1, 1), Claim(r"a = W [h, \theta]", 2, 1)]).roles.functions & {"W", "V", "h"}
