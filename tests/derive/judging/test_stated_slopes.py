"""An update with the value that a line before states of the slope."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_documents import judged

EXAMPLE = (
    "$p = v s + c$, $E = \\frac{1}{2}(p - t)^2 + G$. With $v = 0.4$, $s = 1.5$ and $\\eta = 0.5$:\n\n"
    "$\\frac{\\partial E}{\\partial v} = 0.31 \\cdot 1.5 = 0.4653$ and $v - \\eta \\frac{\\partial E}{\\partial v} = "
)


@pytest.mark.parametrize(
    ("numbers", "verdict"),
    [
        (r"0.4 - 0.5 \cdot 0.4653$", "PROVED"),
        (r"0.4 - 0.5 \cdot 0.465$", "PROVED"),
        (r"0.4 + 0.5 \cdot 0.4653$", "REFUTED"),
        (r"0.4 - 0.5 \cdot 0.4663$", "REFUTED"),
        ("0.1674$", "ROUNDED"),
        ("0.6326$", "REFUTED"),
    ],
)
def test_an_update_by_a_stated_slope(numbers: str, verdict: str) -> None:
    """Nothing says what G is; the update hangs on the stated value alone, with the digits that stand there."""
    assert str(judged(EXAMPLE + numbers)[-1].verdict) == verdict
