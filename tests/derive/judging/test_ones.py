"""Vectors of ones and zeros in bold, unit vectors, and indicators that compare below the 1."""

from __future__ import annotations

import pytest

from .test_documents import judged

ROWS = (
    r"Let $S = \exp(A)$ and $r = S \mathbf{1}$ with $A \in \mathbb{R}^{n \times k}$, $q = r^{-1}$ and "
    r"$P = S \odot (q \mathbf{1}^\top)$. "
)
MEAN = (
    r"Let $q = p - \mathbf{1} \left(\sum_{i=1}^d p_i\right) / d$, $s = \mathbf{q}^\top \mathbf{q} / d$ and "
    r"$\mathbf{r} = \mathbf{q} / s$. "
)
SUMMED = r"\mathbf{1}^\top \frac{\partial L}{\partial S}"
ROWS_ADDED = r"Let $S = X W + b$, $P_{ik} = e^{S_{ik}} / \sum_j e^{S_{ij}}$, $L = -\sum_i \sum_k Y_{ik} \log P_{ik}$. "
SCORES = r"Let $s = V^T u$ with $V \in \mathbb{R}^{d \times n}$ and $q = \frac{\exp s}{1^T \exp s}$. "
OF_A_CLASS = SCORES + r"For the class $c$ the loss is $\ell = \log \sum_{j=1}^n \exp(s_j) - s_c$, "
UNIT = OF_A_CLASS + "and $e_c$ is a unit vector. "
CENTRED = (
    r"Let $c_i = \frac{1}{n} \mathbf{1}^\top y_i$ and "
    r"$v_i = \frac{1}{n} (y_i - \frac{1}{n} \mathbf{1} \mathbf{1}^\top y_i)^\top "
    r"(y_i - \frac{1}{n} \mathbf{1} \mathbf{1}^\top y_i)$. "
)
PROJECTED = r"$v_i = \frac{1}{n} y_i^\top (I - \frac{1}{n} \mathbf{1} \mathbf{1}^\top) y_i$"
BY_COLUMN = r"$\frac{\partial v_i}{\partial y_i} = "
SLOPE = r"$\frac{\partial r_i}{\partial q_j} = "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (r"Let $s = \mathbf{1}^\top \mathbf{v}$. $s = \sum_i v_i$", "PROVED"),
        (r"Let $s = \mathbf{1}^\top \mathbf{v}$. $s = 2 \sum_i v_i$", "UNDECIDED"),
        (r"Let $s = \mathbf{1}_n^\top \mathbf{v}$. $\nabla_{\mathbf{v}} s = \bold{1_n}$", "PROVED"),
        (r"Let $s = \mathbf{1}_n^\top \mathbf{v}$. $\nabla_{\mathbf{v}} s = 2 \mathbf{1}_n$", "REFUTED"),
        (r"Let $s = \mathbf{1}^\top \mathbf{v}$. $\frac{\partial s}{\partial v_i} = 2$", "REFUTED"),
        (ROWS_ADDED + rf"$\frac{{\partial L}}{{\partial b}} = {SUMMED}$", "PROVED"),
        (ROWS_ADDED + rf"$\frac{{\partial L}}{{\partial b}} = 2 {SUMMED}$", "REFUTED"),
        (r"Let $s = \mathbf{1}_i^\top \mathbf{v}$. $s = \sum_i v_i$", "UNDECIDED"),
        (r"Let $s = \mathbf{1}_A v$. $\frac{\partial s}{\partial v} = 1$", "UNDECIDED"),
        (r"With $v \in \mathbb{R}^A$ let $s = \mathbf{1}_A^\top v$. $s = \sum_i v_i$", "PROVED"),
        (SCORES + r"$q_j = \frac{e^{s_j}}{\sum_l e^{s_l}}$", "PROVED"),
        (UNIT + r"$\nabla_V \ell = u (q - e_c)^T$", "PROVED"),
        (UNIT + r"$\nabla_V \ell = u (e_c - q)^T$", "REFUTED"),
        (UNIT + r"$\frac{\partial \ell}{\partial s} = q - e_c$", "PROVED"),
        (OF_A_CLASS + r"$\nabla_V \ell = u (q - e_c)^T$", "UNDECIDED"),
        (ROWS + r"$P_{ij} = e^{A_{ij}} / \sum_l e^{A_{il}}$", "PROVED"),
        (ROWS + r"$P_{ij} = e^{A_{ij}} / \sum_l e^{A_{lj}}$", "UNDECIDED"),
        (CENTRED + PROJECTED, "PROVED"),
        (CENTRED + r"$c_i = \frac{1}{n} \sum_t (y_i)_t$", "PROVED"),
        (CENTRED + BY_COLUMN + r"\frac{2}{n} (I - \frac{1}{n} \mathbf{1} \mathbf{1}^\top) y_i$",
         "PROVED"),
        (CENTRED + BY_COLUMN + r"\frac{1}{n} (I - \frac{1}{n} \mathbf{1} \mathbf{1}^\top) y_i$",
         "REFUTED"),
        (CENTRED + r"$I - \frac{2}{n} \mathbf{1} \mathbf{1}^\top + \frac{1}{n^2} \mathbf{1} \mathbf{1}^\top \mathbf{1} "
         r"\mathbf{1}^\top = I - \frac{1}{n} \mathbf{1} \mathbf{1}^\top$", "PROVED"),
        (CENTRED + r"$I - \frac{2}{n} \mathbf{1} \mathbf{1}^\top + \frac{1}{n} \mathbf{1} \mathbf{1}^\top \mathbf{1} "
         r"\mathbf{1}^\top = I - \frac{1}{n} \mathbf{1} \mathbf{1}^\top$", "REFUTED"),
        (MEAN + SLOPE + r"1_{i=j} / s - q_i / s^2 \frac{\partial s}{\partial q_j}$", "PROVED"),
        (MEAN + SLOPE + r"1_{i=j} / s - q_i / s^3 \frac{\partial s}{\partial q_j}$", "REFUTED"),
        (MEAN + SLOPE + r"1_{i \neq j} / s - 2 r_i q_j / (d s)$", "UNDECIDED"),
    ],
)  # fmt: skip
def test_a_bold_one_is_a_vector_of_ones(text: str, verdict: str) -> None:
    """Of as many entries as its neighbours have; 1_i may be something else, and so may what an event is."""
    assert judged(text)[-1].verdict.value == verdict, judged(text)[-1]
