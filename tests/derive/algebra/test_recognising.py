"""Functions that are written out are recognised by their form, and nothing else is."""

import pytest
import sympy as sp

from derive.algebra.recognising import recognised
from derive.network.functions import FUNCTIONS
from tests.derive.notation import K, j, k, n, over, u, x, z

sigmoid = FUNCTIONS["sigmoid"]
e = sp.exp
TAU = sp.Symbol("tau", positive=True)

RECOGNISED = [
    (e(u[n]) / (1 + e(u[n])), sigmoid(u[n])),
    (1 / (1 + e(-u[n])), sigmoid(u[n])),
    (1 / (1 + e(u[n])), 1 - sigmoid(u[n])),
    (e(-u[n]) / (1 + e(-u[n])) ** 2, sigmoid(u[n]) * (1 - sigmoid(u[n]))),
    (e(2 * u[n]) / (1 + e(u[n])) ** 3, sigmoid(u[n]) ** 2 * (1 - sigmoid(u[n]))),
    (e(3 * u[n]) / (1 + e(u[n])) ** 2, sigmoid(u[n]) ** 2 * e(u[n])),
    (e(u[n] / TAU) / (1 + e(u[n] / TAU)), sigmoid(u[n] / TAU)),
    (sp.log(1 / (1 + e(-u[n]))), sp.log(sigmoid(u[n]))),
    (sp.Sum(x[n, k] / (1 + e(-z[n, k])), over(k, K)), sp.Sum(x[n, k] * sigmoid(z[n, k]), over(k, K))),
    ((e(u[n]) - e(-u[n])) / (e(u[n]) + e(-u[n])), sp.tanh(u[n])),
    (x[n] * (e(u[n]) - e(z[n])) / (2 * e(u[n]) + 2 * e(z[n])), x[n] * sp.tanh((u[n] - z[n]) / 2) / 2),
]


@pytest.mark.parametrize(("written_out", "function"), RECOGNISED)
def test_recognised(written_out: sp.Expr, function: sp.Expr) -> None:
    """At any depth and power, inside sums and functions."""
    assert sp.expand(recognised(written_out) - function) == 0


@pytest.mark.parametrize(
    "expression",
    [
        1 + e(u[n]),
        e(u[n]) / (2 + e(u[n])),
        e(u[n]) / (1 + e(z[n])) ** sp.S.Half,
        e(z[n, k]) / sp.Sum(e(z[n, j]), over(j, K)),
        (e(u[n]) - e(z[n])) / (e(u[n]) + e(2 * z[n])),
        (e(u[n]) - 2 * e(-u[n])) / (e(u[n]) + e(-u[n])),
    ],
)
def test_nothing_else_is_recognised(expression: sp.Expr) -> None:
    """Another constant, another exponent, a root or a sum over an axis is no sigmoid and no tanh."""
    assert recognised(expression) == expression


def test_an_exponential_that_does_not_fit_stays() -> None:
    """e^−u/(1 + e^u) keeps its exponential; the rest is 1 − σ(u)."""
    assert recognised(e(-u[n]) / (1 + e(u[n]))) == e(-u[n]) * (1 - sigmoid(u[n]))
