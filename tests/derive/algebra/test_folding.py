"""Folding finds a definition's value at any power and depth, and unfolding is its inverse."""

import pytest
import sympy as sp

from derive.algebra.canonical import canonical_form
from derive.algebra.folding import fold, unfold, use_condition
from derive.algebra.powers import powers_of, product_of
from derive.network.layers import classifier
from tests.derive.notation import K, N, d, j, k, m, n, over, p, x, y, z

NETWORK = classifier()
SOFTMAX = NETWORK.definition("p")
TOTAL = sp.Sum(sp.exp(z[n, m]), over(m, K))


@pytest.mark.parametrize(
    ("written_out", "folded"),
    [
        (sp.exp(z[n, k]) / TOTAL, p[n, k]),
        (sp.exp(z[n, k]) * sp.exp(z[n, j]) / TOTAL**2, p[n, k] * p[n, j]),
        (sp.exp(2 * z[n, k]) / TOTAL**2, p[n, k] ** 2),
        (sp.Sum(x[n, d] * sp.exp(z[n, k]) / TOTAL, over(n, N)), sp.Sum(x[n, d] * p[n, k], over(n, N))),
        (1 - sp.exp(z[n, k]) / TOTAL, 1 - p[n, k]),
        (TOTAL / sp.exp(z[n, k]), TOTAL / sp.exp(z[n, k])),
        (sp.exp(z[n, k]), sp.exp(z[n, k])),
    ],
)
def test_softmax_is_found(written_out, folded):
    """Products, squares, inside sums; the reciprocal and a lone exponential stay."""
    assert canonical_form(fold(written_out, SOFTMAX)) == canonical_form(folded)


def test_another_samples_total_does_not_fold():
    """exp(z[n, k]) over the total of sample m is no probability."""
    other = sp.Sum(sp.exp(z[m, j]), over(j, K))
    expression = sp.exp(z[n, k]) / other
    assert fold(expression, SOFTMAX) == expression


def test_unfold_is_the_inverse():
    """What is folded can be written out again."""
    expression = p[n, k] * (1 - p[n, j])
    assert canonical_form(fold(sp.expand_mul(unfold(expression, SOFTMAX)), SOFTMAX)) == canonical_form(expression)


def test_unfolding_does_not_capture():
    """The sum inside p[n, j] gets an index of its own although the definition calls it j."""
    written_out = unfold(p[n, j], SOFTMAX)
    assert canonical_form(written_out) == canonical_form(sp.exp(z[n, j]) / TOTAL)


def test_condition_applies_to_every_sample():
    """Σ_k y[n, k] = 1 is used for any sample index and any name of the bound one."""
    condition = NETWORK.conditions[0]
    expression = p[m, k] * sp.Sum(y[m, j], over(j, K)) + sp.Sum(y[m, j] * x[m, j], over(j, K))
    assert use_condition(expression, condition) == p[m, k] + sp.Sum(y[m, j] * x[m, j], over(j, K))


def test_powers_round_trip():
    """Taking a product apart and multiplying it again changes nothing."""
    expression = sp.exp(2 * z[n, k]) * x[n, d] ** -3 * sp.Rational(2, 3) / TOTAL
    assert product_of(powers_of(expression)) == expression
