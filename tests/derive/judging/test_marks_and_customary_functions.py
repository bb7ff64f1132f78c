"""Capitals below a letter are marks, z_A and z_B two letters; a bracket behind σ has its argument."""

from __future__ import annotations

import pytest

from derive.judging.lowering.conventions import CONVENTIONS
from derive.reading.expression.words import CUSTOMARY

from .test_documents import judged

TWO = (
    "$z_A = w_A x + b_A$, $z_B = w_B x + b_B$, $p_A = \\frac{e^{z_A}}{e^{z_A} + e^{z_B}}$, "
    "$p_B = \\frac{e^{z_B}}{e^{z_A} + e^{z_B}}$, $L = -\\log p_A$\n\n"
)
SIGNED = "Let $L = -\\log \\sigma(yz)$ with $y \\in \\{-1, 1\\}$ and $z = w^T x$.\n\n"
NORMAL = "$f = \\frac{1}{\\sigma} e^{-\\frac{(x - \\mu)^2}{2 \\sigma^2}}$, $\\ell = \\log f$\n\n"
GOES_ON = "Let $\\mathbf{z} = (z_1, \\ldots, z_n)$ and $s = e^{z_1} + e^{z_2} + \\cdots + e^{z_n}$. "
LAST = "Let $p_k = e^{z_k} / \\sum_{j=1}^{K} e^{z_j}$. "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (TWO + "$$\\frac{\\partial L}{\\partial z_A} = p_A - 1$$", "PROVED"),
        (TWO + "$$\\frac{\\partial L}{\\partial z_B} = p_B$$", "PROVED"),
        (TWO + "$$\\frac{\\partial L}{\\partial w_B} = p_B x$$", "PROVED"),
        (TWO + "$$\\frac{\\partial L}{\\partial w_B} = p_A x$$", "REFUTED"),
        (TWO + "$$\\frac{\\partial L}{\\partial z_A} = p_B - 1$$", "REFUTED"),
        (SIGNED + "$$\\frac{\\partial L}{\\partial z} = -y (1 - \\sigma(yz))$$", "PROVED"),
        (SIGNED + "$$\\frac{\\partial L}{\\partial z} = -y \\sigma(-yz)$$", "PROVED"),
        (SIGNED + "$$\\frac{\\partial L}{\\partial w} = -y (1 - \\sigma(yz)) x$$", "PROVED"),
        (SIGNED + "$$\\frac{\\partial L}{\\partial z} = y (1 - \\sigma(yz))$$", "REFUTED"),
        (SIGNED + "$$\\frac{\\partial^2 L}{\\partial z^2} = \\sigma(yz) (1 - \\sigma(yz))$$", "PROVED WHEN"),
        (NORMAL + "$$\\frac{\\partial \\ell}{\\partial \\mu} = \\frac{x - \\mu}{\\sigma^2}$$", "PROVED"),
        (NORMAL + "$$\\frac{\\partial \\ell}{\\partial \\mu} = \\frac{1}{\\sigma^2} (x + \\mu)$$", "REFUTED"),
        (LAST + "$$p_K = 1 - \\sum_{j=1}^{K-1} p_j$$", "PROVED"),  # K is where the sum ends, and no mark
        (LAST + "$$1 - \\sum_{j=1}^{K} p_j = p_K$$", "REFUTED"),
        (GOES_ON + "$\\frac{\\partial s}{\\partial z_j} = e^{z_j}$", "PROVED"),
        (GOES_ON + "$\\frac{\\partial s}{\\partial z_j} = z_j e^{z_j}$", "REFUTED"),
    ],
)
def test_a_mark_is_no_index_and_sigma_is_applied(text: str, verdict: str) -> None:
    """Right and wrong slopes; a σ that stands alone is a number, a capital that ends a sum is the last index."""
    *_, last = judged(text)
    assert last.verdict.value == verdict, last


def test_what_custom_applies_has_a_meaning_by_custom() -> None:
    """The reader's letters are among those for which the judge assumes a function."""
    assert set(CONVENTIONS) >= CUSTOMARY
