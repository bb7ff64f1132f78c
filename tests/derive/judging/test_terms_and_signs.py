"""Braces that name a term, and negative numbers that are put in for a letter."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_documents import judged

SUM = r"Let $\hat{y}_t = w x_t + b$ and $loss = \sum_t \underbrace{(\hat{y}_t - y_t)^2}_{loss_t}$. "
NESTED = r"$$q = \sigma(\underbrace{w \underbrace{\tanh(\underbrace{v x + c}_{z})}_{h} + b}_{u})$$ "
LABELLED = r"$L = \underbrace{(y - w x)^2}_{\text{data loss}} + \underbrace{\lambda w^2}_{R}$ and "
PARTS = r"$L = \underbrace{(y - w x)^2}_{loss_d} + \underbrace{\lambda w^2}_{loss_r}$ and "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (SUM + r"$\frac{\partial loss_t}{\partial w} = 2 x_t (\hat{y}_t - y_t)$", "PROVED"),
        (SUM + r"$\frac{\partial loss_t}{\partial w} = x_t (\hat{y}_t - y_t)$", "REFUTED"),
        (SUM + r"$\frac{\partial loss}{\partial b} = \sum_t \frac{\partial loss_t}{\partial b}$", "PROVED"),
        (SUM + r"$\frac{\partial loss}{\partial b} = \frac{\partial loss_t}{\partial b}$", "REFUTED"),
        (NESTED + r"$\frac{\partial h}{\partial z} = 1 - h^2$", "PROVED"),
        (NESTED + r"$\frac{\partial h}{\partial z} = 1 - h$", "REFUTED"),
        (NESTED + r"$\frac{\partial u}{\partial z} = w (1 - h^2)$", "PROVED"),
        (NESTED + r"$\frac{\partial u}{\partial z} = w h^2$", "REFUTED"),
        (LABELLED + r"$\frac{\partial R}{\partial w} = 2 \lambda w$", "PROVED"),
        (LABELLED + r"$\frac{\partial R}{\partial w} = \lambda w$", "REFUTED"),
        (PARTS + r"$\frac{\partial loss_r}{\partial w} = 2 \lambda w$", "UNDECIDED"),
    ],
)
def test_a_brace_names_its_term(text: str, verdict: str) -> None:
    """What stands below a brace is the name of the term; an index of it is one that the term has."""
    assert judged(text)[-1].verdict.value == verdict


def test_a_letter_that_an_equation_defines_is_not_named_again() -> None:
    """The brace repeats the letter; the equation defines it."""
    text = r"$z = w x$ and $q = \underbrace{2 w x}_{z} + b$, so $\frac{\partial z}{\partial x} = 2 w$."
    assert judged(text)[-1].verdict.value == "REFUTED"


@pytest.mark.parametrize(
    ("formula", "verdict"),
    [
        ("1 - -0.084^2 = 0.992944", "PROVED"),
        ("1 - -0.084^2 = 1.007056", "PROVED"),
        ("1 - -0.084^2 = 0.994", "REFUTED"),
        (r"2 \cdot -0.3^2 = 0.18", "PROVED"),
        (r"2 \cdot -0.3^2 = 0.36", "REFUTED"),
        ("-0.3^2 = 0.09", "REFUTED"),
        (r"2 \cdot 3 - 0.3^2 = 6.09", "REFUTED"),
        (r"(1 - -0.5^2) \cdot 2 = 1.5", "PROVED"),
    ],
)
def test_the_square_of_a_negative_number_that_is_put_in(formula: str, verdict: str) -> None:
    """Behind an operator and a minus both readings are weighed; behind one minus there is one."""
    assert judged(f"${formula}$")[-1].verdict.value == verdict
