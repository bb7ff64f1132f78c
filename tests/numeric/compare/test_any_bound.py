"""The bound of networks that are no classifier: derived from the definitions, met by autodiff, and worth something."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import jax
import numpy as np
import pytest
import sympy as sp

from derive.errors import UnsupportedFormula
from derive.gradient.backward import derive_gradient
from derive.network.definitions import Network
from derive.network.functions import FUNCTIONS, Function
from derive.network.tensors import Role, Tensor
from numeric.compare.error_bound import formula_bounds, gradient_bounds
from numeric.lowering.program import loss_of, lower_gradients
from numeric.precision import DTYPES, unit_roundoff
from numeric.truth.enclosure import enclose
from tests.numeric.networks import (
    INPUTS,
    batch_norm,
    contrast,
    convolution,
    defined,
    masked,
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
HIDDEN = {"x": (20, 4), "w": (4,), "v": (4,), "y": (20,)}
SMOOTH_SOMEWHERE = [record for record in FUNCTIONS.values() if record.arity == 1 and not record.jumps]


def assert_bounded(network: Network, arrays: Mapping[str, np.ndarray], wrt: str, dtype: str) -> float:
    """Autodiff of the lowered loss is within the bound of the truth; return the bound over u and the gradient."""
    point = {name: np.asarray(values, DTYPES[dtype]) for name, values in arrays.items()}
    truth = enclose(network, point, wrt=[wrt]).gradients[wrt]
    exact = np.vectorize(lambda ball: float(ball.mid()), otypes=[float])(truth)
    found = np.asarray(jax.jit(jax.grad(loss_of(network)))(point)[wrt], np.float64)
    bound = gradient_bounds(network, point, dtype, wrt=[wrt])[wrt]
    assert (np.abs(found - exact) <= bound).all(), (np.abs(found - exact) / bound).max()
    return float((bound / unit_roundoff(dtype)).max() / np.abs(exact).max())


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize(("made", "shapes", "wrt"), NETWORKS.values(), ids=NETWORKS)
def test_autodiff_stays_within_the_bound(made: Callable[[], Network], shapes: Shapes, wrt: str, dtype: str) -> None:
    """At random points; the bound is a few thousand roundings of the largest entry at most."""
    for seed in range(2):
        assert assert_bounded(made(), random_arrays(dict(shapes), seed), wrt, dtype) < 5000


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("record", SMOOTH_SOMEWHERE, ids=lambda record: record.name)
def test_a_layer_of_any_function_stays_within_its_bound(record: Function, dtype: str) -> None:
    """Each record's rounding rule, at small and at saturating weights."""
    for seed, scale in enumerate((0.3, 6.0)):
        arrays = random_arrays(HIDDEN, seed)
        arrays = {**arrays, "w": scale * arrays["w"]}
        if record.domain != "every real number":
            arrays = {name: np.abs(values) + 0.05 for name, values in arrays.items()}
        assert_bounded(through(record), arrays, "w", dtype)


def test_every_function_has_a_bound_of_its_own() -> None:
    """Nothing of one function is taken for another: no two layers have the same bound at one point."""
    arrays = random_arrays(HIDDEN, 5)
    found = {
        record.name: gradient_bounds(through(record), arrays, "float64")["w"].tolist()
        for record in SMOOTH_SOMEWHERE
        if record.domain == "every real number"
    }
    assert len({str(bound) for bound in found.values()}) == len(found)


def test_a_kink_within_rounding_is_not_taken_for_certain() -> None:
    """relu of a sum that is 0 but for rounding: either slope may be met, and the bound says so."""
    x, a = Tensor("x", (INPUTS,), Role.PARAMETER, "inputs"), Tensor("a", (), Role.INTERMEDIATE, "sum")
    total = sp.Sum(x.at(t), INPUTS.limits(t))
    loss = defined(Tensor("E", (), Role.LOSS, "loss"), FUNCTIONS["relu"](a.at()))
    network = Network((x,), (defined(a, total), loss))
    near = gradient_bounds(network, {"x": np.array([0.1, 0.2, -0.3])}, "float64")["x"]
    far = gradient_bounds(network, {"x": np.array([0.1, 0.2, 0.3])}, "float64")["x"]
    assert (near >= 1).all()
    assert (far < 1e-14).all()


def test_a_function_without_a_rule_has_no_bound() -> None:
    """sinh has array code and balls, but no record: no bound is made up."""
    x = Tensor("x", (INPUTS,), Role.PARAMETER, "inputs")
    total = sp.Sum(sp.sinh(x.at(t)), INPUTS.limits(t))
    network = Network((x,), (defined(Tensor("E", (), Role.LOSS, "loss"), total),))
    with pytest.raises(UnsupportedFormula, match="no rounding rule is known for sinh"):
        gradient_bounds(network, {"x": np.array([0.5])}, "float64")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", ["a convolution", "a batch normalised", "weight decay"])
def test_the_lowered_formula_stays_within_its_own_bound(name: str, dtype: str) -> None:
    """Derived, lowered, and held to the rounding of its own operations."""
    made, shapes, wrt = NETWORKS[name]
    network = made()
    formula = derive_gradient(network, wrt).formula
    point = {key: np.asarray(array, DTYPES[dtype]) for key, array in random_arrays(dict(shapes), 4).items()}
    found = np.asarray(lower_gradients(network, {wrt: formula})(point)[wrt], np.float64)
    truth = enclose(network, point, wrt=[wrt]).gradients[wrt]
    exact = np.vectorize(lambda ball: float(ball.mid()), otypes=[float])(truth)
    bound = formula_bounds(network, {wrt: formula}, point, dtype)[wrt]
    assert (np.abs(found - exact) <= bound).all()
    assert (bound <= 3 * gradient_bounds(network, point, dtype, wrt=[wrt])[wrt].max()).all()
