"""Formulas as an author writes them, each with its value on arrays: the truth that the checker is held against.

Nothing here is of the product: a part is its TeX in some style, and a number computed by NumPy, entry by entry.
Slopes are differences of the story run again with one entry moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace

import numpy as np

Indices = Mapping[str, int]
STEP = 1e-5


class Improper(Exception):
    """A formula that means nothing: shapes do not fit, an index has no range."""


@dataclass(frozen=True)
class Part:
    """A part of a formula."""

    def value(self, world: World, at: Indices) -> np.ndarray:
        """Its value in a world, where indices have these places."""
        raise NotImplementedError


@dataclass(frozen=True)
class Number(Part):
    """A whole number or a fraction."""

    top: int
    bottom: int = 1

    def value(self, world: World, at: Indices) -> np.ndarray:
        return np.array(self.top / self.bottom)


@dataclass(frozen=True)
class Size(Part):
    """The number of values of an index."""

    axis: str

    def value(self, world: World, at: Indices) -> np.ndarray:
        return np.array(float(world.sizes[self.axis]))


@dataclass(frozen=True)
class Letter(Part):
    """A letter with its indices, or whole: an array."""

    name: str
    indices: tuple[str, ...] = ()

    def value(self, world: World, at: Indices) -> np.ndarray:
        array = world.array(self.name)
        if self.indices and len(self.indices) != array.ndim:
            raise Improper(self.name)
        try:
            return array[tuple(at[index] for index in self.indices)]
        except (KeyError, IndexError):
            raise Improper(f"{self.name} at {self.indices}") from None


@dataclass(frozen=True)
class Plus(Part):
    """Terms with their signs, of one shape; a number may stand beside them, as in 1 − a."""

    terms: tuple[tuple[int, Part], ...]

    def value(self, world: World, at: Indices) -> np.ndarray:
        values = [sign * part.value(world, at) for sign, part in self.terms]
        if len({np.shape(value) for value in values} - {()}) > 1:
            raise Improper("a sum of different shapes")
        return sum(values[1:], values[0])


@dataclass(frozen=True)
class Times(Part):
    """Factors side by side: numbers, at most one of them an array; or arrays that fit as matrices."""

    factors: tuple[Part, ...]

    def value(self, world: World, at: Indices) -> np.ndarray:
        result = np.array(1.0)
        for factor in self.factors:
            result = multiplied(result, factor.value(world, at), _is_row(factor))
        return result


def _is_row(part: Part) -> bool:
    return isinstance(part, Turned)


def multiplied(first: np.ndarray, second: np.ndarray, turned: bool) -> np.ndarray:
    """The product of numbers and arrays; ``turned`` says that the second is a row."""
    if not first.ndim or not second.ndim:
        return first * second
    if first.ndim == 1 and second.ndim == 1 and turned:
        return np.outer(first, second)
    if first.ndim == 1 or (turned and second.ndim == 1):
        raise Improper("two vectors side by side")
    if first.shape[-1] != second.shape[0]:
        raise Improper("a product of shapes that do not fit")
    return first @ second


@dataclass(frozen=True)
class Inner(Part):
    """aᵀ b of two vectors."""

    first: Part
    second: Part

    def value(self, world: World, at: Indices) -> np.ndarray:
        one, other = self.first.value(world, at), self.second.value(world, at)
        if one.ndim != 1 or one.shape != other.shape:
            raise Improper("an inner product of what are no two vectors")
        return np.array(one @ other)


@dataclass(frozen=True)
class Each(Part):
    """a ⊙ b, entry by entry."""

    factors: tuple[Part, ...]

    def value(self, world: World, at: Indices) -> np.ndarray:
        values = [factor.value(world, at) for factor in self.factors]
        if len({np.shape(value) for value in values}) > 1:
            raise Improper("an entrywise product of different shapes")
        return np.prod(np.array(values), axis=0)


@dataclass(frozen=True)
class Turned(Part):
    """A transpose; of a vector a row."""

    part: Part

    def value(self, world: World, at: Indices) -> np.ndarray:
        return self.part.value(world, at).T


@dataclass(frozen=True)
class Over(Part):
    """A fraction."""

    top: Part
    bottom: Part

    def value(self, world: World, at: Indices) -> np.ndarray:
        bottom = self.bottom.value(world, at)
        if bottom.ndim:
            raise Improper("a fraction with an array below")
        return self.top.value(world, at) / bottom


@dataclass(frozen=True)
class Applied(Part):
    """A function of a number, entry by entry."""

    function: str
    inside: Part

    def value(self, world: World, at: Indices) -> np.ndarray:
        return FUNCTIONS[self.function](self.inside.value(world, at))


@dataclass(frozen=True)
class Raised(Part):
    """A whole power of a number, or of each entry."""

    base: Part
    power: int

    def value(self, world: World, at: Indices) -> np.ndarray:
        return self.base.value(world, at) ** self.power


@dataclass(frozen=True)
class Sum(Part):
    """Σ over an index of that axis."""

    index: str
    axis: str
    body: Part

    def value(self, world: World, at: Indices) -> np.ndarray:
        terms = [self.body.value(world, {**at, self.index: place}) for place in range(world.sizes[self.axis])]
        return sum(terms[1:], terms[0])


@dataclass(frozen=True)
class Delta(Part):
    """Kronecker's δ."""

    first: str
    second: str

    def value(self, world: World, at: Indices) -> np.ndarray:
        return np.array(float(at[self.first] == at[self.second]))


