"""Central differences: the slope of the loss from two values of the loss, for every entry."""

from __future__ import annotations

import jax
import jax.numpy as jnp
from jax.flatten_util import ravel_pytree

from ..model.models import Arrays, Model, Parameters
from ..precision import unit_roundoff
from .directions import over_directions


def central_differences(
    model: Model, parameters: Parameters, arrays: Arrays, room: int, directions: int | None = None
) -> Parameters:
    """Return (L(θ + h e_i) − L(θ − h e_i)) / 2h for every entry i, in float64 whatever the format of the inputs.

    The step h = ∛u · max(1, |θ_i|) with u = 2⁻⁵³ balances the error of truncation, h² |L‴| / 6, against that
    of rounding, u |L| / h: both are then near u^(2/3), about 2·10⁻¹¹. The divisor is the distance of the two
    points as they were rounded, so that the step itself carries no error.

    Args:
        model: whose loss is evaluated.
        parameters: in our layout.
        arrays: the data by tensor name.
        room: how many numbers the largest array of the network has.
        directions: how many of the entries are computed, those of ``places_taken``; the others are 0. None for all.

    Source: Press et al., "Numerical Recipes", 3rd edition, 2007, section 5.7.
    """
    vector, back = ravel_pytree({name: jnp.asarray(values, jnp.float64) for name, values in parameters.items()})
    wide = {name: jnp.asarray(values, jnp.float64) for name, values in arrays.items()}
    steps = jnp.cbrt(unit_roundoff("float64")) * jnp.maximum(1, jnp.abs(vector))

    def slope(place: jax.Array) -> jax.Array:
        up, down = vector.at[place].add(steps[place]), vector.at[place].add(-steps[place])
        return (model.along(back(up), wide) - model.along(back(down), wide)) / (up[place] - down[place])

    gradients: Parameters = back(over_directions(slope, vector.size, room, directions))
    return gradients
