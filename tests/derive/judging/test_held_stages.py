r"""Slopes of single stages: ∂g/∂m as the line of g says it, with v in it held, though v is made of m too."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_documents import judged

SCALED = (
    r"Let $m = \frac{1}{M} \sum_{k=1}^M u_k$, $v = \frac{1}{M} \sum_{k=1}^M (u_k - m)^2$ and "
    r"$g_k = \frac{u_k - m}{\sqrt{v + c}}$. "
)
STAGES = SCALED + (
    r"Then $\frac{\partial E}{\partial v} = -\frac12 \sum_k \frac{\partial E}{\partial g_k} (u_k - m) (v + c)^{-3/2}$, "
    r"$\frac{\partial E}{\partial m} = -\sum_k \frac{\partial E}{\partial g_k} \frac{1}{\sqrt{v + c}}$. "
)
OWN = r"$\frac{\partial g_k}{\partial u_k} = "
WAYS = (
    r"$\frac{\partial E}{\partial u_k} = \frac{\partial E}{\partial g_k} \frac{\partial g_k}{\partial u_k}"
    r" + \frac{\partial E}{\partial v} \frac{\partial v}{\partial u_k}"
)
CELL = (
    r"Let $a_t = \sigma(P x_t + Q s_{t-1})$, $b_t = \tanh(R x_t + S s_{t-1})$, $d_t = a_t \odot d_{t-1} + b_t$ and "
    r"$s_t = \tanh(d_t)$. $\frac{\partial J}{\partial a_t} = \frac{\partial J}{\partial d_t} \odot d_{t-1}$ and "
    r"$\frac{\partial d_t}{\partial d_{t-1}} = "
)
NUMBERS = r"Let $b = u^2$ and $a = u b$. $\frac{\partial E}{\partial b} = \frac{\partial E}{\partial a} u$ and $"
TWO_WAYS = (
    r"\frac{\partial E}{\partial u} = \frac{\partial E}{\partial a} \frac{\partial a}{\partial u}"
    r" + \frac{\partial E}{\partial b} \frac{\partial b}{\partial u}"
)
SHARES = r"Let $s = \sum_j e^{z_j}$ and $p_i = \frac{e^{z_i}}{s}$. $\frac{\partial p_i}{\partial z_i} = "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (STAGES + OWN + r"\frac{1}{\sqrt{v + c}}$", "PROVED WHEN"),
        (STAGES + OWN + r"\frac{1}{v + c}$", "REFUTED"),
        (STAGES + OWN + r"\frac{2}{\sqrt{v + c}}$", "REFUTED"),
        (SCALED + OWN + r"\frac{1}{\sqrt{v + c}}$", "REFUTED"),
        (SCALED + r"$h_k = 2 g_k$ and " + OWN + r"\frac{1}{\sqrt{v + c}}$", "UNDECIDED"),
        (STAGES + WAYS + r" + \frac{\partial E}{\partial m} \frac{\partial m}{\partial u_k}$", "PROVED WHEN"),
        (NUMBERS + r"\frac{\partial a}{\partial u} = b$", "PROVED WHEN"),
        (NUMBERS + r"\frac{\partial a}{\partial u} = 2 b$", "REFUTED"),
        (NUMBERS + TWO_WAYS + "$", "PROVED WHEN"),
        (NUMBERS + TWO_WAYS.replace("+", "-") + "$", "REFUTED"),
        (CELL + "a_t$", "PROVED WHEN"),
        (CELL + "b_t$", "REFUTED"),
        (SHARES + "p_i$", "REFUTED"),
    ],
)
def test_slopes_of_stages(text: str, verdict: str) -> None:
    """Meant where the notes differentiate by what is held; open where what is made goes on; else the whole slope is."""
    found = judged(text)[-1]
    assert found.verdict.value == verdict, found


GATE = "# Gates\n\nIf $h_i = g_i m_i$ and $g_i = \\sigma(u_i)$.\n\n# Products\n\nThe units $y_i = u_i g_i$ have $"


@pytest.mark.parametrize(
    ("slope", "verdict"),
    [
        (r"\frac{\partial y_i}{\partial u_i} = g_i", "UNDECIDED"),
        (r"\frac{\partial y_i}{\partial u_i} = g_i + u_i g_i (1 - g_i)", "PROVED"),
        (r"\frac{\partial y_i}{\partial u_i} = 2 g_i", "REFUTED"),
    ],
)
def test_what_another_section_makes_may_be_held(slope: str, verdict: str) -> None:
    """Nothing says that the g of these products is the gate of the section before, which is made of u too."""
    found = judged(GATE + slope + "$.")
    assert found[-1].verdict.value == verdict, found


def test_the_condition_names_what_is_held() -> None:
    """An author reads which letters the slope does not go through."""
    assert judged(STAGES + OWN + r"\frac{1}{\sqrt{v + c}}$")[-1].condition == "m, v are held"


@pytest.mark.parametrize(("last", "verdict"), [(r"g_i \sum_k", "PROVED WHEN"), (r"2 g_i \sum_k", "REFUTED")])
def test_the_slope_through_mean_and_variance(last: str, verdict: str) -> None:
    """A root is no residue: what the second voice has no opinion of is proved by exact arithmetic at a larger size."""
    slope = r"\frac{1}{M \sqrt{v + c}} (M \frac{\partial E}{\partial g_i} - \sum_k \frac{\partial E}{\partial g_k} - "
    found = judged(
        SCALED + rf"$\frac{{\partial E}}{{\partial u_i}} = {slope}{last} \frac{{\partial E}}{{\partial g_k}} g_k)$"
    )
    assert found[-1].verdict.value == verdict, found[-1]
