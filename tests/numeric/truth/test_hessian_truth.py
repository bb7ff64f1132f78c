"""Second derivatives in balls: against exact values, and against differences of enclosed gradients."""

from __future__ import annotations

import numpy as np
import pytest
from flint import arb

import derive
from derive.network.building import classifier
from derive.network.functions import FUNCTIONS
from derive.proof.numbers.balls import precision
from numeric.truth.changes import DERIVATIVES, Changing
from numeric.truth.enclosure import enclose
from numeric.truth.hessian import enclose_hessian
from tests.numeric.networks import through

STEP = 2.0**-30


@pytest.mark.parametrize("name", DERIVATIVES)
def test_every_derivative_is_that_of_its_function(name: str) -> None:
    """A central difference with a step of 2⁻¹⁰⁰, in balls of 600 bits, has sixty digits."""
    with precision(600):
        u, h = arb(0.4375), arb(2) ** -100
        difference = (getattr(u + h, name)() - getattr(u - h, name)()) / (2 * h)
        assert abs(DERIVATIVES[name](u) - difference) < arb(2) ** -190


@pytest.mark.parametrize("name", [n for n, f in FUNCTIONS.items() if f.arity == 1 and f.known])
def test_the_slope_of_every_function_changes_as_its_differences_do(name: str) -> None:
    """Each record's slope in balls, once more differentiated."""
    slope = FUNCTIONS[name].ball_slope
    with precision(600):
        u, h = arb(0.4375), arb(2) ** -100
        changed = slope(Changing(u, arb(1)))
        found = changed.change if isinstance(changed, Changing) else arb(0)
        assert abs(found - (slope(u + h) - slope(u - h)) / (2 * h)) < arb(2) ** -190


@pytest.mark.parametrize("name", ["tanh", "gelu", "exp", "log1p"])
def test_a_column_is_the_difference_of_enclosed_gradients(name: str) -> None:
    """(∇E(θ + h e) − ∇E(θ − h e)) / 2h, from the enclosure of gradients, to as many digits as that has."""
    network = through(FUNCTIONS[name])
    draw = np.random.RandomState(3)
    arrays = {"x": draw.rand(3, 2), "w": draw.rand(2), "v": draw.rand(2), "y": draw.rand(3)}
    truth = enclose_hessian(network, arrays, columns=[1])
    up, down = ({**arrays, "w": arrays["w"] + [0, s * STEP]} for s in (1, -1))
    slopes = [enclose(network, moved, ["w", "v"]).gradients for moved in (up, down)]
    with precision(300):
        pairs = (pair for key in "wv" for pair in zip(slopes[0][key], slopes[1][key], strict=True))
        difference = [float((a - b) / (2 * STEP)) for a, b in pairs]
    assert np.allclose(truth.balls[:, 0].astype(float), difference, rtol=1e-12, atol=1e-14)


def test_exact_values() -> None:
    """Half of a square has the second derivative 1, a product of two weights the mixed one x²."""
    least = derive.stack("dense", loss="squared error")
    truth = enclose_hessian(least, {"x": [[1.0, 2.0], [3.0, 4.0]], "y": [0.0, 1.0], "w": [0.5, 0.25]})
    assert truth.balls.astype(float).tolist() == [[10.0, 14.0], [14.0, 20.0]]


def test_every_column_is_certified_where_rows_cancel() -> None:
    """An entry that is exactly 0 by cancellation is known to be nearly 0, and ends the search."""
    x = np.array([[1.0, 1.0], [1.0, -1.0]])
    truth = enclose_hessian(classifier(), {"x": x, "y": np.eye(2), "W": np.zeros((2, 2))})
    assert truth.balls[0, 1].contains(0) and float(truth.balls[0, 0]) == 0.25


def test_parameters_in_the_order_that_was_asked_for() -> None:
    """Rows and columns follow the names."""
    network = classifier(bias=True)
    arrays = {"x": [[2.0]], "y": [[1.0, 0.0]], "W": [[0.0], [0.0]], "b": [0.0, 0.0]}
    found = enclose_hessian(network, arrays, wrt=["b", "W"]).balls.astype(float)
    assert found[0].tolist() == [0.25, -0.25, 0.5, -0.5]
