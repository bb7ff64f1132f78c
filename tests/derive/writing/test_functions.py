"""How the functions of the table are written, in LaTeX and as text: by their records."""

from __future__ import annotations

import pytest
import sympy as sp

from derive.network.axes import index_symbol
from derive.network.functions import FUNCTIONS
from derive.network.maximum import Maximum
from derive.writing.latex import latex
from derive.writing.text import text

U = sp.IndexedBase("u", real=True)[index_symbol("h")]
WRITTEN = {
    "sigmoid": (r"\sigma\left(u_h\right)", "σ(u_h)", "(1 − σ(u_h)) σ(u_h)"),
    "softplus": (r"\mathrm{softplus}\left(u_h\right)", "softplus(u_h)", "σ(u_h)"),
    "relu": (r"\mathrm{relu}\left(u_h\right)", "relu(u_h)", "[u_h > 0]"),
    "leaky relu": (r"\mathrm{leakyrelu}\left(u_h\right)", "leaky_relu(u_h)", "1 − (99/100) [u_h < 0]"),
    "hard tanh": (r"\mathrm{hardtanh}\left(u_h\right)", "hard_tanh(u_h)", "1 − [u_h < −1] − [u_h > 1]"),
    "elu": (r"\mathrm{elu}\left(u_h\right)", "elu(u_h)", "exp(min(0, u_h))"),
    "log1p": (r"\ln\left(1 + u_h\right)", "ln(1 + u_h)", "1 / (1 + u_h)"),
    "expm1": ("e^{u_h} - 1", "exp(u_h) − 1", "exp(u_h)"),
    "abs": (r"\left\lvert u_h \right\rvert", "|u_h|", "sign u_h"),
    "sin": (r"\sin u_h", "sin u_h", "cos u_h"),
}


@pytest.mark.parametrize("name", WRITTEN)
def test_a_function_and_its_slope(name: str) -> None:
    """The function in LaTeX and as text, and its slope as text."""
    function = FUNCTIONS[name]
    assert (latex(function(U)), text(function(U)), text(function.slope(U))) == WRITTEN[name]


def test_every_function_has_notation() -> None:
    """None falls back to the name of a Python class."""
    written = [text(f(U)) + latex(f(U)) for f in FUNCTIONS.values() if f.arity == 1]
    assert not [w for w in written if any(f.head is not None and f.head.__name__ in w for f in FUNCTIONS.values()
                                          if f.head is not None and f.head.__name__[0].isupper())]  # fmt: skip


def test_where_the_largest_is_attained() -> None:
    """The derivative of a maximum has a factor that says where it is attained."""
    z, j, k = sp.IndexedBase("z", real=True), index_symbol("j"), index_symbol("k")
    largest = Maximum(z[j], (j, 1, sp.Symbol("K", integer=True, positive=True)))
    assert text(largest.attained_by(z[k]) * z[k]) == "[z_k = max_j z_j] z_k"
    assert latex(largest.attained_by(z[k]) * z[k]) == r"\mathbb{1}[z_k = \max_{j} z_j] z_k"
