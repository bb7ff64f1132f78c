"""Parts of a formula that have a name of their own, and entries of what is counted: q_t = V s_t, then s_{t_k}."""

from __future__ import annotations

import pytest

from .test_documents import judged

SHARES = (
    r"Let $h = \tanh(U x)$, $p = \mathrm{softmax}(V h)$ and $J = -\sum_i y_i \log p_i$ "
    r"with $V \in \mathbb{R}^{K \times H}$. Now let $q = V h$. "
)
UNIT = r"Let $r = \sigma(a u + c)$ and $C = \frac{1}{2} (r - t)^2$. Further $n = a u + c$. "
LOGISTIC = (
    r"Let $\sigma(z) = \frac{1}{1 + e^{-z}}$ and $p = \frac{1}{1 + e^{-z}}$. For $L = -\log p$ we have "
    r"$\frac{\partial L}{\partial p} = -\frac{1}{p}$. "
)
VALUES = r"Let $\mathrm{softmax}(u)_i = r_i = \frac{e^{u_i}}{\sum_{k=1}^n e^{u_k}}$. "
STEPS = (
    r"We use the summation convention. Let $s_t = \tanh(U x_t + W s_{t-1})$, $p_t = \mathrm{softmax}(V s_t)$, "
    r"$L = -\frac{1}{N} \sum_t y_t \log p_t$, $E_t = -y_{t_i} \log p_{t_i}$ and $q_t = V s_t$. "
)
ONE_HOT = r"The labels $y$ are one-hot. "


CHAIN = r"Let $r = g(n) = g(a u + c)$. "
TWICE = r"# One\n\nHere $n = a u - c$.\n\n# Two\n\nLet $r = g(n)$. ".replace("\\n", "\n")
UNITS = "# One\n\nHere $n = \\sum_i a_i u_i$.\n\n# Two\n\nLet $h_i = \\sigma(n_i) = \\sigma(\\sum_k v_{ki} u_k)$. "
LAYERS = (
    r"Let $a^l = \sigma(n^l) = \sigma(U^l a^{l-1} + c^l)$ and $C = \frac12 \|a^L - t\|^2$. "
    r"Let $\delta^l = \frac{\partial C}{\partial n^l}$. "
)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (CHAIN + r"$\frac{\partial n}{\partial a} = u$", "PROVED"),
        (CHAIN + r"$\frac{\partial n}{\partial a} = a$", "REFUTED"),
        (CHAIN + r"$\frac{\partial r}{\partial a} = g'(n) u$", "PROVED"),
        (CHAIN + r"$\frac{\partial r}{\partial a} = g'(n) a$", "REFUTED"),
        (TWICE + r"$r = g(n) = g(a u + c)$", "REFUTED"),
        (UNITS + r"$\frac{\partial h_i}{\partial n_i} = h_i (1 - h_i)$", "PROVED"),
        (UNITS + r"$\frac{\partial h_i}{\partial n_i} = h_i (1 + h_i)$", "REFUTED"),
        (LAYERS + r"$\delta^l = (U^{l+1})^T \delta^{l+1} \odot \sigma'(n^l)$", "PROVED"),
        (LAYERS + r"$\delta^l = U^{l+1} \delta^{l+1} \odot \sigma'(n^l)$", "REFUTED"),
        (LAYERS + r"$\frac{\partial C}{\partial c^l} = \delta^l$", "PROVED"),
        (SHARES + r"$\frac{\partial p_k}{\partial q_l} = p_k (\delta_{kl} - p_l)$", "PROVED"),
        (SHARES + r"$\frac{\partial p_k}{\partial q_l} = p_k (\delta_{kl} + p_l)$", "REFUTED"),
        (UNIT + r"$\frac{\partial r}{\partial n} = r (1 - r)$", "PROVED"),
        (UNIT + r"$\frac{\partial r}{\partial n} = r (1 + r)$", "REFUTED"),
        (UNIT + r"$\frac{\partial C}{\partial n} = (r - t) r (1 - r)$", "PROVED"),
        (UNIT + r"$\frac{\partial C}{\partial n} = (r - t) r (1 - r) u$", "REFUTED"),
        (LOGISTIC + r"$\sigma'(z) = \sigma(z) (1 - \sigma(z))$", "PROVED"),
        (LOGISTIC + r"$\sigma'(z) = \sigma(z) (1 + \sigma(z))$", "REFUTED"),
        (VALUES + r"$\frac{\partial r_i}{\partial u_j} = -r_i r_j$ for $i \neq j$", "PROVED WHEN"),
        (VALUES + r"$\frac{\partial r_i}{\partial u_j} = r_i r_j$ for $i \neq j$", "REFUTED"),
        (VALUES + r"$\frac{\partial C}{\partial u_j} = r_j \frac{\partial C}{\partial r_j} - "
         r"\sum_{k=1}^n r_k r_j \frac{\partial C}{\partial r_k}$", "PROVED"),
        (VALUES + r"$\frac{\partial C}{\partial u_j} = r_j \frac{\partial C}{\partial r_j} + "
         r"\sum_{k=1}^n r_k r_j \frac{\partial C}{\partial r_k}$", "REFUTED"),
        (STEPS + r"$\frac{\partial p_{t_k}}{\partial q_{t_l}} = p_{t_k} (\delta_{kl} - p_{t_l})$", "PROVED"),
        (STEPS + r"$\frac{\partial p_{t_k}}{\partial q_{t_l}} = p_{t_k} \delta_{kl}$", "REFUTED"),
        (STEPS + r"$\frac{\partial q_{t_l}}{\partial V_{ij}} = \delta_{il} s_{t_j}$", "PROVED"),
        (STEPS + r"$\frac{\partial q_{t_l}}{\partial V_{ij}} = \delta_{il} s_{t_l}$", "REFUTED"),
        (STEPS + ONE_HOT + r"$\frac{\partial E_t}{\partial V_{ij}} = (p_{t_i} - y_{t_i}) s_{t_j}$", "PROVED"),
        (STEPS + ONE_HOT + r"$\frac{\partial E_t}{\partial V_{ij}} = (y_{t_i} - p_{t_i}) s_{t_j}$", "REFUTED"),
    ],
)  # fmt: skip
def test_a_formula_is_made_of_its_parts_that_have_names(text: str, verdict: str) -> None:
    """By which the document differentiates, whichever of both was written first."""
    assert judged(text)[-1].verdict.value == verdict, judged(text)[-1]


