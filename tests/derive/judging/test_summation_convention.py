"""Einstein's convention: what stands twice in a product is summed over, where words and definitions tell of it."""

from __future__ import annotations

import pytest

from .test_documents import judged

NORMED = (
    r"We write this in index notation. Let $c_n = \frac{1}{D} \mathbf{1}_d r_{nd}$, "
    r"$w_{nd} = r_{nd} - \mathbf{1}_d c_n$, $q_n = \frac{1}{D} \mathbf{1}_d w_{nd}^2$, $s_n = \sqrt{q_n + \epsilon}$ "
    r"and $o_{nd} = \frac{w_{nd}}{s_n} g_d + \mathbf{1}_n f_d$. "
)
BY_GAIN = r"$\frac{\partial E}{\partial g_a} = \frac{\partial E}{\partial o_{na}} \frac{w_{na}}{s_n"
BY_DATA = (
    r"$\frac{\partial E}{\partial r_{ma}} = \frac{\partial E}{\partial o_{ma}} \frac{g_a}{s_m} - "
    r"\frac{\partial E}{\partial o_{md}} \frac{g_d}{D} (\frac{\mathbf{1}_a}{s_m} + \frac{w_{md} w_{ma}}{s_m^3})$"
)
STAGE = (
    r"$\frac{\partial w_{nd}}{\partial c_m} = -\delta_{nm}$ and $\frac{\partial w_{nd}}{\partial r_{ma}} = "
    r"\frac{\partial}{\partial r_{ma}}(r_{nd} - \mathbf{1}_d c_n) = "
)
LINEAR = r"By the summation convention let $u_i = M_{ij} v_j$ and $E = u_i u_i$. "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (NORMED + BY_GAIN + "}$", "PROVED"),
        (NORMED + BY_GAIN + "^2}$", "UNDECIDED"),
        (NORMED + BY_DATA, "PROVED"),
        (NORMED + BY_DATA.replace(" + ", " - "), "UNDECIDED"),
        (NORMED + r"$\frac{\partial q_n}{\partial w_{ma}} = \frac{2}{D} w_{na} \delta_{nm}$", "PROVED"),
        (NORMED + r"$\frac{\partial q_n}{\partial w_{ma}} = \frac{2}{D} w_{na}$", "REFUTED"),
        (NORMED + r"$\mathbf{1}_d w_{nd} = \mathbf{1}_d r_{nd} - \mathbf{1}_d \mathbf{1}_d c_n = 0$", "PROVED"),
        (NORMED + r"$\mathbf{1}_d \mathbf{1}_d c_n = c_n$", "UNDECIDED"),
        (NORMED + STAGE + r"\delta_{nm} \delta_{da}$", "PROVED WHEN"),
        (NORMED + STAGE + r"2 \delta_{nm} \delta_{da}$", "REFUTED"),
        (LINEAR + r"$\frac{\partial E}{\partial v_k} = 2 u_i M_{ik}$", "PROVED"),
        (LINEAR + r"$\frac{\partial E}{\partial v_k} = 2 u_k M_{kk}$", "REFUTED"),
        (LINEAR + r"$E = M_{ij} v_j M_{ik} v_k$", "PROVED"),
        (LINEAR + r"$E = M_{ij} v_j M_{ij} v_j$", "UNDECIDED"),
        (LINEAR.replace("By the summation convention let", "Let") + r"$E = M_{ij} v_j M_{ik} v_k$", "UNDECIDED"),
    ],
)  # fmt: skip
def test_what_stands_twice_is_summed_over(text: str, verdict: str) -> None:
    """Only where words tell of the convention, and only an index that the left side has not."""
    assert judged(text)[-1].verdict.value == verdict, judged(text)[-1]
