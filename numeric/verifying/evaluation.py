"""A network's formulas at numbers: random arrays of small sizes, and the value of every definition by NumPy."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derive.errors import UnsupportedFormula
from derive.network.axes import size_symbol
from derive.network.definitions import Network
from derive.network.tensors import Tensor

from ..tracing.array_values import values_of
from ..tracing.roles import Argument
from ..tracing.translation import Translation

Arrays = dict[str, NDArray[Any]]
Sizes = Mapping[str, int]
MOST_LABELS = 4  # a label that is computed with is a whole number below


@dataclass(frozen=True, slots=True)
class Point:
    """Arrays for the arguments of a translation, by the tensor's name, at sizes."""

    sizes: Sizes
    arrays: Arrays


def shapes_at(translation: Translation, sizes: Sizes) -> dict[str, tuple[int, ...]]:
    """The shape of each argument at sizes."""
    shapes = zip(translation.tree.flat, translation.shapes(), strict=True)
    return {a.name: tuple(d if isinstance(d, int) else int(d._evaluate(dict(sizes))) for d in s) for a, s in shapes}


def classes_of(translation: Translation, argument: Argument, sizes: Sizes) -> int:
    """How many classes a label has."""
    dim = translation.walk.labels.ranges.get(argument.name)
    if dim is None:
        return MOST_LABELS
    axes = translation.walk.bench.axes.of(dim)
    total = sp.Mul(*(axis.size for axis in axes))
    return int(total.xreplace({size_symbol(name): sp.Integer(number) for name, number in sizes.items()}))


def random_point(
    translation: Translation, sizes: Sizes, seed: int, soft: Collection[str] = (), *, positive: bool = False
) -> Point:
    """Arrays of random numbers; labels are classes, or rows that sum to one where their names are in ``soft``."""
    generator = np.random.default_rng(seed)
    shapes = shapes_at(translation, sizes)
    arrays: Arrays = {}
    for argument in translation.arguments:
        shape = shapes[argument.name]
        if argument.kind == "int":
            arrays[argument.name] = generator.integers(0, classes_of(translation, argument, sizes), shape)
        elif argument.kind == "bool":
            arrays[argument.name] = generator.random(shape) < 0.5
        else:
            drawn = generator.standard_normal(shape)
            arrays[argument.name] = np.abs(drawn) / (1 + np.abs(drawn)) if positive else drawn
        if argument.name in soft:
            shares = np.abs(arrays[argument.name]) + 0.1
            arrays[argument.name] = shares / shares.sum(axis=-1, keepdims=True)
    return Point(sizes, arrays)


def given_values(translation: Translation, network: Network, point: Point) -> Arrays:
    """The values of the network's given tensors: a label of classes is its indicator."""
    found = dict(point.arrays)
    for argument in translation.arguments:
        dim = translation.walk.labels.ranges.get(argument.name)
        if dim is not None and argument.name in found:
            classes = classes_of(translation, argument, point.sizes)
            found[argument.name] = np.eye(classes)[found[argument.name]]
    by_axes = {}
    for tensor in network.given:
        shape = tuple(_size(axis.size, point.sizes) for axis in tensor.axes)
        by_axes[tensor.name] = np.asarray(found[tensor.name], float).reshape(shape)
    return by_axes


def definition_values(network: Network, given: Arrays, sizes: Sizes) -> Arrays:
    """The values of all tensors of a network.

    Raises:
        UnsupportedFormula: a formula has none by NumPy.
    """
    known = dict(given)
    for definition in network.definitions:
        known[definition.tensor.name] = value_at(definition.value, definition.tensor, definition.indices, known, sizes)
    return known


def value_at(
    value: sp.Expr, tensor: Tensor, indices: tuple[sp.Symbol, ...], known: Arrays, sizes: Sizes
) -> NDArray[Any]:
    """The values of a formula at all places of the axes of a tensor."""
    shape = tuple(_size(axis.size, sizes) for axis in tensor.axes)
    grid = np.meshgrid(*(np.arange(1, n + 1) for n in shape), indexing="ij", sparse=True) if shape else []
    environment: dict[sp.Basic, NDArray[Any]] = dict(zip(indices, grid, strict=True))
    environment |= {size_symbol(name): np.asarray(float(number)) for name, number in sizes.items()}

    def element(name: str, places: tuple[NDArray[Any], ...]) -> NDArray[Any]:
        if name not in known:
            raise UnsupportedFormula(f"{name} has no values here")
        if not places:
            return known[name]
        inside = tuple(np.asarray(place).astype(int) - 1 for place in places)
        clipped = tuple(np.clip(i, 0, n - 1) for i, n in zip(inside, known[name].shape, strict=True))
        found: NDArray[Any] = known[name][clipped]
        return found

    with np.errstate(all="ignore"):
        found: NDArray[Any] = np.broadcast_to(values_of(value, environment, element), shape)
    return found


def _size(size: sp.Expr, sizes: Sizes) -> int:
    return int(size.xreplace({size_symbol(name): sp.Integer(number) for name, number in sizes.items()}))
