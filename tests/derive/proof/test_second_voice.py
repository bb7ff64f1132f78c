"""The second voice: what it confirms, what it contradicts, and where it has no opinion."""

import pytest
import sympy as sp

from derive.gradient.backward import derive_gradient
from derive.gradient.second_voice import second_voice
from derive.network.building import classifier
from derive.network.definitions import Condition, Network
from derive.network.functions import FUNCTIONS
from derive.network.partial import Partial
from derive.proof.decision import decide
from derive.proof.numbers.laurent import LaurentEvaluation
from derive.proof.second_voice import (
    PRIMES,
    SEED,
    Fingerprint,
    Residue,
    ResidueEvaluation,
    _Question,
    confirmed,
    fingerprint,
)
from derive.proof.verdict import Outcome, Verdict
from tests.derive.notation import N, W, d, k, n, over, p
from tests.derive.notation import x as x_
from tests.derive.notation import y as y_
from tests.derive.proof.test_decision import EQUAL

x, y = sp.symbols("x y", real=True)


def test_primes_are_prime_and_near_2_to_the_61() -> None:
    """The error bound rests on that."""
    assert all(sp.isprime(prime) and 2**60 < prime < 2**61 for prime in PRIMES)
    assert len(set(PRIMES)) == 2


@pytest.mark.parametrize(("left", "right"), EQUAL)
def test_true_equality_is_never_contradicted(left: sp.Expr, right: sp.Expr) -> None:
    """It agrees, or says that it has no opinion (case distinctions, dependent logarithms)."""
    assert fingerprint(left, right).agree is not False


@pytest.mark.parametrize(("left", "right"), EQUAL)
def test_wrong_equality_is_never_confirmed(left: sp.Expr, right: sp.Expr) -> None:
    """A factor of 1 + 10⁻³⁰ and a sign are seen."""
    assert fingerprint(left, right * (1 + sp.Rational(1, 10**30))).agree is not True
    assert fingerprint(left, -right).agree is not True


def test_most_true_equalities_are_confirmed() -> None:
    """No opinion is the exception: only case distinctions, dependent logarithms and angles."""
    without = sp.Max, sp.Abs, sp.sign, sp.sin, sp.cos
    found = [fingerprint(left, right).agree for left, right in EQUAL if not left.has(*without)]
    assert sum(agree is True for agree in found) >= len(found) - 3


def test_error_bound_is_told_and_grows_with_the_degree() -> None:
    """(d/p)^4 for each prime: the exponent is computed from the degree of what was compared."""
    small, large = fingerprint(x, x), fingerprint(x**50 * y, y * x**50)
    assert (small.degree, large.degree) == (1, 51)
    assert small.error_exponent == -146
    assert large.error_exponent == -133
    assert "below 10^-146" in str(small)
    assert "sizes" not in str(small)


def test_sentence_names_what_was_not_drawn_at_random() -> None:
    """The sizes of the axes are a few small ones: the bound speaks of a formula that is wrong at one of them."""
    found = str(second_voice(derive_gradient(classifier(batch=False), "z")))
    assert "at each of the small sizes tried; a formula that is wrong at one of them would" in found


def test_gradient_under_the_condition() -> None:
    """The label that the condition determines is eliminated without FLINT."""
    network = classifier()
    left = Partial(sp.Symbol("E", real=True), W[k, d])
    right = sp.Sum((p[n, k] - y_[n, k]) * x_[n, d], over(n, N)) / N
    assert fingerprint(left, right, network=network, conditions=network.conditions).agree is True
    assert fingerprint(left, right, network=network).agree is False


def test_condition_that_is_not_linear_gives_no_opinion() -> None:
    """x² + y² = 1 determines neither by a linear equation."""
    circle = Condition("on the circle", x**2 + y**2, sp.S.One)
    assert fingerprint(x**2, 1 - y**2, conditions=[circle]).agree is None


def test_contradiction_is_undecided() -> None:
    """Where the two methods contradict each other neither is believed."""
    proved = decide(x + x, 2 * x)
    assert confirmed(proved, fingerprint(x + x, 2 * x)).outcome is Outcome.PROVED
    assert "agree at 4 random points" in confirmed(proved, fingerprint(x + x, 2 * x)).method
    assert confirmed(proved, Fingerprint(False, reason="7")).outcome is Outcome.UNDECIDED
    refuted = Verdict(Outcome.REFUTED, "balls")
    assert confirmed(refuted, Fingerprint(True, 3)).outcome is Outcome.UNDECIDED
    assert confirmed(refuted, Fingerprint(None, reason="cases")) is refuted


def test_degrees_of_residues_follow_the_fractions() -> None:
    """u/v + w has numerator degree 2 and denominator degree 1."""
    u, v, w = (Residue(value, PRIMES[0], 1) for value in (3, 5, 7))
    total = u / v + w
    assert (total.upper, total.lower) == (2, 1)
    assert total.value * 5 % PRIMES[0] == 3 + 35
    assert ((u / v) ** -2).upper == 2


@pytest.mark.parametrize("name", [name for name, function in FUNCTIONS.items() if function.arity == 1])
def test_every_function_of_the_table_has_a_second_voice(name):
    """A function agrees with itself written out, and its slope with SymPy's; a wrong one is not confirmed."""
    x = sp.Symbol("x", real=True)
    function = FUNCTIONS[name]
    slope = sp.diff(function(x), x).replace(sp.DiracDelta, lambda *_: sp.S.Zero)
    assert fingerprint(function.slope(x), slope).agree is not False
    written = function.expanded(x) if function.expanded else function(x)
    assert fingerprint(function(x), written).agree is not False
    assert fingerprint(function(x), written + 1).agree is not True


def test_signs_have_a_second_voice():
    """max(0, x) − max(0, −x) = x agrees; with a plus it has no opinion, since signs may depend on each other."""
    x = sp.Symbol("x", real=True)
    left = sp.Max(0, x) - sp.Max(0, -x)
    assert fingerprint(left, x).agree
    assert fingerprint(sp.Max(0, x) + sp.Max(0, -x), x).agree is None


def test_points_are_not_known_before_the_formula_is() -> None:
    """What vanishes at the points of one question is no help in another: the seed hangs on both sides."""
    seeds = {_Question(left, x, Network((), ()), ()).seed for left in (x, 2 * x, x + y)}
    assert len(seeds) == 3 and all(seed.startswith(SEED) for seed in seeds)
    points = [
        ResidueEvaluation(
            Network((), ()), {}, LaurentEvaluation(Network((), ()), {}, frozenset()), PRIMES[0], 0, 1, seed
        )
        for seed in sorted(seeds)
    ]
    assert len({point.given(("x", ())).value for point in points}) == 3
