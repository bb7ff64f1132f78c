"""Formulas as one line of text."""

import pytest
import sympy as sp

from derive.gradient.backward import derive_gradient
from derive.network.building import classifier
from derive.network.partial import Partial
from derive.writing.text import condition_text, definition_text, formula_text, step_text, text

from ..notation import W1, W2, D, K, N, W, a, d, delta, h, j, k, n, over, p, u, x, y, z

S = sp.Sum

AS_WRITTEN = [
    (S((p[n, k] - y[n, k]) * x[n, d], over(n, N)) / N, "(1/N) Σ_n (p_nk − y_nk) x_nd"),
    (S(y[n, k], over(n, N)) / (N * sp.log(2)), "(1/(N ln 2)) Σ_n y_nk"),
    (S(y[n, k], over(n, N)) / sp.log(2), "(1/ln 2) Σ_n y_nk"),
    (Partial(sp.Symbol("E"), W[k, d]), "∂E/∂W_kd"),
    (p[n, k] * (delta(k, j, K) - p[n, j]), "p_nk (δ_kj − p_nj)"),
    (sp.exp(z[n, k]) / S(sp.exp(z[n, j]), over(j, K)), "exp(z_nk) / Σ_j exp(z_nj)"),
    (-S(y[k] * sp.log(p[k]) / sp.log(2), over(k, K)), "−Σ_k y_k log₂ p_k"),
    (W1[h, d], "W⁽¹⁾_hd"),
    (W2[1, 12], "w⁽²⁾_1,12"),
    (1 - a[n, h] ** 2, "1 − a_nh²"),
    (1 - sp.tanh(u[n, h]) ** 2, "1 − tanh² u_nh"),
    (y[k] / (p[k] * (1 - p[k])), "y_k / (p_k (1 − p_k))"),
    ((p[k] - y[k]) / p[k], "(p_k − y_k) / p_k"),
    (p[k] * S(y[j], over(j, K)) / z[k], "(p_k Σ_j y_j) / z_k"),
    (sp.log(p[k] / y[k]), "ln(p_k / y_k)"),
    (p[k + 1], "p_(k+1)"),
    (sp.Pow(2, sp.Symbol("q")) * 2, "2 · 2^(q)"),
    (1 / p[k] ** 2, "1 / p_k²"),
]


@pytest.mark.parametrize(("expression", "written"), AS_WRITTEN)
def test_written_as_one_line(expression: sp.Expr, written: str) -> None:
    """Order and brackets are the author's; nothing needs two lines."""
    assert text(expression) == written


def test_a_derivation_as_text() -> None:
    """Definitions, conditions, steps and the formula of the default network."""
    network = classifier(bias=True)
    derivation = derive_gradient(network, "W")
    assert definition_text(network.definitions[0], network) == "z_nk = Σ_d W_kd x_nd + b_k"
    assert condition_text(network.conditions[0], network) == "Σ_k y_nk = 1"
    assert formula_text(derivation.formula, network) == "∂E/∂W_kd = (1/N) Σ_n (p_nk − y_nk) x_nd"
    left, before, after = step_text(derivation.steps[-1], network)
    assert (left, before) == ("∂E/∂W_kd", "(1/N) Σ_n (p_nk Σ_j y_nj − y_nk) x_nd")
    assert after == "(1/N) Σ_n (p_nk − y_nk) x_nd"


def test_sizes_given_as_numbers() -> None:
    """A factor 3 from a concrete size is an ordinary number in front."""
    assert text(S(3 * x[d], over(d, D)) / 4) == "(1/4) Σ_d 3 x_d"


def test_a_size_made_of_others_has_brackets_below_a_line() -> None:
    """1/(I − S + 1), also where it is the only constant in front."""
    x, i, s = (sp.Symbol(letter, integer=True, positive=True) for letter in "xIS")
    element = sp.IndexedBase("x", real=True)[x]
    assert text(element / (i - s + 1)) == "(1/(I − S + 1)) x_x"
