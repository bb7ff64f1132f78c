"""Bound indices: never captured, whatever they are called."""

import sympy as sp

from derive.algebra.indices import bound_indices, free_indices, freshen, substitute
from tests.derive.notation import D, K, W, d, j, k, n, over, x, z


def test_substitution_renames_a_bound_index_that_would_capture():
    """SymPy's subs gives Σ_d W[d, d] x[d] here; ours keeps k and d apart."""
    total = sp.Sum(W[k, d] * x[d], over(d, D))
    replaced = substitute(total, {k: d})
    (bound,) = bound_indices(replaced)
    assert bound != d
    assert replaced.function == W[d, bound] * x[bound]


def test_a_bound_index_is_not_substituted():
    """Only free occurrences are replaced."""
    total = sp.Sum(z[k], over(k, K)) * z[k]
    assert substitute(total, {k: j}) == sp.Sum(z[k], over(k, K)) * z[j]


def test_freshen_leaves_free_indices_alone():
    """Every bound index becomes a Dummy of its own; n stays."""
    total = sp.exp(sp.Sum(W[n, d] * x[d], over(d, D))) + sp.Sum(x[d], over(d, D))
    fresh = freshen(total)
    assert free_indices(fresh) == {n}
    assert len(bound_indices(fresh)) == 2
    assert all(isinstance(index, sp.Dummy) for index in bound_indices(fresh))


def test_simultaneous_substitution_swaps():
    """Two indices can change places."""
    assert substitute(W[k, j], {k: j, j: k}) == W[j, k]


def test_nested_limits_of_one_sum():
    """SymPy merges nested sums; every limit's index counts as bound."""
    total = sp.Sum(W[k, d] * x[d], over(d, D), over(k, K))
    assert free_indices(total) == set()
    assert substitute(total, {d: n}) == total
