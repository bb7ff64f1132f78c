"""Nothing becomes NaN far out: sigmoids, softplus and log-sum-exp at ±800, however the definitions write them."""

from __future__ import annotations

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import sympy as sp

from derive.gradient.backward import derive_gradient
from derive.network.axes import Axis, index_symbol
from derive.network.definitions import Definition, Network
from derive.network.function_heads import Sigmoid, Softplus
from derive.network.tensors import Role, Tensor
from numeric.lowering.program import loss_of, lower_gradients, lower_loss

SAMPLES, CLASSES = Axis("samples", "nm", "N"), Axis("classes", "kj", "K")
n, k, j = (index_symbol(letter) for letter in "nkj")
FAR = np.array([-800.0, -30.0, 0.0, 30.0, 800.0])
LABELS = np.array([0.0, 1.0, 0.25, 1.0, 0.0])
EXPECTED = float(np.sum(np.logaddexp(0, FAR) - LABELS * FAR))  # of softplus(z) − y z

SIGMOIDS = {
    "by its name": Sigmoid,
    "1/(1 + exp(−z))": lambda z: 1 / (1 + sp.exp(-z)),
    "exp(z)/(1 + exp(z))": lambda z: sp.exp(z) / (1 + sp.exp(z)),
    "1 − 1/(1 + exp(z))": lambda z: 1 - 1 / (1 + sp.exp(z)),
}


def yes_or_no(sigmoid: object) -> Network:
    """p_n = σ(z_n) and the binary cross-entropy of p, summed over the samples."""
    z = Tensor("z", (SAMPLES,), Role.PARAMETER, "logits")
    y = Tensor("y", (SAMPLES,), Role.LABEL, "labels")
    p = Tensor("p", (SAMPLES,), Role.INTERMEDIATE, "probabilities")
    loss = Tensor("E", (), Role.LOSS, "loss")
    each = -y.at(n) * sp.log(p.at(n)) - (1 - y.at(n)) * sp.log(1 - p.at(n))
    share = Definition(p, (n,), sigmoid(z.at(n)), "sigmoid")  # type: ignore[operator]
    return Network((z, y), (share, Definition(loss, (), sp.Sum(each, SAMPLES.limits(n)), "cross-entropy")))


def softplus_loss(softplus: object) -> Network:
    """Σ_n softplus(z_n) − y_n z_n."""
    z = Tensor("z", (SAMPLES,), Role.PARAMETER, "logits")
    y = Tensor("y", (SAMPLES,), Role.LABEL, "labels")
    each = softplus(z.at(n)) - y.at(n) * z.at(n)  # type: ignore[operator]
    return Network(
        (z, y), (Definition(Tensor("E", (), Role.LOSS, "loss"), (), sp.Sum(each, SAMPLES.limits(n)), "loss"),)
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("sigmoid", SIGMOIDS.values(), ids=SIGMOIDS)
def test_binary_cross_entropy_is_finite_and_its_slope_is_p_minus_y(sigmoid: object, dtype: type) -> None:
    """ln p and ln(1 − p) are taken from z: JAX then finds σ(z) − y without a NaN."""
    arrays = {"z": jnp.asarray(FAR, dtype), "y": jnp.asarray(LABELS, dtype)}
    network = yes_or_no(sigmoid)
    assert np.isfinite(float(lower_loss(network)(arrays)["E"]))
    slope = jax.grad(loss_of(network))(arrays)["z"]
    np.testing.assert_allclose(slope, jax.nn.sigmoid(arrays["z"]) - arrays["y"], rtol=1e-6, atol=1e-6)


def test_softplus_by_its_name_is_finite() -> None:
    """The loss, and its slope by JAX."""
    arrays = {"z": jnp.asarray(FAR), "y": jnp.asarray(LABELS)}
    network = softplus_loss(Softplus)
    assert float(lower_loss(network)(arrays)["E"]) == pytest.approx(EXPECTED, rel=1e-14)
    np.testing.assert_allclose(
        jax.grad(loss_of(network))(arrays)["z"], jax.nn.sigmoid(FAR) - LABELS, rtol=1e-14, atol=4e-15
    )


def test_softplus_written_out_and_its_derived_slope_are_finite() -> None:
    """log(1 + exp(z)) is softplus, and exp(z)/(1 + exp(z)) in its derivative is a sigmoid."""
    arrays = {"z": FAR, "y": LABELS}
    network = softplus_loss(lambda z: sp.log(1 + sp.exp(z)))
    assert float(lower_loss(network)(arrays)["E"]) == pytest.approx(EXPECTED, rel=1e-14)
    found = lower_gradients(network, {"z": derive_gradient(network, "z").formula})(arrays)["z"]
    np.testing.assert_allclose(found, jax.nn.sigmoid(FAR) - LABELS, rtol=1e-14, atol=1e-15)


def test_a_hidden_layer_of_sigmoids_has_no_zero_times_infinity() -> None:
    """a² exp(−u), the derivative of 1/(1 + exp(−u)) as it comes out, is a σ(−u)."""
    u = Tensor("u", (SAMPLES,), Role.PARAMETER, "pre-activations")
    a = Tensor("a", (SAMPLES,), Role.INTERMEDIATE, "activations")
    loss = Tensor("E", (), Role.LOSS, "loss")
    written = Definition(loss, (), sp.Sum(a.at(n) ** 2, SAMPLES.limits(n)) / 2, "loss")
    network = Network((u,), (Definition(a, (n,), 1 / (1 + sp.exp(-u.at(n))), "sigmoid"), written))
    found = lower_gradients(network, {"u": derive_gradient(network, "u").formula})({"u": FAR})["u"]
    expected = jax.nn.sigmoid(FAR) ** 2 * jax.nn.sigmoid(-FAR)
    np.testing.assert_allclose(found, expected, rtol=1e-14)
    assert float(found[3]) > 0, "at 30 the slope is small, not nothing"


def test_log_sum_exp_and_its_slope_are_finite() -> None:
    """Σ_n log Σ_k exp(z_nk): shifted by the largest."""
    z = Tensor("z", (SAMPLES, CLASSES), Role.PARAMETER, "logits")
    loss = Tensor("E", (), Role.LOSS, "loss")
    each = sp.log(sp.Sum(sp.exp(z.at(n, k)), CLASSES.limits(k)))
    network = Network((z,), (Definition(loss, (), sp.Sum(each, SAMPLES.limits(n)), "loss"),))
    arrays = {"z": jnp.array([[800.0, -800.0, 799.0], [-800.0, -801.0, -800.0]])}
    expected = jax.nn.softmax(arrays["z"], axis=1)
    found = lower_gradients(network, {"z": derive_gradient(network, "z").formula})(arrays)["z"]
    np.testing.assert_allclose(found, expected, rtol=1e-13)
    np.testing.assert_allclose(jax.grad(loss_of(network))(arrays)["z"], expected, rtol=1e-13)
