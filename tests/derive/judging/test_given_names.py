r"""P(y = k | x) beside P(y = j | x): the entries of one vector, by the letter behind the sign of equality."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_documents import judged

CLASSES = r"Let $R(t = a \mid s) = \frac{e^{s_a}}{\sum_{b=1}^K e^{s_b}}$. "
SLOPE = r"$\frac{\partial R(t = a | s)}{\partial s_b} = R(t=a|s) (\delta_{ab} "
WORDS = (
    r"Let $Q(X = x | Y = y) = \frac{\exp(g_x^T q_y)}{\sum_{w} \exp(g_w^T q_y)}$ and $H = -\log Q(X = x | Y = y)$. "
    r"$\frac{\partial H}{\partial q_y} = -g_x "
)
TWO_VALUES = r"Let $R(t = 1 | s) = \sigma(s)$ and $R(t = 0 | s) = 1 - R(t = 1 | s)$. "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (CLASSES + SLOPE + "- R(t=b|s))$", "PROVED"),
        (CLASSES + SLOPE + "+ R(t=b|s))$", "REFUTED"),
        (
            CLASSES + r"$\sum_{a=1}^K R(t = a | s) = 1$ and $R(t = b | s) = \frac{e^{s_b}}{\sum_{a=1}^K e^{s_a}}$",
            "PROVED",
        ),
        (WORDS + r"+ \sum_w Q(X = w | Y = y) g_w$", "PROVED"),
        (WORDS + r"- \sum_w Q(X = w | Y = y) g_w$", "REFUTED"),
        (TWO_VALUES + r"$R(t = 0 | s) R(t = 1 | s) = \sigma(s) (1 - \sigma(s))$", "PROVED"),
        (TWO_VALUES + r"$R(t = 0 | s) R(t = 1 | s) = \sigma(s)^2$", "REFUTED"),
    ],
)
def test_a_letter_that_varies_is_an_index(text: str, verdict: str) -> None:
    """What stays the same stays part of the name, and so does a number."""
    found = judged(text)[-1]
    assert found.verdict.value == verdict, found


def test_it_is_shown_as_it_is_written() -> None:
    """With the letter in its place."""
    assert judged(CLASSES + SLOPE + "+ R(t=b|s))$")[-1].reading == "∂R(t=a|s)/∂s_b = R(t=a|s) (δ_{ab} + R(t=b|s))"
