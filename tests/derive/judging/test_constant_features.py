"""The bias as a weight of a feature that is always 1 is refuted by no one; another sum without its last term is."""

import pytest

from .test_documents import judged

UNIT = "$s = \\sum_{j=1}^{d} v_j r_j$ and $t = \\sum_{j=1}^{d} v_j$. So "

SAMPLES = (
    "With $r_0 = 1$ let $g_v(r) = \\sum_{j=0}^d v_j r_j$ and $E(v) = \\frac{1}{2} "
    "\\sum_{s=1}^m (g_v(r^{(s)}) - t^{(s)})^2$.\n\n"
)
SLOPE = "$\\frac{\\partial E(v)}{\\partial v_j} = \\sum_{s=1}^m (g_v(r^{(s)}) - t^{(s)})"


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("$s = \\sum_{j=1}^{d} v_j r_j = \\sum_{j=1}^{d-1} v_j r_j + v_d$", "UNDECIDED"),
        ("$s = \\sum_{j=1}^{d} v_j r_j = \\sum_{j=1}^{d-1} v_j r_j + v_d r_d$", "PROVED WHEN"),
        ("$s = \\sum_{j=1}^{d} v_j r_j = \\sum_{j=1}^{d-1} v_j r_j + 2 v_d r_d$", "REFUTED"),
        ("$s_n = \\sum_{j=1}^{d} v_j r_{nj} = \\sum_{j=1}^{d-1} v_j r_{nj} + v_d$", "UNDECIDED"),
        ("$t = \\sum_{j=1}^{d} v_j = \\sum_{j=1}^{d-1} v_j + 2 v_d$", "REFUTED"),
    ],
)
def test_a_weight_alone(line: str, verdict: str) -> None:
    """Only a weight that stands without its feature may be a bias."""
    *_, last = judged(UNIT + line)
    assert last.verdict.value == verdict, last


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (SLOPE + " r_j^{(s)}$", "PROVED"),
        (SLOPE + "$", "UNDECIDED"),
        ("$\\frac{\\partial E(v)}{\\partial v_0} = \\sum_{s=1}^m (g_v(r^{(s)}) - t^{(s)}) r_0^{(s)}$", "PROVED"),
    ],
)
def test_samples_beside_an_entry_of_number_0(line: str, verdict: str) -> None:
    """The samples go from 1 to m, though the entries of each go from 0 to d."""
    *_, found = judged(SAMPLES + line)
    assert found.verdict.value == verdict, found
