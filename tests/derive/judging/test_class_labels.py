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
CAPITAL = (
    "Let $Q_{nk} = e^{A_{nk}} / \\sum_r e^{A_{nr}}$ and $E = -\\frac{1}{M} \\sum_{n=1}^M \\log Q_{n c_n}$. "
    "The rows of $C$ are one-hot.\n\n"
)
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
        (CAPITAL, r"\frac{\partial E}{\partial A} = \frac{1}{M} (Q - C)", "PROVED"),
        (CAPITAL, r"\frac{\partial E}{\partial A} = Q - C", "REFUTED"),
        (CAPITAL, r"\frac{\partial E}{\partial A_{nk}} = \frac{1}{M} (Q_{nk} - 1(c_n = k))", "PROVED"),
        (CAPITAL.replace("one-hot", "labels"), r"\frac{\partial E}{\partial A} = \frac{1}{M} (Q - C)", "UNDECIDED"),
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


SUM = "labels sum to one"
ONE = "Let $q_i = e^{s_i} / \\sum_j e^{s_j}$ and $E = -\\sum_i c_i \\log q_i$. "


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (ONE + r"Here $c = (0, 0, 1)$. $\frac{\partial E}{\partial s_i} = q_i - c_i$", ("PROVED", "")),
        (ONE + r"Here $c$ is a one-hot vector. $\frac{\partial E}{\partial s_i} = q_i - c_i$", ("PROVED", "")),
        (ONE + r"If $c$ is one-hot, $\frac{\partial E}{\partial s_i} = q_i - c_i$", ("PROVED WHEN", SUM)),
        (
            ONE + r"With soft labels, not one-hot $c$, $\frac{\partial E}{\partial s_i} = q_i - c_i$",
            ("PROVED WHEN", SUM),
        ),
        (ONE + r"Here $c = (0.2, 0.8)$. $\frac{\partial E}{\partial s} = q - c$", ("PROVED", "")),
        (ONE + r"Here $\sum_i c_i = 1$. $\frac{\partial E}{\partial s_i} = q_i - c_i$", ("PROVED", "")),
        (
            ONE + r"Here $c = (0, 2, 1)$. $\frac{\partial E}{\partial s_i} = q_i - c_i$",
            ("PROVED WHEN", SUM),
        ),
        (ONE + r"So $\frac{\partial E}{\partial s_i} = q_i - c_i$", ("PROVED WHEN", SUM)),
        (
            ONE + "\n\n# One\n\n$c = (0, 1)$.\n\n# Two\n\n" + r"$\frac{\partial E}{\partial s_i} = q_i - c_i$",
            ("PROVED WHEN",),
        ),
        (ONE + r"Here $c = (0, 0, 1)$. $E = -\log q_3$", ("PROVED", "")),
        (ONE + r"Here $c = (0, 0, 1)$. $E = -\log q_1$", ("UNDECIDED", "")),
        (ONE + "Here $c = (0, 0, 1)$.\n\n" + r"$\frac{\partial E}{\partial s_i} = q_i + c_i$", ("REFUTED",)),
    ],
)
def test_what_is_stated_of_labels_is_no_condition(text: str, found: tuple[str, ...]) -> None:
    """Their entries in this section, or their sum; entries of another sum or section state nothing."""
    last = judged(text)[-1]
    assert (last.verdict.value, last.condition)[: len(found)] == found


TOLD = "Let $q_i = e^{s_i} / \\sum_j e^{s_j}$ and $E = -\\sum_i c_i \\log q_i$, $c$ one-hot with $c_b = 1$. "


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"$\frac{\partial E}{\partial s_m} = q_m - 1$ for $m \neq b$", ("REFUTED",)),
        (
            r"$\frac{\partial E}{\partial s_m} = q_m$ for $m \neq b$",
            ("PROVED WHEN", "m ≠ b, labels are one-hot and b is the right class"),
        ),
        ("If $m \\neq b$: $q_m \\geq 0$.\n\n" + r"$\frac{\partial E}{\partial s_b} = q_b$", ("REFUTED",)),
        (
            r"$\frac{\partial E}{\partial s_m} = q_m - 1$ if $m = b$ and $q_m$ if $m \ne b$",
            ("PROVED WHEN", "labels are one-hot and m is the right class"),
        ),
    ],
)
def test_no_other_class_is_right_where_the_words_name_one(text: str, found: tuple[str, ...]) -> None:
    """Said of m ≠ b, where b is the right class, nothing holds because m is."""
    first = next(finding for finding in judged(TOLD + text) if "partial" in finding.latex)
    assert (first.verdict.value, first.condition)[: len(found)] == found
