"""One example as a row: x W + b, xᵀδ for the slope by W, u cᵀ for a number."""

from __future__ import annotations

import pytest

from .test_documents import judged
from .test_published_notation import last

TAGGER = (
    r"For $x \in \mathbb{R}^{1 \times D}$ let $h = \tanh(x W + b_1)$, $\theta = h U + b_2$ and "
    r"$p = \mathrm{softmax}(\theta)$ with $W \in \mathbb{R}^{D \times H}$ and $U \in \mathbb{R}^{H \times C}$; "
    r"$E = -\sum_i y_i \log p_i$ with labels $y$. $\frac{\partial E}{\partial h} = (p - y) U^\top$. "
)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\frac{\partial E}{\partial \theta} = p - y", "PROVED WHEN"),
        (r"\frac{\partial E}{\partial U} = h^\top (p - y)", "PROVED WHEN"),
        (r"\frac{\partial E}{\partial U} = h^\top (y - p)", "REFUTED"),
        (r"\frac{\partial E}{\partial W} = x^\top ((p - y) U^\top \odot (1 - h \odot h))", "PROVED WHEN"),
        (r"\frac{\partial E}{\partial x} = ((p - y) U^\top \odot (1 - h \odot h)) W^\top", "PROVED WHEN"),
        (r"\frac{\partial E}{\partial x} = ((p - y) U^\top) W^\top", "REFUTED"),
    ],
)
def test_rows_of_one_example_are_judged_as_rows(claim: str, verdict: str) -> None:
    """The shapes that the document tells say that vectors are rows."""
    assert judged(f"{TAGGER}\n\n$${claim}$$\n")[-1].verdict == verdict


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"$$\frac{\partial C}{\partial s_2} = q - r$$", "PROVED WHEN"),
        (r"$$\frac{\partial s_2}{\partial g} = V_2^T$$", "PROVED"),
        (r"$$\frac{\partial C}{\partial p} = (q - r) V_2^T \odot \sigma'(s_1) V_1^T$$", "PROVED WHEN"),
        (r"$$\frac{\partial C}{\partial p} = (q - r) V_2^T \odot \sigma(s_1) V_1^T$$", "UNDECIDED"),
        (r"$$\frac{\partial C}{\partial g} = (r - q) V_2^T$$", "UNDECIDED"),
    ],
)
def test_a_small_letter_before_a_matrix_is_a_row(formula: str, verdict: str) -> None:
    """What the softmax is of is a vector, so g before V_2 is one, and p before V_1."""
    text = r"""$$g = \sigma(s_1), \quad s_1 = p V_1 + c_1$$
$$s_2 = g V_2 + c_2$$
$$q = \text{softmax}(s_2)$$
$$C = -\sum_k r_k \log q_k$$
"""
    assert last(text, formula) == [verdict]


ROWS = (
    r"Every vector is a row. $s_i = \frac{e^{u_i}}{\sum_j e^{u_j}}$, $C = -\sum_i t_i \log s_i$ with labels "
    r"$\mathbf t$ and $\mathbf u = \mathbf q V + \mathbf c$. "
)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"$\frac{\partial C}{\partial V} = \mathbf q^T (\mathbf s - \mathbf t)$", "PROVED WHEN"),
        (r"$\frac{\partial C}{\partial V} = \mathbf q^T (\mathbf s - \mathbf t)$ and "
         r"$\frac{\partial C}{\partial \mathbf q} = (\mathbf s - \mathbf t) V^T$", "PROVED WHEN"),
        (r"$\frac{\partial C}{\partial V} = \mathbf q^T (\mathbf s - \mathbf t)$ and "
         r"$\frac{\partial C}{\partial \mathbf q} = (\mathbf s - \mathbf t) V$", "REFUTED"),
    ],
)  # fmt: skip
def test_a_matrix_behind_a_row_is_no_number(claim: str, verdict: str) -> None:
    """V of q V is a matrix, so q^T (s − t) is its slope, and the slope by q needs V transposed."""
    assert str(judged(ROWS + claim)[-1].verdict) == verdict
