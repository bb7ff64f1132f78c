"""Primitives that pick by indices and put at indices: gather, scatter, slices at a place, joining and padding."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import sympy as sp

from derive.network.cases import Cases

from ..arrays import Array, as_number
from ..jax_internals import Dim
from ..symbolic_shapes import Place, size_of
from ..workbench import sum_over

if TYPE_CHECKING:
    from ..walk import Call, Walk


def gathered(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """The elements at some positions; a label picks by its indicator, Σ_k y[n, k] a[k]."""
    array, starts = inputs
    numbers, sizes = call.params["dimension_numbers"], call.params["slice_sizes"]

    def at(places: Sequence[Place]) -> sp.Expr:
        batch = [p for q, p in enumerate(places) if q not in numbers.offset_dims]
        offsets = iter([p for q, p in enumerate(places) if q in numbers.offset_dims])
        known: dict[int, Place] = {}
        for q in range(len(array.shape)):
            if q in numbers.operand_batching_dims:
                known[q] = batch[numbers.start_indices_batching_dims[numbers.operand_batching_dims.index(q)]]
            elif q not in numbers.collapsed_slice_dims:
                known[q] = next(offsets)
        wanted: list[tuple[int, sp.Expr]] = []
        for number, q in enumerate(numbers.start_index_map):
            position = _number(starts.at([*batch, _nth(number, starts.shape[-1])]))
            if q in known and str(sizes[q]) != "1":
                known[q] = _offset(walk, known[q], position, array.shape[q], sizes[q])
            else:
                wanted.append((q, position))
        return _picked(walk, array, wanted, known)

    return [Array(call.shape, at, array.heavy, array.curved)]


def _number(position: sp.Basic) -> sp.Expr:
    return as_number(position)


def _nth(number: int, dim: Dim) -> Place:
    return () if str(dim) == "1" else (sp.Integer(number + 1),)


def _offset(walk: Walk, place: Place, position: sp.Expr, whole: Dim, part: Dim) -> Place:
    if position == 0:
        return place
    if walk.labels.label_in(position) is not None:
        raise walk.no_rule("a slice that begins at a label has no rule", "pick the elements one by one")
    if str(whole) == str(part):
        return place  # a slice of the whole length is moved to where it fits
    return (sp.expand((place[0] if place else sp.S.One) + position),)


def _picked(walk: Walk, array: Array, wanted: Sequence[tuple[int, sp.Expr]], known: dict[int, Place]) -> sp.Expr:
    if not wanted:
        return array.at([known[q] for q in range(len(array.shape))])
    (q, position), *rest = wanted
    return walk.labels.picked(position, array.shape[q], lambda p: _picked(walk, array, rest, {**known, q: p}))


Landing = Callable[[Sequence[Place]], tuple[list[tuple[sp.Symbol, Any]], sp.Expr, sp.Expr]]


def _landing(walk: Walk, params: Any, array: Array, starts: Array, updates: Array) -> Landing:
    """For a place of the array: what to sum over, 1 where an update lands there and else 0, and the update."""
    numbers = params["dimension_numbers"]
    inserted = (*numbers.inserted_window_dims, *numbers.operand_batching_dims)
    window = [q for q in range(len(array.shape)) if q not in inserted]
    batch = [q for q in range(len(updates.shape)) if q not in numbers.update_window_dims]

    def landing(places: Sequence[Place]) -> tuple[list[tuple[sp.Symbol, Any]], sp.Expr, sp.Expr]:
        in_update = {w: places[q] for q, w in zip(window, numbers.update_window_dims, strict=True)}
        axes = walk.bench.axes
        bound = {q: [(sp.Dummy(a.letters[0], integer=True, positive=True), a) for a in axes.of(updates.shape[q])]
                 for q in batch}  # fmt: skip
        at_batch = {q: tuple(index for index, _ in bound[q]) for q in batch}
        solved = {batch[b]: places[q] for q, b in
                  zip(numbers.operand_batching_dims, numbers.scatter_indices_batching_dims, strict=True)}  # fmt: skip
        hits: list[sp.Expr] = []
        for number, q in enumerate(numbers.scatter_dims_to_operand_dims):
            position = _number(starts.at([*(at_batch[b] for b in batch), _nth(number, starts.shape[-1])]))
            own = next((b for b in batch if b not in solved and len(at_batch[b]) == 1
                        and sp.expand(position - at_batch[b][0] + 1) == 0), None)  # fmt: skip
            if q in window and str(array.shape[q]) != "1":
                if position != 0:
                    raise walk.no_rule("a slice is put at a place", "put the elements one by one")
            elif own is not None:
                solved[own] = places[q]
            else:
                hits.append(_lands(walk, position, array.shape[q], places[q]))
        swap = {b: p for q, place in solved.items() for b, p in zip(at_batch[q], place, strict=True)}
        left = [pair for q in batch if q not in solved for pair in bound[q]]
        everywhere = {**at_batch, **solved, **in_update}
        value = updates.at([everywhere[q] for q in range(len(updates.shape))])
        return left, sp.Mul(*hits).xreplace(swap), value

    return landing


def _lands(walk: Walk, position: sp.Expr, dim: Dim, place: Sequence[sp.Expr]) -> sp.Expr:
    label = walk.labels.label_in(position)
    own = place[0] if place else sp.S.One
    if label is not None and position == label:
        return walk.labels.indicator(label, dim)(own)
    return sp.KroneckerDelta(sp.expand(position + 1), own, (1, size_of(dim)))


def added_at(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """The array with updates added at some places."""
    array, starts, updates = inputs
    landing = _landing(walk, call.params, array, starts, updates)

    def at(places: Sequence[Place]) -> sp.Expr:
        bound, hit, value = landing(places)
        return array.at(places) + sum_over(hit * value, bound)

    return [Array(call.shape, at, heavy=array.heavy or updates.heavy, curved=array.curved)]


def subtracted_at(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """The array with updates subtracted at some places."""
    array, starts, updates = inputs
    return added_at(walk, call, [array, starts, updates.moved(updates.shape, lambda places: -updates.at(places))])


def multiplied_at(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """The array multiplied at some places."""
    array, starts, updates = inputs
    landing = _landing(walk, call.params, array, starts, updates)

    def at(places: Sequence[Place]) -> sp.Expr:
        bound, hit, value = landing(places)
        if bound:
            raise walk.no_rule("a product at places that may agree has no rule", "multiply entry by entry")
        return array.at(places) * (1 + hit * (value - 1))

    return [Array(call.shape, at, heavy=array.heavy, curved=array.curved)]


def put_at(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """The array with other values at some places, no two of which agree."""
    array, starts, updates = inputs
    landing = _landing(walk, call.params, array, starts, updates)

    def at(places: Sequence[Place]) -> sp.Expr:
        bound, hit, value = landing(places)
        if hit == 1 and not bound:
            return value
        return array.at(places) * (1 - sum_over(hit, bound)) + sum_over(hit * value, bound)

    return [Array(call.shape, at, heavy=array.heavy, curved=array.curved)]


def joined(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """Arrays one behind the other along a dimension: a case for each."""
    q = call.params["dimension"]
    parts = [walk.cut(array) if array.heavy or array.curved else array for array in inputs]

    def at(places: Sequence[Place]) -> sp.Expr:
        if len(places[q]) != 1:
            return _known_part(walk, parts, places, q)
        index, low, branches = places[q][0], sp.S.Zero, []
        for array in parts:
            size = size_of(array.shape[q])
            own = () if size == 1 else (sp.expand(index - low),)
            low = low + size
            branches += [array.at([*places[:q], own, *places[q + 1 :]]), index <= low]
        return Cases(*branches[:-1], sp.true)

    return [Array(call.shape, at, curved=any(array.curved for array in parts))]


def _known_part(walk: Walk, parts: Sequence[Array], places: Sequence[Place], q: int) -> sp.Expr:
    if len(parts) == 1:
        return parts[0].at(places)
    raise walk.no_rule("a dimension is joined and reshaped too", "reshape before the parts are joined")


def stacked(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """Arrays side by side along a new dimension."""
    q = call.params.get("axis", call.params.get("dimension", 0))
    parts = [walk.cut(array) if array.heavy else array for array in inputs]

    def at(places: Sequence[Place]) -> sp.Expr:
        return nth(parts, places[q][0] if places[q] else sp.S.One, [*places[:q], *places[q + 1 :]])

    return [Array(call.shape, at, curved=any(array.curved for array in parts))]


def nth(arrays: Sequence[Array], number: sp.Expr, places: Sequence[Place]) -> sp.Expr:
    """The element of the array of that number, counted from 1; a case for each where it is an index."""
    if number.is_Integer:
        return arrays[int(number) - 1].at(places)
    cases = [part for n, array in enumerate(arrays, 1) for part in (array.at(places), number <= n)]
    return Cases(*cases[:-1], sp.true)


def padded(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """The array with a value before and behind it, or less of it."""
    array, filling = inputs
    config = call.params["padding_config"]
    if any(inner for _, _, inner in config):
        raise walk.no_rule("padding between the elements has no rule", "write it with a scatter")

    def at(places: Sequence[Place]) -> sp.Expr:
        inside: list[sp.Basic] = []
        own = list(places)
        for q, (low, high, _) in enumerate(config):
            if str(low) == "0" and str(high) == "0":
                continue
            position = sp.expand((places[q][0] if places[q] else sp.S.One) - size_of(low))
            own[q] = (position,) if str(array.shape[q]) != "1" else ()
            inside += [position >= 1] * bool(low != 0) + [position <= size_of(array.shape[q])] * bool(high != 0)
        return Cases(array.at(own), sp.And(*inside), filling.at(()), sp.true) if inside else array.at(own)

    return [Array(call.shape, at, array.heavy, array.curved)]


def slice_at(walk: Walk, call: Call, inputs: Sequence[Array]) -> list[Array]:
    """A slice that begins at given positions, such as x[i]."""
    array, *starts = inputs

    def at(places: Sequence[Place]) -> sp.Expr:
        wanted, known = [], {}
        for q, (place, start) in enumerate(zip(places, starts, strict=True)):
            position = _number(start.at(()))
            if str(array.shape[q]) == str(call.shape[q]):
                known[q] = place
            elif str(call.shape[q]) == "1":
                wanted.append((q, position))
            else:
                known[q] = _offset(walk, place, position, array.shape[q], call.shape[q])
        return _picked(walk, array, wanted, known)

    return [Array(call.shape, at, array.heavy, array.curved)]


RULES = {
    "gather": gathered,
    "scatter-add": added_at,
    "scatter-sub": subtracted_at,
    "scatter-mul": multiplied_at,
    "scatter": put_at,
    "concatenate": joined,
    "stack": stacked,
    "pad": padded,
    "dynamic_slice": slice_at,
}
