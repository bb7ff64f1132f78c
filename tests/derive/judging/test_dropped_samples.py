"""The index of a sample is written in one place and dropped in another: both are of any sample."""

import pytest

from derive.reading.document.model import document_of
from derive.reading.notes.sections import claims_in_text

from .test_documents import judged

BOTH = (
    "$q_n = \\sigma(\\mathbf{v}^T \\mathbf{r}_n)$ with $\\sigma(h) = \\frac{1}{1 + e^{-h}}$. "
    "Let $u = \\mathbf{v}^T \\mathbf{r}$ and $q = \\sigma(u)$. "
)
LOSS = BOTH + "The loss is $\\ell_n = -(c_n \\log q_n + (1 - c_n) \\log(1 - q_n))$. So "
ONE = BOTH + "$c_n$ is a label, $k = c \\log q + (1 - c) \\log(1 - q)$ and $m = c_n q_n$. So "
SLOPE = BOTH + "$\\frac{\\partial q_n}{\\partial \\mathbf{v}} = \\frac{\\partial q_n}{\\partial u} "
ELLIPSIS = (
    "$q = v_0 + v_1 r_1 + \\dots + v_D r_D$, $E = \\frac{1}{2} \\sum_n (q^{(n)} - c^{(n)})^2$, "
    "$\\frac{\\partial E}{\\partial v_d} = "
)
MORE = (
    "$u_k = \\sum_d v_{kd} r_d$, $q_k = e^{u_k} / \\sum_j e^{u_j}$\n\n# All\n\n"
    "$u_{nk} = \\sum_d v_{kd} r_{nd}$ and one-hot $c$:\n\n"
    "$E = -\\frac{1}{N} \\sum_{n=1}^N \\sum_k c_{nk} \\log q_{nk}$, $\\frac{\\partial E}{\\partial v_{kd}} = "
)
SECTIONS = (
    "$u = v_0 + v_1 r_1 + \\dots + v_D r_D$, $q = g(u)$, $g(u) = \\frac{1}{1 + e^{-u}}$\n\n# All\n\n"
    "$E = \\frac{1}{2} \\sum_n (q^{(n)} - c^{(n)})^2$\n\n# Then\n\n$\\frac{\\partial E}{\\partial v_d} = "
)
ENTRIES = BOTH + "$\\sum_d v_d r_d = u$. So "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (BOTH + "$\\log\\frac{q}{1 - q} = u$", "PROVED"),
        (BOTH + "$\\log\\frac{1 - q}{q} = u$", "REFUTED"),
        (SLOPE + "\\mathbf{r}$", "PROVED"),
        (SLOPE + "\\mathbf{v}$", "REFUTED"),
        (BOTH + "$\\frac{\\partial q_n}{\\partial u} = q (1 - q)$", "PROVED"),
        (BOTH + "$\\frac{\\partial q_n}{\\partial u} = q (1 + q)$", "REFUTED"),
        (LOSS + "$\\frac{\\partial \\ell_n}{\\partial \\mathbf{v}} = (q - c_n) \\mathbf{r}$", "PROVED"),
        (LOSS + "$\\frac{\\partial \\ell_n}{\\partial \\mathbf{v}} = (c_n - q) \\mathbf{r}$", "REFUTED"),
        (ONE + "$\\frac{\\partial k}{\\partial \\mathbf{v}} = \\frac{c}{q} \\frac{\\partial q}{\\partial \\mathbf{v}} "
         "- \\frac{1 - c}{1 - q} \\frac{\\partial q}{\\partial \\mathbf{v}}$", "PROVED"),
        (ONE + "$\\frac{\\partial k}{\\partial \\mathbf{v}} = (c - q) \\mathbf{r}$", "PROVED"),
        (ONE + "$\\frac{\\partial k}{\\partial \\mathbf{v}} = (q - c) \\mathbf{r}$", "REFUTED"),
        (MORE + "\\frac{1}{N} \\sum_{n=1}^N (q_{nk} - c_{nk}) r_{nd}$", "PROVED"),
        (MORE + "\\sum_{n=1}^N (q_{nk} - c_{nk}) r_{nd}$", "REFUTED"),
        (SECTIONS + "\\sum_n (q^{(n)} - c^{(n)}) q^{(n)} (1 - q^{(n)}) r_d^{(n)}$", "PROVED"),
        (ENTRIES + "$\\frac{\\partial q}{\\partial v_d} = q (1 - q) r_d$", "PROVED"),
        (ELLIPSIS + "\\sum_n (q^{(n)} - c^{(n)}) r_d^{(n)}$", "PROVED"),
        (ELLIPSIS + "\\sum_n (c^{(n)} - q^{(n)}) r_d^{(n)}$", "REFUTED"),
        (ENTRIES + "$\\frac{\\partial q}{\\partial v_d} = q (1 - q) v_d$", "REFUTED"),
    ],
)  # fmt: skip
def test_one_of_the_samples(text: str, verdict: str) -> None:
    """Logits, slopes, losses and entries, right and wrong."""
    *_, last = judged(text)
    assert last.verdict.value == verdict, last


@pytest.mark.parametrize(
    "text",
    [
        "$q_n = v^T r_n$ and $q = v^T r$, $E = \\|c - R v\\|^2$, $e_n = c_n - q_n$",  # c are all labels
        "$q_n = v^T r_n$ and $q = v^T r$, $c = (c_1, \\dots, c_N)$, $e_n = c_n - q_n$",
        "$q_n = v^T r_n$ and $q = v^T r$, $\\mathbf{c} = \\mathbf{q}$, $e_n = c_n - q_n$",
    ],
)
def test_what_stands_for_all_samples(text: str) -> None:
    """The vector of all labels is none of them."""
    dropped = document_of(claims_in_text(text, "markdown")).dropped
    assert dropped is None or "c" not in dropped.names


def test_an_entry_is_no_sample() -> None:
    """x_i of Σ_i w_i x_i beside wᵀ x: i is a place in the vector."""
    text = "$z = w^T x$, $z = \\sum_i w_i x_i$, $\\frac{\\partial z}{\\partial w_i} = x_i$"
    assert document_of(claims_in_text(text, "markdown")).dropped is None
