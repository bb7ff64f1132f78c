"""Siblings by analogy: formulas of one unit, numbers of the others; lines of numbers that stand for formulas."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_documents import judged
from tests.derive.judging.test_published_notation import last

WORDS = r"""Inputs $x_1 = 0.5$, $x_2 = -1$, weights $w_1 = 0.4$, $w_2 = 0.1$, $w_3 = -0.3$, $w_4 = 0.8$.

$$net_{h1} = w_1 x_1 + w_2 x_2$$
$$out_{h1} = \frac{1}{1 + e^{-net_{h1}}}$$
"""
DIGITS = r"""Inputs $x_1 = 0.5$, $x_2 = -1$, weights $w_{11} = 0.4$, $w_{12} = 0.1$, $w_{21} = -0.3$, $w_{22} = 0.8$.

$$z_1 = w_{11} x_1 + w_{12} x_2$$
$$a_1 = \tanh(z_1)$$
"""
NUMBERS = r"""Inputs $p_1 = 0.35$, $p_2 = 0.9$, weights $k_1 = 0.6$, $k_2 = -0.45$, $k_3 = 0.25$, $k_4 = 0.7$.

$$m_{a1} = 0.6 \cdot 0.35 - 0.45 \cdot 0.9 = -0.195$$
$$g_{a1} = \tanh(-0.195) = -0.192566$$
"""


@pytest.mark.parametrize(
    ("text", "formula", "verdicts"),
    [
        (WORDS, "$$out_{h2} = 0.278885$$", ["ROUNDED"]),  # 1/(1 + e^0.95)
        (WORDS, "$$out_{h2} = 0.278886$$", ["REFUTED"]),  # the last digit
        (WORDS, "$$out_{h2} = 0.512497$$", []),  # that of the first unit: nothing confirms the analogy
        (WORDS, "$$net_{h2} = -0.95$$\n$$out_{h2} = 0.524979$$", ["PROVED", "REFUTED"]),  # it is confirmed here
        (WORDS, r"$$\frac{\partial out_{h2}}{\partial w_3} = out_{h2} (1 - out_{h2}) x_1$$", ["PROVED"]),
        (WORDS, r"$$\frac{\partial out_{h2}}{\partial w_3} = out_{h2} x_1$$", ["UNDECIDED"]),
        (DIGITS, "$$a_2 = -0.739783$$", ["ROUNDED"]),  # tanh(−0.95)
        (DIGITS, "$$a_2 = -0.739784$$", ["REFUTED"]),
        (NUMBERS, "$$g_{a2} = 0.615358$$", ["ROUNDED"]),  # tanh(0.25 · 0.35 + 0.7 · 0.9)
        (NUMBERS, r"$$\frac{\partial m_{a1}}{\partial k_2} = 0.9$$", ["PROVED"]),
        (NUMBERS, r"$$\frac{\partial m_{a1}}{\partial k_2} = 0.35$$", ["REFUTED"]),  # a number of the other input
    ],
)  # fmt: skip
def test_units_are_made_like_their_sibling(text: str, formula: str, verdicts: list[str]) -> None:
    """Numbers in names, in indices; weights that count on; a slip is found where the analogy is sure."""
    assert last(text, formula) == verdicts


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        ("$p_1 = e^{z_1} / (e^{z_1} + e^{z_2})$ with $z_1 = 1$ and $z_2 = 0$.", "$$p_2 = 0.3$$", []),
        ("$h_1 = \\tanh(W_1 x)$ and so on with $W_2$.", r"$$\frac{\partial h_2}{\partial x} = W_2$$", ["UNDECIDED"]),
        ("$a_1 = \\sigma(z_1)$ where $z_1 = 1$.", "$$a_2 = 0.9$$", []),
        ("$m = 0.5 \\cdot 0.5 + 0.5 \\cdot 0.5 = 0.5$, $w_1 = w_2 = 0.5$.", r"$$\frac{dm}{dw_1} = 7$$", ["UNDECIDED"]),
    ],
)  # fmt: skip
def test_what_looks_like_a_sibling_refutes_nothing(text: str, formula: str, verdict: list[str]) -> None:
    """Names that are made in another way, and numbers that stand for several letters."""
    assert last(text, formula) == verdict


def test_a_sum_over_words_is_over_the_units_that_have_them() -> None:
    """Σ ½ (target − output)², where there are target_{o1} and out_{o1}, out_{o2}."""
    text = r"$$E = \sum \frac{1}{2} (target - output)^2$$ with $out_{o1}$, $out_{o2}$ and $target_{o1}$:" + "\n"
    text += r"$$\frac{\partial E}{\partial target_{o1}} = target_{o1} - out_{o1}$$" + "\n"
    assert last(text, r"$$\frac{\partial E}{\partial out_{o2}} = out_{o2} - target_{o2}$$") == ["PROVED"]
    assert last(text, r"$$\frac{\partial E}{\partial out_{o2}} = target_{o2} - out_{o2}$$") == ["REFUTED"]


@pytest.mark.parametrize(("newer", "verdict"), [(r"$k_3^+ = 0.31, \quad k_4^+ = 0.56$", "PROVED"), ("", "UNDECIDED")])
def test_a_weight_that_only_its_newer_value_names(newer: str, verdict: str) -> None:
    """k_3 and k_4 of the second unit are written as k_3^+ and k_4^+ alone."""
    text = rf"""$$sum_{{g1}} = k_1 v_{{f1}} + k_2 v_{{f2}}$$
$$act_{{g1}} = \tanh(sum_{{g1}})$$
$$E_{{g1}} = (r_{{g1}} - act_{{g1}})^2$$
$$E = E_{{g1}} + E_{{g2}}$$
{newer}
"""
    slope = r"\frac{\partial %s}{\partial v_{f1}}"
    formula = f"$${slope % 'E'} = {slope % 'E_{g1}'} + {slope % 'E_{g2}'}$$"
    assert last(text, formula) == [verdict]


MEANS = (
    r"With $\bar{u} = \frac{1}{n} \sum_{i=1}^n u_i$ let $h_i = a + b x_i$ and "
    r"$J = \frac{1}{2n} \sum_{i=1}^n (h_i - y_i)^2$. "
)
LATER = MEANS + "$\\frac{\\partial J}{\\partial a} = \\frac{1}{n} \\sum_{i=1}^n (h_i - y_i)$\n\n# Solved\n\n"
SLOPE = r"$\frac{\partial J}{\partial b} = \frac1n \sum_i (h_i - y_i) x_i$"


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (MEANS, r"$\frac{1}{n} \sum_{i=1}^n \bar y x_i = \bar x \bar y$", "PROVED"),
        (MEANS, r"$\frac{1}{n} \sum_{i=1}^n \bar y x_i = \bar x y_i$", "UNDECIDED"),  # nothing says that x̄ is one
        (MEANS, r"$\frac{\partial J}{\partial a} = a + b \bar x - \bar y$", "PROVED"),
        (LATER + r"$a = \bar y - b \bar x$.", SLOPE, "PROVED"),
        ("Let $a = b x_i$. $\\bar x + a = a + \\bar x$.", r"$\frac{1}{n} \sum_{i=1}^n x_i = 2 \bar x$", "UNDECIDED"),
    ],
)
def test_a_mark_says_how_a_letter_is_made(text: str, formula: str, verdict: str) -> None:
    """x̄ is made like ū; what is solved for in a later section is any number before."""
    findings = judged(f"{text}\n\n{formula}\n")
    assert findings[-1].verdict.value == verdict
    assert not text.startswith(LATER) or all(finding.verdict.proved for finding in findings)
