"""Trained weights: confident, of the right layout, and the same in both formats."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import softmax

from derive.errors import UsageError
from numeric.data.datasets import load_dataset
from numeric.model.architecture import Architecture
from numeric.model.trained_weights import trained_weights


@pytest.mark.parametrize("bias", [True, False])
def test_iris_is_learnt_nearly_without_error(bias: bool) -> None:
    """The weights classify 96 % of Iris, most rows with a probability above 0.999."""
    data = load_dataset("iris")
    found = trained_weights(Architecture((4, 3), bias=bias), data)
    assert {name: values.shape for name, values in found.items()} == (
        {"W": (3, 4), "b": (3,)} if bias else {"W": (3, 4)}
    )
    p = softmax(data.features @ found["W"].T + found.get("b", 0), axis=1)
    assert (p.argmax(axis=1) == data.labels.argmax(axis=1)).mean() > 0.96
    assert (p.max(axis=1) > 0.999).mean() > 0.5


def test_two_classes_share_the_difference() -> None:
    """Where scikit-learn keeps one row, both classes get half of it, and the slope of the loss is all but 0."""
    data = load_dataset("breast_cancer", standardise=True)
    found = trained_weights(Architecture((30, 2), bias=True), data)
    assert (found["W"][0] == -found["W"][1]).all() and found["b"][0] == -found["b"][1]
    z = data.features @ found["W"].T + found["b"]
    assert (z.argmax(axis=1) == data.labels.argmax(axis=1)).mean() > 0.98
    assert np.abs((softmax(z, axis=1) - data.labels).T @ data.features / 569).max() < 1e-3


def test_every_weight_is_a_float32() -> None:
    """Rounding to float32 changes nothing, so both formats are compared at the very same point."""
    for values in trained_weights(Architecture((4, 3), bias=True), load_dataset("iris")).values():
        assert values.dtype == np.float64 and (values.astype(np.float32) == values).all()


def test_a_hidden_layer_is_refused() -> None:
    """Logistic regression has none: the message says so, the hint says what to do."""
    with pytest.raises(UsageError, match="hidden") as caught:
        trained_weights(Architecture((4, 2, 3), ("tanh",)), load_dataset("iris"))
    assert "random start" in caught.value.hint
