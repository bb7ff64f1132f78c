"""What is proved for every size where a logistic function is spelled out, or a ramp is told by what it lets through."""

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
RAMPS = (
    "$U \\in \\mathbb{R}^{n \\times d}$, $A \\in \\mathbb{R}^{d \\times h}$, $B \\in \\mathbb{R}^{h \\times k}$. Let "
    "$H = RAMP$, $V = H B$, $E = \\frac{1}{2 n} \\sum_{i=1}^n \\sum_{j=1}^k (V_{ij} - T_{ij})^2$, $D = V - T$ and "
    "$G = 1\\{H > 0\\} \\circ (D B^T)$.\n\n"
)
RELU, MAX = RAMPS.replace("RAMP", "\\mathrm{ReLU}(U A)"), RAMPS.replace("RAMP", "\\max(0, U A)")


@pytest.mark.parametrize(
    ("text", "verdict", "words"),
    [
        (SAMPLES + "$$\\nabla_w E = \\sum_{n=1}^{N} (p_n - y_n) x_n$$", "PROVED", "for every size"),
        (SAMPLES + "$$\\nabla_w E = \\sum_{n=1}^{N} (p_n + y_n) x_n$$", "REFUTED", ""),
        (ONE + "$$\\nabla_w \\ell = (p - y) x$$", "PROVED", "for every size"),
        (ONE + "$$\\nabla_w \\ell = (p - y) w$$", "REFUTED", ""),
        (ONE + "$$\\frac{\\partial p}{\\partial u} = \\frac{e^{-u}}{(1 + e^{-u})^2}$$", "PROVED", "for every size"),
        (ONE + "$$\\frac{\\partial p}{\\partial u} = \\frac{e^{-u}}{1 + e^{-u}}$$", "REFUTED", ""),
        ("Let $q = \\sigma(v^T r + c)$.\n\n$$1 - q = \\sigma(-v^T r - c)$$", "PROVED", "for every size"),
        ("Let $q = \\sigma(v^T r)$.\n\n$$1 - q = \\sigma(-r^T v) + v^T r - r^T v$$", "PROVED", "for every size"),
        ("Let $q = \\sigma(v^T r)$.\n\n$$1 - q = \\sigma(v^T r)$$", "REFUTED", ""),
        (
            "The logistic $\\sigma$:\n\n$$\\tanh(v^T r) = 2 \\sigma(2 v^T r) - 1$$",
            "PROVED",
            "for every size",
        ),
        (RELU + "$$\\nabla_A E = \\frac{1}{n} U^T G$$", "PROVED WHEN", "for every size"),
        (MAX + "$$\\nabla_A E = \\frac{1}{n} U^T G$$", "PROVED WHEN", "for every size"),
        (RELU + "$$\\nabla_A E = \\frac{1}{n} U^T (D B^T)$$", "REFUTED", ""),
        (MAX + "$$\\nabla_A E = \\frac{1}{n} U^T (H \\circ (D B^T))$$", "REFUTED", ""),
    ],
)
def test_the_spelling_of_a_logistic_function_is_no_hindrance(text: str, verdict: str, words: str) -> None:
    """Slopes through 1/(1 + e^{−u}) hold for every size as those through σ(u) do, and masks as their arguments."""
    *_, last = judged(text)
    assert last.verdict.value == verdict, last
    assert words in last.diagnosis
