"""The accurate form: derived, proved, and free of the difference that loses digits."""

import sympy as sp

from derive.algebra.canonical import equal_for_every_size
from derive.gradient.accurate import accurate_form, leave_out_own_terms, multiply_by_one, sums_to_one
from derive.gradient.backward import derive_gradient
from derive.network.building import classifier
from tests.derive.notation import K, N, delta, j, k, n, over, p, y

NETWORK = classifier()


def without(tensor, index):
    """Σ_{j≠index} tensor[n, j]."""
    return sp.Sum((1 - delta(j, index, K)) * tensor[n, j], over(j, K))


def test_the_logit_gradient_in_accurate_form():
    """(p_k Σ_{j≠k} y_j − y_k Σ_{j≠k} p_j) / N, in two proved steps."""
    form = accurate_form(derive_gradient(NETWORK, "z"))
    difference = form.formula.value * N
    assert all(step.check.proved for step in form.steps)
    expected = p[n, k] * without(y, k) - y[n, k] * without(p, k)
    assert equal_for_every_size(difference, expected)


def test_it_reaches_into_hidden_layers():
    """The difference inside the sum over classes is rearranged as well."""
    form = accurate_form(derive_gradient(classifier(hidden=("tanh",)), "W1"))
    assert form.formula.value.has(sp.KroneckerDelta)


def test_probabilities_sum_to_one_follows_from_softmax():
    """The condition is read off the definition; the logits have none."""
    assert sums_to_one(NETWORK.definition("p"), NETWORK).right == 1
    assert sums_to_one(NETWORK.definition("z"), NETWORK) is None


def test_a_gradient_without_such_a_difference_has_no_accurate_form():
    """∂E/∂p is a single term."""
    assert accurate_form(derive_gradient(NETWORK, "p")) is None


def test_only_matching_terms_are_rearranged():
    """p_k Σ_j y_j + y_k and p_k Σ_j y_j − y_m stay as they are."""
    condition = sums_to_one(NETWORK.definition("p"), NETWORK)
    labels = sp.Sum(y[n, j], over(j, K))
    for other in (p[n, k] * labels + y[n, k], p[n, k] * labels - y[n, j], 2 * p[n, k] * labels - y[n, k]):
        assert multiply_by_one(other, condition) == other
        assert leave_out_own_terms(other) == other
