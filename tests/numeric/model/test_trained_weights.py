"""Trained weights: confident, of the right layout, and the same in both formats."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import softmax

from derive.network.building import classifier, stack
from numeric.data.datasets import load_dataset
from numeric.model.plain import plain_model
from numeric.model.trained_weights import linear_softmax, trained_weights
from tests.numeric.settings import Setting, setting


def _trained(here: Setting) -> dict[str, np.ndarray]:
    return trained_weights(here.network, here.start(), here.arrays)


@pytest.mark.parametrize("bias", [True, False])
def test_iris_is_learnt_nearly_without_error(bias: bool) -> None:
    """The weights classify 96 % of Iris, most rows with a probability above 0.999."""
    here = setting(bias=bias)
    data, found = here.data, _trained(here)
    assert {name: values.shape for name, values in found.items()} == (
        {"W": (3, 4), "b": (3,)} if bias else {"W": (3, 4)}
    )
    p = softmax(data.features @ found["W"].T + found.get("b", 0), axis=1)
    assert (p.argmax(axis=1) == data.labels.argmax(axis=1)).mean() > 0.96
    assert (p.max(axis=1) > 0.999).mean() > 0.5


def test_two_classes_share_the_difference() -> None:
    """Where scikit-learn keeps one row, both classes get half of it, and the slope of the loss is all but 0."""
    here = setting("breast_cancer", standardise=True, bias=True)
    data, found = here.data, _trained(here)
    assert (found["W"][0] == -found["W"][1]).all() and found["b"][0] == -found["b"][1]
    z = data.features @ found["W"].T + found["b"]
    assert (z.argmax(axis=1) == data.labels.argmax(axis=1)).mean() > 0.98
    assert np.abs((softmax(z, axis=1) - data.labels).T @ data.features / 569).max() < 1e-3


def test_every_weight_is_a_float32() -> None:
    """Rounding to float32 changes nothing, so both formats are compared at the very same point."""
    for values in _trained(setting(bias=True)).values():
        assert values.dtype == np.float64 and (values.astype(np.float32) == values).all()


def test_a_hidden_layer_and_a_measured_number_are_learnt() -> None:
    """By L-BFGS from the start: a hidden layer on iris, and the least squares that NumPy finds."""
    here = setting(widths=(3,), standardise=True, bias=True)
    assert float(plain_model(here.network).loss(_trained(here), here.arrays)) < 0.06
    data = load_dataset("diabetes", standardise=True)
    line = Setting(stack("dense", loss="squared error", bias=True), data)
    found = _trained(line)
    columns = np.hstack([data.features, np.ones((len(data.features), 1))])
    expected = np.linalg.lstsq(columns, data.labels[:, 0], rcond=None)[0]
    np.testing.assert_allclose([*found["w"], found["b"]], expected, rtol=0.05, atol=1)


@pytest.mark.parametrize(
    ("options", "linear"),
    [({"log_base": "2"}, True), ({"l2": "0.1"}, False), ({"loss": "hinge"}, False), ({"hidden": ("tanh",)}, False)],
)
def test_what_scikit_learn_is_asked_for(options: dict[str, object], linear: bool) -> None:
    """A linear softmax classifier by what it computes; a penalty, another loss or a hidden layer is none."""
    assert (linear_softmax(classifier(**options)) is not None) is linear  # type: ignore[arg-type]
