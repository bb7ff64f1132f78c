"""Names as in code, z1 = W1 x + b1: a number that touches a letter is no factor."""

import pytest

from .test_documents import judged

LAYERS = "$h1 = v1 r + c1$, $s1 = \\tanh(h1)$, $h2 = v2 s1 + c2$, $C = \\frac{1}{2}(h2 - t)^2$. So "
GRAPH = "$u1 = a * b + c$, $u2 = u1 * d$, $u = u2 * u2$. So "
ASCENT = "The likelihood is $\\ell(v) = q^c (1 - q)^{1 - c}$, $q = \\sigma(a)$, $a = v r$. So "


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (LAYERS + "$\\frac{\\partial C}{\\partial h2} = h2 - t$", "PROVED"),
        (LAYERS + "$\\frac{\\partial C}{\\partial h2} = h2 + t$", "REFUTED"),
        (LAYERS + "$dh1 = v2 dh2 (1 - s1^2)$", "PROVED"),
        (LAYERS + "$dh1 = v2 dh2 (1 - s1)$", "REFUTED"),
        (LAYERS + "$dv1 = df(h1)$", "REJECTED"),
        (GRAPH + "$da = b * du1$", "PROVED"),
        (GRAPH + "$da = a * du1$", "REFUTED"),
        (GRAPH + "$du1 = d * du2$", "PROVED"),
        (ASCENT + "$\\nabla \\log \\ell(v) = (c - q) r$", "PROVED"),
        (ASCENT + "$\\nabla \\log \\ell(v) = (q - c) r$", "REFUTED"),
    ],
)
def test_a_number_that_touches_a_letter(text: str, verdict: str) -> None:
    """Layers, a graph of products, and the slope of the logarithm of what is applied to its letter."""
    *_, last = judged(text)
    assert last.verdict.value == verdict, last


@pytest.mark.parametrize("line", ["f(2) = 3x3", "x^2 2 = 2 x^2", "\\frac12 x = x/2"])
def test_other_numbers_are_factors(line: str) -> None:
    """A power, a fraction, and a product of two numbers."""
    *_, last = judged(f"$f(x) = x^2$ and ${line}$")
    assert "_" not in last.reading
