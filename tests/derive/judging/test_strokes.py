"""What a stroke divides by where a letter and a bracket stand behind it, 1/s (a − b), and what upright ones enclose."""

from __future__ import annotations

import pytest

from .test_documents import judged

UNIT = r"Let $s = \sum_k u_k$ and $g_i = u_i / s$. $\frac{\partial g_i}{\partial u_j} = "
CROSS = r"Let $C = -y \log a - (1 - y) \log(1 - a)$. $\frac{\partial C}{\partial a} = "
SIZE = r"Let $g(u) = \dfrac{u}{1 + |u|}$ and $L = g(w x) + \lambda |w|$, "
UNKNOWN = r"Let $e = f(u) / s$. $e = "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (UNIT + r"1/s (\delta_{ij} - g_i)$", "PROVED"),
        (UNIT + r"1/s (\delta_{ij} + g_i)$", "REFUTED"),
        (UNIT + r"1/s^2 (\delta_{ij} - g_i)$", "REFUTED"),
        (UNIT + r"1/\left(s (\delta_{ij} - g_i)\right)$", "REFUTED"),
        (UNIT + r"\frac{1}{s (\delta_{ij} - g_i)}$", "REFUTED"),
        (CROSS + r"(a - y)/a(1 - a)$", "PROVED"),
        (CROSS + r"(y - a)/a(1 - a)$", "REFUTED"),
        (CROSS + r"((a - y)/a) (1 - a)$", "REFUTED"),
        (UNKNOWN + r"1/s f(u)$", "PROVED"),
    ],
)
def test_a_bracket_behind_a_divisor_is_read_both_ways(text: str, verdict: str) -> None:
    """It is refuted only where both readings are false; brackets of the author's own are kept."""
    assert judged(text)[-1].verdict.value == verdict, judged(text)[-1]


def test_the_other_reading_is_told() -> None:
    """A proof says how the formula was read."""
    told = "is read as (1/s) (a − b), d/dx (a) · b as a′ b"
    assert judged(UNIT + r"1/s (\delta_{ij} - g_i)$")[-1].diagnosis.endswith(told)


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"g'(u) = \frac{1}{(1 + |u|)^2}", "PROVED"),
        (r"g'(u) = \frac{1}{1 + |u|^2}", "REFUTED"),
        (r"g'(u) = \left(1 + \left|u\right|\right)^{-2}", "PROVED"),
        (r"g'(u) = (1 + 2 |u|)^{-2}", "REFUTED"),
        (r"(2 |u| + u^2) (1 + |u|) = u^2 |u| + 3 u^2 + 2 |u|", "PROVED"),
        (r"\frac{\partial L}{\partial x} = \frac{w}{(1 + |w x|)^2}", "PROVED WHEN"),
        (r"\frac{\partial L}{\partial x} = \frac{|w|}{(1 + |w x|)^2}", "REFUTED"),
    ],
)
def test_strokes_in_pairs_are_absolute_values(formula: str, verdict: str) -> None:
    """Also in a bracket and behind a factor, where a lone stroke says what is given."""
    assert judged(f"{SIZE} ${formula}$")[-1].verdict.value == verdict, judged(f"{SIZE} ${formula}$")[-1]
