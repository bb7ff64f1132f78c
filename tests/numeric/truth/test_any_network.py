"""The truth of networks that are no classifier: whatever the definitions say, certified, with autodiff beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import sympy as sp
from flint import arb

from derive.network.axes import Axis, index_symbol
from derive.network.definitions import Network
from derive.network.functions import FUNCTIONS
from derive.network.tensors import Role, Tensor
from numeric.lowering.program import loss_of
from numeric.model.samples import rows_apart
from numeric.truth.enclosure import NotEnclosed, enclose
from tests.numeric.networks import (
    INPUTS,
    SAMPLES,
    batch_norm,
    contrast,
    convolution,
    defined,
    masked,
    n,
    random_arrays,
    ridge,
    t,
    through,
)

Shapes = Mapping[str, tuple[int, ...]]
NETWORKS: dict[str, tuple[Callable[[], Network], Shapes, str]] = {
    "a convolution": (convolution, {"x": (3, 6), "w": (3,), "y": (3, 4)}, "w"),
    "a batch normalised": (batch_norm, {"x": (4, 2), "c": (4, 2)}, "x"),
    "contrast within the batch": (contrast, {"x": (4, 3), "w": (3,)}, "w"),
    "weight decay": (ridge, {"x": (5, 3), "w": (3,), "y": (5,)}, "w"),
    "masks and the largest, held": (masked, {"x": (3, 4)}, "x"),
}


def assert_certified(network: Network, arrays: Mapping[str, jax.Array], wrt: str) -> None:
    """The certified loss and gradient are those of JAX to fourteen digits."""
    truth, loss = enclose(network, arrays, wrt=[wrt]), loss_of(network)
    assert float(truth.loss.mid()) == pytest.approx(float(loss(arrays)), rel=1e-13, abs=1e-13)
    middle = np.vectorize(lambda ball: float(ball.mid()), otypes=[float])(truth.gradients[wrt])
    np.testing.assert_allclose(middle, jax.grad(loss)(arrays)[wrt], rtol=1e-12, atol=1e-13)
    assert all(ball.rel_accuracy_bits() >= 200 or ball.rad() < 1e-60 for ball in truth.gradients[wrt].flat)


@pytest.mark.parametrize(("made", "shapes", "wrt"), NETWORKS.values(), ids=NETWORKS)
def test_the_truth_follows_the_definitions(made: Callable[[], Network], shapes: Shapes, wrt: str) -> None:
    """At random points, to 200 bits."""
    assert_certified(made(), random_arrays(dict(shapes), seed=3), wrt)


SMOOTH_SOMEWHERE = [record for record in FUNCTIONS.values() if record.arity == 1 and not record.jumps]


@pytest.mark.parametrize("record", SMOOTH_SOMEWHERE, ids=lambda record: record.name)
def test_a_layer_of_any_function(record: object) -> None:
    """Each record's balls and slopes, carried through a network; positive arguments suit every domain."""
    arrays = {
        name: abs(array) + 0.1 for name, array in random_arrays({"x": (3, 2), "w": (2,), "v": (2,), "y": (3,)}).items()
    }
    assert_certified(through(record), arrays, "w")  # type: ignore[arg-type]


def test_rows_that_meet_are_seen_by_what_they_read() -> None:
    """Only where no sample reads another one is the loss taken row by row."""
    apart = {name: rows_apart(made(), frozenset(shapes))[0] is not None for name, (made, shapes, _) in NETWORKS.items()}
    assert apart == {
        "a convolution": True,
        "a batch normalised": False,
        "contrast within the batch": False,
        "weight decay": False,
        "masks and the largest, held": True,
    }


def test_class_numbers_choose_a_logit() -> None:
    """L_n = −Σ_k δ(c_n, k) z_nk with the class's number as data."""
    classes = Axis("classes", "k", "K")
    z, c = Tensor("z", (SAMPLES, classes), Role.PARAMETER, "logits"), Tensor("c", (SAMPLES,), Role.LABEL, "class")
    k = index_symbol("k")
    chosen = sp.Sum(sp.KroneckerDelta(c.at(n), k) * z.at(n, k), classes.limits(k))
    network = Network((z, c), (defined(Tensor("E", (), Role.LOSS, "loss"), -sp.Sum(chosen, SAMPLES.limits(n))),))
    arrays = {"z": jnp.array([[1.0, 2.0], [3.0, 4.0]]), "c": jnp.array([2.0, 1.0])}
    assert float(enclose(network, arrays).loss.mid()) == -5.0
    assert_certified(network, arrays, "z")


def test_a_condition_that_no_precision_decides_is_not_enclosed() -> None:
    """1 where sin²u + cos²u > 1: no ball tells, and nothing is claimed."""
    x, loss = Tensor("x", (INPUTS,), Role.PARAMETER, "inputs"), Tensor("E", (), Role.LOSS, "loss")
    u = x.at(t)
    cases = sp.Piecewise((u, sp.sin(u) ** 2 + sp.cos(u) ** 2 > 1), (0, True))
    network = Network((x,), (defined(loss, sp.Sum(cases, INPUTS.limits(t))),))
    with pytest.raises(NotEnclosed):
        enclose(network, {"x": [1.0]})


@pytest.mark.parametrize(("value", "slope"), [(2.0, 1.0), (0.0, 0.0), (-2.0, 0.0)])
def test_a_kink_that_is_met_exactly_has_the_slope_that_the_record_names(value: float, slope: float) -> None:
    """relu at 2, 0, −2; at 0 the convention is 0, as in JAX."""
    x, loss = Tensor("x", (INPUTS,), Role.PARAMETER, "inputs"), Tensor("E", (), Role.LOSS, "loss")
    network = Network((x,), (defined(loss, sp.Sum(FUNCTIONS["relu"](x.at(t)), INPUTS.limits(t))),))
    assert enclose(network, {"x": [value]}).gradients["x"][0] == arb(slope)
