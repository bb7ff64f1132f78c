"""Arrays by their names in programs: dnet is the slope by net, (net > 0) is 1 there, words are arrays."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_documents import judged

ARRAYS = (
    r"$\text{net} = A \cdot V + c$, $\text{unit} = \max(0, \text{net})$, $\text{out} = \text{unit} \cdot R + g$, "
    r"$\text{error} = \frac{1}{2} \sum_{n=1}^{M} \sum_k (\text{out}_{nk} - T_{nk})^2 + \frac{\mu}{2} \sum R^2$. "
)


@pytest.mark.parametrize(
    ("claim", "verdict"),
    [
        (r"\text{dout} = \text{out} - T", "PROVED"),
        (r"\text{dout} = 2 (\text{out} - T)", "REFUTED"),
        (r"dR = \text{unit}^T \cdot \text{dout} + \mu R", "PROVED"),
        (r"dR = \text{unit}^T \cdot \text{dout} - \mu R", "REFUTED"),
        (r"dg = \sum_{n=1}^{M} \text{dout}_n", "PROVED"),
        (r"dg = \frac{1}{M} \sum_{n=1}^{M} \text{dout}_n", "REFUTED"),
        (r"\text{dunit} = \text{dout} \cdot R^T", "PROVED"),
        (r"\text{dnet} = \text{dunit} \odot (\text{net} > 0)", "PROVED WHEN"),
        (r"\text{dnet} = \text{dunit} \odot (\text{net} < 0)", "REFUTED"),
        (r"dV = A^T \cdot \text{dnet}", "PROVED WHEN"),
        (r"dV = -A^T \cdot \text{dnet}", "REFUTED"),
    ],
)
def test_a_word_behind_d_is_the_slope_by_an_array(claim: str, verdict: str) -> None:
    """A line with dR before it tells that d begins the names of slopes here."""
    found = judged(ARRAYS + rf"$dR = \text{{unit}}^T \cdot \text{{dout}} + \mu R$ and ${claim}$")
    assert str(found[-1].verdict) == verdict, found[-1].diagnosis


def test_a_word_that_only_begins_with_d_is_none() -> None:
    """Dim is no slope by im, of which nothing says what it is."""
    *_, last = judged(r"$\text{dim} = 2 k$ and $\text{size} = 3 \text{dim}$ and $\text{size} = 6 k$")
    assert str(last.verdict) == "PROVED"
