"""The relatives of a second derivative: right formulas, and nothing said where it does not hold."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
import sympy as sp

from derive.errors import UsageError
from derive.gradient.relatives.blocks import Block, block_of
from derive.gradient.relatives.bounds import Lipschitz, upper_bound
from derive.gradient.relatives.convexity import squares_of
from derive.gradient.relatives.fisher import in_separate_sums
from derive.gradient.relatives.signs import Signs
from derive.network.building import classifier, stack
from derive.network.definitions import Definition, Network
from derive.network.tensors import Role, Tensor
from derive.reading.networks import describe
from tests.derive.zoo.catalogue import ENTRIES

SOFTMAX = {
    "diagonal": "∂²E/∂W_kd² = (1/N) Σ_n p_nk (1 − p_nk) x_nd²",
    "gauss-newton": "GN_kdje = (1/N) Σ_n p_nk (δ_kj − p_nj) x_nd x_ne",
    "beyond-gauss-newton": "R_kdje = 0",
    "fisher": "F_kdje = (1/N) Σ_n p_nk (δ_kj − p_nj) x_nd x_ne",
    "empirical-fisher": "EF_kdje = (1/N) Σ_n (p_nk − y_nk) (p_nj − y_nj) x_nd x_ne",
    "hessian-product": "HV_kd = (1/N) Σ_n p_nk (r_nk − Σ_j p_nj r_nj) x_nd",
    "gauss-newton-product": "GNV_kd = (1/N) Σ_n p_nk (r_nk − Σ_j p_nj r_nj) x_nd",
    "gauss-newton-form": "VGNV = (1/N) Σ_n Σ_k p_nk (r_nk − Σ_j p_nj r_nj) r_nk",
    "sample-norms": "S_n = (Σ_k (p_nk − y_nk)²) Σ_d x_nd²",
    "gauss-newton-semidefinite": "VGNV = (1/N) Σ_n Σ_k p_nk (r_nk − Σ_j p_nj r_nj)²",
    "positive-semidefinite": "VHV = (1/N) Σ_n Σ_k p_nk (r_nk − Σ_j p_nj r_nj)²",
    "null-space": "Σ_j ∂²E/∂W_kd∂W_je = 0",
    "diagonal-bound": "VGNV = (2/N) Σ_n Σ_k p_nk (1 − p_nk) r_nk²",
    "lipschitz": "VHV = (1/(2 N)) Σ_n Σ_k r_nk²",
}


def test_softmax_regression_has_all_of_them() -> None:
    """Every formula as people write it, every step and claim proved for every size."""
    family = classifier().second_order("W")
    assert {relative.name: str(relative.formula) for relative in family} == SOFTMAX
    claims = [claim for relative in family for claim in relative.claims]
    assert len(claims) > 10 and all("every size" in claim.verdict.method for claim in claims)
    with pytest.raises(UsageError, match="there is no relative 'gaus-newton'"):
        family["gaus-newton"]


def test_a_hidden_layer_has_a_part_beyond_gauss_newton() -> None:
    """Its formula is its own; the Hessian is not said to be semidefinite, the Gauss–Newton matrix is."""
    family = classifier(hidden=("tanh",)).second_order("W1")
    beyond = family["beyond-gauss-newton"]
    assert str(beyond.formula) == "R_hdge = −(2/N) δ_hg Σ_n Σ_k (p_nk − y_nk) W⁽²⁾_kg a_ng (1 − a_ng²) x_nd x_ne"
    assert (
        beyond.claims[0].words == "the Hessian is the Gauss–Newton matrix and this" and beyond.claims[0].verdict.proved
    )
    assert family["fisher"].offered and family["gauss-newton-semidefinite"].offered
    for name in ("positive-semidefinite", "lipschitz"):
        assert "which may have either sign" in family[name].reason
    assert family["null-space"].reason == "z is not W1 times features"


@pytest.mark.parametrize(
    ("network", "name", "constant"),
    [
        (classifier(), "W", "(1/(2 N)) λ_max(XᵀX)"),
        (classifier(bias=True), "b", "1/2"),
        (classifier(loss="sigmoid cross-entropy"), "w", "(1/(4 N)) λ_max(XᵀX)"),
        (stack("dense", loss="squared error"), "w", "(2/N) λ_max(XᵀX)"),
        (classifier(hidden=("tanh",)), "W2", "(1/(2 N)) λ_max(AᵀA)"),
        (classifier(l2=0.1), "W", "(1/(2 N)) λ_max(XᵀX) + 1/10"),
        (classifier(temperature=2), "W", "(1/(8 N)) λ_max(XᵀX)"),
    ],
    ids=["softmax", "bias", "logistic", "squares", "last layer", "penalty", "temperature"],
)
def test_the_lipschitz_constant(network: Network, name: str, constant: str) -> None:
    """½, ¼ and 2 times the largest eigenvalue over N."""
    found = network.second_order(name)["lipschitz"]
    assert isinstance(found, Lipschitz) and found.constant_text == constant
    assert all(claim.verdict.proved for claim in found.claims)


def test_the_bounds_hold_for_numbers() -> None:
    """Eigenvalues of the Hessian, by central differences of exact slopes: least, greatest, and how many are 0."""
    entry = next(e for e in ENTRIES if e.title == "softmax cross-entropy by log-sum-exp")
    samples, features, classes = (entry.numbers[size] for size in "NDK")
    entries = [(k, d) for k in range(1, classes + 1) for d in range(1, features + 1)]
    step, matrix = 1e-5, np.zeros((len(entries), len(entries)))
    for i, one in enumerate(entries):
        for j, other in enumerate(entries):
            up, down = (entry.forward(0, ("W", one), ("W", other, by))["E"][()].slope for by in (step, -step))
            matrix[i, j] = (up - down) / (2 * step)
    x = np.array([[entry.forward(0)["x"][n, d].value for d in (1, 2)] for n in range(1, samples + 1)])
    values = np.linalg.eigvalsh((matrix + matrix.T) / 2)
    assert values[0] > -1e-9
    assert values[-1] <= np.linalg.eigvalsh(x.T @ x)[-1] / (2 * samples)
    assert int(np.sum(values > 1e-7)) == (classes - 1) * np.linalg.matrix_rank(x)


def test_what_is_not_convex_is_not_called_so() -> None:
    """A loss that bends downwards, one of either sign, and a block whose entries beside the diagonal are positive."""
    given = {"x": "N D input", "w": "D parameter", "y": "N label"}
    for loss in ("-(z[n] - y[n])^2", "y[n]*z[n]^2", "z[n]^3", "sin(z[n])", "tanh(z[n])"):
        network = describe(given, ("z[n] = sum(w[d]*x[n,d], d)", f"L[n] = {loss}", "E = 1/N*sum(L[n], n)"))
        family = network.second_order("w")
        for name in ("positive-semidefinite", "gauss-newton-semidefinite", "lipschitz", "diagonal-bound"):
            assert not family[name].offered, (loss, name)
    z, classes = classifier().tensor("z"), classifier()
    k, j = sp.symbols("k j", integer=True, positive=True)
    p, n = classes.tensor("p").at, classes.tensor("x").indices[0]
    wrong = (
        Block(z, (n,), k, j, p(n, k), p(n, j) * p(n, k)),
        Block(z, (n,), k, j, -p(n, k), p(n, j) * p(n, k)),
        Block(z, (n,), k, j, p(n, k) ** 2, -p(n, j) * p(n, k)),
        Block(z, (n,), k, j, 2 * p(n, k), -p(n, j) * p(n, k)),
    )
    assert [squares_of(classes, block) for block in wrong] == [None] * 4


def test_a_bound_is_never_too_small() -> None:
    """p (1 − p) ≤ ¼; nothing bounds what grows, and what may be negative has no bound by a product."""
    network = classifier()
    share, logit = network.definition("p").left, network.definition("z").left  # type: ignore[union-attr]
    assert upper_bound(network, share * (1 - share)).bound == sp.Rational(1, 4)  # type: ignore[union-attr]
    assert upper_bound(network, share).bound == 1  # type: ignore[union-attr]
    assert upper_bound(network, logit) is None and upper_bound(network, sp.exp(logit)) is None
    assert upper_bound(network, -share * (1 - share)) is None


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"log_base": "2"}, "does not add up to 1"),
        ({"loss": "squared error"}, "does not add up to 1"),
        ({"label_smoothing": 0.1}, "passes through another tensor"),
        ({"loss": "hinge"}, "passes through another tensor"),
    ],
    ids=["bits", "squares", "smoothed labels", "hinge"],
)
def test_the_fisher_matrix_needs_a_likelihood(options: dict[str, object], reason: str) -> None:
    """A loss that is no −ln of a probability has none."""
    network = classifier(**options)  # type: ignore[arg-type]
    found = network.second_order(network.parameters[0].name)["fisher"]
    assert not found.offered and reason in found.reason


def test_intervals_hold_for_numbers() -> None:
    """Each value of each tensor of the zoo lies in the interval that its definition was given."""
    for entry in ENTRIES:
        signs, arrays = Signs(entry.network), entry.forward(Random(entry.title).randrange(100))
        for definition in entry.network.definitions:
            found = signs.interval(definition.left)
            numbers = [dual.value for dual in arrays[definition.tensor.name].values()]
            assert float(found.low) - 1e-12 <= min(numbers) and max(numbers) <= float(found.high) + 1e-12
            assert not found.positive or min(numbers) > 0 or definition.tensor.name == "p"


def test_a_product_of_sums_is_told_apart() -> None:
    """Only indices that no factor has together are summed apart."""
    k, d, size = sp.symbols("k d K", integer=True, positive=True)
    f, g = sp.IndexedBase("f"), sp.IndexedBase("g")
    together = sp.Sum(f[k, d] * g[d], (k, 1, size), (d, 1, size))
    assert in_separate_sums(together) == together
    apart = sp.Sum(f[k] * g[d] * g[k], (k, 1, size), (d, 1, size))
    assert in_separate_sums(apart) == sp.Sum(f[k] * g[k], (k, 1, size)) * sp.Sum(g[d], (d, 1, size))


def test_the_outputs_are_where_the_loss_is_convex() -> None:
    """With a skip the sum, not what is inside of tanh; a penalty is no part of them."""
    skip = next(e for e in ENTRIES if e.title == "skip connection").network
    assert skip.second_order("W").curvature.outputs.name == "a"  # type: ignore[union-attr]
    assert classifier(l2=0.1).second_order("W").curvature.outputs.name == "z"  # type: ignore[union-attr]
    given = Tensor("x", (), Role.INPUT, "input")
    w, loss = Tensor("w", (), Role.PARAMETER, "weight"), Tensor("E", (), Role.LOSS, "loss")
    alone = Network((given, w), (Definition(loss, (), w.at() ** 2 * given.at(), "loss"),))
    assert "the parameters act on the loss in several ways" in alone.second_order("w")["gauss-newton"].reason
    assert block_of(skip.tensor("r"), skip.hessian("r").formula).diagonal == 1  # type: ignore[union-attr]


def test_convex_is_said_only_without_kinks() -> None:
    """A ReLU has no curvature of its own, and a network with one is not convex all the same."""
    hidden = {"x": "N D input", "w": "D parameter", "y": "N label"}
    definitions = (
        "u[n] = sum(w[d]*x[n,d], d)",
        "a[n] = max(0, u[n])",
        "L[n] = (a[n] - y[n])^2",
        "E = 1/N*sum(L[n], n)",
    )
    found = describe(hidden, definitions).second_order("w")["positive-semidefinite"]
    assert not found.offered or "need not be convex" in found.says
    assert "is convex" in stack("dense", loss="squared error").second_order("w")["positive-semidefinite"].says


def test_features_that_are_no_tensor_are_not_called_by_its_letter() -> None:
    """The patches of a convolution are made of x, and are not x."""
    entry = next(e for e in ENTRIES if e.title == "one-dimensional convolution")
    found = entry.network.second_order("w")["lipschitz"]
    assert isinstance(found, Lipschitz) and found.constant_text == "λ_max(FᵀF)"
