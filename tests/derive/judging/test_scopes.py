"""What a letter means at a place: one story, another section, a case, a step of time, a function and its values."""

from __future__ import annotations

import pytest

from .test_documents import judged

SOFTMAX = "# S\n$p_k = \\frac{e^{z_k}}{\\sum_{j=1}^{K} e^{z_j}}$\n"
LOGISTIC = "# S\nLet $\\sigma(u) = 1 / (1 + e^{-u})$, $\\sigma_n = \\sigma(w x_n)$, "
TWO_STORIES = (
    "# One\n$\\ell = (y - \\mu)^2$, $\\frac{\\partial \\ell}{\\partial \\mu} = 2(\\mu - y)$\n"
    "# Two\n$\\mu = e^s$, $\\ell = \\mu - y \\log \\mu$, $\\frac{\\partial \\ell}{\\partial s} = \\mu - y$\n"
)
FORMS = "For $r > 0$ let $s = \\log r$ and $C = \\log r + (y - m)^2 / r^2$. Then $C = s + (y - m)^2 e^{-2s}$. "
STEP = "$h_t = \\tanh(a_t)$, $a_t = w h_{t-1} + u x_t$. "
DECAY = "$J = (w x - y)^2 + \\lambda w^2$. "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (LOGISTIC + "$\\frac{\\partial \\sigma_n}{\\partial w} = \\sigma_n (1 - \\sigma_n) x_n$", "PROVED"),
        (LOGISTIC + "$\\frac{\\partial \\sigma_n}{\\partial w} = \\sigma_n (1 + \\sigma_n) x_n$", "REFUTED"),
        (TWO_STORIES, "PROVED"),
        (FORMS + "$\\frac{\\partial C}{\\partial s} = 1 - 2 (y - m)^2 e^{-2s}$", "PROVED"),
        (FORMS + "$\\frac{\\partial C}{\\partial s} = 1 + 2 (y - m)^2 e^{-2s}$", "REFUTED"),
        (FORMS.replace("e^", "2 e^") + "$\\frac{\\partial C}{\\partial s} = 1 - 4 (y - m)^2 e^{-2s}$", "UNDECIDED"),
        (STEP + "$\\frac{\\partial h_t}{\\partial h_{t-1}} = (1 - h_t^2) w$", "PROVED"),
        (STEP + "$\\frac{\\partial h_t}{\\partial h_{t-1}} = (1 - h_{t-1}^2) w$", "REFUTED"),
        (DECAY + "For $\\lambda = 0$ the slope is $\\frac{\\partial J}{\\partial w} = 2 x (w x - y)$", "PROVED WHEN"),
        (DECAY + "For $\\lambda = 1$ the slope is $\\frac{\\partial J}{\\partial w} = 2 x (w x - y)$", "REFUTED"),
        (DECAY + "The slope is $\\frac{\\partial J}{\\partial w} = 2 x (w x - y)$", "REFUTED"),
        ("$c = -y \\log a$, $\\frac{dc}{da} = -\\frac{y b}{a(b + a)} - \\frac{y}{b + a}$", "PROVED"),
    ],
)  # fmt: skip
def test_a_letter_means_what_is_said_of_it_there(text: str, verdict: str) -> None:
    """Values with the letter of their function, stories side by side, forms, steps of time, a case of a sentence."""
    *before, last = [finding.verdict for finding in judged(text)]
    assert last.value.startswith(verdict) and last.proved == verdict.startswith("P")
    assert ("REFUTED" in before) == (verdict == "UNDECIDED")


def test_a_later_line_says_what_a_given_letter_is() -> None:
    """The teacher's q is any distribution, until smoothed labels make it one; the loss above is then of these."""
    loss = "$\\sum_k q_k = 1$ and $H = -\\sum_k q_k \\log p_k$, $\\frac{\\partial H}{\\partial z_k} = p_k - q_k$\n"
    smooth = "# T\nWith one-hot labels $y$ take $q_k = (1 - r) y_k + \\frac{r}{K}$: "
    slope = "$\\frac{\\partial H}{\\partial z_k} = p_k - (1 - r) y_k - \\frac{r}{K}$"
    *_, before, _, after = judged(SOFTMAX + loss + smooth + slope)
    assert str(before.verdict) == str(after.verdict) == "PROVED WHEN"
