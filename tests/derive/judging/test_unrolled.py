"""Lines that say anew what a recurrence gives: they are compared with it, and define nothing."""

import random

import pytest

from derive.judging.document_judge import DocumentJudge
from derive.judging.links.unrolled import Unrolled
from derive.reading.document.model import document_of
from derive.reading.notes.claims import Claim

MOMENTS = r"m_t = \beta m_{t-1} + (1 - \beta) g_t"
STEPS = r"w_{k+1} = w_k - \eta d_k"
SMOOTHED = r"S_t = \alpha Y_t + (1 - \alpha) S_{t-1}"
MEANS = r"Q_{n+1} = Q_n + \frac{1}{n} (R_n - Q_n)"
STATES = r"h_t = \tanh(U x_t + V h_{t-1})"
REST = "m_0 = 0"


def verdict(*lines: str) -> str:
    """The verdict on the last line; empty where nothing is said of it."""
    claims = [Claim(line, number, 1) for number, line in enumerate(lines, 1)]
    found = DocumentJudge(claims).findings(claims[-1])
    return str(found[0].verdict) + (f" {found[0].condition}" if found[0].condition else "") if found else ""


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([REST, MOMENTS, r"m_1 = (1 - \beta) g_1"], "PROVED"),
        ([MOMENTS, r"m_1 = \beta m_0 + (1 - \beta) g_1"], "PROVED"),
        ([REST, MOMENTS, r"m_1 = (1 + \beta) g_1"], "REFUTED"),
        ([MOMENTS, r"m_2 = \beta m_1 - (1 - \beta) g_2"], "REFUTED"),
        ([REST, MOMENTS, r"m_2 = (1 - \beta) (\beta g_1 + g_2)"], "PROVED"),
        ([REST, MOMENTS, r"m_2 = (1 - \beta) (g_1 + \beta g_2)"], "REFUTED"),
        ([REST, MOMENTS, r"m_t = (1 - \beta) \sum_{i=1}^t \beta^{t-i} g_i"], "PROVED"),
        ([REST, MOMENTS, r"m_t = (1 - \beta) \sum_{i=0}^{t-1} \beta^i g_{t-i}"], "PROVED"),
        ([REST, MOMENTS, r"m_t = (1 - \beta) \sum_{i=1}^t \beta^i g_i"], "REFUTED"),
        ([REST, MOMENTS, r"m_t = (1 - \beta) \sum_{i=1}^{t-1} \beta^{t-i} g_i"], "REFUTED"),
        ([MOMENTS, r"m_t = \beta^2 m_{t-2} + (1 - \beta) (g_t + \beta g_{t-1})"], "PROVED"),
        ([MOMENTS, r"m_t = \beta m_{t-2} + (1 - \beta) (g_t + \beta g_{t-1})"], "REFUTED"),
        ([MOMENTS, r"m_t = (1 - \beta) \sum_{i=1}^t \beta^{t-i} g_i"], "PROVED WHEN m_0 = 0"),
        ([MOMENTS, r"m_t = \beta m_{t-1} + g_t"], "UNDECIDED"),  # another method
        ([MOMENTS, r"\hat m_t = m_t / (1 - \gamma^t)", r"m_t = \gamma^2 m_{t-2} + g_t"], "UNDECIDED"),  # γ is of \hat m
        ([REST, MOMENTS, r"\hat m_t = \frac{m_t}{1 - \beta^t}", r"\hat m_1 = g_1"], "PROVED"),
        ([REST, MOMENTS, r"\hat m_t = \frac{m_t}{1 - \beta^t}", r"\hat m_1 = 7 g_1"], "REFUTED"),
        ([MOMENTS, "m_1 = 7 q"], "PROVED"),  # the first step is what a line says that has no past
        ([STEPS, r"w_1 = w_0 - \eta d_0"], "PROVED"),
        ([STEPS, r"w_1 = w_0 + \eta d_0"], "REFUTED"),
        ([STEPS, r"w_k = w_0 - \eta \sum_{s=0}^{k-1} d_s"], "PROVED"),
        ([STEPS, r"w_k = w_0 - \eta \sum_{s=0}^{k} d_s"], "REFUTED"),
        ([SMOOTHED, "S_1 = Y_1", r"S_2 = \alpha Y_2 + (1 - \alpha) Y_1"], "PROVED"),
        ([SMOOTHED, "S_1 = Y_1", r"S_2 = \alpha Y_1 + (1 - \alpha) Y_2"], "REFUTED"),
        ([MEANS, "Q_2 = R_1"], "PROVED"),
        ([MEANS, r"Q_{n+1} = \frac{1}{n} \sum_{i=1}^n R_i"], "PROVED"),
        ([STATES, r"h_1 = \tanh(U x_1 + V h_0)"], "PROVED"),
        ([STATES, r"h_2 = \tanh(U x_2 + V \tanh(U x_1 + V h_0))"], "PROVED"),
        ([STATES, r"h_2 = \tanh(U x_2 - V h_1)"], "REFUTED"),
        ([STATES, r"h_2 = \tanh(x_2 U + V h_1)"], ""),  # of numbers alone it holds
        (
            [r"a_l = \tanh(W_l a_{l-1} + b_l)", r"a_1 = \tanh(W_1 x + b_1)"],
            "PROVED",
        ),  # the first layer has its own line
        (["a_{n+1} = r a_n", "a_n = r^n a_0"], "PROVED"),
        (["a_{n+1} = r a_n", "a_3 = r^2 a_0"], "REFUTED"),
    ],
)
def test_what_follows_from_a_recurrence(lines: list[str], expected: str) -> None:
    """Numbers at a step, steps before, closed forms; from a start that is stated, and from one that is not."""
    assert verdict(*lines) == expected


def test_another_section_has_its_own_letters() -> None:
    """There m_1 is a new letter."""
    claims = [Claim(MOMENTS, 1, 1, section=1), Claim(r"m_1 = (1 + \beta) g_1", 2, 1, section=2)]
    assert [str(f.verdict) for f in DocumentJudge(claims).findings(claims[1])] == ["PROVED"]


@pytest.mark.parametrize("seed", range(8))
def test_random_recurrences_are_right_by_numbers(seed: int) -> None:
    """a_t = p a_{t−1} + q x_t, worked out at random steps: what was changed is never proved, what was not always is."""
    rng = random.Random(seed)
    for _ in range(6):
        p, q, step = rng.randint(2, 5), rng.randint(2, 5), rng.randint(1, 5)
        factors = {place: q * p ** (step - place) for place in range(1, step + 1)} | {0: p**step}
        wrong = rng.random() < 0.5
        if wrong:
            factors[rng.randint(0, step)] += rng.choice((-1, 1, 2))
        terms = " + ".join(f"{factor} {'a' if not place else 'x'}_{place}" for place, factor in factors.items())
        lines = rf"a_t = {p} a_{{t-1}} + {q} x_t", rf"a_{step} = {terms}"
        document = document_of([Claim(line, number, 1) for number, line in enumerate(lines, 1)])
        found = Unrolled(document, lambda name, section: None).judged(document.statements[1])
        assert found is not None
        assert str(found.verdict) == ("REFUTED" if wrong else "PROVED")
