"""One example as a row: x W + b, xᵀδ for the slope by W, u cᵀ for a number."""

from __future__ import annotations

import pytest

from .test_documents import judged

TAGGER = (
    r"For $x \in \mathbb{R}^{1 \times D}$ let $h = \tanh(x W + b_1)$, $\theta = h U + b_2$ and "
    r"$p = \mathrm{softmax}(\theta)$ with $W \in \mathbb{R}^{D \times H}$ and $U \in \mathbb{R}^{H \times C}$; "
    r"$E = -\sum_i y_i \log p_i$ with one-hot $y$. $\frac{\partial E}{\partial h} = (p - y) U^\top$. "
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
