"""A function of every basis direction of a parameter vector, in compiled batches."""

from __future__ import annotations

from collections.abc import Callable

import jax
import jax.numpy as jnp

# A batch of directions may hold this many numbers of the largest array at once: 64 MiB of float64.
LARGEST_BATCH = 2**23


def over_directions(function: Callable[[jax.Array], jax.Array], size: int, room: int) -> jax.Array:
    """Apply ``function`` to 0 … size − 1, the places of a vector, vectorised over as many as memory allows.

    Args:
        function: of one place.
        size: how many places.
        room: the numbers that one place needs: those of the largest array.
    """
    batch = max(1, min(size, LARGEST_BATCH // max(1, room)))
    result: jax.Array = jax.lax.map(function, jnp.arange(size), batch_size=batch)
    return result
