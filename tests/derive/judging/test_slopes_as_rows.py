"""Slopes that are rows before a matrix, and columns of formulas, (A B)_{:j}."""

from __future__ import annotations

import pytest

from .test_documents import judged

NET = (
    r"With $x \in \mathbb{R}^D$, $W \in \mathbb{R}^{H \times D}$ and $V \in \mathbb{R}^{K \times H}$ "
    r"let $z = W x + b$, $a = \tanh(z)$ and $y = V a$. "
)
COLUMNS = r"Let $Y = X W$ with $X \in \mathbb{R}^{N \times D}$ and $W \in \mathbb{R}^{D \times K}$. "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (NET + r"$\frac{\partial L}{\partial a} = \frac{\partial L}{\partial y} V$", "PROVED"),
        (NET + r"$\frac{\partial L}{\partial a} = 2 \frac{\partial L}{\partial y} V$", "REFUTED"),
        (NET + r"$\frac{\partial L}{\partial a} = \frac{\partial L}{\partial y} V^T$", "UNDECIDED"),
        (NET + r"$\frac{\partial L}{\partial x} = \frac{\partial L}{\partial z} V$", "UNDECIDED"),
        (NET + r"$\frac{\partial L}{\partial z} = \frac{\partial L}{\partial y} V \mathrm{diag}(1 - a^2)$", "PROVED"),
        (NET + r"$\frac{\partial L}{\partial z} = \frac{\partial L}{\partial y} V \mathrm{diag}(1 + a^2)$", "REFUTED"),
        (COLUMNS + r"$(X W)_{:k} = X W_{:k}$", "PROVED"),
        (COLUMNS + r"$(X W)_{:k} = 2 X W_{:k}$", "REFUTED"),
    ],
)  # fmt: skip
def test_a_slope_is_a_row_where_its_axis_is_that_of_the_matrix(text: str, verdict: str) -> None:
    """What fits the other way round alone stays open."""
    assert judged(text)[-1].verdict.value == verdict, judged(text)[-1]
