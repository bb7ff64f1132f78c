"""The diagnosis: one sentence that says what went wrong, and the formula that is right."""

import pytest
import sympy as sp

from derive.judging.slips.diagnosis import diagnose
from derive.network.building import classifier
from derive.network.partial import Partial
from tests.derive.notation import W1, W2, D, K, N, W, a, d, delta, h, j, k, n, over, p, x, y, z

E, L = sp.Symbol("E", real=True), sp.IndexedBase("L", real=True)
SOFTMAX = Partial(p[n, k], z[n, j])
GRADIENT = Partial(E, W[k, d])
OUTER = sp.Sum((p[n, k] - y[n, k]) * W2[k, h], over(k, K))

SENTENCES = [
    ({}, GRADIENT, -sp.Sum((p[n, k] - y[n, k]) * x[n, d], over(n, N)) / N, "the sign is reversed"),
    ({}, GRADIENT, sp.Sum((p[n, k] - y[n, k]) * x[n, d], over(n, N)), "the factor 1/N is missing"),
    (
        {"reduction": "sum"},
        GRADIENT,
        sp.Sum((p[n, k] - y[n, k]) * x[n, d], over(n, N)) / N,
        "the factor 1/N is too much: a sum is meant, not a mean",
    ),
    (
        {"log_base": "2"},
        GRADIENT,
        sp.Sum((p[n, k] - y[n, k]) * x[n, d], over(n, N)) / N,
        "the factor 1/log 2 is missing: the logarithm is to base 2",
    ),
    ({}, GRADIENT, sp.Sum((p[n, k] - 1) * x[n, d], over(n, N)) / N, "1 stands where y_nk is due"),
    ({}, GRADIENT, sp.Sum((p[n, d] - y[n, d]) * x[n, k], over(n, N)) / N, "the indices k and d are exchanged"),
    ({}, GRADIENT, (p[n, k] - y[n, k]) * x[n, d] / N, "the sum over n is missing"),
    ({}, SOFTMAX, p[n, k] * (1 - p[n, j]), "1 stands where δ_jk is due"),
    ({}, SOFTMAX, -p[n, k] * p[n, j], "the term p_nj δ_jk is missing"),
    ({}, SOFTMAX, p[n, k] * (1 - p[n, k]), "this is only the case of equal indices: 1 stands where δ_jk is due"),
    ({}, Partial(L[n], z[n, k]), p[n, k] - 2 * y[n, k], "the factor 2 of y_nk is too much"),
    ({}, Partial(L[n], z[n, k]), p[n, k] / 2 - y[n, k], "the factor 1/2 of p_nk is too much"),
    ({}, Partial(L[n], z[n, k]), p[n, k] - y[n, k] + 1, "the term 1 is too much"),
    ({}, Partial(L[n], z[n, k]), p[n, k], "the term −y_nk is missing"),
    ({}, L[n], -sp.Sum(p[n, k] * sp.log(y[n, k]), over(k, K)), "y and p are swapped"),
    ({}, z[n, k], sp.Sum(W[d, k] * x[n, d], over(d, D)), "the indices of W are transposed"),
    ({"bias": True}, z[n, k], sp.Sum(W[k, d] * x[n, d], over(d, D)), "the bias b_k is missing"),
    ({}, z[n, k], sp.Sum(W[d, d] * x[n, d], over(d, D)), "the index d of W_dd is captured: k is meant"),
    ({}, z[n, k], sp.Sum(W[k, d] * x[n, d], (d, 1, D - 1)), "the sum over d stops one short"),
    ({}, z[n, k], sp.Sum(W[k, d] * x[n, d], (d, 2, D)), "the sum over d does not start at 1"),
    (
        {"hidden": ("tanh",)},
        Partial(E, W1[h, d]),
        sp.Sum(OUTER * x[n, d], over(n, N)) / N,
        "the derivative of tanh, 1 − a_nh², is missing",
    ),
    (
        {"hidden": ("tanh",)},
        Partial(E, W1[h, d]),
        sp.Sum((1 - a[n, h]) * OUTER * x[n, d], over(n, N)) / N,
        "a_nh is to be squared",
    ),
]


@pytest.mark.parametrize(("options", "left", "wrong", "sentence"), SENTENCES)
def test_slip_is_told_in_a_sentence(options: dict[str, object], left: sp.Expr, wrong: sp.Expr, sentence: str) -> None:
    """The sentence names the slip, and the corrected formula is proved."""
    network = classifier(**options)  # type: ignore[arg-type]
    diagnosis = diagnose(left, wrong, network=network, conditions=network.conditions)
    assert diagnosis is not None
    assert diagnosis.sentence == sentence
    assert diagnosis.verdict.proved


def test_correction_is_shown_with_its_condition() -> None:
    """The sentence ends with the right formula and what it needs."""
    network = classifier(batch=False)
    told = diagnose(Partial(sp.Symbol("L", real=True), sp.IndexedBase("z", real=True)[k]),
                    sp.IndexedBase("y", real=True)[k] - sp.IndexedBase("p", real=True)[k],
                    network=network, conditions=network.conditions)  # fmt: skip
    assert str(told) == "the sign is reversed; right is p_k − y_k when labels sum to one"


def test_nothing_is_invented() -> None:
    """A formula that no single slip explains gets no diagnosis."""
    network = classifier()
    nonsense = sp.Sum(sp.exp(p[n, k]) * x[n, d] ** 3, over(n, N)) / 7
    assert diagnose(GRADIENT, nonsense, network=network, conditions=network.conditions) is None


def test_right_formula_is_left_alone() -> None:
    """A delta that is right is not 'corrected' into something that is also proved."""
    right = p[n, k] * (delta(k, j, K) - p[n, j])
    found = diagnose(SOFTMAX, right, network=classifier())
    assert found is None or found.corrected != right


u, v = sp.symbols("u v", real=True)
COUNT = sp.Symbol("N", integer=True, positive=True)


@pytest.mark.parametrize(
    ("left", "wrong", "sentence"),
    [
        (sp.tanh(u), sp.tanh(-u), "the sign is reversed"),
        ((u - v) / COUNT, u - v, "the factor 1/N is missing"),
        (1 - sp.tanh(u) ** 2, 1 - sp.tanh(u), "tanh u is to be squared"),
        (sp.exp(u) / (1 + sp.exp(v)), sp.exp(v) / (1 + sp.exp(u)), "u and v are swapped"),
        (sp.log(u) / sp.log(10), sp.log(u), "the factor 1/log 10 is missing: the logarithm is to base 10"),
        (sp.log(u) / sp.log(10), sp.log(u) / sp.log(2), "the logarithm is to base 10, not 2"),
        (u * v**2, v**2, "the factor u is missing"),
        (u**2, 2 * u**2, "a factor 2 is too much"),
    ],
)
def test_explicit_formulas_are_diagnosed_too(left: sp.Expr, wrong: sp.Expr, sentence: str) -> None:
    """Without a network the slips are tried on plain symbols."""
    diagnosis = diagnose(left, wrong)
    assert diagnosis is not None
    assert diagnosis.sentence == sentence
