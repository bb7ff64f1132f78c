"""Arrays at which a written gradient is wrong: small, of small numbers, with what the functions return there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derive.errors import BackproofError, UnsupportedFormula
from derive.network.tensors import Role

from ..tracing.roles import Argument
from .agreement import relative
from .evaluation import (
    Point,
    Sizes,
    classes_of,
    definition_values,
    given_values,
    shapes_at,
    value_at,
)
from .pairs import Translated, Written
from .running import arguments, jax_gradients, names_of, run_pair

NUMBERS: tuple[tuple[float, ...], ...] = ((0, 1), (0, 1, 2), (1, 2, 3), (-2, -1, 1, 2), (0.5, 1, 2), (-1, 0, 1, 3))
VISIBLE, BARELY = 1e-6, 1e-13
LARGEST_SIZES, MOST_SHRINKS, TRIES = 60, 240, 2
SMALL_STEP = 1e-5
LARGE = 0.05  # a value at which a difference of the last digits is none of rounding


@dataclass(frozen=True, slots=True)
class Found:
    """A point, as lines of Python, and what the functions return there; ``agree`` where the functions do not differ."""

    point: Point
    lines: str
    agree: bool = False


class Search:
    """The search for the arrays of one written gradient: both formulas are evaluated, nothing is compiled."""

    def __init__(
        self, translated: Translated, written: Written, right: sp.Expr, indices: tuple[sp.Symbol, ...]
    ) -> None:
        self.translated, self.written, self.right, self.indices = translated, written, right, indices
        self.network, self.translation = translated.network, translated.translation
        self.shaped = translated.network.tensor(written.argument.name)

    def both(self, point: Point) -> tuple[NDArray[Any], NDArray[Any]]:
        """What is written and what is due there."""
        assert self.written.tensor is not None
        given = given_values(self.translation, self.network, point)
        known = definition_values(self.network, given, point.sizes)
        due = value_at(self.right, self.shaped, self.indices, known, point.sizes)
        return known[self.written.tensor.name], due

    def differ(self, point: Point, least: float) -> bool:
        """True where the two differ, and do so still beside it: between two cases a slope is a matter of taste."""
        for moved in (point, self._beside(point)):
            try:
                written, due = self.both(moved)
            except (UnsupportedFormula, FloatingPointError, OverflowError):
                return False
            far = relative(written, due)
            if not far > least or (least < VISIBLE and np.max(np.abs(due), initial=0.0) < LARGE):
                return False
        return True

    def _beside(self, point: Point) -> Point:
        generator = np.random.default_rng(1)
        arrays = {
            a.name: point.arrays[a.name] + SMALL_STEP * generator.standard_normal(np.shape(point.arrays[a.name]))
            if a.kind == "float" and self.translation.roles[a.name] is not Role.LABEL
            else point.arrays[a.name]
            for a in self.translation.arguments
        }
        return Point(point.sizes, arrays)

    def found(self, *, visible: bool) -> Point | None:
        """The smallest point that is found: of small sizes, with as many zeros and ones as possible."""
        for least in (VISIBLE,) if visible else (BARELY,):
            for point in self._points():
                if self.differ(point, least):
                    return self._smaller(point, least)
        return None

    def _points(self) -> Iterator[Point]:
        for sizes in self._sizes():
            for number, values in enumerate(NUMBERS):
                for attempt in range(TRIES):
                    yield self._filled(sizes, values, 10 * number + attempt)

    def _sizes(self) -> Iterator[Sizes]:
        names = self.translation.sizes.names
        least = self.translation.sizes.least
        every = sorted(product(range(least, least + 3), repeat=len(names)), key=lambda numbers: (sum(numbers), numbers))
        for numbers in every[:LARGEST_SIZES] if len(names) < 9 else [(least + 1,) * len(names)]:
            yield dict(zip(names, numbers, strict=True))

    def _filled(self, sizes: Sizes, values: Sequence[float], seed: int) -> Point:
        generator = np.random.default_rng(seed)
        shapes = shapes_at(self.translation, sizes)
        return Point(sizes, {a.name: self._array(a, shapes[a.name], sizes, values, generator)
                             for a in self.translation.arguments})  # fmt: skip

    def _array(
        self, argument: Argument, shape: tuple[int, ...], sizes: Sizes, values: Sequence[float], generator: Any
    ) -> NDArray[Any]:
        made: NDArray[Any]
        if argument.kind == "int":
            made = generator.integers(0, classes_of(self.translation, argument, sizes), shape)
        elif argument.kind == "bool":
            made = generator.random(shape) < 0.5
        elif self.translation.roles[argument.name] is Role.LABEL and shape:
            made = np.eye(shape[-1])[generator.integers(0, shape[-1], shape[:-1])]
        else:
            made = generator.choice(np.asarray(values, float), shape)
        return made

    def _smaller(self, point: Point, least: float) -> Point:
        """With 0, else 1, in the place of as many numbers as possible."""
        left = MOST_SHRINKS
        for argument in self.translation.arguments:
            if argument.kind != "float" or self.translation.roles[argument.name] is Role.LABEL:
                continue
            for place, value in product(list(np.ndindex(point.arrays[argument.name].shape)), (0.0, 1.0)):
                now = point.arrays[argument.name][place]
                if left <= 0 or now in (0.0, value):
                    continue
                left -= 1
                array = np.array(point.arrays[argument.name])
                array[place] = value
                other = Point(point.sizes, {**point.arrays, argument.name: array})
                if self.differ(other, least):
                    point = other
        return point

    def checked(self, point: Point) -> Found:
        """What the user's own functions return there, beside ``jax.grad`` of the loss."""
        name = self.written.argument.name
        place = self.translated.written.index(self.written)
        _, arrays = run_pair(self.translated.pair, self.translation, point.arrays)
        skipped = len(arrays) - len(self.translated.written)
        code = arrays[max(skipped, 0) + place]
        due = jax_gradients(self.translated.pair, self.translation, point.arrays, [self.written.argument])[name]
        lines = f"{self._lines(point)}\n# returned: {python_list(code)}\n# due:      {python_list(due)}"
        return Found(point, lines, agree=code.size == due.size and relative(code.reshape(due.shape), due) < BARELY / 10)

    def _lines(self, point: Point) -> str:
        given = arguments(self.translation, point.arrays)
        return "\n".join(f"{name} = {_literal(given[name])}" for name in names_of(self.translation))


def witness_of(
    translated: Translated, written: Written, right: sp.Expr, indices: tuple[sp.Symbol, ...], *, visible: bool
) -> Found | None:
    """The arrays at which the written gradient differs from the right formula; None where none was found.

    ``visible`` says that the two differ by more than rounding.
    """
    search = Search(translated, written, right, indices)
    point = search.found(visible=visible)
    if point is None:
        return None
    try:
        return search.checked(point)
    except BackproofError:
        return None


def _literal(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key!r}: {_literal(part)}" for key, part in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        inner = ", ".join(map(_literal, value))
        return f"[{inner}]" if isinstance(value, list) else f"({inner},)"
    return f"np.array({python_list(np.asarray(value))})" if np.ndim(value) else repr(np.asarray(value).item())


def python_list(array: NDArray[Any]) -> str:
    """The numbers as a list of Python.

    >>> python_list(np.array([1.0, -0.0]))
    '[1.0, 0.0]'
    """
    return str((array + 0.0 if array.dtype.kind == "f" else array).tolist())  # without −0
