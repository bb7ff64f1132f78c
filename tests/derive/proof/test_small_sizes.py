"""The exact check at small sizes: what it proves, when it needs a condition, and what it refuses."""

import sympy as sp

from derive.network.building import classifier, stack
from derive.network.definitions import Definition, Network
from derive.network.partial import Partial
from derive.network.tensors import Role, Tensor
from derive.proof.small_sizes import exact_check
from derive.proof.verdict import Outcome
from tests.derive.notation import W1, W2, D, H, K, N, W, a, d, delta, h, j, k, m, n, over, p, u, x, y, z

PLAIN, TANH = classifier(), classifier(hidden=("tanh",))
E = sp.Symbol("E", real=True)
GRADIENT = sp.Sum((p[n, k] - y[n, k]) * x[n, d], over(n, N)) / N


def test_gradient_needs_the_condition() -> None:
    """(p − y)xᵀ is the gradient only when the labels sum to one, and the verdict says so."""
    verdict = exact_check(PLAIN, Partial(E, W[k, d]), GRADIENT, conditions=PLAIN.conditions)
    assert (verdict.outcome, verdict.condition) == (Outcome.PROVED_WHEN, "labels sum to one")
    assert exact_check(PLAIN, Partial(E, W[k, d]), GRADIENT).outcome is Outcome.REFUTED


def test_condition_is_not_named_where_it_is_not_needed() -> None:
    """The general formula holds for any labels."""
    general = sp.Sum((p[n, k] * sp.Sum(y[n, j], over(j, K)) - y[n, k]) * x[n, d], over(n, N)) / N
    verdict = exact_check(PLAIN, Partial(E, W[k, d]), general, conditions=PLAIN.conditions)
    assert verdict.outcome is Outcome.PROVED
    assert verdict.method == "exact at N=2, D=2, K=3 and 2 other sizes"


def test_derivative_goes_down_to_the_named_tensor_and_no_further() -> None:
    """∂E/∂z treats z as independent; ∂E/∂W goes through it; another row's logit has no part."""
    assert exact_check(PLAIN, Partial(p[n, k], z[m, j]), sp.S.Zero).outcome is Outcome.REFUTED
    assert exact_check(PLAIN, Partial(z[n, k], x[n, d]), W[k, d]).proved
    assert exact_check(PLAIN, Partial(y[n, k], W[k, d]), sp.S.Zero).proved


def test_chain_rule_through_a_hidden_layer() -> None:
    """∂E/∂W1 is found by dual numbers from the loss down, and equals the backward formula."""
    outer = sp.Sum((p[n, k] - y[n, k]) * W2[k, h], over(k, K))
    right = sp.Sum((1 - a[n, h] ** 2) * outer * x[n, d], over(n, N)) / N
    assert exact_check(TANH, Partial(E, W1[h, d]), right, conditions=TANH.conditions).proved
    wrong = sp.Sum((1 - u[n, h] ** 2) * outer * x[n, d], over(n, N)) / N
    assert exact_check(TANH, Partial(E, W1[h, d]), wrong, conditions=TANH.conditions).outcome is Outcome.REFUTED


def test_witness_is_small_and_meets_the_condition() -> None:
    """The point is mostly zeros, its labels sum to one, and both values have 20 digits."""
    verdict = exact_check(PLAIN, Partial(E, W[k, d]), -GRADIENT, conditions=PLAIN.conditions)
    assert verdict.witness is not None
    point = dict(verdict.witness.point)
    assert sp.Rational(point["y[1,1]"]) + sp.Rational(point["y[1,2]"]) == 1
    assert set(point.values()) <= {"0", "1"}
    assert verdict.witness.left == "0.50000000000000000000"
    assert verdict.witness.right == "-0.50000000000000000000"


def test_witness_of_a_softmax_formula_is_given_in_logits() -> None:
    """Where nothing below z occurs, the point names z, not the weights that produce it."""
    verdict = exact_check(PLAIN, Partial(p[n, k], z[n, j]), p[n, k] * (1 - p[n, j]))
    assert verdict.witness is not None
    assert {name[0] for name, _ in verdict.witness.point} == {"z"}


def test_logit_that_is_written_out_is_the_logit() -> None:
    """exp(Σ_d W_kd x_d) and exp(z_k) are the same, though z stays whole in exponents at first."""
    written = sp.exp(sp.Sum(W[k, d] * x[n, d], over(d, D)))
    assert exact_check(PLAIN, sp.exp(z[n, k]), written).outcome is Outcome.PROVED
    assert exact_check(PLAIN, sp.exp(z[n, k]), written + 1).outcome is Outcome.REFUTED


