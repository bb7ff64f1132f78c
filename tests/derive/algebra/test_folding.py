"""Folding finds a definition's value at any power and depth, and unfolding is its inverse."""

import pytest
import sympy as sp

from derive.algebra.canonical import canonical_form
from derive.algebra.folding import Names, fold, unfold, use_condition
from derive.algebra.powers import powers_of, product_of
from derive.network.axes import Axis
from derive.network.building import classifier
from derive.network.definitions import Definition, Network
from derive.network.tensors import Role, Tensor
from tests.derive.notation import D, K, N, d, j, k, m, n, over, p, x, y, z

e = sp.Symbol("e", integer=True, positive=True)
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


D_AXIS, N_AXIS = Axis("features", "dec", "D"), Axis("samples", "nm", "N")
X = Tensor("x", (N_AXIS, D_AXIS), Role.INPUT, "features")
MU = Tensor("mu", (N_AXIS,), Role.INTERMEDIATE, "mean")
SPREAD = Tensor("s", (N_AXIS,), Role.INTERMEDIATE, "standard deviation")
NORMAL = Tensor("xhat", (N_AXIS, D_AXIS), Role.INTERMEDIATE, "normalised features")
VARIANCE = sp.Sum((X.at(n, d) - MU.at(n)) ** 2, over(d, D)) / D
NORMALISED = Network(
    (X,),
    (
        Definition(MU, (n,), sp.Sum(X.at(n, d), over(d, D)) / D, "mean"),
        Definition(SPREAD, (n,), sp.sqrt(VARIANCE), "standard deviation"),
        Definition(NORMAL, (n, d), (X.at(n, d) - MU.at(n)) / SPREAD.at(n), "normalised"),
    ),
)
mu, s, xhat = MU.at, SPREAD.at, NORMAL.at


@pytest.mark.parametrize(
    ("written_out", "named"),
    [
        (sp.Sum(x[m, e], over(e, D)), D * mu(m)),
        (sp.Sum(x[m, e] - mu(m), over(e, D)), 0),
        (sp.Sum(2 * x[m, e] - mu(n), over(e, D)), 2 * D * mu(m) - D * mu(n)),
        (sp.Sum(x[m, e] * y[m, e], over(e, D)), sp.Sum(x[m, e] * y[m, e], over(e, D))),
        (1 / VARIANCE, 1 / s(n) ** 2),
        (VARIANCE ** sp.Rational(-3, 2), s(n) ** -3),
        (1 / sp.sqrt(D * sp.Sum((x[n, d] - mu(n)) ** 2, over(d, D))), 1 / (D * s(n))),
        ((mu(n) - x[n, d]) / s(n) ** 2, -xhat(n, d) / s(n)),
        ((x[n, d] - mu(m)) / s(n), (x[n, d] - mu(m)) / s(n)),
    ],
)
def test_names_through_constants_roots_and_signs(written_out, named):
    """A mean gives its sum a name, a root its square and cube below the line, a bracket its opposite."""
    assert sp.expand(Names(NORMALISED).given_back(written_out) - named) == 0


def test_a_held_tensor_and_a_loss_give_no_name():
    """A mask has many values and one meaning; E is what is differentiated, no piece of its derivative."""
    mask = Definition(SPREAD, (n,), sp.sqrt(VARIANCE), "mask", held=True)
    loss = Definition(Tensor("E", (), Role.LOSS, "loss"), (), sp.Sum(x[n, d] ** 2, over(n, N), over(d, D)), "loss")
    total = sp.Sum(x[m, e] ** 2, over(m, N), over(e, D))
    assert Names(Network((X, MU), (mask,))).given_back(1 / VARIANCE) == 1 / VARIANCE
    assert Names(Network((X,), (loss,))).given_back(total) == total
