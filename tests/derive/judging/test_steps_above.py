"""Steps of time above, gates that parameters are named after, and δ before a letter for a slope of the loss."""

from __future__ import annotations

import pytest

from .test_documents import judged

CELL = (
    r"Let $r^t = \tanh(W_r x^t + U_r h^{t-1}) = \tanh(\hat{r}^t)$, "
    r"$i^t = \sigma(W_i x^t + U_i h^{t-1}) = \sigma(\hat{i}^t)$, "
    r"$u^t = \sigma(W_u x^t + U_u h^{t-1}) = \sigma(\hat{u}^t)$, $m^t = i^t \odot r^t + m^{t-1}$ "
    r"and $h^t = u^t \odot \tanh(m^t)$."
    "\n\n$$\\text{Given } \\delta h^t = \\frac{\\partial E}{\\partial h^t}, \\text{ find the others.}$$\n\n"
)
OF_THE_GATE = (
    r"$\frac{\partial E}{\partial u^t_i} = \frac{\partial E}{\partial h^t_i} \frac{\partial h^t_i}{\partial u^t_i}"
)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (CELL + r"$\delta u^t = \delta h^t \odot \tanh(m^t)$", "PROVED"),
        (CELL + r"$\delta u^t = \delta h^t \odot m^t$", "REFUTED"),
        (CELL + r"$\delta i^t = \delta m^t \odot r^t$", "PROVED"),
        (CELL + r"$\delta i^t = \delta m^t \odot i^t$", "REFUTED"),
        (CELL + r"$\delta \hat{u}^t = \delta u^t \odot u^t \odot (1 - u^t)$", "PROVED"),
        (CELL + r"$\delta \hat{u}^t = \delta u^t \odot u^t$", "REFUTED"),
        (CELL + r"$\delta \hat{r}^t = \delta r^t \odot (1 - \tanh^2(\hat{r}^t))$", "PROVED"),
        (CELL + r"$\delta \hat{r}^t = \delta r^t \odot (1 + \tanh^2(\hat{r}^t))$", "REFUTED"),
        (CELL + OF_THE_GATE + r" = \delta h^t_i \tanh(m^t_i)$", "PROVED"),
        (CELL + OF_THE_GATE + r" = \delta h^t_i \tanh(i^t_i)$", "REFUTED"),
        (CELL.replace("Given", "Find") + r"$\delta u^t = \delta h^t \odot m^t$", "UNDECIDED"),
    ],
)  # fmt: skip
def test_steps_above_are_no_layers(text: str, verdict: str) -> None:
    """Their parameters are the same in every step; i of W_i is no index, that of u_i is one."""
    assert judged(text)[-1].verdict.value == verdict, judged(text)[-1]
