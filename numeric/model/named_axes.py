"""Arrays with named axes: one index for each, so that a product is summed over what its indices say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import sympy as sp

from .. import precision as precision  # switches JAX to 64 bits before the first array

Indices = tuple[sp.Symbol, ...]
# How many values each index has.
Ends = Mapping[sp.Symbol, int]


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """Values with one axis for each index."""

    values: jax.Array
    indices: Indices = ()


def union(parts: Sequence[Named]) -> Indices:
    """Every index of the parts once."""
    return tuple(dict.fromkeys(index for part in parts for index in part.indices))


def aligned(part: Named, order: Indices) -> jax.Array:
    """The values with an axis for each index of ``order``; one that the part lacks has length one.

    >>> n, k = sp.symbols("n k")
    >>> aligned(Named(jnp.zeros(3), (k,)), (n, k)).shape
    (1, 3)
    """
    own = [part.indices.index(i) for i in order if i in part.indices]
    return jnp.transpose(part.values, own)[tuple(slice(None) if i in part.indices else None for i in order)]


def multiplied(above: Sequence[Named], below: Sequence[Named] = ()) -> Named:
    """The product of the parts ``above`` divided by each of those ``below``, entry by entry."""
    order = union([*above, *below])
    value = reduce(jnp.multiply, (aligned(part, order) for part in above)) if above else jnp.ones(())
    return Named(reduce(jnp.divide, (aligned(part, order) for part in below), value), order)


def contracted(factors: Sequence[Named], summed: Indices, ends: Ends) -> Named:
    """The product of the factors summed over some indices; an index that no factor has counts its values.

    >>> k, d = sp.symbols("k d")
    >>> W, x = Named(jnp.ones((3, 2)), (k, d)), Named(jnp.array([1.0, 2.0]), (d,))
    >>> contracted([W, x], (d,), {d: 2, k: 3}).values.tolist()
    [3.0, 3.0, 3.0]
    """
    everything = union(factors)
    kept = tuple(index for index in everything if index not in summed)
    places = {index: place for place, index in enumerate(everything)}
    operands: list[Any] = []
    for factor in factors:
        operands += [factor.values, [places[index] for index in factor.indices]]
    value = jnp.einsum(*operands, [places[index] for index in kept])
    alone = [ends[index] for index in summed if index not in everything]
    return Named(reduce(lambda done, count: done * count, alone, value), kept)


def picked(array: jax.Array, places: Sequence[sp.Expr], ends: Ends) -> Named:
    """The entries of an array at index expressions, which count from 1; what is outside of it is 0.

    >>> i, s = sp.symbols("i s")
    >>> picked(jnp.arange(4.0), [i + s - 1], {i: 3, s: 2}).values.tolist()
    [[0.0, 1.0], [1.0, 2.0], [2.0, 3.0]]
    """
    order = tuple(index for index in ends if any(place.has(index) for place in places))
    if len(order) == len(places) and all(place in order for place in places):
        return Named(array, tuple(places))
    at = [_numbers(place, order, ends) for place in places]
    inside = np.logical_and.reduce([(p >= 0) & (p < n) for p, n in zip(at, array.shape, strict=True)])
    found = array[tuple(np.clip(p, 0, n - 1) for p, n in zip(at, array.shape, strict=True))]
    shape = tuple(ends[index] for index in order)
    return Named(jnp.broadcast_to(found if inside.all() else jnp.where(inside, found, 0), shape), order)


def _numbers(place: sp.Expr, order: Indices, ends: Ends) -> np.ndarray:
    """The positions, from 0, that an affine index expression stands for, with an axis for each index."""
    found = np.asarray(int(place.xreplace(dict.fromkeys(order, sp.S.Zero))) - 1)
    for axis, index in enumerate(order):
        steps = int(sp.expand(place).coeff(index)) * np.arange(1, ends[index] + 1)
        found = found + steps.reshape([-1 if other == axis else 1 for other in range(len(order))])
    return found
