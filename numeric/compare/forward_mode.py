"""Forward-mode differentiation: every entry of a gradient as the slope of the loss along one direction."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax.flatten_util import ravel_pytree

from ..model.models import Arrays, Model, Parameters
from .directions import over_directions


def forward_gradients(
    model: Model, parameters: Parameters, arrays: Arrays, room: int, directions: int | None = None
) -> Parameters:
    """Return ∂loss/∂θ_i = ``jax.jvp`` of the model's loss along the basis vector e_i, for every entry i.

    Args:
        model: whose loss is differentiated.
        parameters: in our layout.
        arrays: the data by tensor name.
        room: how many numbers the largest array of the network has.
        directions: how many of the entries are computed, those of ``places_taken``; the others are 0. None for all.

    Returns:
        The gradients in our layout, in the format of the parameters.
    """
    vector, back = ravel_pytree(parameters)

    def slope(place: jax.Array) -> jax.Array:
        direction = jnp.zeros_like(vector).at[place].set(1)
        tangent: jax.Array = jax.jvp(lambda entries: model.along(back(entries), arrays), (vector,), (direction,))[1]
        return tangent

    gradients: Parameters = back(over_directions(slope, vector.size, room, directions))
    return gradients
