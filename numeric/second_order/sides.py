"""The sides of a comparison of Hessians: ours by formula, and what JAX makes of the plain loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import jax
import jax.numpy as jnp
import numpy as np
from jax.flatten_util import ravel_pytree

from ..model.models import Arrays, Model
from ..precision import unit_roundoff
from ..results import Array

Side = Callable[[jax.Array, Arrays], jax.Array]
OURS, HESSIAN, JACFWD, DIFFERENCE = "ours", "hessian", "jacfwd", "difference"
AUTODIFF = (HESSIAN, JACFWD)


def jax_hessians(model: Model, point: Mapping[str, Array], arrays: Arrays) -> dict[str, Array]:
    """The model's Hessian as matrices: ``jax.hessian``, ``jax.jacfwd`` of ``jax.grad``, differences of ``jax.grad``.

    Args:
        model: whose loss is differentiated twice.
        point: the parameters by name; rows and columns are their entries in this order.
        arrays: the data by tensor name.

    >>> model = Model("half a square", lambda own, arrays: own["w"] @ own["w"] / 2, dict, dict)
    >>> jax_hessians(model, {"w": np.ones(2)}, {})["hessian"].tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    vector, back = _flat(point)

    def loss(entries: jax.Array, data: Arrays) -> jax.Array:
        return model.along(back(entries), data)

    sides: dict[str, Side] = {
        HESSIAN: jax.hessian(loss),
        JACFWD: jax.jacfwd(jax.grad(loss)),
        DIFFERENCE: _differences(jax.grad(loss)),
    }
    with jax.default_matmul_precision("highest"):
        return {name: np.asarray(jax.jit(side)(vector, dict(arrays))) for name, side in sides.items()}


def _flat(point: Mapping[str, Array]) -> tuple[jax.Array, Callable[[jax.Array], dict[str, jax.Array]]]:
    """The entries of all parameters in their order, which ``ravel_pytree`` of a dict would change."""
    vector, back = ravel_pytree([jnp.asarray(values) for values in point.values()])
    return vector, lambda entries: dict(zip(point, back(entries), strict=True))


def _differences(slope: Side) -> Side:
    """Central differences of the gradient, one column after the other, in the format of the entries."""

    def columns(vector: jax.Array, data: Arrays) -> jax.Array:
        steps = jnp.cbrt(unit_roundoff(vector.dtype.name)) * jnp.maximum(1, jnp.abs(vector))

        def column(place: jax.Array) -> jax.Array:
            up, down = vector.at[place].add(steps[place]), vector.at[place].add(-steps[place])
            return (slope(up, data) - slope(down, data)) / (up[place] - down[place])

        found: jax.Array = jax.lax.map(column, jnp.arange(vector.size)).T
        return found

    return columns


def entry_names(point: Mapping[str, Array], name_of: Callable[[str, tuple[int, ...]], str]) -> Sequence[str]:
    """The name of every row and column."""
    return [name_of(name, place) for name, values in point.items() for place in np.ndindex(np.shape(values))]
