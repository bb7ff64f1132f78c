"""What holds of any s holds of s = Σ_d w_d x_d for every number of features; what does not is refuted as before."""

import pytest

from derive.judging.equality.larger_sizes import EVERY_SIZE

from .test_documents import judged

UNIT = "$u = v^T r$, $q = \\sigma(u)$ and $\\sigma(h) = \\frac{1}{1 + e^{-h}}$. So "
LOSS = UNIT + "with $\\ell = c \\log q + (1 - c) \\log(1 - q)$ we have "
SAMPLES = "$u = v^T r_i$, $q_i = \\sigma(v^T r_i)$ and $\\sigma(h) = \\frac{1}{1 + e^{-h}}$. So "

LIKELIHOOD = (
    r"$q_i = \frac{e^{v^T r_i}}{1 + e^{v^T r_i}}$ and $\ell = \sum_{i=1}^n (c_i \log q_i + (1 - c_i) \log(1 - q_i))$. "
)

OVER_INPUTS = "Let $C = \\frac1n \\sum_x C_x$ with $C_x = \\frac12 (g(x) - c)^2$ and $g(x) = v x$. So "
FACTORS = "Let $r_i = e^{u_i}$ and $c = 2 s$. So "


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (UNIT + "$\\log\\frac{q}{1 - q} = u$", True),
        (UNIT + "$\\log\\frac{1 - q}{q} = u$", False),
        (UNIT + "$\\log\\frac{q}{1 - q} = 2 u$", False),
        (UNIT + "$\\sqrt{u^2} = u$", False),
        (SAMPLES + "$\\log q_i - \\log(1 - q_i) = u$", True),  # two names of one sum
        (SAMPLES + "$\\log q_i - \\log(1 - q_i) = -u$", False),
        (UNIT + "$\\frac{\\partial \\log q}{\\partial v} = (1 - q) r$", True),
        (UNIT + "$\\frac{\\partial \\log q}{\\partial v} = (1 - q) v$", False),
        (LIKELIHOOD + r"$\ell = \sum_{i=1}^n (c_i v^T r_i - \log(1 + e^{v^T r_i}))$", True),  # for each i alone
        (LIKELIHOOD + r"$\ell - 1 = \sum_{i=1}^n (c_i v^T r_i - \log(1 + e^{v^T r_i}))$", False),
        (OVER_INPUTS + r"$\frac{\partial C}{\partial v} = \frac1n \sum_x (g(x) - c) x$", True),  # x runs in C_x too
        (OVER_INPUTS + r"$\frac{\partial C}{\partial v} = \frac1n \sum_x (g(x) + c) x$", False),
        (FACTORS + r"$\prod_{i=1}^n c r_i = c^n \prod_{i=1}^n r_i$", True),
        (FACTORS + r"$\prod_{i=1}^n c r_i = 2^n s^n \prod_{i=1}^n r_i$", True),
        (FACTORS + r"$\prod_{i=1}^n e^{r_i} = e^{\sum_{i=1}^n r_i}$", True),
        (FACTORS + r"$\prod_{i=1}^n c r_i = c \prod_{i=1}^n r_i$", False),
        (
            LOSS + "$\\frac{\\partial \\ell}{\\partial v} = \\frac{c - q}{q (1 - q)} \\frac{\\partial q}{\\partial v}$",
            True,
        ),
        (
            LOSS + "$\\frac{\\partial \\ell}{\\partial v} = \\frac{q - c}{q (1 - q)} \\frac{\\partial q}{\\partial v}$",
            False,
        ),
    ],
)
def test_a_sum_that_may_be_anything(text: str, right: bool) -> None:
    """Logits of one neuron and of many examples, with and without slopes; products of n factors."""
    *_, last = judged(text)
    assert last.verdict.value == ("PROVED" if right else "REFUTED"), last
    assert EVERY_SIZE in last.diagnosis or not right


@pytest.mark.parametrize("before", ["", r"Let $r = \sum_{i=0}^d w_i x_i$. "])
@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\sum_{i=1}^n i = \frac{n(n+1)}{2}", "PROVED WHEN"),
        (r"\sum_{i=1}^n i = \frac{n(n-1)}{2}", "REFUTED"),
        (r"\sum_{k=0}^{m-1} (2k + 1) = m^2", "PROVED WHEN"),
        (r"\sum_{k=1}^{m} (2k + 1) = m^2", "REFUTED"),
        (r"1 + 2 + \dots + m = \frac{m(m+1)}{2}", "PROVED WHEN"),
        (r"1 + 2 + \dots + m = \frac{m(m-1)}{2}", "REFUTED"),
        (r"1 + 2 + \dots + m - 1 = \frac{m(m-1)}{2}", "REJECTED"),  # m may be the last number
        (r"1 + 3 + 5 + \dots + (2 m - 1) = m^2", "PROVED WHEN"),
        (r"1^2 + 2^2 + \dots + m^2 = \frac{m(m+1)(2m+1)}{6}", "PROVED WHEN"),
        (r"1 \cdot 2 \cdots m = 2 m!", "REFUTED"),
        (r"1 + q + q^2 + \dots + q^m = \frac{1 - q^{m+1}}{1 - q}", "PROVED WHEN"),
        (r"b_1 b_2 \cdots b_m = \prod_{i=1}^m b_i", "PROVED"),
        (r"P(b_1 b_2 \cdots b_m) = \prod_{i=1}^m P(b_i)", "REJECTED"),  # of a sequence
    ],
)
def test_numbers_that_are_added_up_are_what_they_are(before: str, formula: str, verdict: str) -> None:
    """Whatever entries are counted from: a sum of entries from 0 beside them shifts no number."""
    assert judged(f"{before}We have $e^0 = 1$ and\n\n$${formula}$$")[-1].verdict.value == verdict


@pytest.mark.parametrize(
    ("slope", "verdict"),
    [
        (r"\prod_{i \neq j} r_i", "PROVED"),
        (r"\frac{G}{r_j}", "PROVED WHEN"),
        (r"\prod_{i=1}^n r_i", "REFUTED"),
        (r"G r_j", "REFUTED"),
    ],
)
def test_a_product_has_a_slope_by_each_factor(slope: str, verdict: str) -> None:
    """The product of the others, also where one of them is 0: what is left out of a product is 1, not 0."""
    text = r"Let $G = \prod_{i=1}^n r_i$ and $F = \sum_{i=1}^n r_i^2$. Then "
    assert judged(rf"{text}$\frac{{\partial G}}{{\partial r_j}} = {slope}$")[-1].verdict.value == verdict


def test_powers_that_are_added_up_say_nothing_of_entries() -> None:
    """1 + q + q² + … + q^n beside Σ_{i=0}^d w_i x_i: r_1, …, r_n are all the entries of r."""
    before = r"Let $v = \sum_{i=0}^d w_i x_i$ and $S = r_1^2 + r_2^2 + \dots + r_n^2$ with $1 + q + \dots + q^n > 0$. "
    assert judged(before + r"So $\frac{\partial S}{\partial r_i} = 2 r_i$")[-1].verdict.value == "PROVED"
