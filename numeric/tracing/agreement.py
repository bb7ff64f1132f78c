"""What was translated is held against the function itself: every definition at three sizes, in 64 bits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import Any

import jax
import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derive.errors import BackproofError
from derive.network.axes import size_symbol
from derive.network.definitions import Definition, Network
from derive.network.tensors import Tensor

from ..model.sizes import whole
from .array_values import Values, values_of
from .jax_internals import number_of
from .jaxpr_values import values_at
from .roles import Argument
from .tracing_errors import in_words
from .translation import Agreement, Output, Translation

FACTORS = ((1, 0), (3, 1), (5, 3))  # how the sizes are spread, three times
ROUNDING = 2.0**-34  # of the largest magnitude: rounding is far below it, another formula far above
ATTEMPTS = ("normal", "small", "positive")
SANE = 1e200  # beyond, and below its inverse, a formula as it stands loses its digits: another point is taken
Arrays = dict[str, NDArray[Any]]


class TranslationFault(BackproofError):
    """A definition is not what the function computes: a fault of ours."""


def agreement_of(
    translation: Translation,
    outputs: Sequence[Output],
    number: int = 0,
    original: Callable[..., Any] | None = None,
) -> Agreement:
    """Compare every definition, and the results, with what the traced function of that number computes.

    Where that was read from a source, the results are compared with those of the ``original`` as well.

    Raises:
        TranslationFault: one of them differs; it names the definition and its line.
    """
    found: list[Mapping[str, int]] = []
    counted = 0
    for factor, offset in FACTORS if translation.sizes.names else FACTORS[:1]:
        sizes = sizes_for(translation, factor, offset)
        compared = _compared(translation, outputs, number, sizes, original)
        if compared is None:
            return Agreement((), 0, "its values are not finite, or too large, at random numbers")
        found.append(sizes)
        counted = compared
    return Agreement(tuple(found), counted)


def sizes_for(translation: Translation, factor: int, offset: int) -> dict[str, int]:
    """Different small numbers for the sizes, such that every dimension has at least one place."""
    names = translation.sizes.names
    spread = max(len(names), 1)
    for more in count(translation.sizes.least):
        found = {name: more + 1 + (factor * place + offset) % spread for place, name in enumerate(names)}
        if all(size >= 1 for dims in translation.shapes() for size in _numbers(dims, found)):
            return found
    raise AssertionError


def _numbers(dims: Sequence[Any], sizes: Mapping[str, int]) -> list[int]:
    return [number_of(dim, sizes) for dim in dims]


def _compared(
    translation: Translation,
    outputs: Sequence[Output],
    number: int,
    sizes: dict[str, int],
    original: Callable[..., Any] | None,
) -> int | None:
    """How many definitions were equal; None where the function's values are not finite."""
    for attempt in ATTEMPTS:
        arrays = random_arrays(translation, sizes, attempt)
        traced = translation.traced[number]
        given = [arrays[argument.name] for argument in translation.tree.flat]
        wanted = [path for path in translation.origins.values() if path[0] == number]
        with np.errstate(all="ignore"):
            results, inner = values_at(traced.jaxpr, traced.consts, given, sizes, wanted, number)
            if not all(np.isfinite(np.asarray(value)).all() for value in results):
                continue
            values = TensorValues(translation, arrays, sizes)
            if not values.are_sane():
                continue
            compared = values.run(outputs, results, inner)
            if original is not None and original is not traced.function:
                values.hold_all(outputs, _results_of(original, translation, given))
            return compared
    return None


def _results_of(function: Callable[..., Any], translation: Translation, given: Sequence[Any]) -> list[Any]:
    """What a user's function returns for arrays, flat.

    Raises:
        UsageError: it fails; the message has the user's line.
    """
    try:
        return jax.tree_util.tree_leaves(function(**translation.tree.filled(given)))
    except Exception as error:
        raise in_words(error, function) from error


def tensor_values(translation: Translation, arrays: Arrays, sizes: Mapping[str, int]) -> TensorValues:
    """The values of all definitions at these arrays."""
    found = TensorValues(translation, arrays, sizes)
    for definition in translation.network().definitions:
        found.values[definition.tensor.name] = found.value(definition.value, definition.indices, definition.tensor)
    return found


def random_arrays(translation: Translation, sizes: Mapping[str, int], kind: str, seed: int = 0) -> Arrays:
    """Random numbers for each argument: normal ones, or from 0.1 to 0.9; classes for labels, shares that sum to one."""
    shares = {str(b.label) for c in translation.network().conditions for b in c.left.atoms(sp.IndexedBase)}
    random = np.random.default_rng([seed, *sizes.values()])
    made: Arrays = {}
    for argument, dims in zip(translation.tree.flat, translation.shapes(), strict=True):
        shape = tuple(_numbers(dims, sizes))
        if argument.kind == "int":
            made[argument.name] = random.integers(0, _classes(translation, argument, sizes), shape, dtype=np.int32)
        elif argument.kind == "bool":
            made[argument.name] = random.random(shape) < 0.6
            made[argument.name][..., :1] = True  # of masked classes one is left
        else:
            spread = {"normal": 1.0, "small": 0.25}.get(kind)
            made[argument.name] = random.normal(0, spread, shape) if spread else random.uniform(0.1, 0.9, shape)
            if argument.name in shares:
                made[argument.name] = _shares(made[argument.name])
    return made


