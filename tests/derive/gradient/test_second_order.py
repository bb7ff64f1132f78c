"""Second derivatives: derived, proved, written as people write them; wrong ones are refuted."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import sympy as sp

from derive.errors import UsageError
from derive.gradient.second_order import derive_hessian
from derive.network.building import classifier, stack
from derive.network.definitions import Network
from derive.network.partial import Partial
from derive.proof.every_size import holds_for_every_size
from derive.proof.kinks import kinks_on_the_way
from derive.proof.second_voice import fingerprint
from derive.proof.small_sizes import exact_check
from derive.proof.verdict import Outcome
from derive.writing.latex import latex
from derive.writing.text import text

SOFTMAX = "(1/N) Σ_n p_nk (δ_kj − p_nj) x_nd"
WRITTEN = [
    (classifier(), ("W",), f"∂²E/∂W_kd∂W_je = {SOFTMAX} x_ne"),
    (classifier(bias=True), ("W", "b"), f"∂²E/∂W_kd∂b_j = {SOFTMAX}"),
    (classifier(bias=True), ("b", "W"), f"∂²E/∂b_k∂W_jd = {SOFTMAX}"),
    (classifier(batch=False), ("z",), "∂²L/∂z_k∂z_j = p_k (δ_kj − p_j)"),
    (classifier(loss="sigmoid cross-entropy"), ("w",), "∂²E/∂w_d∂w_e = (1/N) Σ_n p_n (1 − p_n) x_nd x_ne"),
    (classifier(loss="sigmoid cross-entropy", bias=True), ("b",), "∂²E/∂b² = (1/N) Σ_n p_n (1 − p_n)"),
    (stack("dense", loss="squared error"), ("w",), "∂²E/∂w_d∂w_e = (2/N) Σ_n x_nd x_ne"),
]


@pytest.mark.parametrize(("network", "names", "written"), WRITTEN, ids=[case[2].split(" = ")[0] for case in WRITTEN])
def test_the_second_derivative_is_written_as_people_write_it(
    network: Network, names: tuple[str, ...], written: str
) -> None:
    """And every step of both halves is proved for every size."""
    found = network.hessian(*names)
    assert str(found.formula) == written
    assert all(step.check.proved and "every size" in step.check.method for step in found.steps)
    assert found.symmetry.proved and "every size" in found.symmetry.method


def test_the_notation_of_order_two() -> None:
    """∂² above, both elements below; one that stands twice has its square, in a layer too."""
    network = classifier(hidden=("tanh",))
    k, d, h, j, e = (sp.Symbol(letter, integer=True, positive=True) for letter in "kdhje")
    loss, inner, outer = network.output.at(), network.tensor("W1").at, network.tensor("W2").at
    mixed = Partial(Partial(loss, inner(h, d)), outer(k, h))
    twice = Partial(Partial(loss, inner(h, d)), inner(h, d))
    assert text(mixed, network) == "∂²E/∂W⁽¹⁾_hd∂W⁽²⁾_kh"
    assert latex(mixed, network) == r"\frac{\partial^2 E}{\partial W^{(1)}_{hd} \, \partial W^{(2)}_{kh}}"
    assert text(twice, network) == "∂²E/∂(W⁽¹⁾_hd)²"
    assert latex(Partial(Partial(loss, outer(k, d)), outer(j, e)), classifier()) == (
        r"\frac{\partial^2 E}{\partial W^{(2)}_{kd} \, \partial W^{(2)}_{je}}"
    )


def test_the_cases_of_the_indices() -> None:
    """Two of them for softmax, three with decay: what is off the diagonal of classes has no decay."""
    assert [case.condition_text() for case in classifier().hessian("W").cases] == ["j = k", "j ≠ k"]
    decayed = classifier(l2=0.1).hessian("W").cases
    assert [case.condition_text() for case in decayed] == ["j = k, e = d", "j = k, e ≠ d", "j ≠ k"]
    third = classifier(batch=False).hessian("W", of="p").cases
    assert [case.condition_text() for case in third][-2:] == ["l = j, j ≠ k", "j ≠ k, l ≠ k, l ≠ j"]
    assert classifier(loss="sigmoid cross-entropy").hessian("w").cases == ()


def test_the_gradient_has_a_name_that_means_nothing_else() -> None:
    """G, and where the network has a G another letter."""
    network = stack("dense", loss="squared error")
    assert network.hessian("w").gradient.name == "G"
    taken = Network(
        (*network.given, network.hessian("w").gradient), network.definitions, network.conditions, network.chosen
    )
    assert taken.hessian("w").gradient.name == "J"


def test_a_gradient_that_does_not_change_has_the_derivative_0() -> None:
    """The hinge loss is straight on both sides of its kink; what the loss does not depend on is the user's mistake."""
    found = classifier(loss="hinge").hessian("W")
    assert found.formula.value == 0 and found.steps[-1].rule.name == "independent" and found.symmetry.proved


def test_what_cannot_be_differentiated_twice_is_the_users_to_mend() -> None:
    """Logits are made of the weights; shares do not depend on labels."""
    with pytest.raises(UsageError, match="z is made of W"):
        classifier().hessian("W", "z")
    with pytest.raises(UsageError, match="p does not depend on y"):
        classifier().hessian("W", "y", of="p")


