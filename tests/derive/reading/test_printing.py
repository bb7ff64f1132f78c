"""The echo says what was read, and nothing else."""

from __future__ import annotations

import pytest

from derive.reading.document.model import document_of
from derive.reading.expression.printing import shown
from derive.reading.notes.sections import claims_in_text

USE = "$f(u) = u$, $z_j = \\sum_{k=1}^{K} W_{jk} x_k$, $a^l_j = f(z^l_j)$, $z^l_j = \\sum_k w^l_{jk} a^{l-1}_k$. "


@pytest.mark.parametrize(
    ("latex", "echo"),
    [
        (r"2^{3^2}", "2^(3^2)"),
        (r"x_d^k", "x_d^k"),
        (r"z^{l-1}_k", "z[l−1]_k"),
        (r"f(1)", "f(1)"),
        (r"\frac{\partial^2 z_i}{\partial x_j \partial x_k}", "∂^2z_i/(∂x_j ∂x_k)"),
        (r"-\left(a - b\right) c", "−(a − b) c"),
        (r"\frac{a}{b(c + 1)}", "a/(b (c + 1))"),
        (r"\sum_{j \neq i} e^{-z_j}", "Σ_{j≠i} e^(−z_j)"),
        (r"\hat{y}_k \odot \log_2 \sigma'", "ŷ_k ⊙ log_2(σ′)"),
        (r"\begin{bmatrix} 1 & 2 \\ 3 & x \end{bmatrix}^\top", "[1, 2; 3, x]ᵀ"),
        (r"\mathbb{1}(k = j) \cdot 2", "1(k = j) · 2"),
        (r"2 \cdot 1[x_k > 0] b", "2 · 1(x_k > 0) b"),
        (r"1(k = j) + 1(2 - x)", "1(k = j) + 1 (2 − x)"),
        (r"\mathbb{I}[k \neq j]", "1(k ≠ j)"),
        (r"\begin{cases} x & x > 0 \\ 0 & \text{else} \end{cases}", "{x if x > 0; 0 else}"),
        (r"2 \cdot 3 (-x)", "2 · 3 (−x)"),
        (r"(a b)^2 / (c d)", "(a b)^2/(c d)"),
        (r"\frac{1}{1 + e^{-net_{h1}}}", "1/(1 + e^(−net_h1))"),
    ],
)
def test_the_echo_tells_what_was_read(latex: str, echo: str) -> None:
    """Powers, indices and layers differ, brackets stay where they matter, Greek and accents are letters."""
    statement = document_of(claims_in_text(f"{USE}$${latex} = q$$", "markdown")).statements[-1]
    assert statement.trees[0] is not None
    assert shown(statement.trees[0]) == echo
