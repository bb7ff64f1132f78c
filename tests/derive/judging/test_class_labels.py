"""Labels that are numbers of classes: 1{c_n = k} under a sum over the samples, and what is a row of the weights."""

from __future__ import annotations

import pytest

from .test_documents import judged

MODEL = (
    "Each $c^{(n)} \\in \\{1, \\ldots, K\\}$. Let $p(c^{(n)} = k | u^{(n)}; \\beta) = "
    "\\frac{e^{\\beta_k^T u^{(n)}}}{\\sum_{r=1}^{K} e^{\\beta_r^T u^{(n)}}}$ and "
)
LOSS = (
    "-\\frac{1}{N} \\left[ \\sum_{n=1}^{N} \\sum_{k=1}^{K} 1\\left\\{c^{(n)} = k\\right\\} "
    "\\log \\frac{e^{\\beta_k^T u^{(n)}}}{\\sum_{r=1}^{K} e^{\\beta_r^T u^{(n)}}} \\right]"
)
PLAIN = f"{MODEL} $F(\\beta) = {LOSS}$.\n\n"
PENALTY = "\\frac{\\lambda}{2} \\sum_{i=1}^{K} \\sum_{j=0}^{D} \\beta_{ij}^2"
DECAYED = f"{MODEL} $F(\\beta) = {LOSS} + {PENALTY}$.\n\n"
SLOPE = r"\nabla_{\beta_k} F(\beta) = "
MEAN = r"\frac{1}{N} \sum_{n=1}^{N} u^{(n)} \left( 1\{c^{(n)} = k\} - p(c^{(n)} = k | u^{(n)}; \beta) \right)"
INDICES = "Let $q_{nk} = e^{s_{nk}} / \\sum_r e^{s_{nr}}$ and $E = -\\sum_n \\sum_k 1(c_n = k) \\log q_{nk}$.\n\n"


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (PLAIN, SLOPE + "-" + MEAN, "PROVED WHEN"),
        (PLAIN, SLOPE + MEAN, "REFUTED"),
        (PLAIN, SLOPE + "-" + MEAN.replace(r"\frac{1}{N}", ""), "REFUTED"),
        (DECAYED, SLOPE + "-" + MEAN + r" + \lambda \beta_k", "PROVED WHEN"),
        (DECAYED, SLOPE + "-" + MEAN + r" + 2 \lambda \beta_k", "REFUTED"),
        (DECAYED, SLOPE + "-" + MEAN, "REFUTED"),
        (INDICES, r"\frac{\partial E}{\partial s_{nk}} = q_{nk} - 1(c_n = k)", "PROVED WHEN"),
        (INDICES, r"\frac{\partial E}{\partial s_{nk}} = q_{nk} + 1(c_n = k)", "REFUTED"),
        (INDICES, r"\frac{\partial E}{\partial q_{nk}} = -\frac{1(c_n = k)}{q_{nk}}", "PROVED"),
    ],
)
def test_a_label_is_compared_with_each_class(text: str, formula: str, verdict: str) -> None:
    """1{c_n = k} is the entry k of the one-hot label of n; β_k is a row where β_ij has i up to K."""
    assert judged(f"{text}$${formula}$$\n")[-1].verdict.value == verdict


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        ("The token $o$ was seen, and $t$ is its one-hot vector.", "PROVED WHEN"),
        ("A text.", "UNDECIDED"),
    ],
)
def test_a_class_that_the_labels_mark(words: str, verdict: str) -> None:
    """J = −log q_o with a slope in t, which is right for a one-hot t of o alone."""
    text = (
        rf"{words} $q_m = \frac{{\exp(a_m^\top r)}}{{\sum_{{n}} \exp(a_n^\top r)}}$ and $J = -\log q_o$. "
        r"$$\frac{\partial J}{\partial a_m} = (q_m - t_m) r$$"
    )
    assert str(judged(text)[-1].verdict) == verdict
