"""A function of every basis direction of a parameter vector, in compiled batches."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp

from ..model.architecture import Architecture

# A batch of directions may hold this many activations at once: 64 MiB of float64.
LARGEST_BATCH = 2**23


def over_directions(
    architecture: Architecture, function: Callable[[jax.Array], jax.Array], size: int, rows: int
) -> jax.Array:
    """Apply ``function`` to 0 … size − 1, the places of a vector, vectorised over as many as memory allows."""
    batch = max(1, min(size, LARGEST_BATCH // (rows * max(architecture.widths))))
    result: jax.Array = jax.lax.map(function, jnp.arange(size), batch_size=batch)
    return result
