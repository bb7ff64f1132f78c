"""Learning: three runs from one start, against a plain loop in NumPy."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy.special import logsumexp, softmax

from derive.errors import InputError, UsageError
from derive.gradient.backward import derive_gradient
from derive.network.building import classifier, stack
from numeric.compare.comparison import gradients_of
from numeric.learning.descent import chunk_length
from numeric.learning.step_size import stable_learning_rate
from numeric.learning.training import train
from numeric.lowering.program import lower_gradients
from numeric.model.models import Gradients
from numeric.model.plain import plain_model
from numeric.results import Array, Dataset, Training
from tests.numeric.settings import setting

IRIS = setting()
LINEAR = IRIS.network


@cache
def _symbolic(bias: bool = False, hidden: tuple[str, ...] = ()) -> Gradients:
    network = classifier(bias=bias, hidden=hidden)
    return gradients_of(
        lower_gradients(network, {t.name: derive_gradient(network, t.name).formula for t in network.parameters})
    )


@pytest.fixture(scope="module")
def iris() -> Dataset:
    """All 150 rows, as they are."""
    return IRIS.data


@pytest.fixture(scope="module")
def runs() -> Training:
    """The default run on Iris."""
    return train(LINEAR, IRIS.start(), IRIS.arrays, _symbolic())


def _plain_loop(data: Dataset, weights: Array, epochs: int, rate: float) -> tuple[list[float], list[float], Array]:
    """The same descent in NumPy and SciPy, written from the formula in the textbook."""
    losses, accuracies = [], []
    for epoch in range(epochs + 1):
        z = data.features @ weights.T
        losses.append(float((logsumexp(z, axis=1) - (data.labels * z).sum(axis=1)).mean()))
        accuracies.append(float((z.argmax(axis=1) == data.labels.argmax(axis=1)).mean()))
        if epoch < epochs:
            weights = weights - rate * (softmax(z, axis=1) - data.labels).T @ data.features / len(z)
    return losses, accuracies, weights


def test_every_run_is_the_textbook_descent(iris: Dataset, runs: Training) -> None:
    """Loss and accuracy after each epoch and the final weights are those of a plain NumPy loop."""
    losses, accuracies, weights = _plain_loop(iris, IRIS.start()["W"], runs.epochs, runs.learning_rate)
    assert [run.source for run in runs.runs] == ["symbolic", "stax", "custom"]
    for run in runs.runs:
        np.testing.assert_allclose(run.loss, losses, rtol=1e-11)
        np.testing.assert_allclose(run.accuracy, accuracies, rtol=1e-12)
        np.testing.assert_allclose(run.parameters["W"], weights, rtol=1e-10)


def test_iris_is_learnt_with_the_defaults(runs: Training) -> None:
    """The loss falls in every epoch, 97 % of the rows end up right, and the runs stay together to rounding."""
    for run in runs.runs:
        assert len(run.loss) == len(run.accuracy) == runs.epochs + 1
        assert all(np.diff(run.loss) < 0)
        assert run.accuracy[0] < 0.4 and run.accuracy[-1] == pytest.approx(0.973, abs=0.001)
    assert 0 < runs.max_weight_difference < 1e-13


def test_the_largest_difference_is_that_of_the_final_weights(runs: Training) -> None:
    """It is the largest over all pairs of runs and all entries."""
    weights = np.stack([run.parameters["W"] for run in runs.runs])
    assert runs.max_weight_difference == np.ptp(weights, axis=0).max()


def test_a_wrong_gradient_drives_the_runs_apart() -> None:
    """A gradient that is 0.1 % too large in one entry is visible in the largest difference."""
    right = _symbolic()

    def wrong(parameters, arrays):  # type: ignore[no-untyped-def]
        found = right(parameters, arrays)
        return {"W": found["W"].at[1, 2].multiply(1.001)}

    found = train(LINEAR, IRIS.start(), IRIS.arrays, wrong, epochs=20)
    assert found.max_weight_difference > 1e-6


@pytest.mark.parametrize(("dtype", "close"), [("float64", 1e-12), ("float32", 1e-4)])
def test_a_hidden_layer_learns_in_both_formats(dtype: str, close: float) -> None:
    """On standardised wine one hidden layer with bias gets nearly every row right, in all three runs."""
    here = setting("wine", (5,), standardise=True, bias=True)
    told: list[tuple[str, int, int]] = []
    found = train(
        here.network,
        here.start(),
        here.arrays,
        _symbolic(bias=True, hidden=("tanh",)),
        epochs=150,
        dtype=dtype,
        progress=lambda *words: told.append(words),
    )
    assert min(run.accuracy[-1] for run in found.runs) > 0.98
    assert found.max_weight_difference < close
    assert all(values.dtype == dtype for run in found.runs for values in run.parameters.values())
    assert told[0] == ("symbolic", 0, 150) and told[-1] == ("custom", 150, 150) and len(told) > 30


def test_a_step_that_is_too_large_is_explained() -> None:
    """Weights that overflow end in one clear line, not in a curve of NaN."""
    with pytest.raises(InputError, match="left the range of numbers") as caught:
        train(LINEAR, IRIS.start(), IRIS.arrays, _symbolic(), epochs=3, learning_rate=1e308)
    assert "smaller learning rate" in caught.value.hint


@pytest.mark.parametrize(
    ("epochs", "rate", "message"),
    [(0, 0.1, "0 epochs"), (10**7, 0.1, "10000000 epochs"), (5, 0.0, "rate is 0"), (5, float("nan"), "rate is nan")],
)
def test_options_out_of_range_are_refused(epochs: int, rate: float, message: str) -> None:
    """The message names the number, before anything is compiled."""
    with pytest.raises(UsageError, match=message):
        train(LINEAR, IRIS.start(), IRIS.arrays, _symbolic(), epochs=epochs, learning_rate=rate)


@pytest.mark.parametrize("name", ["iris", "wine"])
@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("log_base", ["e", "2"])
def test_the_default_step_never_raises_the_loss(name: str, reduction: str, log_base: str) -> None:
    """On raw and on large features, for mean and sum and another base, ten steps each lower the loss."""
    here = setting(name, log_base=log_base, reduction=reduction)
    data, loss, weights = here.data, plain_model(here.network).loss, here.start()["W"]
    rate = stable_learning_rate(here.network, here.start(), here.arrays)
    scale = (1 / len(data.labels) if reduction == "mean" else 1) / np.log({"e": np.e, "2": 2}[log_base])
    values = []
    for _ in range(10):
        values.append(float(loss({"W": weights}, here.arrays)))
        residual = softmax(data.features @ weights.T, axis=1) - data.labels
        weights = weights - rate * scale * residual.T @ data.features
    assert all(np.diff(values) < 0)


def test_the_default_step_does_not_turn_the_error_around() -> None:
    """A bias alone under the square of the error: a step of 2/λ would go from 0 to twice the target, and back."""
    network = stack("dense", loss="squared", bias=True)
    arrays = {"x": np.zeros((4, 1)), "y": np.full(4, 150.0)}
    point = {"w": np.zeros(1), "b": np.zeros(())}
    rate = stable_learning_rate(network, point, arrays)
    for _ in range(200):
        point = {**point, "b": point["b"] - rate * 2 * (point["b"] - 150)}
    assert abs(point["b"] - 150) < 0.1


def test_features_too_large_for_any_step_are_refused(iris: Dataset) -> None:
    """Features of 1e200 leave no step size: the hint says what helps."""
    huge = {**IRIS.arrays, "x": iris.features * 1e200}
    with pytest.raises(InputError, match="too large to learn from") as caught:
        stable_learning_rate(LINEAR, IRIS.start(), huge)
    assert "standardise" in caught.value.hint


@pytest.mark.parametrize("epochs", [1, 2, 19, 20, 41, 97, 200, 1000, 1024])
def test_chunks_cover_all_epochs_exactly(epochs: int) -> None:
    """The length divides the epochs, and there are at least 20 chunks where there are 20 epochs."""
    assert epochs % chunk_length(epochs) == 0
    assert epochs // chunk_length(epochs) >= min(epochs, 20)
