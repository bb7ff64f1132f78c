"""What is proved for every size where a logistic function is spelled out."""

from __future__ import annotations

import pytest

from .test_documents import judged

SAMPLES = (
    "Let $u_n = w^T x_n$, $p_n = \\frac{1}{1 + e^{-u_n}}$ and "
    "$E = -\\sum_{n=1}^{N} (y_n \\log p_n + (1 - y_n) \\log (1 - p_n))$.\n\n"
)
ONE = (
    "Let $u = w^T x$, $p = \\frac{1}{1 + e^{-u}}$ and $\\ell = -y \\log p - (1 - y) \\log (1 - p)$ "
    "with $x \\in \\mathbb{R}^d$.\n\n"
)


@pytest.mark.parametrize(
    ("text", "verdict", "words"),
    [
        (SAMPLES + "$$\\nabla_w E = \\sum_{n=1}^{N} (p_n - y_n) x_n$$", "PROVED", "for every size"),
        (SAMPLES + "$$\\nabla_w E = \\sum_{n=1}^{N} (p_n + y_n) x_n$$", "REFUTED", ""),
        (ONE + "$$\\nabla_w \\ell = (p - y) x$$", "PROVED", "for every size"),
        (ONE + "$$\\nabla_w \\ell = (p - y) w$$", "REFUTED", ""),
        (ONE + "$$\\frac{\\partial p}{\\partial u} = \\frac{e^{-u}}{(1 + e^{-u})^2}$$", "PROVED", "for every size"),
        (ONE + "$$\\frac{\\partial p}{\\partial u} = \\frac{e^{-u}}{1 + e^{-u}}$$", "REFUTED", ""),
    ],
)
def test_the_spelling_of_a_logistic_function_is_no_hindrance(text: str, verdict: str, words: str) -> None:
    """Slopes through 1/(1 + e^{−u}) hold for every size as those through σ(u) do; wrong ones do not."""
    *_, last = judged(text)
    assert last.verdict.value == verdict, last
    assert words in last.diagnosis
