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


SLOPE = r"$F(u) = \|t - Au\|^2$" "\n\n" r"$$\nabla F = -2 A^T (t - Au) = 0$$" "\n\n"
RESIDUAL = SLOPE + r"$u^* = (A^T A)^{-1} A^T t$ leaves $r = t - A u^*$." "\n\n"
LIKELY = (
    r"$$g(m, \tau) = -N \log \tau - \frac{1}{2 \tau^2} \sum_{k=1}^{N} (v_k - m)^2$$"
    "\n\n"
    r"$$\frac{\partial g}{\partial \tau} = -\frac{N}{\tau} + \frac{1}{\tau^3} \sum_{k=1}^{N} (v_k - m)^2 = 0$$"
    "\n\n"
)
WEIGHTED = (
    r"$G(u) = (t - A u)^T S (t - A u) + c \|u\|^2$ with a symmetric matrix $S$."
    "\n\n"
    r"$$\frac{\partial G}{\partial u} = -2 A^T S (t - A u) + 2 c u$$"
    "\n\nSetting it to zero gives\n\n"
)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (SLOPE + "$A^T A u = A^T t$", "PROVED WHEN"),
        (SLOPE + "$A^T (t - A u) = 0$", "PROVED WHEN"),
        (SLOPE + "$A^T A u = 2 A^T t$", "UNDECIDED"),
        (SLOPE + "$-2 A^T (t - A u) = A^T (t - A u)$", "REFUTED"),
        (SLOPE + r"$\nabla F = -A^T (t - A u)$", "REFUTED"),
        (SLOPE + r"$A^T A \hat{u} = A^T t$", "PROVED WHEN"),
        (RESIDUAL + "$A^T r = 0$", "PROVED WHEN"),
        (RESIDUAL + "$A^T r = A^T t$", "UNDECIDED"),
        (LIKELY + r"$\tau^2 = \frac{1}{N} \sum_k (v_k - m)^2$", "PROVED WHEN"),
        (LIKELY + r"$N \tau^2 = \sum_k (v_k - m)^2$", "PROVED WHEN"),
        (LIKELY + r"$\tau^2 = \sum_k (v_k - m)^2$", "UNDECIDED"),
        (WEIGHTED + "$(A^T S A + c I) u = A^T S t$", "PROVED WHEN"),
        (WEIGHTED + "$(A^T S A - c I) u = A^T S t$", "UNDECIDED"),
    ],
)
def test_what_follows_where_a_slope_is_zero(text: str, verdict: str) -> None:
    """A multiple of a slope that is set to 0 is 0; what is none does not follow, and nothing follows about slopes."""
    found = judged(text)[-1]
    assert found.verdict.value == verdict, found


def test_that_a_slope_is_set_to_zero_is_no_claim() -> None:
    """What stands before "= 0" is one; where nothing sets it so, that a slope is 0 stays a claim."""
    assert [finding.verdict.value for finding in judged(SLOPE)] == ["PROVED", "PROVED"]
    assert judged(r"$F(u) = u^2$. $\frac{dF}{du} = 0$")[-1].verdict.value != "PROVED"
