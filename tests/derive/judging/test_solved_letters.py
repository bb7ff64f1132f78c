"""Letters that notes solve for by the inverse of a matrix: what holds of any of their values is proved, and no more."""

from __future__ import annotations

import pytest

from .test_documents import judged

SOLVED = r"Let $C = \|A u - t\|^2$. Its minimum is at $u = (A^T A)^{-1} A^T t$. "
INDIRECT = r"Let $C = \|A u - t\|^2$. $G = A^T A$ and $s = A^T t$. Here $u = (A^T A + G)^{-1} s$. "

OBSERVED = r"Let $\mathbf{t} = A \mathbf{u} + \eta$ and $C = \|A \mathbf{u} - \mathbf{t}\|^2$. "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (SOLVED + r"$\nabla_u C = 2 A^T (A u - t)$", "PROVED"),
        (SOLVED + r"$C = u^T A^T A u - 2 t^T A u + t^T t$", "PROVED"),
        (SOLVED + r"$\nabla_u C = A^T (A u - t)$", "UNDECIDED"),
        (SOLVED + r"$A u = t$", "UNDECIDED"),
        (SOLVED + r"$\frac{\partial C}{\partial t} = -2 (A u - t)$", "UNDECIDED"),
        (SOLVED + r"$\frac{\partial (A u)}{\partial t} = A u$", "UNDECIDED"),
        (INDIRECT + r"$\nabla_u C = 2 A^T (A u - t)$", "PROVED"),
        (OBSERVED + r"$\nabla_{\mathbf{u}} C = 2 A^T (A \mathbf{u} - \mathbf{t})$", "PROVED WHEN"),
        (OBSERVED + r"$\nabla_{\mathbf{u}} C = A^T (A \mathbf{u} - \mathbf{t})$", "REFUTED"),
        (OBSERVED + r"$\frac{\partial \mathbf{t}}{\partial \mathbf{u}} = A$", "PROVED"),
        (r"Let $s = u v + c$ and $q = f(s)$. $\frac{\partial q}{\partial v} = u$", "REFUTED"),
        (r"Let $s = u v + c$ and $C = (s - t)^2 + k v^2$. $\frac{dC}{dv} = 2 k v$", "REFUTED"),
        (INDIRECT + r"$\frac{\partial (t^T u)}{\partial t} = u$", "UNDECIDED"),
    ],
)  # fmt: skip
def test_what_is_solved_for(text: str, verdict: str) -> None:
    """A slope by what the letter is made of is left open."""
    assert judged(text)[-1].verdict.value == verdict
