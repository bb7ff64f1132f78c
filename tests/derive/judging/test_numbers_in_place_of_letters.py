"""Numbers in the place of letters, supposed values and two ranks of a letter refute nothing."""

from __future__ import annotations

import pytest

from .test_documents import judged

NEURON = "Let $v = 0.4$, $u = 1.5$ and $r = v u$. "
WORKED = NEURON + "$$q = \\sigma(0.6) \\approx 0.6457$$\n\n"
BOTH = "$s_k = g_k h_k + c_k$. Of all rows $\\frac{\\partial L}{\\partial g_k} = \\sum_n t_{nk} h_{nk}$. "
CHAIN = r"\sum_m \frac{\partial L}{\partial s_m} \frac{\partial s_m}{\partial g_k} ="


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (NEURON + "For $f(z) = z^3$: $f'(r) = f'(0.61)$", "UNDECIDED"),
        (NEURON + "For $f(z) = z^3$: $f'(r) = 2 r^2$", "REFUTED"),
        (WORKED + "$\\sigma'(r) = q (1 - q)$", "UNDECIDED"),
        (NEURON + "With $q = \\sigma(r)$ we have $\\sigma'(r) = q (1 + q)$", "REFUTED"),
        (BOTH + f"${CHAIN} \\frac{{\\partial L}}{{\\partial s_k}} h_k$", "PROVED"),
    ],
)
def test_what_rounded_numbers_stand_for_is_left_open(text: str, verdict: str) -> None:
    """A number in the place of a letter may be rounded; a letter that only numbers tell is no formula."""
    assert judged(text)[-1].verdict.value == verdict


def test_a_supposed_value_is_no_claim() -> None:
    """Of "if …, then M = 3" nothing is asserted of M."""
    text = (
        "If all are taken, i.e. $t = u$, then $M = 3 \\times 7 = 21$. If three of them are, i.e. $t = v$, then $M = 3$."
    )
    assert "REFUTED" not in [finding.verdict.value for finding in judged(text)]
