"""Deltas keep their range, and a sum is collapsed only over that range."""

import sympy as sp

from derive.algebra.canonical import canonical_form
from derive.algebra.deltas import collapse, identify
from tests.derive.notation import H, K, N, delta, i, j, k, m, n, over, p, y, z


def test_collapse_over_the_same_range():
    """Σ_k z_k δ_kj = z_j."""
    assert collapse(sp.Sum(z[k] * delta(k, j, K), over(k, K))) == z[j]


def test_another_range_keeps_the_sum():
    """A delta over 1 … H inside a sum over 1 … K says nothing about the other values."""
    total = sp.Sum(z[k] * delta(k, j, H), over(k, K))
    assert collapse(total) == total


def test_a_delta_without_range_keeps_the_sum():
    """What SymPy leaves without a range is not trusted."""
    total = sp.Sum(z[k] * sp.KroneckerDelta(k, j), over(k, K))
    assert collapse(total) == total


def test_an_offset_keeps_its_condition():
    """Σ_k z_k δ_{k+1,j} is z_{j−1} only for j > 1: SymPy drops that condition, we keep the sum."""
    total = sp.Sum(z[k] * delta(k + 1, j, K), over(k, K))
    assert collapse(total) == total


def test_a_delta_inside_brackets_is_multiplied_out():
    """Σ_k y_k (δ_kj − p_j) = y_j − p_j Σ_k y_k."""
    result = collapse(sp.Sum(y[k] * (delta(k, j, K) - p[j]), over(k, K)))
    assert canonical_form(result) == canonical_form(y[j] - p[j] * sp.Sum(y[k], over(k, K)))


def test_two_deltas_at_once():
    """Both sums go, in whatever order."""
    total = sp.Sum(p[n, k] * delta(k, j, K) * delta(n, m, N), over(k, K), over(n, N))
    assert collapse(total) == p[m, j]


def test_the_summation_index_moves_into_inner_sums_without_capture():
    """Σ_k δ_kj Σ_j z_j y_k keeps the inner j apart from the outer one."""
    inner = sp.Sum(z[j] * y[k], over(j, K))
    result = collapse(sp.Sum(inner * delta(k, j, K), over(k, K)).func(inner * delta(k, i, K), over(k, K)))
    assert canonical_form(result) == canonical_form(sp.Sum(z[j] * y[i], over(j, K)))


def test_identify_keeps_the_wanted_letter():
    """δ_mn p_m = δ_mn p_n."""
    assert identify(delta(m, n, N) * p[m, k], kept=(n,)) == delta(m, n, N) * p[n, k]
    assert identify(delta(m, n, N) * p[n, k], kept=(m,)) == delta(m, n, N) * p[m, k]
