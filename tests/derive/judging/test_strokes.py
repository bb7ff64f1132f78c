"""What a stroke divides by, where a letter and a bracket stand behind it: 1/s (a − b) and (a − y)/a(1 − a)."""

from __future__ import annotations

import pytest

from .test_documents import judged

UNIT = r"Let $s = \sum_k u_k$ and $g_i = u_i / s$. $\frac{\partial g_i}{\partial u_j} = "
CROSS = r"Let $C = -y \log a - (1 - y) \log(1 - a)$. $\frac{\partial C}{\partial a} = "
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
    assert judged(UNIT + r"1/s (\delta_{ij} - g_i)$")[-1].diagnosis.endswith("is read as (1/s) (a − b)")