def _shares(numbers: NDArray[Any]) -> NDArray[Any]:
    """Sixteenths that sum to one exactly along the last axis."""
    whole: NDArray[Any] = np.floor(16 * np.abs(numbers) / np.sum(np.abs(numbers), axis=-1, keepdims=True)) / 16
    whole[..., 0] += 1 - whole.sum(axis=-1)
    return whole


def _classes(translation: Translation, argument: Argument, sizes: Mapping[str, int]) -> int:
    dim = translation.walk.labels.ranges.get(argument.name, 2)
    return _numbers([dim], sizes)[0]


class TensorValues:
    """The definitions at one choice of sizes and arrays, by NumPy."""

    def __init__(self, translation: Translation, arrays: Arrays, sizes: Mapping[str, int]) -> None:
        self.translation, self.sizes = translation, sizes
        self.symbols = {size_symbol(name): np.asarray(float(size)) for name, size in sizes.items()}
        self.values: Arrays = {}
        for name, tensor in translation.walk.bench.given.items():
            self.values[name] = self.laid_out(arrays[name], tensor)

    def laid_out(self, array: NDArray[Any], tensor: Tensor) -> NDArray[Any]:
        """An argument as the tensor has it: classes as their indicators, a split dimension as several axes."""
        shape = tuple(whole(axis.size, self.sizes) for axis in tensor.axes)
        if tensor.name in self.translation.walk.labels.ranges:
            return np.asarray(np.asarray(array)[..., None] == np.arange(shape[-1]), float)
        return np.asarray(array, float).reshape(shape)

    def are_finite(self, network: Network) -> bool:
        """True where every definition has a finite value everywhere."""
        for definition in network.definitions:
            found = self.value(definition.value, definition.indices, definition.tensor)
            self.values[definition.tensor.name] = found
            if not np.isfinite(found).all():
                return False
        return True

    def run(self, outputs: Sequence[Output], results: Sequence[Any], inner: Mapping[Any, Any]) -> int:
        """Compare everything that has a counterpart, once the definitions have values."""
        compared = 0
        for definition in self.translation.walk.bench.definitions:
            ours = self.values[definition.tensor.name]
            path = self.translation.origins.get(definition.tensor.name)
            if path in inner:
                self.hold(definition, ours, inner[path])
                compared += 1
        self.hold_all(outputs, results)
        return compared + len(outputs)

    def are_sane(self) -> bool:
        """True where no value of a definition is out of the range in which formulas keep their digits."""
        for definition in self.translation.walk.bench.definitions:
            found = self.value(definition.value, definition.indices, definition.tensor)
            self.values[definition.tensor.name] = found
            sizes = np.abs(found[found != 0])
            if not np.isfinite(found).all() or np.any(sizes > SANE) or np.any(sizes < 1 / SANE):
                return False
        return True

    def hold_all(self, outputs: Sequence[Output], results: Sequence[Any]) -> None:
        """Refuse a difference of a result.

        Raises:
            TranslationFault: there is one.
        """
        for output, result in zip(outputs, results, strict=True):
            self.hold(output.value, self.value(output.value, output.indices, None), result)

    def value(self, value: sp.Expr, indices: Sequence[sp.Symbol], tensor: Tensor | None) -> Values:
        """All elements of a formula; ``tensor`` has its axes."""
        axes = tensor.axes if tensor is not None else self.translation.axes_of(indices)
        shape = [whole(axis.size, self.sizes) for axis in axes]
        places = np.meshgrid(*(np.arange(1.0, n + 1) for n in shape), indexing="ij", sparse=True)
        known = {**self.symbols, **dict(zip(indices, places, strict=True))}
        return np.broadcast_to(values_of(value, known, self.element), shape)

    def element(self, name: str, places: tuple[Values, ...]) -> Values:
        """Elements of a tensor; a case that is not taken may ask for places that do not exist."""
        array = self.values[name]
        inside = (np.clip(p.astype(int) - 1, 0, n - 1) for p, n in zip(places, array.shape, strict=True))
        return np.asarray(array[tuple(inside)])

    def hold(self, what: Definition | sp.Expr, ours: Values, theirs: Any) -> None:
        """Refuse a difference.

        Raises:
            TranslationFault: there is one.
        """
        wanted = np.asarray(theirs, float).reshape(ours.shape)
        scale = np.max(np.abs(wanted), initial=1e-300)
        if np.all(np.isfinite(wanted)) and not np.max(np.abs(ours - wanted), initial=0.0) <= ROUNDING * scale:
            name = what.tensor.name if isinstance(what, Definition) else "the result"
            source = self.translation.sources.get(name)
            where = f"{source.file}, line {source.line}: " if source else ""
            raise TranslationFault(
                f"{where}the translation of {name} is not what the function computes",
                hint="this is a fault of Backproof: nothing is derived from it; please report the function",
            )
