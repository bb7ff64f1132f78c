"""Newton's method: where it ends, how fast, what it leaves out, and what it says of data without a minimum."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_iris

import derive
from derive.errors import UsageError
from derive.network.building import classifier
from numeric.learning.newton import newton
from numeric.learning.newton_run import Ending
from numeric.second_order.flat import flat_axes, flat_directions

X = np.array([[1.0, 0.2], [0.7, -0.4], [-0.9, 0.3], [0.1, 1.0], [0.5, 0.5]])
Y = np.eye(2)[[0, 1, 1, 0, 1]]
ZERO = {"W": np.zeros((2, 2))}


def standardised(load: object) -> dict[str, np.ndarray]:
    """Features of mean 0 and deviation 1, and one-hot labels."""
    found = load()
    return {
        "x": (found.data - found.data.mean(0)) / found.data.std(0),
        "y": np.eye(found.target.max() + 1)[found.target],
    }


def test_it_converges_quadratically_where_gradient_descent_crawls() -> None:
    """Each of the last gradients is about the square of the one before; a thousand epochs do not get as far."""
    run = newton(classifier(), ZERO, {"x": X, "y": Y}, epochs=200)
    assert run.ending is Ending.MINIMUM and run.iterations <= 8
    assert max(run.orders[-2:]) > 1.7
    assert run.steps[-1].gradient < 1e-9 and run.descent[0] == pytest.approx(run.steps[0].loss, rel=1e-14)
    assert run.steps[-1].loss <= min(run.descent) + 1e-15 and len(run.descent) == 201


def test_two_runs_are_the_same_to_the_last_bit() -> None:
    """Nothing is drawn, nothing depends on the clock."""
    one, other = (newton(classifier(), ZERO, {"x": X, "y": Y}, epochs=3) for _ in range(2))
    assert one.steps == other.steps and one.descent == other.descent


def test_the_same_vector_for_all_classes_is_left_out_by_proof() -> None:
    """The weights of both classes stay opposite; the condition number is that of the rest."""
    run = newton(classifier(), ZERO, {"x": X, "y": Y}, epochs=0)
    assert run.flat == 2 and run.spectrum.null == 0 and run.condition is not None
    assert np.allclose(run.parameters["W"].sum(axis=0), 0, atol=1e-12)


def test_a_penalty_leaves_nothing_flat_but_the_bias() -> None:
    """Σ_k ∂E/∂W_kd is λ Σ_k W_kd then; without a softmax nothing is flat."""
    with_penalty = derive.stack("dense", bias=True, l2=0.1)
    assert [(flat.parameter, flat.axis) for flat in flat_axes(with_penalty)] == [("b", 0)]
    assert flat_axes(derive.stack("dense", loss="squared error")) == ()
    assert flat_directions(with_penalty, {"W": np.zeros((3, 2)), "b": np.zeros(3)}).shape == (9, 1)


def test_separable_data_have_no_minimum_and_it_is_said() -> None:
    """A loss that has none falls for ever; a penalty gives it one."""
    data = {"x": np.array([[1.0], [2.0], [-1.0]]), "y": np.eye(2)[[0, 0, 1]]}
    run = newton(classifier(), {"W": np.zeros((2, 1))}, data, epochs=0)
    assert run.ending is Ending.NO_MINIMUM and "--l2" in run.words
    held = newton(derive.stack("dense", l2=0.1), {"W": np.zeros((2, 1))}, data, epochs=0)
    assert held.ending is Ending.MINIMUM


def test_a_parabola_takes_one_step() -> None:
    """Least squares: the first step is the last, as the normal equations say."""
    draw = np.random.RandomState(2)
    x, y = draw.standard_normal((6, 2)), draw.standard_normal(6)
    run = newton(derive.stack("dense", loss="squared error"), {"w": np.zeros(2)}, {"x": x, "y": y}, epochs=0)
    assert run.iterations == 1 and run.ending is Ending.MINIMUM
    assert np.allclose(run.parameters["w"], np.linalg.lstsq(x, y, rcond=None)[0], rtol=1e-12)


def test_a_loss_that_curves_down_is_gone_down_too() -> None:
    """A hidden layer has negative eigenvalues; the loss falls in every step all the same."""
    draw = np.random.RandomState(1)
    start = {"W1": draw.standard_normal((2, 2)), "W2": draw.standard_normal((2, 2))}
    run = newton(derive.stack("dense 2", "tanh", "dense", l2=0.05), start, {"x": X, "y": Y}, epochs=0, iterations=30)
    losses = [step.loss for step in run.steps]
    assert any(step.negative for step in run.steps)
    assert all(b <= a + 1e-14 for a, b in pairwise(losses))


def test_too_many_parameters_are_refused() -> None:
    """A Hessian of 7,840 rows is no use here."""
    with pytest.raises(UsageError, match="7840"):
        newton(classifier(), {"W": np.zeros((10, 784))}, {"x": np.zeros((1, 784)), "y": np.eye(10)[:1]})


@pytest.mark.parametrize("load", [load_iris, load_breast_cancer])
def test_real_data(load: object) -> None:
    """With a small penalty a handful of steps; without one, no minimum, for classes can be separated."""
    data = standardised(load)
    features, classes = data["x"].shape[1], data["y"].shape[1]
    start = {"W": np.zeros((classes, features)), "b": np.zeros(classes)}
    run = newton(derive.stack("dense", bias=True, l2=0.01), start, data, epochs=0)
    assert run.ending is Ending.MINIMUM and run.iterations <= 8 and run.condition < 40
    assert newton(classifier(bias=True), start, data, epochs=0).ending is Ending.NO_MINIMUM
