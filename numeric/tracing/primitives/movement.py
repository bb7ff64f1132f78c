"""Primitives that move elements and change none: each says where the element at given places came from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import sympy as sp

from ..arrays import Array
from ..jax_internals import Dim
from ..symbolic_shapes import Place, size_of

if TYPE_CHECKING:
    from ..walk import Call, Walk


def transposed(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """Dimensions in another order."""
    (array,) = inputs
    order: tuple[int, ...] = tuple(call.params["permutation"])
    return [array.moved(call.shape, lambda p: array.at([p[order.index(q)] for q in range(len(order))]))]


def broadcast(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """The same element along new dimensions; a plain sum that is needed at many places gets a name."""
    array = inputs[0]
    kept: tuple[int, ...] = tuple(call.params["broadcast_dimensions"])
    grows = any(str(d) != "1" for q, d in enumerate(call.shape) if q not in kept) or any(
        str(d) == "1" != str(call.shape[q]) for q, d in zip(kept, array.shape, strict=True)
    )
    if grows and array.heavy and not array.curved:
        array = walk.cut(array)

    def at(places: Sequence[Place]) -> sp.Basic:
        return array.at([() if str(d) == "1" else places[q] for q, d in zip(kept, array.shape, strict=True)])

    return [array.moved(call.shape, at)]


def reshaped(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """The same axes in other groups.

    Raises:
        NoRule: the axes do not regroup.
    """
    (array,) = inputs
    axes = walk.bench.axes
    if axes.of_shape(array.shape) != axes.of_shape(call.shape):
        raise walk.no_rule(
            f"a reshape from {_shown(array.shape)} to {_shown(call.shape)} does not keep its axes together",
            "give the dimension that is split as a product of sizes, in the order of the reshape, such as H*D",
        )

    def at(places: Sequence[Place]) -> sp.Basic:
        return array.at(axes.places(array.shape, [index for place in places for index in place]))

    return [array.moved(call.shape, at)]


def _shown(shape: Sequence[Dim]) -> str:
    return "(" + ", ".join(map(str, shape)) + ")"


def sliced(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """A range of places."""
    (array,) = inputs
    starts = call.params["start_indices"]
    steps = call.params["strides"] or [1] * len(starts)

    def at(places: Sequence[Place]) -> sp.Basic:
        return array.at(
            [
                _moved(walk, place, start, step, whole, part)
                for place, start, step, whole, part in zip(places, starts, steps, array.shape, call.shape, strict=True)
            ]
        )

    return [array.moved(call.shape, at)]


def _moved(walk: Walk, place: Sequence[sp.Expr], start: Dim, step: int, whole: Dim, part: Dim) -> Place:
    """The place in the whole dimension of a place in a range of it."""
    if str(whole) == str(part):
        return tuple(place)
    if str(whole) == "1":
        return ()
    position = sp.expand(walk.bench.axes.number(part, place) * step + size_of(start))
    found: list[Place] = []
    walk.labels.picked(position, whole, _kept_in(found))
    return found[0]


def split(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """Several ranges of one dimension, one after the other."""
    (array,) = inputs
    array = walk.cut(array) if array.heavy else array
    dimension, low, found = call.params["axis"], 0, []
    for shape in call.shapes:
        start = low

        def at(places: Sequence[Place], start: Dim = start, part: Dim = shape[dimension]) -> sp.Basic:
            own = _moved(walk, places[dimension], start, 1, array.shape[dimension], part)
            return array.at([*places[:dimension], own, *places[dimension + 1 :]])

        found.append(array.moved(shape, at))
        low = low + shape[dimension]
    return found


def unstacked(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """Each place of one dimension as an array of its own."""
    (array,) = inputs
    array = walk.cut(array) if array.heavy else array
    dimension, found = call.params["axis"], []
    for number, shape in enumerate(call.shapes):
        place: list[Place] = []
        walk.labels.picked(sp.Integer(number), array.shape[dimension], _kept_in(place))

        def at(places: Sequence[Place], own: Place = place[0]) -> sp.Basic:
            return array.at([*places[:dimension], own, *places[dimension:]])

        found.append(array.moved(shape, at))
    return found


def _kept_in(found: list[Place]) -> Callable[[Place], sp.Expr]:
    """What keeps the place that it is called with."""

    def keep(place: Place) -> sp.Expr:
        found.append(place)
        return sp.S.Zero

    return keep


def tiled(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """The same elements again and again along dimensions of size 1.

    Raises:
        NoRule: a dimension with several places is repeated, which wants remainders.
    """
    (array,) = inputs
    if any(str(a) != "1" and str(a) != str(b) for a, b in zip(array.shape, call.shape, strict=True)):
        raise walk.no_rule("what is repeated place by place has no formula", "repeat along a new dimension")

    def at(places: Sequence[Place]) -> sp.Basic:
        return array.at([() if str(d) == "1" else place for d, place in zip(array.shape, places, strict=True)])

    return [array.moved(call.shape, at)]


def zeros(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """0 everywhere."""
    return [Array(call.shape, lambda _: sp.S.Zero, named=True)]


def reversed_order(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """Places counted from the end."""
    (array,) = inputs
    turned = tuple(call.params["dimensions"])
    if array.turned is not None and array.turned[1] == turned:
        return [array.turned[0]]
    return [in_reverse(walk, array, turned)]


def in_reverse(walk: Walk, array: Array, turned: tuple[int, ...]) -> Array:
    """The array with places counted from the end along some dimensions."""

    def at(places: Sequence[Place]) -> sp.Basic:
        sizes = walk.bench.axes
        return array.at(
            [
                tuple(axis.size + 1 - i for axis, i in zip(sizes.of(d), p, strict=True)) if q in turned else p
                for q, (d, p) in enumerate(zip(array.shape, places, strict=True))
            ]
        )

    return replace(array.moved(array.shape, at), turned=(array, turned))


def positions(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """The position along one dimension, counted from 0."""
    q = call.params["dimension"]
    return [Array(call.shape, lambda places: walk.bench.axes.number(call.shape[q], places[q]))]


def size(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """A size as a number."""
    value = size_of(call.params["dim"])
    return [Array((), lambda _: value, named=True)]


def stopped(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """What no gradient goes through: a shift that may cancel; else it is held."""
    (array,) = inputs
    value = walk.bench.value_of(array)
    if not walk.bench.mentions_tensors(value) or not walk.moves(value):
        return [array]
    if walk.shifts.held_in(value):
        return [array]
    return [walk.shifts.array(walk.path, array.shape, lambda: walk.held(array))]


RULES = {
    "transpose": transposed,
    "broadcast_in_dim": broadcast,
    "reshape": reshaped,
    "squeeze": reshaped,
    "slice": sliced,
    "split": split,
    "unstack": unstacked,
    "tile": tiled,
    "zeros_like": zeros,
    "rev": reversed_order,
    "iota": positions,
    "dim_as_value": size,
    "stop_gradient": stopped,
}
