r"""Factors of a matrix, squares that are defined, letters that are told twice, sums to the last of all."""

from __future__ import annotations

import pytest

from .test_documents import judged

RATINGS = (
    r"$\hat{s}_{ab} = u_a^\top v_b = \sum_{k=1}^K u_{ak} v_{kb}$. $g_{ab}^2 = (s_{ab} - \hat{s}_{ab})^2$. "
    r"$\frac{\partial g_{ab}^2}{\partial u_{ak}} = "
)
ROWS = r"$\hat{s}_{ab} = u_a^\top v_b = \sum_{k=1}^K u_{ak} v_{bk}$. "
SPREAD = r"$m = \frac{1}{n} \sum_{i=1}^n x_i$. $\rho^2 = \frac{1}{n} \sum_{i=1}^n (x_i - m)^2$. "
CASES = r"Let $h = u v$. When $k = c$, $b = v$, otherwise $b = 0$. $\frac{\partial h}{\partial u} = "
WORDS = (
    r"With one-hot $t$ and $q = \mathrm{softmax}(r)$ of the right class $o$: "
    r"$-\sum_{w \in V} t_w \log q_w = -[t_1 \log q_1 + \cdots + t_o \log q_o + \cdots + t_w \log q_w] = "
)
CHOSEN = (
    r"If \(i=j\) then \(q_i = r_j\). \(q_j = e^{r_j} / \sum_k e^{r_k}\), \(L = -\sum_j t_j \log q_j\). "
    r"Of the true class \(j=c\): $q_i - \delta_{ic} = q_i - "
)
SECTIONS = (
    "# One\n$c = \\frac{1}{2} (p - t)^2$, $C = 3 c$\n\n# Two\n$c = -t \\log p$\n\n$\\frac{\\partial C}{\\partial p} = "
)
BESIDE = "# One\n$c = (p - t)^2$\n\n# Two\n$C = 3 c$ with $c = -t \\log p$\n\n$\\frac{\\partial C}{\\partial p} = "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (RATINGS + r"-2 (s_{ab} - \hat{s}_{ab}) v_{kb}$", "PROVED"),
        (RATINGS + r"-2 g_{ab} v_{kb}$", "PROVED"),
        (RATINGS + r"2 g_{ab} v_{kb}$", "REFUTED"),
        (RATINGS + r"-2 g_{ab} u_{ak}$", "REFUTED"),
        (ROWS, "PROVED"),
        (ROWS.replace("u_{ak}", "2 u_{ak}"), "REFUTED"),
        (SPREAD + r"$\frac{\partial \rho}{\partial x_i} = \frac{x_i - m}{n \rho}$", "PROVED"),
        (SPREAD + r"$\frac{\partial \rho}{\partial x_i} = \frac{x_i - m}{n}$", "REFUTED"),
        (CASES + r"2 b$", "UNDECIDED"),
        (CASES + r"2 v$", "REFUTED"),
        (WORDS + r"-t_o \log q_o$", "PROVED WHEN"),
        (WORDS.replace("t_w \\log q_w]", "t_K \\log q_K]") + r"-t_o \log q_o = -\log q_o$", "PROVED WHEN"),
        (CHOSEN + r"t_i$", "PROVED WHEN"),
        (WORDS + r"-t_o \log q_o - 1$", "REFUTED"),
        (r"Let $t = 3 x$, $f(x) = t^2$ and $r = f(u)$. $\frac{dr}{du} = 2 u$", "UNDECIDED"),
        (r"Let $t = 3 x$ and $f(x) = t^2 + x$. $\frac{df(x)}{dx} = 18 x + 1$", "PROVED"),
        (r"Let $t = 3 x$ and $f(x) = t^2 + x$. $\frac{df(x)}{dx} = 18 x + 2$", "REFUTED"),
        (SECTIONS + r"p - t$", "REFUTED"),
        (SECTIONS + r"3 (p - t)$", "PROVED"),
        (BESIDE + r"-3 t / p$", "PROVED"),
        (BESIDE + r"6 (p - t)$", "REFUTED"),
    ],
)
def test_what_a_letter_stands_for(text: str, verdict: str) -> None:
    """A letter is refuted of nothing that it may not be; v_b is a column where v_kb has b second."""
    assert judged(text)[-1].verdict.value == verdict, judged(text)[-1]
