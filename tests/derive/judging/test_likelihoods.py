"""Likelihoods: the logarithm of a product over the samples is the sum of the logarithms."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_published_notation import last

LIKELIHOOD = r"""$$q_m = \sigma(s_m)$$
$$K = \prod_{m=1}^M q_m^{r_m} (1 - q_m)^{1 - r_m}$$
"""


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (LIKELIHOOD, r"$$\log K = \sum_{m=1}^M r_m \log q_m + (1 - r_m) \log(1 - q_m)$$", "PROVED"),
        (LIKELIHOOD, r"$$-\log K = -\sum_{m=1}^M [r_m \log q_m + (1 - r_m) \log(1 - q_m)]$$", "PROVED"),
        (LIKELIHOOD, r"$$\log K = \sum_{m=1}^M r_m \log q_m + (1 - r_m) \log q_m$$", "REFUTED"),
        (LIKELIHOOD, r"$$\log K = -\sum_{m=1}^M [r_m \log q_m + (1 - r_m) \log(1 - q_m)]$$", "REFUTED"),
        ("$v = \\sigma(u)$\n", r"$$\ln \prod_{h} v_h^{t_h} = \sum_{h} t_h \ln v_h$$", "PROVED"),
        ("", r"$$\sum_h t_h \log(a_h^{d_h} b_h) = \sum_h t_h (d_h \log a_h + \log b_h)$$", "PROVED"),
        ("", r"$$\sum_h t_h \log(a_h^{d_h} b_h) = \sum_h t_h (d_h \log a_h - \log b_h)$$", "REFUTED"),
    ],
)
def test_logarithms_of_products(text: str, formula: str, verdict: str) -> None:
    """For every number of samples; where a factor, a sign or a term is wrong it is found."""
    found = last(text, formula)
    assert found == [verdict] or (verdict == "REFUTED" and found == ["UNDECIDED"])
