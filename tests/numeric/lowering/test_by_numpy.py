"""Generated functions run by NumPy: the same numbers as compiled, and compiled where NumPy has no counterpart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import jax
import numpy as np
import pytest

from derive.errors import BackproofError, UsageError
from derive.gradient.accurate import accurate_formula
from derive.gradient.backward import derive_gradients
from derive.network.building import classifier, stack
from derive.network.definitions import Network
from derive.network.functions import FUNCTIONS
from numeric.lowering import by_numpy
from numeric.lowering.by_numpy import elementwise, numpy_function, values_at
from numeric.lowering.program import LoweredProgram, lower_forward, lower_gradients
from numeric.model.elementary import jax_function

SIZES = {"N": 7, "D": 4, "K": 3, "H": 2}
POINTS = np.array([*np.linspace(-9.37, 9.71, 60), 0.0, 1.0, -1.0, 300.0, -300.0, 1e-20, -1e-20])


def arrays_of(network: Network, scale: float = 1.0) -> dict[str, np.ndarray]:
    """Random arrays; labels are one of the classes."""
    generator = np.random.default_rng(3)
    found = {t.name: scale * generator.normal(size=[SIZES[str(size)] for size in t.shape]) for t in network.given}
    return {**found, "y": np.eye(SIZES["K"])[np.arange(SIZES["N"]) % SIZES["K"]]}


def gradients(network: Network) -> LoweredProgram:
    """By every parameter, in the accurate form."""
    found = derive_gradients(network, [t.name for t in network.parameters])
    return lower_gradients(network, {name: accurate_formula(d) for name, d in found.items()})


def refuse(*_arrays: Any) -> Any:
    """In the place of a compiled function that is not to run."""
    raise AssertionError


@pytest.mark.parametrize("scale", [1.0, 200.0])
def test_gradients_are_those_of_the_compiled_function(scale: float) -> None:
    """Every entry agrees to a few roundings, also where softmax saturates; nothing is compiled."""
    network = classifier(hidden=("tanh",), bias=True)
    program, arrays = gradients(network), arrays_of(network, scale)
    expected = program(arrays)
    only = replace(program, function=refuse, compiled=refuse)
    for name, values in values_at(only, arrays).items():
        size = float(np.abs(np.asarray(expected[name])).max())
        np.testing.assert_allclose(values, expected[name], rtol=1e-13, atol=1e-14 * size)


def test_every_function_that_has_a_counterpart_has_its_values() -> None:
    """All templates of the records, values and slopes, against JAX's at many points; most have a counterpart."""
    forms = [record.jax for record in FUNCTIONS.values() if record.jax.value and record.arity == 1]
    texts = {form.value for form in forms} | {form.slope.replace("{a}", f"({form.value})") for form in forms}
    pairs: dict[str, Callable[..., Any]] = {}
    for text in sorted(texts):
        source = f"def f(u):\n    return {text.format(u='u')}\n"
        if numpy_function(source, "f") is not None:
            pairs[text] = elementwise(text)
    assert len(pairs) > 20
    at = np.abs(POINTS) + 0.125  # inside of what logarithms and roots take
    expected = jax.jit(lambda u: {text: jax_function(text)(u) for text in pairs})(at)
    both = jax.jit(lambda u: {text: jax_function(text)(u) for text in pairs if "log" not in text})(POINTS)
    with np.errstate(all="ignore"):
        for text, function in pairs.items():
            np.testing.assert_allclose(function(at), expected[text], rtol=1e-13, atol=1e-15, err_msg=text)
            if text in both:
                np.testing.assert_allclose(function(POINTS), both[text], rtol=1e-12, atol=1e-15, err_msg=text)


def test_what_numpy_does_not_have_is_compiled() -> None:
    """GELU asks for the error function, which NumPy lacks."""
    network = stack("dense", "gelu", "dense")
    program = lower_forward(network, network.output.name)
    assert numpy_function(program.source, program.name) is None
    arrays = arrays_of(network)
    assert float(values_at(program, arrays)[network.output.name]) == float(program(arrays)[network.output.name])


def test_large_arrays_are_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit the compiled function runs, below it does not."""
    network = classifier()
    program, arrays = lower_forward(network, "p"), arrays_of(network)
    only = replace(program, function=refuse, compiled=refuse)
    assert values_at(only, arrays)["p"].shape == (7, 3)
    monkeypatch.setattr(by_numpy, "MOST_NUMBERS", 10)
    with pytest.raises(AssertionError):
        values_at(only, arrays)


def test_wrong_shapes_are_refused_as_by_the_program() -> None:
    """The same message for an array with another number of features."""
    network = classifier()
    program, arrays = lower_forward(network, "p"), {**arrays_of(network), "W": np.ones((3, 5))}
    messages = []
    for run in (program, lambda given: values_at(program, given)):
        with pytest.raises(UsageError) as caught:
            run(arrays)
        messages.append(str(caught.value))
    assert messages[0] == messages[1]


def test_the_code_cannot_reach_anything_else() -> None:
    """Only what is called by name is there: no module of NumPy itself, no builtins."""
    for text in ("open", "jnp.os", "u.__class__"):
        with pytest.raises((BackproofError, TypeError)):
            numpy_function(f"def f(u):\n    return {{'y': {text}}}\n", "f")(np.ones(1))  # type: ignore[misc]
