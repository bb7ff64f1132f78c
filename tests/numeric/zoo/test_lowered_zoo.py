"""Each gradient of the zoo as lowered JAX code against ``jax.grad`` of the loss that a user writes, at random sizes."""

from __future__ import annotations

from os import environ
from random import Random

import jax
import numpy as np
import pytest

from numeric.lowering.program import lower_gradients
from numeric.truth.enclosure import enclose
from tests.derive.zoo.author_text import sides
from tests.derive.zoo.catalogue import FORMULAS, name_of
from tests.derive.zoo.network_text import KINDS, Entry
from tests.derive.zoo.open_work import OPEN
from tests.derive.zoo.stages import derived

from .plain_losses import LOSSES

DRAWS = int(environ.get("BACKPROOF_ZOO", "1"))  # continuous integration draws more sizes
CLOSE = 1e-9  # both sides are float64 and lose a few of sixteen digits
GIVEN = [
    pytest.param(entry, text, id=name_of(entry, text))
    for entry, text in FORMULAS
    if name_of(entry, text) not in OPEN["lowered"] | OPEN["derived"]
    and sides(text)[0] == ("E", "")
    and sides(text)[1][0] in entry.given
    and entry.title in LOSSES
]


def random_sizes(entry: Entry, random: Random) -> dict[str, int]:
    """A size for every axis: an axis such as I − S + 1 follows from the others."""
    sizes = {size: random.randint(2, 5) for size in entry.letters}
    return sizes | {"I": sizes.get("S", 0) + random.randint(0, 3)}


def random_arrays(entry: Entry, sizes: dict[str, int], generator: np.random.Generator) -> dict[str, np.ndarray]:
    """Random entries of the kind that each line of the entry says."""
    arrays = {}
    for name in entry.tensors:
        line = entry.given[name]
        shape = tuple(_size(size, sizes) for size in entry.axes_of(name))
        kind = next((kind for kind in KINDS if kind in line.split()), "")
        values = generator.uniform(-1.6, 1.6, shape)
        if kind == "one-hot":
            values = np.eye(shape[-1])[generator.integers(0, shape[-1], shape[:-1])]
        elif kind == "shares":
            values = np.exp(values) / np.exp(values).sum(-1, keepdims=True)
        elif kind == "binary":
            values = generator.integers(0, 2, shape).astype(float)
        arrays[name] = np.exp(values) if kind == "positive" else values
    return arrays


def _size(size: str, sizes: dict[str, int]) -> int:
    return sizes["I"] - sizes["S"] + 1 if size == "I - S + 1" else sizes[size]


@pytest.mark.parametrize(("entry", "text"), GIVEN)
def test_the_lowered_gradient_is_that_of_autodiff(entry: Entry, text: str) -> None:
    """The same numbers to nine digits, at sizes that no check of a step has seen."""
    wrt = sides(text)[1][0]
    derivation = derived(entry, text)
    program = lower_gradients(derivation.network, {wrt: derivation.formula})

    def loss(value: jax.Array, arrays: dict[str, jax.Array]) -> jax.Array:
        return LOSSES[entry.title](**{**arrays, wrt: value})

    for draw in range(DRAWS):
        random = Random(f"{text} {draw}")
        arrays = random_arrays(entry, random_sizes(entry, random), np.random.default_rng(draw))
        expected = jax.jit(jax.grad(loss))(arrays[wrt], arrays)
        np.testing.assert_allclose(np.asarray(program(arrays)[wrt]), expected, rtol=CLOSE, atol=CLOSE)


def test_every_network_has_a_plain_loss() -> None:
    """Every gradient has a loss to be held against, but for the second order and unknown functions."""
    without = {entry.title for entry, _ in FORMULAS} - LOSSES.keys()
    assert without == {
        "Hessian of the linear classifier",
        "Hessian of a hidden layer",
        "an unknown activation",
        "an unknown loss of the error",
    }


@pytest.mark.parametrize(("entry", "text"), GIVEN)
def test_the_truth_is_that_of_autodiff(entry: Entry, text: str) -> None:
    """The certified enclosure of the definitions' own derivative holds the numbers that both agree on."""
    wrt = sides(text)[1][0]
    arrays = random_arrays(entry, random_sizes(entry, Random(text)), np.random.default_rng(7))
    truth = enclose(entry.network, arrays, [wrt], bits=60)
    expected = jax.jit(jax.grad(lambda value, rest: LOSSES[entry.title](**{**rest, wrt: value})))(arrays[wrt], arrays)
    found = np.vectorize(float, otypes=[float])(truth.gradients[wrt])
    np.testing.assert_allclose(found, expected, rtol=CLOSE, atol=CLOSE)
