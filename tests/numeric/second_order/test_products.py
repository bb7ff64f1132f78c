"""Products with a vector, curvatures, diagonals and norms against autodiff of the plain model."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import sympy as sp

import derive
from derive.errors import UnsupportedFormula
from derive.network.axes import Axis, index_symbol
from derive.network.building import classifier
from derive.network.definitions import Definition, Network
from derive.network.tensors import Role, Tensor
from numeric.model.head import head_of, losses_apart
from numeric.model.plain import plain_model, plain_values
from numeric.model.sizes import whole
from numeric.second_order.products import (
    diagonal,
    gauss_newton_vector_product,
    hessian_vector_product,
    quadratic_form,
    squared_gradient_norms,
)
from numeric.truth.hessian import enclose_hessian
from tests.numeric.networks import convolution

SIZES = {"N": 5, "D": 3, "K": 4, "H": 2, "G": 3, "I": 6, "S": 2}
NETWORKS = {
    "linear": classifier(bias=True),
    "tanh": derive.stack("dense 2", "tanh", "dense", bias=True),
    "penalty": derive.stack("dense 2", "softplus", "dense", l2=0.1),
    "deep": derive.stack("dense 2", "softplus", "dense 3", "tanh", "dense"),
    "labels": derive.stack("dense 2", "sigmoid", "dense", loss="sigmoid cross-entropy"),
    "squares": derive.stack("dense", loss="squared error", bias=True),
}
each = pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)


def drawn(network: Network, seed: int = 0) -> tuple[dict[str, jax.Array], dict[str, jax.Array], dict[str, jax.Array]]:
    """Parameters, data, and a direction."""
    draw = np.random.RandomState(seed)
    known = {**SIZES, **dict(network.sizes)}
    shapes = {t.name: tuple(whole(size, known) for size in t.shape) for t in network.given}
    arrays = {name: jnp.asarray(draw.standard_normal(shape)) for name, shape in shapes.items()}
    if "y" in shapes and len(shapes["y"]) == 2:
        arrays["y"] = jnp.asarray(np.eye(shapes["y"][1])[draw.randint(0, shapes["y"][1], shapes["y"][0])])
    own = {t.name: arrays.pop(t.name) for t in network.parameters}
    return own, arrays, {name: jnp.asarray(draw.standard_normal(value.shape)) for name, value in own.items()}


def close(found: object, due: object) -> None:
    """Twelve digits."""
    jax.tree.map(lambda a, b: np.testing.assert_allclose(a, b, rtol=1e-10, atol=1e-12), found, due)


@each
@pytest.mark.parametrize("form", ["fast", "accurate"])
def test_a_product_with_a_vector_is_that_of_autodiff(network: Network, form: str) -> None:
    """``jax.jvp`` of ``jax.grad``, for all parameters at once."""
    own, data, moved = drawn(network)
    slope = jax.grad(lambda p: plain_model(network).loss(p, data))
    due = jax.jvp(slope, (own,), (moved,))[1]
    close(hessian_vector_product(network, form=form)({**own, **data}, moved), due)
    if form == "fast":
        total = sum(float(jnp.sum(due[name] * moved[name])) for name in own)
        close(quadratic_form(network)({**own, **data}, moved)["curvature"], total)


@each
def test_gauss_newton_is_the_loss_curvature_between_two_jacobians(network: Network) -> None:
    """Jᵀ H_z J v by ``jax.jvp`` and ``jax.vjp`` of the outputs, and of the head alone."""
    own, data, moved = drawn(network)
    head = head_of(network)
    z = head.source.name
    outputs = lambda p: plain_values(network, [z])({**data, **p})[z]  # noqa: E731
    rows = 1 / 5
    loss = lambda value: rows * plain_model(head.network).loss({}, {**data, z: value})  # noqa: E731
    value, along = jax.jvp(outputs, (own,), (moved,))
    curved = jax.jvp(jax.grad(loss), (value,), (along,))[1]
    close(gauss_newton_vector_product(network)({**own, **data}, moved), jax.vjp(outputs, own)[1](curved)[0])


@each
def test_norms_of_the_gradient_of_each_sample(network: Network) -> None:
    """By ``jax.jacrev`` of the losses, a gradient for each."""
    own, data, _ = drawn(network)
    apart = losses_apart(network)
    jacobians = jax.jacrev(lambda p: plain_values(apart, [apart.output.name])({**data, **p})[apart.output.name])(own)
    due = sum(jnp.sum(jnp.reshape(part, (5, -1)) ** 2, axis=1) for part in jacobians.values())
    close(squared_gradient_norms(network)({**own, **data})["norms"], due)


@each
def test_diagonals(network: Network) -> None:
    """Of ``jax.hessian``."""
    own, data, _ = drawn(network)
    blocks = jax.hessian(lambda p: plain_model(network).loss(p, data))(own)
    name = network.parameters[0].name
    due = jnp.diag(blocks[name][name].reshape(own[name].size, own[name].size)).reshape(own[name].shape)
    close(diagonal(network, name)({**own, **data})[name], due)


def test_the_accurate_product_keeps_the_digits_of_a_confident_row() -> None:
    """p rounds to 1: autodiff and the fast form lose everything, the accurate form nothing."""
    network = classifier()
    arrays = {
        "x": jnp.array([[1.0, 2.0]]),
        "y": jnp.eye(3)[:1],
        "W": jnp.array([[20.0, 20.0], [1.0, 1.0], [-3.0, 0.5]]),
    }
    moved = np.array([[1.0, 0.75], [0.25, 2.0], [-1.0, 1.0]])
    balls = enclose_hessian(network, arrays).balls
    due = np.array([float(sum((b * v for b, v in zip(row, moved.ravel(), strict=True)), 0 * row[0])) for row in balls])
    found = hessian_vector_product(network, form="accurate")(arrays, {"W": moved})["W"]
    assert np.abs(np.asarray(found).ravel() / due - 1).max() < 1e-12
    lost = jax.jvp(jax.grad(lambda w: plain_model(network).loss({"W": w}, arrays)), (arrays["W"],), (moved,))[1]
    assert np.abs(np.asarray(lost).ravel() / due - 1).max() > 0.5


def test_the_diagonal_keeps_them_too() -> None:
    """p_k Σ_{j≠k} p_j."""
    network = classifier()
    arrays = {"x": np.array([[1.0, 2.0]]), "y": np.eye(2)[:1], "W": np.array([[20.0, 20.0], [1.0, 1.0]])}
    due = np.diag(enclose_hessian(network, arrays).balls.astype(float)).reshape(2, 2)
    assert np.abs(np.asarray(diagonal(network, "W")(arrays)["W"]) / due - 1).max() < 1e-12


def test_directions_have_names_of_their_own() -> None:
    """A network may have a V and an S already."""
    rows, width = Axis("samples", "nm", "N"), Axis("features", "de", "D")
    x, weight = Tensor("x", (rows, width), Role.INPUT, "inputs"), Tensor("V", (width,), Role.PARAMETER, "weights")
    n, d = index_symbol("n"), index_symbol("d")
    value = sp.Sum(sp.exp(sp.Sum(x.at(n, d) * weight.at(d), width.limits(d))), rows.limits(n))
    network = Network((x, weight), (Definition(Tensor("S", (), Role.LOSS, "loss"), (), value, "loss"),))
    own, data, moved = drawn(network)
    slope = jax.grad(lambda p: plain_model(network).loss(p, data))
    close(hessian_vector_product(network)({**own, **data}, moved), jax.jvp(slope, (own,), (moved,))[1])


def test_one_sample_alone_has_no_norms() -> None:
    """There is no axis over samples; and a convolution has its product."""
    with pytest.raises(UnsupportedFormula):
        squared_gradient_norms(classifier(batch=False))
    own, data, moved = drawn(convolution())
    data["y"] = jnp.ones((5, 5))
    slope = jax.grad(lambda p: plain_model(convolution()).loss(p, data))
    close(hessian_vector_product(convolution())({**own, **data}, moved), jax.jvp(slope, (own,), (moved,))[1])