SCORE = r"Let $E = -\log \sigma(v^T h)$. "
BY_PARTS = r"$\frac{\partial E}{\partial v^T h} \cdot \frac{\partial v^T h}{\partial v} = "
UNNAMED = r"Let $r = \sigma(a u + c)$ and $F = (r - t)^2$. "
CLASSES = r"Let $p = \mathrm{softmax}(V h)$ and $J = -\sum_i y_i \log p_i$ with one-hot $y$. "
BESIDE = r"Let $r = \sigma(a u + c) + a u + c$. "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (SCORE + r"$\frac{\partial E}{\partial v^T h} = \sigma(v^T h) - 1$", "PROVED"),
        (SCORE + r"$\frac{\partial E}{\partial v^T h} = \sigma(v^T h) + 1$", "REFUTED"),
        (SCORE + BY_PARTS + r"(\sigma(v^T h) - 1) h$", "PROVED"),
        (SCORE + BY_PARTS + r"(\sigma(v^T h) - 1) v$", "REFUTED"),
        (UNNAMED + r"$\frac{\partial r}{\partial (a u + c)} = r (1 - r)$", "PROVED"),
        (UNNAMED + r"$\frac{\partial r}{\partial (a u + c)} = r (1 - r) u$", "REFUTED"),
        (UNNAMED + r"$\frac{\partial F}{\partial a} = \frac{\partial F}{\partial (a u + c)} u$", "PROVED"),
        (UNNAMED + r"$\frac{\partial (a u + c)^2}{\partial (a u + c)} = 2 (a u + c)$", "UNDECIDED"),
        (CLASSES + r"$\frac{\partial J}{\partial (V h)} = p - y$", "PROVED"),
        (CLASSES + r"$\frac{\partial J}{\partial (V h)} = p + y$", "REFUTED"),
        (BESIDE + r"$\frac{\partial r}{\partial (a u + c)} = r (1 - r)$", "UNDECIDED"),
    ],
)  # fmt: skip
def test_a_slope_by_what_a_function_is_applied_to(text: str, verdict: str) -> None:
    """v^T h has no name, and the slope by it is told; where it stands outside of functions too, nothing is."""
    assert judged(text)[-1].verdict.value == verdict, judged(text)[-1]
