"""The derived bound: met by every source at hard points, and not so wide that it says nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import jax
import numpy as np
import pytest
from numpy.typing import NDArray

from derive.gradient.accurate import accurate_form
from derive.gradient.backward import derive_gradient
from derive.network.building import classifier
from derive.network.definitions import Network
from numeric.compare.bounded import others
from numeric.compare.comparison import autodiff_sources, gradients_of
from numeric.compare.error_bound import Method, gradient_bounds
from numeric.lowering.program import lower_gradients
from numeric.model.arrays import parameter_shapes
from numeric.precision import DTYPES, unit_roundoff

Long = NDArray[np.longdouble]

SIZES = {"D": 6, "K": 4, "H": 5, "H_1": 5, "H_2": 3}
NETWORKS = {
    "linear": classifier(),
    "bias, base 2, sum": classifier(bias=True, log_base="2", reduction="sum"),
    "one hidden layer": classifier(hidden=("tanh",), bias=True),
    "two hidden layers, base 10": classifier(hidden=("tanh", "tanh"), log_base="10"),
}
# The loss's constant factor: 1/N for the mean, and 1/ln base.
FACTORS = {"linear": 1 / 40, "bias, base 2, sum": 1 / np.log(2), "one hidden layer": 1 / 40,
           "two hidden layers, base 10": 1 / 40 / np.log(10)}  # fmt: skip
SCALES = (1e-3, 0.3, 1.0, 10.0, 60.0)
ROWS = 40


def exact_gradients(network: Network, parameters: dict[str, Any], x: Any, y: Any, factor: float) -> dict[str, Long]:
    """Backpropagation in 80-bit numbers, with the label's residual summed from the other probabilities."""
    wide = {name: np.asarray(values, np.longdouble) for name, values in parameters.items()}
    layers = [np.asarray(x, np.longdouble)]
    marks = [t.name[1:] for t in network.parameters if t.name.startswith("W")]
    for place, mark in enumerate(marks):
        value = layers[-1] @ wide[f"W{mark}"].T + wide.get(f"b{mark}", 0)
        layers.append(np.tanh(value) if place < len(marks) - 1 else value)
    p = np.exp(layers[-1] - layers[-1].max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    label = np.asarray(y, bool)
    others = np.where(label, 0, p)
    signal = np.where(label, -others.sum(axis=1, keepdims=True), p) * np.longdouble(factor)
    found: dict[str, Long] = {}
    for place, mark in reversed(list(enumerate(marks))):
        found[f"W{mark}"] = signal.T @ layers[place]
        if f"b{mark}" in wide:
            found[f"b{mark}"] = signal.sum(axis=0)
        signal = (signal @ wide[f"W{mark}"]) * (1 - layers[place] ** 2)
    return found


def _point(network: Network, scale: float, seed: int, dtype: str) -> tuple[dict[str, Any], Any, Any]:
    random = np.random.RandomState(seed)
    number = DTYPES[dtype]
    shapes = parameter_shapes(network, SIZES)
    parameters = {name: (scale * random.standard_normal(shape)).astype(number) for name, shape in shapes.items()}
    x = (random.standard_normal((ROWS, 6)) * 10.0 ** random.uniform(-2, 1, 6)).astype(number)
    y = np.eye(4)[random.randint(0, 4, ROWS)].astype(number)
    return parameters, x, y


def error_bounds(
    network: Network, parameters: dict[str, Any], x: Any, y: Any, dtype: str, method: Method = Method.SUBTRACTING
) -> dict[str, Any]:
    """The bounds at a point."""
    return gradient_bounds(network, {**parameters, "x": x, "y": y}, dtype, method)


@pytest.mark.parametrize(
    ("kind", "dtype"),
    [
        ("linear", "float32"),
        ("bias, base 2, sum", "float64"),
        ("one hidden layer", "float64"),
        ("two hidden layers, base 10", "float32"),
    ],
)
def test_every_entry_of_every_autodiff_stays_within_its_bound(kind: str, dtype: str) -> None:
    """Both models' reverse mode and forward mode, at small, large and saturated weights, against 80-bit numbers."""
    network = NETWORKS[kind]
    functions = autodiff_sources(network)
    compiled = {name: jax.jit(functions[name]) for name in ("stax", "custom", "jvp")}
    for seed, scale in enumerate(SCALES):
        parameters, x, y = _point(network, scale, seed, dtype)
        exact = exact_gradients(network, parameters, x, y, FACTORS[kind])
        for source, gradients in compiled.items():
            method = Method.FORWARD if source == "jvp" else Method.SUBTRACTING
            bounds = error_bounds(network, parameters, x, y, dtype, method)
            found = gradients(parameters, {"x": x, "y": y})
            for name, values in exact.items():
                assert (np.abs(np.asarray(found[name], np.longdouble) - values) <= bounds[name]).all(), (scale, source)


@pytest.mark.parametrize(("hidden", "dtype"), [((), "float32"), ((), "float64"), (("tanh",), "float64")])
def test_the_accurate_form_stays_within_its_own_far_smaller_bound(hidden: tuple[str, ...], dtype: str) -> None:
    """Its bound shrinks with the residual: on confident rows it is far below that of the subtracting form."""
    network = classifier(bias=True, hidden=hidden)
    forms = {t.name: accurate_form(derive_gradient(network, t.name)) for t in network.parameters}
    program = lower_gradients(network, {name: form.formula for name, form in forms.items() if form})
    compiled = jax.jit(gradients_of(program))
    for seed, scale in enumerate(SCALES):
        parameters, x, y = _point(network, scale, seed, dtype)
        if scale > 1 and not hidden:
            y = np.eye(4)[(x @ parameters["W"].T + parameters["b"]).argmax(axis=1)].astype(dtype)
        found = compiled(parameters, {"x": x, "y": y})
        exact = exact_gradients(network, parameters, x, y, 1 / ROWS)
        bounds = error_bounds(network, parameters, x, y, dtype, Method.ACCURATE)
        wider = error_bounds(network, parameters, x, y, dtype)
        for name, values in exact.items():
            assert (np.abs(np.asarray(found[name], np.longdouble) - values) <= bounds[name]).all(), scale
            assert (bounds[name] <= 3 * wider[name]).all()
        if scale == SCALES[-1] and not hidden:
            ratios = bounds["W"] / wider["W"]
            assert ratios.max() < 0.5 and ratios.min() < 1e-5


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_bound_is_no_wider_than_roundoff_times_condition(dtype: str) -> None:
    """For the linear network it stays below (2 N + 4 D + 4 K + 60) u times the sum of all magnitudes.

    The magnitudes are those of the terms (p + y) |x| and, for the logits, p |x| Σ_d |W x|, in which the
    error of a logit reaches the gradient.
    """
    network = NETWORKS["linear"]
    parameters, x, y = _point(network, 0.3, 3, dtype)
    wide, size = np.float64(x), np.abs(np.float64(x))
    z = wide @ np.float64(parameters["W"]).T
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    reach = 1 + (size @ np.abs(np.float64(parameters["W"])).T).max(axis=1, keepdims=True)
    condition = ((p + y) * reach).T @ size / ROWS
    bounds = error_bounds(network, parameters, x, y, dtype)["W"]
    assert (bounds <= (2 * ROWS + 4 * 6 + 4 * 4 + 60) * unit_roundoff(dtype) * condition).all()


def test_the_bound_scales_with_the_unit_roundoff() -> None:
    """The same point has 2²⁹ times the bound in float32, for nothing but u differs where all is normal."""
    network = NETWORKS["bias, base 2, sum"]
    parameters, x, y = _point(network, 0.3, 3, "float32")
    narrow, wide = (error_bounds(network, parameters, x, y, dtype) for dtype in ("float32", "float64"))
    for name in narrow:
        np.testing.assert_allclose(narrow[name] / wide[name], 2.0**29, rtol=1e-6)


def test_a_dead_feature_has_almost_no_bound() -> None:
    """Where every term is exactly 0, only the smallest normal numbers remain: an error of 1e-30 is caught."""
    network = NETWORKS["linear"]
    parameters, x, y = _point(network, 1.0, 0, "float64")
    x[:, 2] = 0
    assert (error_bounds(network, parameters, x, y, "float64")["W"][:, 2] < 1e-300).all()


def test_the_sum_of_the_others_loses_nothing_of_many_classes() -> None:
    """One that is far above the rest, two that are alike, signs, nothing at all: against exact fractions."""
    random = np.random.default_rng(3)
    rows = random.standard_normal((6, 100)) * 1e-9
    rows[0, 7], rows[1, [3, 5]], rows[2] = 1e9, (4.0, -4.0), np.abs(rows[2])
    rows[3], rows[4] = 0.0, np.eye(100)[99]
    for row, found in zip(rows, others(rows), strict=True):
        exact, sizes = ([Fraction(float(v)) for v in values] for values in (row, np.abs(row)))
        for place, value in enumerate(found):
            off = abs(Fraction(float(value)) - (sum(exact) - exact[place]))
            assert off <= Fraction(1, 2**45) * (sum(sizes) - sizes[place])


def test_the_sum_of_the_others_of_what_is_infinite() -> None:
    """Infinite but where it is the only one."""
    row = np.zeros(100)
    row[3] = np.inf
    assert np.isinf(others(row[None])[0]).sum() == 99 and others(row[None])[0, 3] == 0
    row[4] = np.inf
    assert np.isinf(others(row[None])).all()
