"""Functions that words define, that may be any, and that the last layer has for itself."""

from __future__ import annotations

import pytest

from derive.reading.document.told.functions_in_prose import named_in

from .test_documents import judged

NEURON = r"Let $s = v x$ and $r = f(s)$ and $J = \frac12 (r - t)^2$. "
LAYERS = r"$s^l_j = \sum_k v^l_{jk} r^{l-1}_k + c^l_j$. $r^l_j = f(s^l_j)$. "
ERRORS = LAYERS + r"$J = \frac12 \sum_j (r^L_j - t_j)^2$. $\delta^l_j = \frac{\partial J}{\partial s^l_j}$. "
BENT = r"$s^{(l)} = V^{(l)} r^{(l-1)} + c^{(l)}$. $r^{(l)} = \mathrm{ReLU}(s^{(l)})$. "
SHARES = BENT + r"$q = r^{(L)} = \mathrm{softmax}(s^{(L)})$. $J = -\sum_i t_i \log q_i$. "
BEFORE = "\n\n# Bent\n\n" + r"If $f = \tanh$ it is bent." + "\n\n# Any\n\n"
SLIP = r"The {} is $f(v) = \frac{{1}}{{1 + e^{}}}$. {} $f'(v) = {}f(v) (1 - f(v))$."
SLOPE = r"\frac{\partial J}{\partial s} = "


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (NEURON + "where $f$ is the usual logistic function.", SLOPE + "(r - t) r (1 - r)", "PROVED"),
        (NEURON + "where $f$ is the usual logistic function.", SLOPE + "(r - t) r (1 + r)", "REFUTED"),
        (NEURON + "with the tanh activation function $f$.", SLOPE + "(r - t) (1 - r^2)", "PROVED"),
        (NEURON + "with the tanh activation function $f$.", SLOPE + "(r - t) r (1 - r)", "REFUTED"),
        (NEURON + "$f(s)$ denotes the rectified linear unit.", SLOPE + r"(r - t) \mathbb{1}(s > 0)", "PROVED WHEN"),
        (NEURON + "$f(s)$ denotes the rectified linear unit.", SLOPE + r"(r - t) \mathbb{1}(s < 0)", "REFUTED"),
        (NEURON + "where $f$ is any activation function, such as the tanh.", SLOPE + "(r - t) (1 - r^2)", "UNDECIDED"),
        (NEURON + r"If $f = \tanh$ then", SLOPE + "(r - t) (1 - r^2)", "PROVED"),
        (NEURON + r"If $f(\cdot) = \sigma(\cdot)$ then", SLOPE + "(r - t) (1 - r^2)", "REFUTED"),
        (NEURON + BEFORE.replace("If", "Let"), SLOPE + "(r - t) (1 - r^2)", "PROVED"),
        (NEURON + BEFORE, SLOPE + "(r - t) (1 - r^2)", "UNDECIDED"),
        (NEURON + "where $f$ is not the tanh.", SLOPE + "(r - t) (1 - r^2)", "UNDECIDED"),
        (NEURON, SLOPE + "(r - t) r (1 - r)", "UNDECIDED"),
        (NEURON, SLOPE + "(r - t) f'(s)", "PROVED"),
        (NEURON, SLOPE + "(r + t) f'(s)", "REFUTED"),
        (ERRORS + "$f$ is the sigmoid.", r"\delta^L_j = (r^L_j - t_j) r^L_j (1 - r^L_j)", "PROVED"),
        (ERRORS + "$f$ is the sigmoid.", r"\delta^L_j = (r^L_j - t_j) r^L_j (1 + r^L_j)", "REFUTED"),
        ("", "f(s) - f(r) = 0", "UNDECIDED"),
        ("$q = f(s) + f(r)$.", "q = 2 f(s)", "UNDECIDED"),
        (SHARES, r"\frac{\partial J}{\partial s^{(L)}} = q - t", "PROVED WHEN"),
        (SHARES, r"\frac{\partial J}{\partial s^{(L)}} = q + t", "REFUTED"),
        (SHARES, r"\frac{\partial J}{\partial V^{(L)}} = (q - t) (r^{(L-1)})^T", "PROVED WHEN"),
    ],
)  # fmt: skip
def test_what_words_say_of_a_function_holds(text: str, formula: str, verdict: str) -> None:
    """Words that name it define it; where they leave it open, what a usual one would make true is not refuted."""
    last = judged(f"{text}\n\n$${formula}$$")[-1]
    assert str(last.verdict) == verdict, last


def test_a_bracket_of_many_commands_that_is_not_closed_is_read_at_once() -> None:
    """What stands before a word may be any formula: it is gone through once, not in every way to part it."""
    text = r"$\left( " + r"\frac \partial \mathcal " * 40 + "$ is the logistic function."
    assert list(named_in(text)) == []


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        (SLIP.format("sigmoid", "v", "Its slope is", ""), ["REFUTED", "PROVED"]),
        (SLIP.format("logistic function", "v", "So", ""), ["REFUTED", "PROVED"]),
        (SLIP.format("sigmoid", "{-v}", "Its slope is", ""), ["PROVED", "PROVED"]),
        (SLIP.format("sigmoid", "v", "Its slope is", "-"), ["PROVED", "PROVED"]),
        (SLIP.format("mirrored sigmoid", "v", "Its slope is", ""), ["PROVED", "REFUTED"]),
        (SLIP.format("function", "v", "Its slope is", ""), ["PROVED", "REFUTED"]),
        (SLIP.format("sigmoid", "v", "Its slope is", r"-\frac{e^v}{(1 + e^v)^2} = "), ["PROVED", "PROVED", "REFUTED"]),
    ],
)  # fmt: skip
def test_a_slip_in_what_the_words_call_the_sigmoid(text: str, verdicts: list[str]) -> None:
    """It is no function of its own where the slope of the sigmoid is written of it, without such an exponential."""
    assert [finding.verdict.value for finding in judged(text)] == verdicts
