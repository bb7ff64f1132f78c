"""Primitives that sum or take a maximum: contractions, reductions, cumulative sums, windows, convolutions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sympy as sp

from derive.network.cases import Cases
from derive.network.maximum import Maximum

from ..arrays import Array
from ..jax_internals import Dim
from ..symbolic_shapes import Place, size_of
from .movement import in_reverse

if TYPE_CHECKING:
    from ..walk import Call, Walk


def contracted(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """Σ over the contracted dimensions of the product; a factor that is no tensor gets a name first."""
    (left_summed, right_summed), (left_kept, right_kept) = call.params["dimension_numbers"]
    left, right = (walk.cut(array) if array.heavy or array.curved else array for array in inputs)

    def at(places: Sequence[Place]) -> sp.Expr:
        in_left, in_right = dict(zip(left_kept, places, strict=False)), dict(zip(right_kept, places, strict=False))
        rest = list(places[len(left_kept) :])
        for array, known, summed in ((left, in_left, left_summed), (right, in_right, right_summed)):
            for q in range(len(array.shape)):
                if q not in known and q not in summed:
                    known[q] = rest.pop(0)

        def product(inner: tuple[Place, ...]) -> sp.Expr:
            return _at(left, in_left, left_summed, inner) * _at(right, in_right, right_summed, inner)

        return walk.bench.summed([left.shape[q] for q in left_summed], product)

    return [Array(call.shape, at, heavy=True)]


def _at(array: Array, known: Mapping[int, Place], summed: Sequence[int], inner: Sequence[Place]) -> sp.Expr:
    places = {**known, **dict(zip(summed, inner, strict=True))}
    return array.at([places[q] for q in range(len(array.shape))])


def total(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """Σ over whole dimensions."""
    (array,) = inputs
    axes = [int(q) for q in call.params["axes"]]

    def at(places: Sequence[Place]) -> sp.Expr:
        known = _known(array, axes, places)
        return walk.bench.summed([array.shape[q] for q in axes], lambda inner: _at(array, known, axes, inner))

    return [Array(call.shape, at, heavy=True, curved=array.curved)]


def _known(array: Array, axes: Sequence[int], places: Sequence[Place]) -> dict[int, Place]:
    rest = iter(places)
    return {q: next(rest) for q in range(len(array.shape)) if q not in axes}


def largest(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """The maximum over dimensions: a shift where it cancels, else max_k; the minimum is −max of −a."""
    sign = -1 if call.name == "reduce_min" else 1
    array = inputs[0]
    axes = [int(q) for q in call.params["axes"]]
    if all(str(array.shape[q]) == "1" for q in axes):
        return [array.moved(call.shape, lambda places: array.at([*_with_ones(array, axes, places)]))]
    if not walk.bench.mentions_tensors(walk.bench.value_of(array)):
        raise walk.no_rule("a maximum of sizes and positions has no formula", "write its value")
    array = walk.cut(array) if array.heavy or array.curved else array

    def at(places: Sequence[Place]) -> sp.Expr:
        known = _known(array, axes, places)
        own = [axis for q in axes for axis in walk.bench.axes.of(array.shape[q])]
        bound = [sp.Dummy(axis.letters[0], integer=True, positive=True) for axis in own]
        inner = walk.bench.axes.places([array.shape[q] for q in axes], bound)
        value = sign * _at(array, known, axes, inner)
        for index, axis in reversed(list(zip(bound, own, strict=True))):
            value = Maximum(value, axis.limits(index))
        return sign * value

    return [walk.shifts.array(walk.path, call.shape, lambda: Array(call.shape, at, curved=True))]


def _with_ones(array: Array, axes: Sequence[int], places: Sequence[Place]) -> list[Place]:
    known = _known(array, axes, places)
    return [known.get(q, ()) for q in range(len(array.shape))]


def some(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """Whether any, or all, of some truth values hold: known ones only."""
    (array,) = inputs
    value = walk.bench.value_of(array)
    if value in (sp.true, sp.false):
        return [Array(call.shape, lambda _: value)]
    raise walk.no_rule("whether any of many conditions holds has no formula yet", "write it with a sum or a product")


def cumulative(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """Σ over the places up to each one: a sum over all of them with a mask [j ≤ i].

    Of an array in reverse, it is the one from the other end in reverse.
    """
    array, q, after = inputs[0], call.params["axis"], bool(call.params["reverse"])
    turned = array.turned is not None and array.turned[1] == (q,)
    if array.turned is not None and turned:
        array, after = array.turned[0], not after
    logs = call.name == "cumlogsumexp"
    if array.heavy:
        array = walk.cut(array)
    (axis,) = walk.bench.axes.of(array.shape[q])
    upto = walk.mask_upto(axis, after=after)

    def at(places: Sequence[Place]) -> sp.Expr:
        def term(inner: tuple[Place, ...]) -> sp.Expr:
            value = array.at([*places[:q], inner[0], *places[q + 1 :]])
            return upto(places[q][0], inner[0][0]) * (sp.exp(value) if logs else value)

        found = walk.bench.summed([array.shape[q]], term)
        return sp.log(found) if logs else found

    made = Array(call.shape, at, heavy=True, curved=array.curved or logs)
    return [in_reverse(walk, made, (q,)) if turned else made]


def window_sum(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """Σ over a window at each place."""
    (array,) = inputs
    params = call.params
    if any(low or high for low, high in params["padding"]) or any(d != 1 for d in params["base_dilation"]):
        raise walk.no_rule("a window that reaches beyond the edge has no rule", "pad the array first, and use VALID")
    widths, steps, apart = params["window_dimensions"], params["window_strides"], params["window_dilation"]

    def at(places: Sequence[Place]) -> sp.Expr:
        def term(inner: tuple[Place, ...]) -> sp.Expr:
            parts = zip(places, inner, widths, steps, apart, array.shape, strict=True)
            return array.at([_in_window(walk, *part) for part in parts])

        return walk.bench.summed(widths, term)

    return [Array(call.shape, at, heavy=True, curved=array.curved)]


def _in_window(walk: Walk, place: Place, inner: Place, width: int, step: int, apart: int, dim: Dim) -> Place:
    if width == 1 and step == 1:
        return place
    if len(walk.bench.axes.of(dim)) == 2 and step == width and apart == 1:
        return (*place, *inner)
    own, tap = (p[0] if p else sp.S.One for p in (place, inner))
    return (sp.expand((own - 1) * step + (tap - 1) * apart + 1),)


def convolved(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """Σ over taps and channels; beyond the edge the input is 0."""
    source, kernel = (walk.cut(array) if array.heavy or array.curved else array for array in inputs)
    params = call.params
    if params["feature_group_count"] != 1 or params["batch_group_count"] != 1:
        raise walk.no_rule("a convolution in groups has no rule", "write one convolution for each group")
    if any(int(d) != 1 for d in params["lhs_dilation"]):
        raise walk.no_rule("a transposed convolution has no rule", "write it as a sum")

    def at(places: Sequence[Place]) -> sp.Expr:
        return _convolution(walk, params, source, kernel, places)

    return [Array(call.shape, at, heavy=True)]


def _convolution(
    walk: Walk, params: Mapping[str, Any], source: Array, kernel: Array, places: Sequence[Place]
) -> sp.Expr:
    numbers = params["dimension_numbers"]
    sample, channel, *out = (places[q] for q in numbers.out_spec)
    batch_at, feature_at, *spatial = numbers.lhs_spec
    out_at, in_at, *taps_at = numbers.rhs_spec
    windows = list(zip(spatial, taps_at, out, params["window_strides"], params["padding"], params["rhs_dilation"],
                       strict=True))  # fmt: skip

    def term(inner: tuple[Place, ...]) -> sp.Expr:
        features, *taps = inner
        in_source = {batch_at: sample, feature_at: features}
        in_kernel = {out_at: channel, in_at: features}
        inside: list[sp.Basic] = []
        for (at, tap_at, place, step, (low, high), apart), tap in zip(windows, taps, strict=True):
            own, number = (p[0] if p else sp.S.One for p in (place, tap))
            position = sp.expand((own - 1) * step + (number - 1) * apart + 1 - size_of(low))
            inside += [position >= 1] * bool(low != 0) + [position <= size_of(source.shape[at])] * bool(high != 0)
            in_source[at], in_kernel[tap_at] = (position,) if str(source.shape[at]) != "1" else (), tap
        product = _at(source, in_source, (), ()) * _at(kernel, in_kernel, (), ())
        return Cases(product, sp.And(*inside), sp.S.Zero, sp.true) if inside else product

    return walk.bench.summed([kernel.shape[in_at], *(kernel.shape[q] for q in taps_at)], term)


RULES = {
    "dot_general": contracted,
    "reduce_sum": total,
    "reduce_max": largest,
    "reduce_min": largest,
    "reduce_or": some,
    "reduce_and": some,
    "cumsum": cumulative,
    "cumlogsumexp": cumulative,
    "reduce_window_sum": window_sum,
    "conv_general_dilated": convolved,
}
