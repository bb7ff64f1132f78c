"""Case distinctions, held derivatives, roots and generated letters, as text and as LaTeX."""

import pytest
import sympy as sp

from derive.errors import UnsupportedFormula
from derive.network.maximum import Maximum
from derive.network.partial import Direct
from derive.writing.latex import latex
from derive.writing.text import text

from ..notation import D, K, N, a, d, delta, j, k, n, over, u, x, y, z

r = sp.IndexedBase("r", real=True)
k_3 = sp.Symbol("k_3", integer=True, positive=True)
STEP = sp.Piecewise((1, u[n] > 0), (0, True))
HUBER = sp.Piecewise((u[n] ** 2 / 2, sp.Abs(u[n]) <= 1), (sp.Abs(u[n]) - sp.S.Half, True))
CLIPPED = sp.Piecewise((-1, u[n] < -1), (u[n], u[n] < 1), (1, True))
INSIDE = sp.Piecewise((1, (u[n] > -1) & (u[n] < 1)), (0, True))

WRITTEN = [
    (STEP, "1 where u_n > 0, else 0", r"\begin{cases} 1 & u_n > 0 \\ 0 & \text{else} \end{cases}"),
    (2 * y[n] * STEP * x[n, d], "2 y_n [u_n > 0] x_nd", r"2 y_n \mathbb{1}[u_n > 0] x_{nd}"),
    (1 - sp.Piecewise((0, u[n] > 0), (1, True)), "1 − [u_n ≤ 0]", r"1 - \mathbb{1}[u_n \le 0]"),
    (INSIDE * x[n, d], "[−1 < u_n < 1] x_nd", r"\mathbb{1}[-1 < u_n < 1] x_{nd}"),
    (
        HUBER,
        "(1/2) u_n² where |u_n| ≤ 1, else |u_n| − 1/2",
        r"\begin{cases} \frac{1}{2} u_n^2 & \left\lvert u_n \right\rvert \le 1 \\ "
        r"\left\lvert u_n \right\rvert - \frac{1}{2} & \text{else} \end{cases}",
    ),
    (
        CLIPPED + y[n],
        "y_n + (−1 where u_n < −1, u_n where u_n < 1, else 1)",
        r"y_n + \left(\begin{cases} -1 & u_n < -1 \\ u_n & u_n < 1 \\ 1 & \text{else} \end{cases}\right)",
    ),
    (sp.Max(0, 1 - z[n]), "max(0, 1 − z_n)", r"\max\left(0, 1 - z_n\right)"),
    (sp.sign(u[n]) * x[n, d], "x_nd sign u_n", r"x_{nd} \mathrm{sign}\left(u_n\right)"),
    (sp.Abs(u[n]) * y[n] * x[n, d], "y_n |u_n| x_nd", r"y_n \left\lvert u_n \right\rvert x_{nd}"),
    (
        sp.exp(z[n, k] - Maximum(z[n, j], over(j, K))),
        "exp(z_nk − max_j z_nj)",
        r"e^{z_{nk} - \max_{j} z_{nj}}",
    ),
    (Direct(r[k], a[j], "f"), "(∂r_k/∂a_j)|f", r"\left. \frac{\partial r_k}{\partial a_j} \right|_{f}"),
    (
        Direct(r[k], a[j], "W1", "f") * a[j],
        "(∂r_k/∂a_j)|W⁽¹⁾, f a_j",
        r"\left. \frac{\partial r_k}{\partial a_j} \right|_{W^{(1)}, f} a_j",
    ),
    (x[n, d] / sp.sqrt(D), "(1/√D) x_nd", r"\frac{1}{\sqrt{D}} x_{nd}"),
    (1 / x[n] ** sp.Rational(3, 2), "1 / x_n^(3/2)", r"\frac{1}{x_n^{3/2}}"),
    (1 / (K * N), "1/(K N)", r"\frac{1}{K N}"),
    (x[n, 2 * d - 2], "x_(n,2d−2)", "x_{n,2d-2}"),
    (delta(k, 2 * d - 2, K), "δ_(2d−2,k)", r"\delta_{2d-2,k}"),
    (sp.Sum(y[n, k_3], over(k_3, K)), "Σ_k y_nk", r"\sum_{k=1}^{K} y_{nk}"),
    (z[n, k] * sp.Sum(y[n, k_3], over(k_3, K)), "z_nk Σ_j y_nj", r"z_{nk} \sum_{j=1}^{K} y_{nj}"),
]


@pytest.mark.parametrize(("expression", "as_text", "as_latex"), WRITTEN)
def test_notation(expression: sp.Expr, as_text: str, as_latex: str) -> None:
    """Each formula as an author writes it, in both forms."""
    assert (text(expression), latex(expression)) == (as_text, as_latex)


def test_a_condition_without_notation_is_refused() -> None:
    """What is no relation between formulas is not passed to SymPy's own printer."""
    condition = sp.Contains(u[n], sp.Interval(0, 1))
    with pytest.raises(UnsupportedFormula, match="Contains"):
        text(sp.Piecewise((1, condition), (0, True)))


def test_letters_run_out() -> None:
    """Beyond all letters that are free, indices are numbered: i_1, i_2."""
    letters = "nmkjlidechgrstqfv"
    body = sp.IndexedBase("q", real=True)[tuple(sp.symbols(" ".join(letters), integer=True, positive=True))]
    assert "Σ_i_1" in text(body * sp.Sum(y[n, k_3], over(k_3, K)))
