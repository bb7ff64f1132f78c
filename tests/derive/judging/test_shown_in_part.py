"""Vectors and matrices with an ellipsis: the entries at the corners tell all the others."""

from __future__ import annotations

import pytest

from .test_documents import judged

NET = r"""$$u = A r + c$$

$$g = \tanh(u)$$

$$E = \frac12 \sum_{i=1}^m (g_i - t_i)^2$$

"""
DOTS = r"{} & \dots & {} \\ \vdots & \ddots & \vdots \\ {} & \dots & {}"
SLOPES = [r"\frac{\partial E}{\partial " + below + "}" for below in ("A_{11}", "A_{1d}", "A_{m1}", "A_{md}")]


def _matrix(*corners: str) -> str:
    """The left upper, right upper, left lower and right lower corner."""
    return r"\begin{bmatrix} " + DOTS.replace("{}", "%s") % corners + r" \end{bmatrix}"


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\frac{\partial E}{\partial A} = " + _matrix(*SLOPES), "PROVED"),
        (r"\frac{\partial E}{\partial A} = " + _matrix(SLOPES[0], SLOPES[2], SLOPES[1], SLOPES[3]), ""),
        (r"\frac{\partial E}{\partial u} = \begin{bmatrix} (g_1 - t_1)(1 - g_1^2) & \cdots & (g_m - t_m)(1 - g_m^2)"
         r" \end{bmatrix}^T", "PROVED"),
        (r"\frac{\partial E}{\partial u} = \begin{bmatrix} g_1 - t_1 \\ \vdots \\ g_m - t_m \end{bmatrix}", "REFUTED"),
        (r"\frac{\partial E}{\partial u} = \begin{bmatrix} g_1 - t_1 \\ \vdots \\ t_m - g_m \end{bmatrix}",
         "UNDECIDED"),
        (r"\frac{\partial E}{\partial g} = \begin{bmatrix} g_1 - t_1 \\ \vdots \\ g_{m-1} - t_{m-1} \end{bmatrix}",
         "UNDECIDED"),
        (r"\frac{\partial E}{\partial g} = \begin{bmatrix} g_2 - t_2 \\ \vdots \\ g_m - t_m \end{bmatrix}",
         "UNDECIDED"),
        (r"\frac{\partial E}{\partial g} = \begin{bmatrix} g_1 - t_1 \\ g_3 - t_3 \\ \vdots \\ g_m - t_m \end{bmatrix}",
         "UNDECIDED"),
    ],
)  # fmt: skip
def test_what_is_shown_tells_the_rest(formula: str, verdict: str) -> None:
    """Steps of one from the first entry to the last; entries that end elsewhere or leave some out tell nothing."""
    text = f"{NET}$${formula}$$"
    found = [finding.verdict.value for finding in judged(text) if finding.line == text.count("\n") + 1]
    assert (found or [""])[-1] == verdict
