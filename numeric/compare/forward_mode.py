"""Forward-mode differentiation: every entry of a gradient as the slope of the loss along one direction."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax.flatten_util import ravel_pytree

from ..model.architecture import Architecture
from ..model.models import Arrays, Model, Parameters
from .directions import over_directions


def forward_gradients(architecture: Architecture, model: Model, parameters: Parameters, arrays: Arrays) -> Parameters:
    """Return ∂loss/∂θ_i = ``jax.jvp`` of the model's loss along the basis vector e_i, for every entry i.

    Args:
        architecture: the shapes of the parameters.
        model: whose loss is differentiated.
        parameters: in our layout.
        arrays: the data by tensor name.

    Returns:
        The gradients in our layout, in the format of the parameters.
    """
    vector, back = ravel_pytree(parameters)

    def loss(entries: jax.Array) -> jax.Array:
        return model.loss(model.own(back(entries)), arrays)

    def slope(place: jax.Array) -> jax.Array:
        direction = jnp.zeros_like(vector).at[place].set(1)
        tangent: jax.Array = jax.jvp(loss, (vector,), (direction,))[1]
        return tangent

    gradients: Parameters = back(over_directions(architecture, slope, vector.size, len(arrays["x"])))
    return gradients
