"""Notes on regression: kinds of norms, arguments that a slope holds, a dropped label, letters in bold under a hat."""

from __future__ import annotations

import pytest

from .test_documents import judged

SIZES = r"With $u \in \mathbb{R}^n$ let $R(u) = \|u\|_1$. "
LINE = (
    r"$\hat{t}_k = p + q s_k$. Let $Q(p, q) = \frac{1}{2} \sum_k (t_k - \hat{t}_k)^2$. "
    r"It is 0 where $p = \bar{t} - q \bar{s}$. "
)
SPREAD = (
    r"Let $g(m, \tau) = -N \log \tau - \frac{1}{2 \tau^2} \sum_{k=1}^{N} (v_k - m)^2$. "
    "\n\n"
    r"Later $\tau^2 = \frac{1}{N} \sum_{k=1}^{N} (v_k - m)^2$."
    "\n\n"
)
LABEL = "# Plain\n\n$F(u) = \\|t - Au\\|^2$\n\n# Ridge\n\n$F_{\\text{ridge}} = \\|t - Au\\|^2 + c \\|u\\|^2$\n\n"
HATS = (
    r"$\newcommand{\th}{\boldsymbol{\hat{\theta}}} \newcommand{\A}{\mathbf{A}} \newcommand{\t}{\mathbf{t}}$ "
    r"Let $K(\th) = (\t - \A \th)^T (\t - \A \th)$. "
)
NORMAL = r"Let $F(u) = \|t - Au\|^2$. The residual $r = t - Au$ is orthogonal to the columns. "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (SIZES + r"$\frac{\partial R}{\partial u} = \text{sign}(u)$", "PROVED WHEN"),
        (SIZES + r"$\frac{\partial R}{\partial u} = \frac{u}{\|u\|}$", "REFUTED"),
        (SIZES.replace("_1", "_2") + r"$\frac{\partial R}{\partial u} = \frac{u}{\|u\|_2}$", "PROVED"),
        (SIZES.replace("_1", r"_\infty"), "REJECTED"),
        (LINE + r"$\frac{\partial Q}{\partial q} = -\sum_k (t_k - \hat{t}_k) s_k$", "PROVED"),
        (LINE + r"$\frac{\partial Q(p, q)}{\partial q} = -\sum_k (t_k - p - q s_k) s_k$", "PROVED"),
        (LINE + r"$\frac{\partial Q}{\partial q} = -\sum_k (t_k - \hat{t}_k)$", "REFUTED"),
        (SPREAD + r"$\frac{dg}{d\tau} = -\frac{N}{\tau} + \frac{1}{\tau^3} \sum_k (v_k - m)^2$", "PROVED"),
        (SPREAD + r"$\frac{dg}{d\tau} = -\frac{N}{\tau} + \frac{1}{\tau^2} \sum_k (v_k - m)^2$", "REFUTED"),
        (LABEL + r"$\nabla F = 2 A^T (A u - t) + 2 c u$", "PROVED"),
        (LABEL + r"$\nabla F = 2 A^T (A u - t)$", "REFUTED"),
        (LABEL + "# Later\n\n" + r"$\nabla F = 2 A^T (A u - t)$", "PROVED"),
        (HATS + r"$\frac{\partial K}{\partial \th} = -2 \A^T (\t - \A \th)$", "PROVED"),
        (HATS + r"$\frac{\partial K}{\partial \th} = 2 \A^T (\t - \A \th)$", "REFUTED"),
        (NORMAL + r"$\nabla F = 2 A^T A u - A^T t$", "REFUTED"),
    ],
)  # fmt: skip
def test_notes_on_regression(text: str, verdict: str) -> None:
    """What holds is proved; the same with one slip in it is refuted."""
    found = judged(text)[-1]
    assert found.verdict.value == verdict, found
