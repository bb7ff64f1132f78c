"""All parameters as one vector, and a function of every basis direction in compiled batches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import jax
import jax.numpy as jnp

from ..model.architecture import Architecture

# A batch of directions may hold this many activations at once: 64 MiB of float64.
LARGEST_BATCH = 2**23


def to_vector(architecture: Architecture, parameters: Mapping[str, Any]) -> jax.Array:
    """Return every parameter's entries, row by row, in the network's order.

    >>> parameters = {"W": jnp.array([[1.0], [2.0]]), "b": jnp.array([3.0, 4.0])}
    >>> to_vector(Architecture((1, 2), bias=True), parameters).tolist()
    [1.0, 2.0, 3.0, 4.0]
    """
    return jnp.concatenate([jnp.ravel(parameters[name]) for name in architecture.shapes])


def from_vector(architecture: Architecture, vector: jax.Array) -> dict[str, jax.Array]:
    """Undo ``to_vector``."""
    parameters: dict[str, jax.Array] = {}
    start = 0
    for name, shape in architecture.shapes.items():
        size = 1
        for length in shape:
            size *= length
        parameters[name] = vector[start : start + size].reshape(shape)
        start += size
    return parameters


def over_directions(
    architecture: Architecture, function: Callable[[jax.Array], jax.Array], size: int, rows: int
) -> jax.Array:
    """Apply ``function`` to 0 … size − 1, the places of a vector, vectorised over as many as memory allows."""
    batch = max(1, min(size, LARGEST_BATCH // (rows * max(architecture.widths))))
    result: jax.Array = jax.lax.map(function, jnp.arange(size), batch_size=batch)
    return result
