"""The accurate form as ``program`` runs it, in blocks: ULP against the truth, masked classes, ties, the loss."""

from __future__ import annotations

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from derive.network.building import classifier
from numeric.lowering.one_pass import GradientProgram, program
from numeric.truth.errors import errors_against

from .test_accuracy import adversarial_rows, one_hot, random_rows, truth_at


@cache
def accurate() -> GradientProgram:
    """Loss and gradients of the linear classifier with a bias, by which each row gets its logits."""
    return program(classifier(bias=True), value=True)


def residuals(logits: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The loss and ∂L/∂z of each row: the logits are the bias, and a row is alone in its batch."""
    dtype = logits.dtype

    def one(z: jax.Array, y: jax.Array) -> tuple[jax.Array, jax.Array]:
        value, found = accurate()(x=jnp.zeros((1, 1), dtype), W=jnp.zeros((len(z), 1), dtype), b=z, y=y[None])
        return value, found["b"]

    values, gradients = jax.jit(jax.vmap(one))(logits, labels)
    return np.asarray(values), np.asarray(gradients)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("classes", [3, 10])
def test_rows_in_blocks_are_as_near_to_the_truth(dtype: str, classes: int) -> None:
    """Random logits of every scale, ties, neighbours and edges: within 4 + log2 K ULP where the result is normal."""
    for z, y in (random_rows(dtype, classes, 400), adversarial_rows(dtype, classes)):
        errors = errors_against(residuals(z, y)[1], truth_at(z, y), dtype)
        assert errors.normal.mean() > 0.4
        assert errors.ulp[errors.normal].max() <= 4 + np.log2(classes)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_masked_classes_are_as_if_they_were_not_there(dtype: str) -> None:
    """Logits of −∞: gradient and loss are those of the classes that are left, and exactly 0 where nothing was."""
    z, _ = random_rows(dtype, 6, 120)
    y = one_hot(np.arange(120) % 3, 6, dtype)
    for left in ([0, 1, 2, 3, 4], [0, 1, 2, 5], [0, 1, 2]):
        masked = np.full_like(z, -np.inf)
        masked[:, left] = z[:, left]
        values, gradients = residuals(masked, y)
        errors = errors_against(gradients[:, left], truth_at(z[:, left], y[:, left]), dtype)
        assert errors.ulp[errors.normal].max() <= 4 + np.log2(6)
        assert (np.delete(gradients, left, axis=1) == 0).all()
        # The tree of a sum is another one with fewer classes.
        np.testing.assert_allclose(values, residuals(z[:, left], y[:, left])[0], rtol=4 * np.finfo(dtype).eps)


def test_a_label_on_a_masked_class_costs_infinitely_much_and_no_class_is_no_number() -> None:
    """What cannot happen happened: the loss is ∞. Where every class is masked, or one is at +∞, nothing is defined."""
    z = np.array([[0.0, -np.inf, 1.0], [-np.inf] * 3, [0.0, np.inf, 1.0]])
    values, gradients = residuals(z, one_hot(np.array([1, 0, 0]), 3, "float64"))
    assert values[0] == np.inf and gradients[0, 1] == -1
    assert np.isnan(values[1:]).all() and np.isnan(gradients[1:]).all()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_loss_of_a_confident_row_keeps_its_digits(dtype: str) -> None:
    """L = log(1 + e^−t) for z = (t, 0): down to the smallest normal numbers, where log(1 + tiny) would be 0."""
    t = np.linspace(1, 80, 200).astype(dtype)
    z = np.stack([t, np.zeros_like(t)], axis=1)
    values, _ = residuals(z, one_hot(np.zeros(200, int), 2, dtype))
    exact = np.log1p(np.exp(-t.astype(np.longdouble)))
    assert (np.abs(values - exact) <= 8 * np.finfo(dtype).eps * exact).all()


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_soft_labels_and_ties(dtype: str) -> None:
    """Any labels: each component is off by a few roundings of its two terms; equal logits share exactly."""
    generator = np.random.default_rng(5)
    z = np.round(generator.normal(size=(200, 7)) * 2).astype(dtype)
    y = generator.uniform(-1, 2, size=z.shape).astype(dtype)
    p = np.exp(z.astype(float)) / np.exp(z.astype(float)).sum(axis=1, keepdims=True)
    leave_out = 1 - np.eye(7)
    sizes = p * (np.abs(y) @ leave_out) + np.abs(y) * (p @ leave_out)
    errors = errors_against(residuals(z, y)[1], truth_at(z, y), dtype)
    assert (errors.absolute <= (8 + np.log2(7)) * np.finfo(dtype).eps / 2 * sizes).all()
    _, gradients = residuals(np.zeros((1, 7), dtype), one_hot(np.array([2]), 7, dtype))
    assert len(set(gradients[0])) == 2
