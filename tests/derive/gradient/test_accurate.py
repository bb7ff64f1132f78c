"""The accurate form: derived, proved, and free of the difference that loses digits."""

from dataclasses import replace

import pytest
import sympy as sp

from derive.algebra.canonical import equal_for_every_size
from derive.gradient.accurate import (
    accurate_form,
    each_with_the_rest,
    leave_out_own_terms,
    multiply_by_one,
    sums_to_one,
)
from derive.gradient.backward import derive_gradient
from derive.network.building import classifier
from tests.derive.notation import K, N, delta, j, k, n, over, p, y

NETWORK = classifier()


def one_output_written_out():
    """The logistic regression whose p is 1/(1 + e^−z)."""
    network = classifier(loss="sigmoid cross-entropy")
    definitions = [
        replace(d, value=1 / (1 + sp.exp(-network.tensor("z").at(n)))) if d.tensor.name == "p" else d
        for d in network.definitions
    ]
    return replace(network, definitions=tuple(definitions))


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


@pytest.mark.parametrize("network", [classifier(loss="sigmoid cross-entropy"), one_output_written_out()])
def test_with_one_output_each_is_weighed_by_the_rest_of_the_other(network):
    """p − y is p (1 − y) − y (1 − p) in one step that is proved for every size, also where σ is written out."""
    form = accurate_form(derive_gradient(network, "z"))
    (step,) = form.steps
    assert step.check.method.startswith("every size") and not form.formula.conditions
    value = next(add for add in form.formula.value.atoms(sp.Add) if add.has(p, y) and len(add.atoms(sp.Indexed)) == 2)
    at = {p[n]: sp.Rational(1, 3), y[n]: sp.Integer(1)}
    assert {term.xreplace(at) for term in value.args} == {sp.S.Zero, -sp.Rational(2, 3)}


def test_only_a_label_beside_a_value_with_a_complement_is_rearranged():
    """a y − b y, p − x and z − y stay as they are; −3 p + 3 y is rearranged with its factor."""
    network = classifier(loss="sigmoid cross-entropy")
    x, z = network.tensor("x").at(n, 1), network.tensor("z").at(n)
    for other in (p[n] - x, z - y[n], p[n] - 2 * y[n], p[n] * y[n] - z * y[n], p[n] + y[n]):
        assert each_with_the_rest(other, network) == other
    turned = each_with_the_rest(x * (3 * y[n] - 3 * p[n]) + 1, network)
    assert sp.expand(turned - x * (3 * y[n] - 3 * p[n]) - 1) == 0
    assert turned.has(1 - p[n], 1 - y[n])
