"""What says how many axes a letter has, and how long they are: ends of sums, sections, an entry and its whole."""

from __future__ import annotations

import pytest

from tests.derive.judging.test_documents import judged

LAYER = (
    r"Let $s_i^{(\ell)} = \sum_{j=1}^{n_{\ell-1}} v^{(\ell)}_{ij} h^{(\ell-1)}_j + c_i^{(\ell)}$ "
    r"and $h_i^{(\ell)} = \sigma(s_i^{(\ell)})$."
)
NEXT = r"$\frac{\partial E}{\partial s_i^{(\ell)}} = \sigma'(s_i^{(\ell)}) \sum_{k=1}^{n_{\ell+1}}"
IN_AND_OUT = r"Let $y_i = \sum_{k=1}^{n_{in}} x_k w_{ki} + b_i$."
BACK = r"$\frac{\partial E}{\partial x_k} = \sum_{i=1}^{n_{out}} \frac{\partial E}{\partial y_i}"
EACH = r"Let $E = \frac{1}{M} \sum_i E_i$ and $E_i = (s_i - t_i)^2$."
UNEQUAL = r"Let $a_i = \sum_{j=1}^{n_i} x_{ij}$."
BOOK = (
    "# One map\n\nLet $u_i = \\sum_{j=1}^{K} w_{ij} x_j$.\n\n# Another\n\n"
    "Let $q_i = e^{x_i} / \\sum_{k=1}^{n} e^{x_k}$."
)
STEPS = (
    "# Composition\n\nLet $x_0 = x$ and $x_p = f_p(x_{p-1})$.\n\n"
    "# A map\n\nLet $y_i = \\sum_{k=1}^{m} x_k w_{ki} + b_i$."
)


def last(text: str, formula: str) -> list[str]:
    """The verdicts on a formula behind a text."""
    before = len(judged(text))
    return [finding.verdict.value for finding in judged(f"{text} {formula}\n")[before:]]


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (LAYER, r"$\frac{\partial s_i^{(\ell)}}{\partial v^{(\ell)}_{ij}} = h^{(\ell-1)}_j$", "PROVED"),
        (LAYER, NEXT + r" v^{(\ell+1)}_{ki} \frac{\partial E}{\partial s_k^{(\ell+1)}}$", "PROVED"),
        (LAYER, NEXT + r" \frac{\partial E}{\partial s_k^{(\ell+1)}}$", "REFUTED"),
        (LAYER, r"$\frac{\partial s_i^{(\ell)}}{\partial c^{(\ell)}_i} = s_i^{(\ell)}$", "REFUTED"),
        (IN_AND_OUT, BACK + " w_{ki}$", "PROVED"),
        (IN_AND_OUT, BACK + " w_{ik}$", "UNDECIDED"),
        (IN_AND_OUT, BACK + " w_{ki} x_k$", "REFUTED"),
        (EACH, r"$\frac{\partial E}{\partial s_i} = \frac{2}{M} (s_i - t_i)$", "PROVED"),
        (EACH, r"$\frac{\partial E}{\partial s_i} = 2 (s_i - t_i)$", "REFUTED"),
        (EACH, r"$E = \frac{1}{M} \sum_i (s_i - t_i)^2$", "PROVED"),
        (EACH, r"$E = \sum_i (s_i - t_i)^2$", "UNDECIDED"),
        (UNEQUAL, r"$\sum_{i=1}^m \sum_{j=1}^{n_i} x_{ij} = \sum_{i=1}^m \sum_{j=1}^{n_m} x_{ij}$", "UNDECIDED"),
        (BOOK, r"$\frac{\partial q_i}{\partial x_j} = q_i (\delta_{ij} - q_j)$", "PROVED"),
        (BOOK, r"$\frac{\partial q_i}{\partial x_j} = q_i (1 - q_j)$", "REFUTED"),
        (STEPS, r"$\frac{\partial E}{\partial w_{ki}} = x_k \frac{\partial E}{\partial y_i}$", "PROVED"),
        (STEPS, r"$\frac{\partial E}{\partial w_{ki}} = x_i \frac{\partial E}{\partial y_k}$", "REFUTED"),
    ],
)  # fmt: skip
def test_sizes_that_are_said_by_the_ends_of_sums(text: str, formula: str, verdict: str) -> None:
    """n_{ℓ−1} and n_in are sizes of axes, n_i of each i is none; a letter of another section has sizes of its own."""
    assert last(text, formula) == [verdict]


@pytest.mark.parametrize("formula", [r"$E = \frac{1}{N} \sum_i (s_i - t_i)^2$", r"$E = \frac{1}{N} \sum_i E_i$"])
def test_a_size_of_no_axis_refutes_nothing(formula: str) -> None:
    """N that stands in no sum may be the number of the examples or not."""
    text = r"Let $E = \frac{1}{N} \sum_{i=1}^n E_i$ and $E_i = (s_i - t_i)^2$."
    assert "REFUTED" not in last(text, formula)
