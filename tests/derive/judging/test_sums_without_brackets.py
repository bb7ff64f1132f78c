"""Σ a − b without a bracket: what the sum goes over is told by the rest of the document, or left open."""

from __future__ import annotations

import pytest

from .test_documents import judged

P, R, U = "PROVED", "REFUTED", "UNDECIDED"
SHARES = r"$q_n = \sigma(o_n)$. "
PLUS = SHARES + r"$$J = -\sum_n t_n \log q_n + (1 - t_n) \log(1 - q_n)$$"
MINUS = SHARES + r"$$J = -\sum_n t_n \log q_n - (1 - t_n) \log(1 - q_n)$$"
MEAN = SHARES + r"$$J = -\frac{1}{N} \sum_{n=1}^N t_n \log q_n + (1 - t_n) \log(1 - q_n)$$"
LINE = r"$r_n = v x_n$. $$E = \frac12 \sum_{n=1}^N (r_n - t_n)^2$$"
SPREAD = r"Let $a_n$ be data. $$S = \sum_{n=1}^N (a_n - c)^2$$"


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (PLUS, r"\frac{\partial J}{\partial o_n} = q_n - t_n", P),
        (PLUS, r"\frac{\partial J}{\partial q_n} = -\frac{t_n}{q_n} + \frac{1 - t_n}{1 - q_n}", P),
        (MINUS, r"\frac{\partial J}{\partial o_n} = q_n - t_n", P),
        (MEAN, r"\frac{\partial J}{\partial o_n} = \frac{1}{N} (q_n - t_n)", P),
        (MEAN, r"\frac{\partial J}{\partial o_n} = \frac{2}{N} (q_n - t_n)", R),
        (LINE, r"\frac{\partial E}{\partial v} = \sum_{n=1}^N r_n x_n - t_n x_n", P),
        (LINE, r"\frac{\partial E}{\partial v} = \sum_{n=1}^N r_n x_n + t_n x_n", R),
        (SPREAD, r"S = \sum_{n=1}^N a_n^2 - 2 c a_n + c^2", U),
        (SPREAD, r"S = \sum_{n=1}^N (a_n^2 - 2 c a_n) + N c^2", P),
        (SPREAD, r"\frac{\partial S}{\partial c} = -2 \sum_{n=1}^N a_n - c", U),
        (SPREAD, r"\frac{\partial S}{\partial c} = 2 \sum_{n=1}^N a_n - c", R),
    ],
)
def test_what_a_sum_goes_over(text: str, formula: str, verdict: str) -> None:
    """−Σ a + b is read as most of the document holds; where only a longer sum makes a line true, it is left open."""
    last = judged(f"{text}\n\n$${formula}$$")[-1]
    assert str(last.verdict) == verdict, last


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        (r"\frac{d}{du} u^3 + 5u = 3u^2 + 5", P),
        (r"\frac{d}{du} u^3 + 5u = 3u^2 + 5u", P),
        (r"\frac{d}{du} u^3 + 5u = 3u^2 - 5", R),
        (r"\frac{d}{du} (u^3) + 5u = 3u^2 + 5", R),
        (r"\frac{du^3}{du} + 5u = 3u^2 + 5", R),
        (r"-\frac{\partial}{\partial r} y \ln r + (1-y) \ln(1-r) = -\frac{y}{r} + \frac{1-y}{1-r}", P),
        (r"-\frac{\partial}{\partial r} y \ln r + (1-y) \ln(1-r) = -\frac{y}{r} - \frac{1-y}{1-r}", U),
    ],
)
def test_what_an_operator_is_of(formula: str, verdict: str) -> None:
    """d/du a + b is of all the terms where that holds; not with a bracket, nor da/du + b."""
    assert str(judged(f"A function.\n\n$${formula}$$")[-1].verdict) == verdict


def test_two_ways_to_read_a_sum_that_fit_as_well() -> None:
    """Of two claims each fits one reading: what one of them alone makes true is told as that."""
    text = PLUS + "\n\n" + r"$$\frac{\partial J}{\partial q_n} = -\frac{t_n}{q_n} - \frac{1 - t_n}{1 - q_n}$$"
    assert str(judged(text)[-1].verdict) in (P, U)
