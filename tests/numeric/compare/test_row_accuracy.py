"""Row by row against the truth: where autodiff loses every digit, and where ours does not."""

from __future__ import annotations

import numpy as np
import pytest

from derive.errors import InputError
from numeric.compare.row_accuracy import float_logits, row_accuracy, row_gradients
from numeric.data.datasets import load_dataset
from numeric.model.architecture import Architecture
from numeric.model.models import custom_model
from numeric.model.trained_weights import trained_weights

# Goal of the accurate form, in ULP: 4 + log2 K.
GOAL = 4 + np.log2(3)


@pytest.fixture(scope="module")
def trained_logits() -> dict[str, np.ndarray]:
    """The logits of a hardly regularised classifier on Iris, in both formats."""
    data = load_dataset("iris")
    architecture = Architecture((4, 3), bias=True)
    weights = trained_weights(architecture, data)
    return {dtype: float_logits(architecture, weights, data, dtype) for dtype in ("float32", "float64")}


def test_the_published_failure_of_autodiff_is_found(trained_logits: dict[str, np.ndarray]) -> None:
    """In float32 about 100 of 150 rows are off by more than 0.1 % and about 60 are exactly 0; ours has none."""
    found = row_accuracy("e", trained_logits["float32"], load_dataset("iris").labels)
    for source in ("stax", "custom"):
        assert 80 <= found[source].wrong <= 125 and 40 <= found[source].exact_zeros <= 85
        assert found[source].max_ulp > 1e6
    assert found["ours"].wrong == found["ours"].exact_zeros == 0
    assert found["ours"].max_ulp < GOAL and found["ours"].median_ulp < 2


def test_ours_is_right_in_every_row_in_float64(trained_logits: dict[str, np.ndarray]) -> None:
    """No row of ours is visibly wrong in float64 either, where autodiff still has rows without a right digit."""
    found = row_accuracy("e", trained_logits["float64"], load_dataset("iris").labels)
    assert found["ours"].wrong == found["ours"].exact_zeros == 0 < found["stax"].wrong
    assert found["ours"].max_ulp < GOAL


def test_logits_are_those_of_the_model(trained_logits: dict[str, np.ndarray]) -> None:
    """They come in the format that was asked for, and are W x + b to rounding."""
    data = load_dataset("iris")
    weights = trained_weights(Architecture((4, 3), bias=True), data)
    expected = data.features @ weights["W"].T + weights["b"]
    for dtype, z in trained_logits.items():
        assert z.dtype == dtype
        np.testing.assert_allclose(z, expected, rtol=1e-3 if dtype == "float32" else 1e-10, atol=1e-3)


@pytest.mark.parametrize("log_base", ["e", "2"])
def test_the_identity_layer_changes_no_logit(log_base: str) -> None:
    """Through weights that are the identity, huge, tiny, equal and negative logits give the exact p − y."""
    z = np.array([[1000.0, -1000.0, 3.0], [1e-300, -1e-300, 0.0], [7.0, 7.0, 7.0], [1e300, -1e300, 1.0]])
    y = np.eye(3)[[0, 1, 2, 1]]
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    for source, values in row_gradients(log_base, z, y).items():
        assert np.isfinite(values).all(), source
        np.testing.assert_allclose(values, (p - y) / np.log({"e": np.e, "2": 2}[log_base]), rtol=1e-14, atol=1e-15)


def test_counts_are_of_rows_and_by_the_worst_component() -> None:
    """Two of four rows are so confident that autodiff gives 0 for the label: each counts once."""
    z = np.array([[0.0, 0.0, 0.0], [50.0, 0.0, 0.0], [60.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    found = row_accuracy("e", z, np.eye(3)[[0, 0, 0, 0]])
    assert found["custom"].exact_zeros == found["custom"].wrong == 2
    assert found["custom"].median_ulp < found["custom"].max_ulp


def test_components_below_the_normal_range_do_not_count() -> None:
    """exp(−800) is no normal number: to flush it to 0 is no error of any source."""
    found = row_accuracy("e", np.array([[800.0, 0.0, 0.0]]), np.array([[1.0, 0.0, 0.0]]))
    assert all(accuracy.wrong == accuracy.exact_zeros == 0 for accuracy in found.values())


def test_the_sides_are_judged_at_the_same_logits(trained_logits: dict[str, np.ndarray]) -> None:
    """The gradients of the custom side are jax.grad of its own loss at these logits, nothing else."""
    import jax

    z, y = trained_logits["float64"], load_dataset("iris").labels
    identity = Architecture((3, 3), reduction="sum")
    direct = jax.grad(custom_model(identity).loss, argnums=1)({"W": np.eye(3)}, {"x": z, "y": y})["x"]
    np.testing.assert_allclose(row_gradients("e", z, y)["custom"], np.asarray(direct), rtol=0, atol=3e-16)


def test_logits_that_are_not_finite_are_refused() -> None:
    """There is no truth at an infinite logit."""
    with pytest.raises(InputError):
        row_accuracy("e", np.array([[np.inf, 0.0]]), np.array([[1.0, 0.0]]))
