"""Losses put together at random from what users write: each is translated, derived and equal to ``jax.grad``."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from numeric.tracing.tracing import translated
from reports.options.functions import function_at

from .own_losses import Case
from .test_losses import ROUNDING, by_autodiff

ACTIVATIONS = (
    "jnp.tanh(h)", "jax.nn.relu(h)", "jax.nn.sigmoid(h)", "h * jax.nn.sigmoid(h)", "jnp.where(h > 0, h, jnp.expm1(h))",
    "jnp.sin(h)", "jnp.exp(-(h**2))", "jnp.maximum(h, 0.2 * h)", "jnp.clip(h, -1.0, 1.0)", "jax.nn.gelu(h)",
)  # fmt: skip
NORMS = (
    "a - a.mean(-1, keepdims=True)", "a / jnp.sqrt(jnp.mean(a**2, -1, keepdims=True) + 1e-3)", "jax.nn.softmax(a)",
    "a / (1 + jnp.sum(jnp.abs(a), axis=1, keepdims=True))", "a * a.sum(0)", "jnp.cumsum(a, axis=1)", "a[:, ::-1]",
)  # fmt: skip
ENDS = (
    "jnp.mean((z - y) ** 2)", "jnp.sum(jnp.logaddexp(0, z) - y * z) / 2", "jnp.mean(jnp.maximum(0, 1 - y * z))",
    "-jnp.mean(jnp.sum(jax.nn.one_hot(c, z.shape[1]) * jax.nn.log_softmax(z), -1))", "jnp.linalg.norm(z - y)",
    "jnp.mean(jax.nn.logsumexp(z, axis=1) - jnp.take_along_axis(z, c[:, None], 1)[:, 0])", "jnp.var(z)",
    "jnp.mean(jnp.max(z, axis=1)) + jnp.sum(z[:, 0])", "jnp.sum(jax.nn.softmax(z, axis=0) * y)",
)  # fmt: skip
SHAPES = {"W": "D H", "V": "H K", "b": "H", "x": "N D", "y": "N K", "c": "N:int"}


def written(seed: int) -> str:
    """The source of a random loss."""
    chosen = random.Random(seed)
    activation, norm, end = (chosen.choice(options) for options in (ACTIVATIONS, NORMS, ENDS))
    penalty = chosen.choice(("", " + 0.1 * jnp.sum(W**2)", " + 0.01 * jnp.sum(jnp.abs(V))"))
    return (
        "import jax\nimport jax.numpy as jnp\n\n\ndef loss(W, V, b, x, y, c):\n    h = x @ W + b\n"
        f"    a = {activation}\n    a = {norm}\n    z = a @ V\n    return {end}{penalty}\n"
    )


@pytest.mark.parametrize("seed", range(12))
def test_a_random_loss_is_derived_and_equal_to_autodiff(seed: int, tmp_path: Path) -> None:
    """Activation, norm, loss and penalty of a seed; the gradient by one of the parameters."""
    (tmp_path / "model.py").write_text(written(seed), encoding="utf-8")
    loss = function_at(f"{tmp_path / 'model.py'}:loss")
    wrt = "WVb"[seed % 3]
    translation = translated(loss, SHAPES, wrt=(wrt,))
    assert translation.agreement is not None and not translation.agreement.reason
    theirs, ours, derivation = by_autodiff(Case(loss, wrt, SHAPES), translation, wrt)
    assert all(step.check.proved for step in derivation.steps)
    assert np.max(np.abs(ours - theirs)) <= ROUNDING * max(np.max(np.abs(theirs)), 1e-3)
