"""L(f_k) of a loss L that is made of f_k is L, and no product: it says by what it is differentiated."""

import pytest

from .test_documents import judged

LOSS = "$C = -\\sum_j t_j \\log s_j$, $s_j = \\frac{e^{u_j}}{\\sum_m e^{u_m}}$, $u_j = v_j r$, labels are one-hot. So "
UNIT = "$C = \\frac{1}{2} (q - t)^2$, $q = \\sigma(u)$, $u = v r + c$. So "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (LOSS + "$\\frac{\\partial C(u_j)}{\\partial u_j} = s_j - t_j$", "PROVED WHEN"),
        (LOSS + "$\\frac{\\partial C(u_j)}{\\partial u_j} = t_j - s_j$", "REFUTED"),
        (LOSS + "$\\frac{\\partial C(s_j)}{\\partial s_j} = -\\frac{t_j}{s_j}$", "PROVED"),
        (UNIT + "$\\frac{\\partial C(v)}{\\partial v} = (q - t) q (1 - q) r$", "PROVED"),
        (UNIT + "$\\frac{\\partial C(v)}{\\partial v} = (q - t) q (1 - q)$", "REFUTED"),
        (UNIT + "$\\nabla C(v) = (q - t) q (1 - q) r$", "PROVED"),
        (UNIT + "$\\frac{\\partial C(k)}{\\partial k} = (q - t) q (1 - q) r$", "UNDECIDED"),  # it is made of no k
        (UNIT + "$\\frac{\\partial}{\\partial v} q(1 - q) = (1 - 2 q) q (1 - q) r$", "PROVED"),
        (UNIT + "$\\frac{\\partial q(v r + c)}{\\partial u} = q (1 - q) (v r + c)$", "PROVED"),  # a product
    ],
)
def test_a_number_of_a_letter(text: str, verdict: str) -> None:
    """Right and wrong slopes; a bracket with more than a letter in it is a factor."""
    *_, last = judged(text)
    assert last.verdict.value == verdict, last
