"""The canonical form: blind to letters, order and nesting; never blind to a difference."""

import random

import pytest
import sympy as sp

from derive.algebra import canonical
from derive.algebra.canonical import TooLarge, canonical_form, equal_for_every_size
from derive.algebra.size_free_form import SizeFreeForm
from tests.derive.notation import D, K, N, W, d, delta, h, i, j, k, n, over, p, x, y, z

SAME = [
    (sp.Sum(W[k, d] * x[d], over(d, D)), sp.Sum(x[h] * W[k, h], over(h, D))),
    (sp.Sum(sp.Sum(W[k, d], over(d, D)), over(k, K)), sp.Sum(W[i, j], over(i, K), over(j, D))),
    (sp.Sum(y[k], over(k, K)) * sp.Sum(y[k], over(k, K)), sp.Sum(y[k] * y[j], over(k, K), over(j, K))),
    (sp.Sum(p[k] - y[k], over(k, K)), sp.Sum(p[j], over(j, K)) - sp.Sum(y[i], over(i, K))),
    (sp.Sum(y[k] * (delta(k, j, K) - p[j]), over(k, K)), y[j] - p[j] * sp.Sum(y[k], over(k, K))),
    (sp.Sum(x[n, d], over(k, K)), K * x[n, d]),
    (delta(k, j, K) * p[j], delta(k, j, K) * p[k]),
    (sp.log(sp.Sum(sp.exp(z[k]), over(k, K))), sp.log(sp.Sum(sp.exp(z[j]), over(j, K)))),
    ((x[d] + 1) ** 2, x[d] ** 2 + 2 * x[d] + 1),
]
DIFFERENT = [
    (sp.Sum(W[k, d] * x[d], over(d, D)), sp.Sum(W[d, d] * x[d], over(d, D))),
    (sp.log(sp.Sum(W[k, d] * x[d], over(d, D))), sp.log(sp.Sum(W[d, d] * x[d], over(d, D)))),
    (W[k, d], W[d, k]),
    (sp.Sum(y[k], over(k, K)) ** 2, sp.Sum(y[k] ** 2, over(k, K))),
    (sp.Sum(x[n, d], over(n, N)), sp.Sum(x[n, d], over(n, D))),
    (p[k] - y[k], y[k] - p[k]),
    (x[d], x[d] * (1 + sp.Rational(1, 10**30))),
    (delta(k, j, K) * p[k], p[k]),
    (
        sp.Sum(sp.Sum(W[k, d] * W[j, d], over(d, D)), over(k, K)),
        sp.Sum(sp.Sum(W[k, d] * W[d, j], over(d, D)), over(k, K)),
    ),
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_rearranged_formulas_have_one_form(left, right):
    """Renamed, reordered, regrouped: the same form."""
    assert equal_for_every_size(left, right)


@pytest.mark.parametrize(("left", "right"), DIFFERENT)
def test_different_formulas_keep_different_forms(left, right):
    """A captured index, a transposed weight, a square inside or outside the sum."""
    assert not equal_for_every_size(left, right)


def test_a_sum_over_two_indices_keeps_both():
    """SymPy makes one sum of two that are nested: the form that knows exponentials must still bind both letters."""
    both = sp.Sum(sp.exp(z[k]) * W[k, d], over(k, K), over(d, D))
    assert not SizeFreeForm().equal(both, sp.Sum(sp.exp(z[k]) * W[k, d], over(d, D)))
    assert SizeFreeForm().equal(both, sp.Sum(sp.exp(z[j]) * sp.Sum(W[j, i], over(i, D)), over(j, K)))


def test_the_form_does_not_depend_on_order_or_names():
    """Confluence: 60 random shuffles of letters and factors give one form."""
    generator = random.Random(20260701)
    letters = [sp.Symbol(c, integer=True, positive=True) for c in "abcefgqrstu"]
    seen = set()
    for _ in range(60):
        first, second, third = generator.sample(letters, 3)
        factors = [W[first, second], W[second, third], W[third, first], y[first]]
        generator.shuffle(factors)
        limits = [over(index, K) for index in (first, second, third)]
        generator.shuffle(limits)
        seen.add(canonical_form(sp.Sum(sp.Mul(*factors), *limits)))
    assert len(seen) == 1


def test_too_many_terms_are_refused():
    """Multiplying out has a limit, so that a check cannot hang."""
    expression = sp.Mul(*(z[k] + y[sp.Integer(c)] for c in range(1, 13)))
    with pytest.raises(TooLarge):
        canonical_form(expression)
    assert not equal_for_every_size(expression, expression + 1)


def test_a_comparison_ends_after_so_many_nodes(monkeypatch):
    """What takes too much work is left undecided; the count starts again with each comparison."""
    left, right = sp.Sum(y[k] * (p[k] - 1), over(k, K)), sp.Sum(y[k] * p[k], over(k, K)) - sp.Sum(y[k], over(k, K))
    form = SizeFreeForm()
    assert all(form.equal(left, right) for _ in range(2))
    monkeypatch.setattr(canonical, "MOST_WORK", form.work - 1)
    assert not form.equal(left, right)
