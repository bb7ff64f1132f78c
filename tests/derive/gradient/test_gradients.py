"""The derived gradients are the textbook's, for every network that the layers can build."""

import pytest
import sympy as sp

from derive.algebra.canonical import canonical_form
from derive.algebra.indices import free_indices
from derive.errors import StepRefuted, UsageError
from derive.gradient.backward import derive_gradient
from derive.network.building import classifier
from derive.network.partial import Partial
from derive.proof.verdict import Outcome, Verdict
from tests.derive.notation import W2, D, H, K, N, a, d, delta, h, j, k, m, n, over, p, x, y, z

LABELS = sp.Sum(y[n, j], over(j, K))
OUTER = sp.Sum((p[n, k] - y[n, k]) * W2[k, h], over(k, K))

TEXTBOOK = [
    ({}, "L", "E", 1 / N),
    ({}, "p", "E", -y[n, k] / (N * p[n, k])),
    ({}, "z", "E", (p[n, k] - y[n, k]) / N),
    ({}, "W", "E", sp.Sum((p[n, k] - y[n, k]) * x[n, d], over(n, N)) / N),
    ({"reduction": "sum"}, "W", "E", sp.Sum((p[n, k] - y[n, k]) * x[n, d], over(n, N))),
    ({"log_base": "2"}, "W", "E", sp.Sum((p[n, k] - y[n, k]) * x[n, d], over(n, N)) / (N * sp.log(2))),
    ({"log_base": "10"}, "z", "E", (p[n, k] - y[n, k]) / (N * sp.log(10))),
    ({"bias": True}, "b", "E", sp.Sum(p[n, k] - y[n, k], over(n, N)) / N),
    ({"hidden": ("tanh",)}, "a", "E", OUTER / N),
    ({"hidden": ("tanh",)}, "u", "E", (1 - a[n, h] ** 2) * OUTER / N),
    ({"hidden": ("tanh",)}, "W1", "E", sp.Sum((1 - a[n, h] ** 2) * OUTER * x[n, d], over(n, N)) / N),
    ({"hidden": ("tanh",), "bias": True}, "b1", "E", sp.Sum((1 - a[n, h] ** 2) * OUTER, over(n, N)) / N),
    ({"hidden": ("tanh",)}, "W2", "E", sp.Sum((p[n, k] - y[n, k]) * a[n, h], over(n, N)) / N),
    ({"hidden": ("tanh",), "bias": True}, "b2", "E", sp.Sum(p[n, k] - y[n, k], over(n, N)) / N),
    ({}, "z", "p", delta(n, m, N) * p[n, k] * (delta(k, j, K) - p[n, j])),
    ({}, "W", "z", delta(k, j, K) * x[n, d]),
    ({}, "W", "p", p[n, k] * (delta(k, j, K) - p[n, j]) * x[n, d]),
    ({}, "p", "L", -delta(n, m, N) * y[n, k] / p[n, k]),
]


@pytest.mark.parametrize(("options", "wrt", "of", "expected"), TEXTBOOK)
def test_the_formula_is_the_textbooks(options, wrt, of, expected):
    """The derived formula has the canonical form of the one written here by hand."""
    formula = derive_gradient(classifier(**options), wrt, of).formula
    assert canonical_form(formula.value) == canonical_form(expected)


ONE_SAMPLE = [
    ("z", "p", p[k] * (delta(k, j, K) - p[j])),
    ("p", "L", -y[k] / p[k]),
    ("z", "L", p[k] - y[k]),
    ("W", "L", (p[k] - y[k]) * x[d]),
    ("x", "L", sp.Sum((p[k] - y[k]) * sp.IndexedBase("W", real=True)[k, d], over(k, K))),
]


@pytest.mark.parametrize(("wrt", "of", "expected"), ONE_SAMPLE)
def test_the_formula_of_one_sample(wrt, of, expected):
    """A network of a single sample has no index n anywhere."""
    formula = derive_gradient(classifier(batch=False), wrt, of).formula
    assert canonical_form(formula.value) == canonical_form(expected)


def test_without_the_condition_the_labels_sum_stays():
    """The general gradient holds for labels of any kind and comes before the condition is used."""
    derivation = derive_gradient(classifier(), "W")
    expected = sp.Sum((p[n, k] * LABELS - y[n, k]) * x[n, d], over(n, N)) / N
    assert canonical_form(derivation.general.value) == canonical_form(expected)
    assert derivation.general.conditions == ()
    assert [c.name for c in derivation.formula.conditions] == ["labels sum to one"]
    assert derivation.steps[-1].rule.name == "condition"


@pytest.mark.parametrize("hidden", [(), ("tanh",), ("tanh", "tanh")])
@pytest.mark.parametrize("bias", [False, True])
def test_every_parameter_of_every_depth(hidden, bias):
    """All weights and biases: no index but the formula's own is free, and every step is proved."""
    network = classifier(hidden=hidden, bias=bias, log_base="2")
    for tensor in network.parameters:
        derivation = derive_gradient(network, tensor.name)
        assert free_indices(derivation.formula.value) == set(derivation.formula.indices)
        assert not derivation.formula.value.has(Partial)
        assert all(step.check.proved for step in derivation.steps)


def test_the_steps_are_the_computation():
    """Each line about one derivative begins where the line before it ended, down to the formula."""
    derivation = derive_gradient(classifier(hidden=("tanh",)), "W1")
    last: dict[sp.Expr, sp.Expr] = {}
    for step in derivation.steps:
        assert step.before == last.get(step.left, step.left)
        last[step.left] = step.after
    assert last[derivation.formula.left] == derivation.formula.value


def test_a_wrong_rule_is_an_error(monkeypatch):
    """A rule that loses a sign is stopped by the check of its very first step."""
    from derive.gradient import backward

    monkeypatch.setattr(backward, "TIDY", ("tidy", lambda expression: -expression))
    with pytest.raises(StepRefuted, match="tidy"):
        derive_gradient(classifier(), "W")


def test_an_unchecked_step_cannot_pass(monkeypatch):
    """Undecided counts as failed: a derivation never contains a step that was not proved."""
    from derive.gradient import checking

    undecided = Verdict(Outcome.UNDECIDED, "none", reason="planted")
    monkeypatch.setattr(checking.StepChecker, "check", lambda *_: undecided)
    with pytest.raises(StepRefuted, match="planted"):
        derive_gradient(classifier(), "W")


def test_an_index_of_the_numerator_is_not_captured():
    """∂p[n, k]/∂W[j, d] runs over all samples m inside, and n stays the sample of p."""
    formula = derive_gradient(classifier(), "W", "p").formula
    assert {index.name for index in formula.indices} == {"n", "k", "j", "d"}
    assert not formula.value.has(sp.Sum)


@pytest.mark.parametrize(
    ("wrt", "of", "words"),
    [
        ("V", None, "no tensor named 'V'"),
        ("z", "W", "does not depend on"),
        ("E", "E", "does not depend on"),
        ("W", "Q", "no tensor"),
    ],
)
def test_wrong_names_are_explained(wrt, of, words):
    """The message names what was asked for; the hint lists what exists."""
    with pytest.raises(UsageError, match=words) as caught:
        derive_gradient(classifier(), wrt, of)
    assert caught.value.hint


def test_sizes_do_not_matter():
    """The formula of H hidden units and K classes names the sizes as symbols, nowhere a number."""
    formula = derive_gradient(classifier(hidden=("tanh",)), "W1").formula
    assert {K, N} <= formula.value.free_symbols
    assert not {D, H} & formula.value.free_symbols
    assert z not in formula.value.atoms(sp.IndexedBase)
