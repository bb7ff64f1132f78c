"""Blocks are found by analysis: the zoo's networks and functions traced from JAX, two rows at a time."""

from __future__ import annotations

from random import Random

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from numeric.lowering import blocks
from numeric.lowering.one_pass import program
from numeric.lowering.program import loss_of
from numeric.tracing.tracing import trace
from tests.derive.zoo.author_text import sides
from tests.derive.zoo.network_text import Entry
from tests.derive.zoo.random_networks import random_entry
from tests.derive.zoo.stages import derived
from tests.numeric.zoo.plain_losses import LOSSES
from tests.numeric.zoo.test_lowered_zoo import CLOSE, GIVEN, random_arrays, random_sizes

# These ask for an entry of each sample, have no samples, or let samples meet.
WHOLE = {
    ("skip connection", "h"),
    ("residual block of two layers", "x"),
    ("layer norm", "z"),
    ("batch norm in training", "z"),
    ("attention weights", "q"),
    ("one attention head", "V"),
    ("two attention heads and more", "W"),
    ("two attention heads and more", "V"),
    ("cosine similarity", "u"),
    ("matrix factors of observed entries", "U"),
    ("matrix factors of observed entries", "V"),
}


@pytest.fixture(autouse=True)
def two_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of two rows, so that a handful of samples are several blocks."""
    two = "def rows_of_a_block(samples, entries, itemsize, alone):\n    return min(2, samples)\n"
    monkeypatch.setattr(blocks, "ROWS_OF_A_BLOCK", two)


@pytest.mark.parametrize(("entry", "text"), GIVEN)
def test_loss_and_gradient_of_the_zoo_in_blocks_are_those_of_autodiff(entry: Entry, text: str) -> None:
    """Losses, activations, places, heads: the same numbers to nine digits, with a loop wherever rows separate."""
    wrt = sides(text)[1][0]
    found = program(derived(entry, text).network, (wrt,), value=True)
    assert ("lax.fori_loop" in found.source) == ((entry.title, wrt) not in WHOLE)
    arrays = random_arrays(entry, random_sizes(entry, Random(text)), np.random.default_rng(0))

    def loss(value: jax.Array, arrays: dict[str, jax.Array]) -> jax.Array:
        return LOSSES[entry.title](**{**arrays, wrt: value})

    expected, slope = jax.jit(jax.value_and_grad(loss))(arrays[wrt], arrays)
    value, gradients = found(arrays)
    np.testing.assert_allclose(value, expected, rtol=CLOSE, atol=CLOSE)
    np.testing.assert_allclose(gradients[wrt], slope, rtol=CLOSE, atol=CLOSE)


@pytest.mark.parametrize("seed", range(20))
def test_random_networks_in_blocks_have_the_gradients_of_autodiff(seed: int) -> None:
    """Layers, gates, skips, means over features and shared weights in any order: every parameter, five samples."""
    network = random_entry(seed).network
    generator, sizes = np.random.default_rng(seed), {"N": 5, "D": 3, "K": 2, "H": 4}
    arrays = {t.name: jnp.asarray(generator.uniform(-1, 1, [sizes[str(s)] for s in t.shape])) for t in network.given}
    found = program(network, value=True)
    assert "lax.fori_loop" in found.source
    loss, start = loss_of(network), {name: arrays[name] for name in found.wrt}
    expected, slopes = jax.jit(jax.value_and_grad(lambda wrt: loss({**arrays, **wrt})))(start)
    value, gradients = found(arrays)
    np.testing.assert_allclose(value, expected, rtol=CLOSE, atol=CLOSE)
    for name, slope in slopes.items():
        np.testing.assert_allclose(gradients[name], slope, rtol=CLOSE, atol=CLOSE)


def weighted(W, V, x, y, c):
    """A weighted mean of cross-entropies over a hidden layer, with a penalty: two sums over the samples and one not."""
    logits = jax.nn.gelu(x @ V) @ W
    losses = -jnp.sum(y * jax.nn.log_softmax(logits), axis=-1)
    return jnp.sum(c * losses) / jnp.sum(c) + 0.1 * jnp.sum(W**2)


def with_samples_as_columns(w, x, y):
    """Logistic regression on x of shape D × N."""
    return jnp.mean(jax.nn.softplus(w @ x) - y * (w @ x))


def compared_in_pairs(W, x):
    """Every sample with every other: the rows do not separate."""
    u = x @ W
    return jnp.mean((u @ u.T) ** 2)


@pytest.mark.parametrize(
    ("loss", "shapes", "separates"),
    [
        (weighted, {"W": "H K", "V": "D H", "x": "N D", "y": "N K", "c": "N"}, True),
        (with_samples_as_columns, {"w": "D", "x": "D N", "y": "N"}, True),
        (compared_in_pairs, {"W": "D H", "x": "N D"}, False),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_a_traced_function_is_read_in_blocks_where_its_rows_separate(loss, shapes, separates) -> None:
    """What the trace makes of a user's function is analysed like any other network."""
    found = program(trace(loss, roles={"x": "input"}, **shapes), value=True)
    assert ("lax.fori_loop" in found.source) == separates
    sizes, generator = {"N": 7, "D": 3, "H": 4, "K": 2}, np.random.default_rng(2)
    arrays = {n: jnp.asarray(generator.uniform(0.1, 1, [sizes[s] for s in text.split()])) for n, text in shapes.items()}
    expected, slopes = jax.value_and_grad(lambda wrt: loss(**{**arrays, **wrt}))({n: arrays[n] for n in found.wrt})
    value, gradients = found(arrays)
    np.testing.assert_allclose(value, expected, rtol=1e-12)
    for name, slope in slopes.items():
        np.testing.assert_allclose(gradients[name], slope, rtol=1e-10, atol=1e-12)
