r"""A new letter behind a formula is a name for it, ∂L/∂V = Sᵀ G = η_1; a loss that nothing defines is of one end."""

from __future__ import annotations

import pytest

from .test_documents import judged

PRODUCTS = (
    r"Let $Q, K, V \in \mathbb{R}^{n \times h}$, $S = Q K^\top$, $A = S V$ and $M = Q \odot K$. "
    r"$\frac{\partial L}{\partial V} = S^\top \frac{\partial L}{\partial A} = \eta_1$, "
    r"$\frac{\partial L}{\partial S} = \frac{\partial L}{\partial A} V^\top = \eta_2 \in \mathbb{R}^{n \times n}$, "
)
NUMBERS = r"Let $a = w x$, $b = \sigma(a)$ and $t = 3 w$. "
UNITS = r"Let $h_i = \tanh(z_i)$, $z_i = \sum_j w_{ij} x_j$ and $E = \frac12 \sum_i (h_i - t_i)^2$. "
NAMED = UNITS + r"$\frac{\partial E}{\partial h_i} = h_i - t_i \equiv q_i$ and $\frac{\partial E}{\partial z_i} = "
WORD = UNITS + r"$\frac{\partial E}{\partial x_j} = \sum_i (h_i - t_i) (1 - h_i^2) w_{ij} := QH_j$ and $F = QH_j"
RHO = r"$\frac{\partial b}{\partial a} = b (1 - b) = \rho$, "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (PRODUCTS + r"$\frac{\partial L}{\partial Q} = \eta_2 K$", "PROVED"),
        (PRODUCTS + r"$\frac{\partial L}{\partial K} = \eta_2^\top Q$", "PROVED"),
        (PRODUCTS + r"$\frac{\partial L}{\partial Q} = -\eta_2 K$", "REFUTED"),
        (PRODUCTS + r"$\frac{\partial L}{\partial K} = \eta_2 Q$", "REFUTED"),
        (NUMBERS + r"$\frac{\partial b}{\partial w} = \frac{\partial b}{\partial a} x = x$", "REFUTED"),
        (NUMBERS + RHO + r"$\frac{\partial b}{\partial w} = \rho x$", "PROVED"),
        (NUMBERS + RHO + r"$\frac{\partial b}{\partial w} = \rho w$", "REFUTED"),
        (NAMED + r"q_i (1 - h_i^2)$", "PROVED"),
        (NAMED + r"q_i$", "REFUTED"),
        (NAMED.replace(r"\equiv", "=") + r"q_i (1 - h_i^2)$", "PROVED"),
        (WORD + r"$ and $\frac{\partial E}{\partial x_j} = 2 QH_j$", "REFUTED"),
        (NUMBERS + r"$\frac{\partial E}{\partial a} = \frac{\partial E}{\partial b} b (1 - b)$", "PROVED"),
        (NUMBERS + r"$\frac{\partial E}{\partial a} = \frac{\partial E}{\partial b} b$", "REFUTED"),
    ],
)  # fmt: skip
def test_what_is_named_behind_its_formula(text: str, verdict: str) -> None:
    """The name stands for it in what follows; a letter that stood before is no new name."""
    assert judged(text)[-1].verdict.value == verdict, judged(text)[-1]


def test_the_link_to_a_new_name_defines_it() -> None:
    """It is no claim of its own."""
    findings = judged(PRODUCTS)
    assert [finding.diagnosis for finding in findings[-4:]][1::2] == ["this line defines it"] * 2
