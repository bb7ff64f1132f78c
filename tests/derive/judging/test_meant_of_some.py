"""What is said of some values, of one class, of letters set equal later, with sums left out: no error."""

import pytest

from .test_documents import judged

SHARES = r"$q_c = \frac{e^{s_c}}{\sum_d e^{s_d}}$ and $E_n = -\log(q_{t_n})$. "
KINK = r"Let $g(u) = \max(u, 0)$. "
APART = r"$v = a_1 r_1 + a_2 r_2$. Suppose that $a_1 = a_2 = a$. "
SILENT = r"$\mu_n = \frac{1}{M} \mathbf{1}_k u_{nk}$. "
NAMED = (
    r"$q_c = \frac{e^{s_c}}{\sum_d e^{s_d}}$. With $\sum_d e^{s_d} = \Omega$: "
    r"$\frac{\partial q_c}{\partial s_c} = \frac{\partial}{\partial s_c} \frac{e^{s_c}}{\sum_d e^{s_d}} "
    r"= \frac{e^{s_c} (\Omega - e^{s_c})}{\Omega^2}$. So "
)


@pytest.mark.parametrize(
    ("text", "formula", "verdict"),
    [
        (SHARES, r"\frac{\partial E_n}{\partial q_c} = -\frac{1}{q_c}", "PROVED WHEN"),
        (SHARES, r"\frac{\partial E_n}{\partial s_c} = q_c - 1", "PROVED WHEN"),
        (SHARES, r"\frac{\partial E_n}{\partial q_c} = \frac{1}{q_c}", "REFUTED"),
        (SHARES, r"\frac{\partial E_n}{\partial s_c} = q_c + 1", "REFUTED"),
        (KINK, r"g'(0.5) = 1 ~\text{otherwise}", "PROVED"),
        (KINK, r"g'(0.5) = 0 ~~\text{if}~ u \leq 0", "UNDECIDED"),
        (APART, r"\frac{\partial v}{\partial a_2} = r_2", "UNDECIDED"),
        (r"$v = a_1 r_1 + a_2 r_2$. ", r"\frac{\partial v}{\partial a_2} = r_1", "REFUTED"),
        (SILENT, r"\frac{\partial}{\partial u_{pq}} (\frac{1}{M} \mathbf{1}_k u_{nk}) = \frac{1}{M} \delta_{np}",
         "UNDECIDED"),
        (NAMED, r"\frac{\partial q_c}{\partial s_c} = \frac{e^{s_c} (\Omega - e^{s_c})}{\Omega^2}", "UNDECIDED"),
    ],
)  # fmt: skip
def test_what_is_meant_of_some_is_no_error(text: str, formula: str, verdict: str) -> None:
    """Under its condition it is right; where that is not judged it is left open; what is wrong of all is refuted."""
    assert judged(f"{text}${formula}$")[-1].verdict == verdict
