"""Σ_{i=1}^m (h − t)², in which nothing has an i, adds up the examples: h, t and their data differ, w does not."""

import pytest

from .test_documents import judged

LINE = "$h = w r + b$ and $J = \\frac{1}{2m} \\sum_{i=1}^{m} (h - t)^2$. So "
VECTOR = "$h(\\mathbf{r}) = \\mathbf{v}^T \\mathbf{r}$, $E = \\frac{1}{2N} \\sum_{n=1}^{N} (h(\\mathbf{r}) - t)^2$. So "
SLOPE = (
    LINE + "$\\frac{\\partial h}{\\partial r} = w$ and "
    "$\\frac{\\partial J}{\\partial b} = \\frac{1}{m} \\sum_{i=1}^{m} (h - t)$, "
)
SLOPES = VECTOR + "$\\frac{\\partial E}{\\partial \\mathbf{v}} = \\frac{1}{N} \\sum_{n=1}^{N} "
ENTRIES = "$h = \\sum_{i=1}^{d} w_i r_i$, $J = \\sum_{i=1}^{m} (h - t)^2$. So "

NUMBERS = "Let $u \\in \\mathbb{R}^n$ and $q(u) = u^T A u$. "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (LINE + "$\\frac{\\partial J}{\\partial w} = \\frac{1}{m} \\sum_{i=1}^{m} (h - t) r$", "PROVED"),
        (LINE + "$\\frac{\\partial J}{\\partial w} = \\frac{1}{m} \\sum_{i=1}^{m} (h - t)$", "REFUTED"),
        (LINE + "$\\frac{\\partial J}{\\partial w} = \\frac{r}{m} \\sum_{i=1}^{m} (h - t)$", "UNDECIDED"),
        (LINE + "$\\frac{\\partial J}{\\partial b} = \\frac{2}{m} \\sum_{i=1}^{m} (h - t)$", "REFUTED"),
        (LINE + "$J = \\frac{1}{2} (h - t)^2$", "UNDECIDED"),
        (LINE + "$J = \\frac{1}{2m} \\sum_{i=1}^{m} (w r + b - t)^2$", "PROVED"),
        (LINE + "$\\frac{\\partial h}{\\partial w} = r$", "PROVED"),
        (SLOPES + "(h(\\mathbf{r}) - t) \\mathbf{r}$", "PROVED"),
        (SLOPES + "(t - h(\\mathbf{r})) \\mathbf{r}$", "REFUTED"),
        (SLOPE + "$\\frac{\\partial J}{\\partial w} = \\frac{r}{m} \\sum_{i=1}^{m} (h - t)$", "UNDECIDED"),
        (SLOPE + "$(\\sum_{i=1}^{m} r) \\sum_{i=1}^{m} h = m \\sum_{i=1}^{m} r h$", "REFUTED"),
        (ENTRIES + "$\\frac{\\partial h}{\\partial w_i} = r_i$", "PROVED"),
        (NUMBERS + "$\\sum_{i=1}^n i = \\frac{n (n + 1)}{2}$", "PROVED WHEN"),
        (NUMBERS + "$\\sum_{i=1}^n i = \\frac{n (n - 1)}{2}$", "REFUTED"),
    ],
)  # fmt: skip
def test_sums_over_examples_without_their_index(text: str, verdict: str) -> None:
    """Slopes, right and wrong; a factor that differs from example to example stands before no sum."""
    *_, last = judged(text)
    assert last.verdict.value == verdict, last
