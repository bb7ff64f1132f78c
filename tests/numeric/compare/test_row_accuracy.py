"""Row by row against the truth: where autodiff loses every digit, and where ours does not."""

from __future__ import annotations

import numpy as np
import pytest

from derive.errors import InputError
from derive.network.building import classifier, stack
from derive.network.definitions import Network
from numeric.compare.row_accuracy import float_values, row_accuracy, row_gradients
from numeric.data.datasets import load_dataset
from numeric.model.head import Head, NoHead, head_of
from numeric.model.plain import plain_model
from numeric.model.trained_weights import trained_weights
from numeric.results import Array, RowAccuracy
from tests.numeric.settings import setting

# Goal of the accurate form, in ULP: 4 + log2 K.
GOAL = 4 + np.log2(3)


@pytest.fixture(scope="module")
def trained_logits() -> dict[str, np.ndarray]:
    """The logits of a hardly regularised classifier on Iris, in both formats."""
    here = setting(bias=True)
    weights = trained_weights(here.network, here.start(), here.arrays)
    return {dtype: float_values(here.network, "z", weights, here.arrays, dtype) for dtype in ("float32", "float64")}


def _head(log_base: str = "e") -> Head:
    head = head_of(classifier(log_base=log_base))
    assert isinstance(head, Head)
    return head


def _accuracy(z: Array, y: Array) -> dict[str, RowAccuracy]:
    return row_accuracy(_head(), z, {"y": y}, twin=True)


def test_the_published_failure_of_autodiff_is_found(trained_logits: dict[str, np.ndarray]) -> None:
    """In float32 about 100 of 150 rows are off by more than 0.1 % and about 60 are exactly 0; ours has none."""
    found = _accuracy(trained_logits["float32"], load_dataset("iris").labels)
    for source in ("stax", "custom"):
        assert 80 <= found[source].wrong <= 125 and 40 <= found[source].exact_zeros <= 85
        assert found[source].max_ulp > 1e6
    assert found["ours"].wrong == found["ours"].exact_zeros == 0
    assert found["ours"].max_ulp < GOAL and found["ours"].median_ulp < 2


def test_ours_is_right_in_every_row_in_float64(trained_logits: dict[str, np.ndarray]) -> None:
    """No row of ours is visibly wrong in float64 either, where autodiff still has rows without a right digit."""
    found = _accuracy(trained_logits["float64"], load_dataset("iris").labels)
    assert found["ours"].wrong == found["ours"].exact_zeros == 0 < found["stax"].wrong
    assert found["ours"].max_ulp < GOAL


def test_logits_are_those_of_the_model(trained_logits: dict[str, np.ndarray]) -> None:
    """They come in the format that was asked for, and are W x + b to rounding."""
    here = setting(bias=True)
    data, weights = here.data, trained_weights(here.network, here.start(), here.arrays)
    expected = data.features @ weights["W"].T + weights["b"]
    for dtype, z in trained_logits.items():
        assert z.dtype == dtype
        np.testing.assert_allclose(z, expected, rtol=1e-3 if dtype == "float32" else 1e-10, atol=1e-3)


@pytest.mark.parametrize("log_base", ["e", "2"])
def test_every_logit_is_taken_as_it_is(log_base: str) -> None:
    """Huge, tiny, equal and negative logits give the exact p − y."""
    z = np.array([[1000.0, -1000.0, 3.0], [1e-300, -1e-300, 0.0], [7.0, 7.0, 7.0], [1e300, -1e300, 1.0]])
    y = np.eye(3)[[0, 1, 2, 1]]
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    for source, values in row_gradients(_head(log_base), z, {"y": y}).items():
        assert np.isfinite(values).all(), source
        np.testing.assert_allclose(values, (p - y) / np.log({"e": np.e, "2": 2}[log_base]), rtol=1e-14, atol=1e-15)


def test_counts_are_of_rows_and_by_the_worst_component() -> None:
    """Two of four rows are so confident that autodiff gives 0 for the label: each counts once."""
    z = np.array([[0.0, 0.0, 0.0], [50.0, 0.0, 0.0], [60.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    found = _accuracy(z, np.eye(3)[[0, 0, 0, 0]])
    assert found["custom"].exact_zeros == found["custom"].wrong == 2
    assert found["custom"].median_ulp < found["custom"].max_ulp


def test_components_below_the_normal_range_do_not_count() -> None:
    """exp(−800) is no normal number: to flush it to 0 is no error of any source."""
    found = _accuracy(np.array([[800.0, 0.0, 0.0]]), np.array([[1.0, 0.0, 0.0]]))
    assert all(accuracy.wrong == accuracy.exact_zeros == 0 for accuracy in found.values())


def test_the_sides_are_judged_at_the_same_logits(trained_logits: dict[str, np.ndarray]) -> None:
    """The gradients of the custom side are jax.grad of its own loss at these logits, nothing else."""
    import jax

    z, y = trained_logits["float64"], load_dataset("iris").labels
    direct = jax.grad(plain_model(_head().network).loss)({"z": z}, {"y": y})["z"]
    found = row_gradients(_head(), z, {"y": y}, twin=True)
    np.testing.assert_allclose(found["custom"], np.asarray(direct), rtol=0, atol=3e-16)
    assert (found["stax"] == found["custom"]).all()  # the layers of stax end at the logits


HEADS = {
    "a hidden layer": (classifier(hidden=("tanh",)), "z"),
    "weight decay is set aside": (classifier(l2="0.1", l1="0.1"), "z"),
    "a measured number": (classifier(loss="squared error"), "yhat"),
    "attention": (stack("attention 2", "mean pooling", "dense", inputs="N T D"), "z"),
    "many samples meet below it": (stack("dense 2", "batch norm", "dense"), "z"),
    "a norm at the end, without parameters": (stack("dense", "layer norm", loss="hinge"), "z"),
    "a loss of the whole batch": (stack("dense", "batch norm", loss="hinge"), "z"),
}


@pytest.mark.parametrize(("network", "source"), HEADS.values(), ids=HEADS)
def test_where_the_head_begins(network: Network, source: str) -> None:
    """At the first tensor that carries all that the parameters do."""
    head = head_of(network)
    assert not isinstance(head, NoHead)
    assert head.source.name == source and not head.network.parameters


def test_logits_that_are_not_finite_are_refused() -> None:
    """There is no truth at an infinite logit."""
    with pytest.raises(InputError):
        _accuracy(np.array([[np.inf, 0.0]]), np.array([[1.0, 0.0]]))


@pytest.mark.parametrize("loss", ["sigmoid cross-entropy", "sigmoid cross-entropy by logits"])
def test_one_output_keeps_its_digits_on_confident_rows(loss: str) -> None:
    """p − y by p (1 − y) − y (1 − p): no row above 3 ULP, where the plain formula returns exactly 0 in many."""
    head = head_of(classifier(loss=loss))
    assert isinstance(head, Head)
    for dtype in ("float32", "float64"):
        z = (np.random.RandomState(0).randn(60) * 40).astype(dtype)
        for labels in (z > 0, z <= 0):
            given = {"y": labels.astype(float)}
            ours, plain = (row_accuracy(head, z, given, accurate=accurate)["ours"] for accurate in (True, False))
            assert ours.max_ulp < 3 and ours.wrong == ours.exact_zeros == 0
            assert (plain.exact_zeros > 5) == bool((labels == (z > 0)).all())