def wrong_and_right() -> list[tuple[str, sp.Expr, bool]]:
    """Formulas for the Hessian of softmax regression, and whether they are right."""
    network = classifier()
    p, x = network.tensor("p").at, network.tensor("x").at
    n, k, d, j, e, size = (sp.Symbol(letter, integer=True, positive=True) for letter in "nkdjeK")
    samples = network.tensor("x").axes[0].limits(n)
    delta, inputs, mean = sp.KroneckerDelta(k, j, (1, size)), x(n, d) * x(n, e), 1 / samples[2]
    right = p(n, k) * (delta - p(n, j)) * inputs
    return [
        ("as derived", mean * sp.Sum(right, samples), True),
        ("in two products", mean * (sp.Sum(p(n, k) * delta * inputs - p(n, k) * p(n, j) * inputs, samples)), True),
        ("the factor 2", 2 * mean * sp.Sum(right, samples), False),
        ("no δ", mean * sp.Sum(-p(n, k) * p(n, j) * inputs, samples), False),
        ("diagonal only", mean * sp.Sum(p(n, k) * (1 - p(n, k)) * delta * inputs, samples), False),
        ("transposed order", mean * sp.Sum(p(n, d) * (delta - p(n, e)) * x(n, k) * x(n, j), samples), False),
        ("2p(1 − p)", 2 * mean * sp.Sum(p(n, k) * (1 - p(n, k)) * delta * inputs, samples), False),
        ("no mean", sp.Sum(right, samples), False),
        ("the other sign", mean * sp.Sum(p(n, k) * (delta + p(n, j)) * inputs, samples), False),
        ("the index of the other", mean * sp.Sum(p(n, k) * (delta - p(n, j)) * x(n, d) ** 2, samples), False),
    ]


@pytest.mark.parametrize(("value", "right"), [c[1:] for c in wrong_and_right()], ids=[c[0] for c in wrong_and_right()])
def test_the_usual_checker_decides_hessians(value: sp.Expr, right: bool) -> None:
    """No derivation takes part: rules for the first derivative, dual numbers for the second, and the second voice."""
    network = classifier()
    left = derive_hessian(network, "W").formula.left
    verdict = exact_check(network, left, value, conditions=network.conditions)
    if right:
        assert verdict.outcome is Outcome.PROVED_WHEN and verdict.condition == "labels sum to one"
        assert holds_for_every_size(network, left, value, network.conditions)
    else:
        assert verdict.outcome is not Outcome.PROVED and not verdict.proved
        assert not holds_for_every_size(network, left, value, network.conditions)
        assert fingerprint(left, value, network=network, conditions=network.conditions).agree is not True


def test_a_slope_with_a_kink_is_told() -> None:
    """Elu has a slope everywhere, and its slope has none at 0; a softplus has both."""
    for name, kinks in (("elu", ["u_nh ≠ 0"]), ("softplus", [])):
        network = classifier(hidden=(name,))
        at = network.tensor("W1").at(1, 1)
        once = Partial(network.output.at(), at)
        assert kinks_on_the_way(network, once) == ()
        assert [kink.text for kink in kinks_on_the_way(network, Partial(once, at))] == kinks


@pytest.mark.parametrize(
    ("network", "names", "written"),
    [
        (classifier(), ("W",), "(1/N) Σ_n (diag(p_n) − p_n p_nᵀ) ⊗ x_n x_nᵀ"),
        (classifier(bias=True), ("W", "b"), "(1/N) Σ_n (diag(p_n) − p_n p_nᵀ) ⊗ x_n"),
        (classifier(l2=0.1), ("W",), "(1/N) Σ_n (diag(p_n) − p_n p_nᵀ) ⊗ x_n x_nᵀ + (1/10) I ⊗ I"),
        (classifier(hidden=("tanh",)), ("W2",), "(1/N) Σ_n (diag(p_n) − p_n p_nᵀ) ⊗ a_n a_nᵀ"),
    ],
    ids=["softmax", "bias", "penalty", "last layer"],
)
def test_the_kronecker_product(network: Network, names: tuple[str, ...], written: str) -> None:
    """The matrix of classes beside that of features."""
    found = network.hessian(*names).kronecker
    assert found is not None and found.text() == written


def test_what_is_no_kronecker_product_has_none() -> None:
    """One vector; a factor that belongs to both matrices."""
    assert classifier(loss="sigmoid cross-entropy").hessian("w").kronecker is None
    assert classifier(hidden=("tanh",)).hessian("W1", "W2").kronecker is None


def test_the_kronecker_product_has_the_numbers_of_the_formula() -> None:
    """Entry by entry at random inputs, rows of W one after the other."""
    random = np.random.default_rng(0)
    x, p = random.normal(size=(3, 2)), random.dirichlet(np.ones(4), size=3)
    blocks = [np.kron(np.diag(p[n]) - np.outer(p[n], p[n]), np.outer(x[n], x[n])) for n in range(3)]
    whole = sum(blocks) / 3
    entries = [
        np.mean(p[:, k] * ((k == j) - p[:, j]) * x[:, d] * x[:, e])
        for k, d, j, e in itertools.product(range(4), range(2), range(4), range(2))
    ]
    assert np.allclose(whole.ravel(), entries, rtol=0, atol=1e-12)
