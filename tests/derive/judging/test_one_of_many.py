"""Formulas of one sample after those of many: the index of the sample that nobody writes any more."""

from __future__ import annotations

import pytest

from derive.reading.document.samples.one_sample import without_sample

from .test_documents import judged

BATCH = (
    "$z_{nk} = \\sum_d W_{kd} x_{nd}$, $a_{nk} = \\sigma(z_{nk})$, "
    "$\\ell_n = \\frac{1}{2} \\sum_k (a_{nk} - y_{nk})^2$, "
    "$E = \\frac{1}{N} \\sum_n \\ell_n$. Without its index "
)
COLUMNS = (
    "$z_{kn} = \\sum_d W_{kd} x_{dn}$, $p_{kn} = e^{z_{kn}} / \\sum_j e^{z_{jn}}$, "
    "$L_n = -\\sum_k y_{kn} \\log p_{kn}$, $E = \\sum_n L_n$. Of one sample "
)
APART = BATCH + "let $z_k = \\sum_d V_{kd} u_d$ and "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (BATCH + "$\\frac{\\partial \\ell}{\\partial z_k} = (a_k - y_k) a_k (1 - a_k)$", "PROVED"),
        (BATCH + "$\\frac{\\partial \\ell}{\\partial W_{kd}} = (a_k - y_k) a_k (1 - a_k) x_d$", "PROVED"),
        (BATCH + "$\\frac{\\partial \\ell}{\\partial z_k} = (a_k + y_k) a_k (1 - a_k)$", "REFUTED"),
        (BATCH + "$\\frac{\\partial \\ell}{\\partial W_{kd}} = (a_k - y_k) x_d$", "REFUTED"),
        (BATCH + "$\\frac{\\partial E}{\\partial W_{kd}} = (a_k - y_k) a_k (1 - a_k) x_d$", "REFUTED"),
        (BATCH + "$\\frac{\\partial a_k}{\\partial z_j} = a_k (1 - a_k) \\delta_{kj}$", "PROVED"),
        (COLUMNS + "$\\frac{\\partial p_k}{\\partial z_j} = p_k (\\delta_{kj} - p_j)$", "PROVED"),
        (COLUMNS + "$\\frac{\\partial p_k}{\\partial z_j} = p_j (\\delta_{kj} - p_j)$", "REFUTED"),
        (COLUMNS + "$\\frac{\\partial L}{\\partial z_k} = p_k - y_k$", "PROVED WHEN"),
        (COLUMNS + "$\\frac{\\partial L}{\\partial z_k} = y_k - p_k$", "REFUTED"),
        (APART + "$\\frac{\\partial z_k}{\\partial u_d} = V_{kd}$", "PROVED"),  # this z is another
        (APART + "$\\frac{\\partial z_k}{\\partial u_d} = V_{dk}$", "REFUTED"),
    ],
)
def test_a_letter_without_its_sample_is_that_of_any(text: str, verdict: str) -> None:
    """Rows and columns, losses and slopes, right and wrong; a letter that is defined anew is none of many."""
    *_, last = judged(text)
    assert last.verdict.value == verdict, last


def test_a_correction_has_the_authors_letters() -> None:
    """The index that the author leaves out stands in no correction, and a sum over it is not proposed."""
    *_, last = judged(BATCH + "$\\frac{\\partial \\ell}{\\partial z_k} = (a_k + y_k) a_k (1 - a_k)$")
    assert last.corrected
    assert "n" not in last.corrected.replace("left", "").replace("right", "")
    assert without_sample(r"\frac{1}{N} \sum_{n=1}^{N} a_{nk}", "n") == ""
