"""Gradient descent in compiled chunks: a trial and a run are the textbook's loop."""

from __future__ import annotations

import numpy as np
import pytest

from numeric.learning.descent import Descent
from numeric.learning.step_size import falling_rate, largest_of

CURVATURES = np.array([1.0, 3.0])
START = np.array([2.0, -1.0])


def parabola(epochs: int) -> Descent:
    """½ Σ c θ² by its gradient c θ."""
    return Descent(
        {"w": START},
        {"c": CURVATURES},
        epochs,
        lambda p, a: {"w": a["c"] * p["w"]},
        lambda p, a, slopes: ((a["c"] * p["w"] ** 2).sum() / 2, (slopes["w"] ** 2).sum()),
    )


@pytest.mark.parametrize("epochs", [1, 40])
def test_a_run_is_the_textbook_loop(epochs: int) -> None:
    """θ after each epoch is (1 − αc)ᵏ θ₀; curves have one point more than epochs."""
    parameters, (losses, slopes) = parabola(epochs).run(0.25)
    powers = (1 - 0.25 * CURVATURES) ** np.arange(epochs + 1)[:, None] * START
    np.testing.assert_allclose(parameters["w"], powers[-1], rtol=1e-12)
    np.testing.assert_allclose(losses, (CURVATURES * powers**2).sum(axis=1) / 2, rtol=1e-12)
    np.testing.assert_allclose(slopes, ((CURVATURES * powers) ** 2).sum(axis=1), rtol=1e-12)


def test_a_trial_is_the_beginning_of_a_run() -> None:
    """The same losses, bit by bit, for another step size than that of the run too."""
    descent = parabola(40)
    for rate in (0.25, 0.1):
        assert descent.losses(rate, 30).tolist() == descent.run(rate)[1][0][:30].tolist()


def test_a_step_size_is_halved_until_the_losses_fall() -> None:
    """A curvature that is thought a tenth of what it is: 2 is halved to 0.5, for 1 − 3α must lie within ±1."""
    descent = parabola(40)
    assert falling_rate(0.3, lambda rate: descent.losses(rate, 40)) == 0.5


def test_the_largest_curvature_is_an_eigenvalue() -> None:
    """Power iteration finds the largest magnitude; of a matrix of zeros 0."""
    matrix = np.array([[2.0, 1.0], [1.0, -5.0]])
    assert largest_of(matrix) == pytest.approx(np.abs(np.linalg.eigvalsh(matrix)).max(), rel=1e-6)
    assert largest_of(np.zeros((2, 2))) == 0