@dataclass(frozen=True)
class Softmax(Part):
    """softmax(z) of a vector, or of each row."""

    inside: Part

    def value(self, world: World, at: Indices) -> np.ndarray:
        powers = np.exp(self.inside.value(world, at))
        return powers / powers.sum(axis=-1, keepdims=True)


@dataclass(frozen=True)
class Slope(Part):
    """∂above/∂below: of an entry by an entry, or of a number by a whole array, in the shape of that array."""

    above: Letter
    below: Letter

    def value(self, world: World, at: Indices) -> np.ndarray:
        if self.below.indices and len(self.below.indices) != world.array(self.below.name).ndim:
            raise Improper("a slope by an entry of what has none")
        if self.below.indices:
            return world.slope(self.above, at, self.below.name, tuple(at[index] for index in self.below.indices))
        array = world.array(self.below.name)
        entries = [world.slope(self.above, at, self.below.name, place) for place in np.ndindex(array.shape)]
        shape = (*array.shape, *entries[0].shape)
        return np.moveaxis(np.array(entries).reshape(shape), range(array.ndim), range(-array.ndim, 0))


FUNCTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "exp": np.exp,
    "log": np.log,
    "sigmoid": lambda u: 1 / (1 + np.exp(-u)),
    "tanh": np.tanh,
    "sin": np.sin,
    "cos": np.cos,
    "positive": lambda u: (u > 0).astype(float),
    "relu": lambda u: np.maximum(u, 0.0),
}


@dataclass(frozen=True)
class Defined:
    """A definition: name with indices of these axes := part. Without indices the part is the whole array."""

    name: str
    indices: tuple[str, ...]
    axes: tuple[str, ...]
    part: Part


@dataclass
class World:
    """Sizes of axes, arrays of what is given, definitions in order; what is ``held`` has a value of its own."""

    sizes: dict[str, int]
    given: dict[str, np.ndarray]
    definitions: tuple[Defined, ...]
    axes: dict[str, tuple[str, ...]]
    held: dict[str, np.ndarray] = field(default_factory=dict)
    found: dict[str, np.ndarray] = field(default_factory=dict)

    def axes_of(self, name: str) -> tuple[str, ...]:
        """The axes of a letter, given or defined."""
        return self.axes.get(name, ())

    def array(self, name: str) -> np.ndarray:
        """The value of a letter."""
        if name in self.held:
            return self.held[name]
        if name in self.given:
            return self.given[name]
        if name not in self.found:
            definition = next((d for d in self.definitions if d.name == name), None)
            if definition is None:
                raise Improper(name)
            self.found[name] = self._made(definition)
        return self.found[name]

    def _made(self, definition: Defined) -> np.ndarray:
        if not definition.indices:
            return np.asarray(definition.part.value(self, {}))
        shape = tuple(self.sizes[axis] for axis in definition.axes)
        made = np.empty(shape)
        for place in np.ndindex(shape):
            made[place] = definition.part.value(self, dict(zip(definition.indices, place, strict=True)))
        return made

    def slope(self, above: Letter, at: Indices, below: str, place: tuple[int, ...]) -> np.ndarray:
        """The slope of an entry by an entry, by differences of fourth order."""
        total = np.array(0.0)
        for weight, step in ((8, STEP), (-8, -STEP), (-1, 2 * STEP), (1, -2 * STEP)):
            moved = np.array(self.array(below))
            moved[place] += step
            other = World(self.sizes, self.given, self.definitions, self.axes, {**self.held, below: moved})
            total = total + weight * above.value(other, at)
        return total / (12 * STEP)


def children(part: Part) -> Iterator[Part]:
    """The parts that a part is made of."""
    for each in fields(part):
        value = getattr(part, each.name)
        if isinstance(value, Part):
            yield value
        elif isinstance(value, tuple):
            for item in value:
                inner = item[1] if isinstance(item, tuple) else item
                if isinstance(inner, Part):
                    yield inner


def walk(part: Part) -> Iterator[Part]:
    """The part and everything in it."""
    yield part
    for child in children(part):
        yield from walk(child)


def with_child(part: Part, old: Part, new: Part) -> Part:
    """The part with one child, found by identity, changed for another, everywhere below too."""
    if part is old:
        return new
    changes: dict[str, object] = {}
    for each in fields(part):
        value = getattr(part, each.name)
        if isinstance(value, Part):
            changes[each.name] = with_child(value, old, new)
        elif isinstance(value, tuple) and value and not isinstance(value[0], str):
            changes[each.name] = tuple(
                (item[0], with_child(item[1], old, new)) if isinstance(item, tuple) else with_child(item, old, new)
                for item in value
            )
    return replace(part, **changes) if changes else part