def test_index_over_the_wrong_axis_is_told() -> None:
    """x[n, k] does not exist where there are more classes than features."""
    verdict = exact_check(PLAIN, z[n, k] * 0 + p[n, k] * 0 + x[n, k] - x[n, k] + sp.S.One, sp.S.One)
    assert verdict.proved, "SymPy cancels the element before anything is evaluated"
    verdict = exact_check(PLAIN, sp.Sum(y[n, k], over(k, K)), sp.Sum(y[n, k], over(k, D)), sizes={N: 1, D: 3, K: 2})
    assert verdict.outcome is Outcome.UNDECIDED
    assert "y[1, 3] does not exist at N=1, D=3, K=2" in verdict.reason


def test_factor_that_is_one_at_a_single_size_is_refuted() -> None:
    """2/H, 2/K and 3/D are each 1 at some size, and each is refuted at another."""
    for factor in (2 / H, 2 / K, 3 / D, 2 / N):
        verdict = exact_check(TANH, Partial(a[n, h], u[n, h]), factor * (1 - a[n, h] ** 2))
        assert verdict.outcome is Outcome.REFUTED, factor


def test_delta_keeps_its_range() -> None:
    """Σ_j δ_jk over K − 1 of the K classes is 0 at k = K."""
    short = sp.Sum(sp.KroneckerDelta(j, k, (1, K)) * p[n, j], (j, 1, K - 1))
    assert exact_check(PLAIN, p[n, k], short).outcome is Outcome.REFUTED
    assert exact_check(PLAIN, p[n, k], sp.Sum(delta(j, k, K) * p[n, j], over(j, K))).proved
    outside = sp.KroneckerDelta(j, k, (1, K - 1))
    assert exact_check(PLAIN, delta(j, k, K) * p[n, j], outside * p[n, j]).outcome is Outcome.REFUTED


def test_what_is_no_rational_function_is_still_refuted_or_left_open() -> None:
    """erf is outside the class: a difference is certified by balls, an equality by nothing."""
    assert exact_check(PLAIN, sp.erf(z[n, k]), sp.sin(z[n, k])).outcome is Outcome.REFUTED
    other = sp.asin(z[n, k] / sp.sqrt(1 + z[n, k] ** 2))
    assert exact_check(PLAIN, sp.atan(z[n, k]), other).outcome is Outcome.UNDECIDED


def test_division_by_nothing_and_endless_sums_are_undecided() -> None:
    """Neither a formula that divides by 0 nor one with a billion terms stops the check."""
    nothing = sp.Sum(p[n, j], over(j, K)) - 1
    assert exact_check(PLAIN, p[n, k] / nothing, p[n, k]).outcome is Outcome.UNDECIDED
    long = sp.Sum(p[n, k], (j, 1, 10**9))
    assert exact_check(PLAIN, long, p[n, k]).outcome is Outcome.UNDECIDED


def test_equality_that_holds_nowhere_is_not_proved() -> None:
    """log y and log(−y) have the same derivative but no common point."""
    assert exact_check(PLAIN, sp.log(x[n, d]), sp.log(-x[n, d])).outcome is Outcome.UNDECIDED


def test_what_is_bound_by_its_definition_is_not_free_in_a_witness() -> None:
    """Σ_k e^{q_k} is 1 for q := z − log Σ e^z: q may not take any value, though it stands in exponents alone."""
    network = stack("dense", loss="softmax cross-entropy", inputs="D")
    logits, classes = network.tensor("z"), network.tensor("z").axes[-1]
    q, share = Tensor("q", (classes,), Role.INTERMEDIATE, "q"), Tensor("s", (classes,), Role.INTERMEDIATE, "share")
    normed = logits.at(k) - sp.log(sp.Sum(sp.exp(logits.at(j)), classes.limits(j)))
    definitions = (
        network.definitions[0],
        Definition(q, (k,), normed, "log-softmax"),
        Definition(share, (k,), sp.exp(q.at(k)), "share"),
    )
    longer = Network(network.given, definitions)
    total = sp.Sum(share.at(k), classes.limits(k))
    assert exact_check(longer, total, sp.S.One).outcome is not Outcome.REFUTED
    assert exact_check(longer, total, sp.Integer(2)).outcome is Outcome.REFUTED
