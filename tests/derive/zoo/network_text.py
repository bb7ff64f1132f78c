"""The zoo's networks as a person writes them down, and the numbers that follow from the text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product

from derive.network.definitions import Network
from derive.reading.networks import describe

from .author_text import AuthorText, sides, tokens
from .plain_numbers import Arrays, Loops, parsed, random_given

LETTERS = {"N": "nm", "D": "dec", "K": "kjl", "H": "hg"}
SMALL = {"N": 3, "D": 2, "K": 3, "H": 2, "T": 3, "V": 2, "S": 2, "A": 2}
KINDS = ("one-hot", "shares", "binary", "positive")


@dataclass(frozen=True, eq=False)
class Entry:
    """One network of the zoo.

    ``given`` has a line for each tensor: its axes, its role and perhaps what kind of numbers it holds.
    ``expected`` are formulas as an author writes them, ``axes`` and ``sizes`` add to the usual ones.
    """

    title: str
    given: Mapping[str, str]
    definitions: tuple[str, ...]
    expected: tuple[str, ...]
    axes: Mapping[str, str] = field(default_factory=dict)
    sizes: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def letters(self) -> dict[str, str]:
        """The index letters of each size."""
        return {**LETTERS, **self.axes}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """Small numbers for the sizes; a size such as I − S + 1 follows from the others."""
        known = {**SMALL, **self.sizes}
        for size in self.letters.keys() - known.keys():
            known[size] = round(Loops({}, known, {}).number(parsed(size), {}).value)
        return {size: known[size] for size in self.letters}

    @cached_property
    def ranges(self) -> dict[str, int]:
        """How far each index letter runs."""
        return {letter: self.numbers[size] for size, letters in self.letters.items() for letter in letters}

    @cached_property
    def axis_of(self) -> dict[str, str]:
        """The size over which an index letter runs."""
        return {letter: size for size, letters in self.letters.items() for letter in letters}

    def axes_of(self, name: str) -> list[str]:
        """The sizes of a given tensor's axes, from its line."""
        words = (word.strip("()") for word in re.findall(r"\([^)]*\)|\S+", self.given[name]))
        return [word for word in words if word in self.letters]

    @property
    def tensors(self) -> list[str]:
        """The names of the given tensors: the functions that are given have no entries."""
        return [name for name, line in self.given.items() if line != "function"]

    @property
    def parameters(self) -> list[str]:
        """The names of the parameters, without reading the network."""
        return [name for name, line in self.given.items() if "parameter" in line.split()]

    @property
    def is_scalar(self) -> bool:
        """Whether the last definition, which is the output, is one number; without reading the network."""
        return not defined(self.definitions[-1])[1]

    @cached_property
    def network(self) -> Network:
        """The network, read by the reader of descriptions; what only the numbers need to know is left out."""
        given = {name: re.sub(r" (binary|positive)\b", "", line) for name, line in self.given.items()}
        used = {size for name in given for size in self.axes_of(name)}
        used |= {self.axis_of[letter] for text in self.definitions for letter in defined(text)[1]}
        axes = {size: f"axis {size}: {' '.join(letters)}" for size, letters in self.letters.items() if size in used}
        return describe(given, self.definitions, axes=axes)

    def forward(
        self,
        seed: int,
        wrt: tuple[str, tuple[int, ...]] | None = None,
        moved: tuple[str, tuple[int, ...], float] | None = None,
    ) -> Arrays:
        """The number of every tensor's every entry, with its slope with respect to one entry.

        One given entry may be ``moved`` by so much.
        """
        shapes = {name: tuple(self.numbers[size] for size in self.axes_of(name)) for name in self.tensors}
        special = {name: kind for name, line in self.given.items() for kind in KINDS if kind in line.split()}
        arrays = random_given(shapes, special, seed)
        loops = Loops(arrays, self.numbers, self.ranges)
        if moved:
            name, place, by = moved
            arrays[name][place] = replace(arrays[name][place], value=arrays[name][place].value + by)
        self._seeded(arrays, wrt)
        for text in self.definitions:
            name, letters, right = defined(text)
            places = list(product(*(range(1, self.ranges[letter] + 1) for letter in letters)))
            arrays[name] = {p: loops.number(right, dict(zip(letters, p, strict=True))) for p in places}
            self._seeded(arrays, wrt if wrt and wrt[0] == name else None)
        return arrays

    def _seeded(self, arrays: Arrays, wrt: tuple[str, tuple[int, ...]] | None) -> None:
        if wrt and wrt[0] in arrays:
            name, place = wrt
            arrays[name][place] = replace(arrays[name][place], slope=1.0)

    def differences(self, text: str, seed: int = 0) -> Iterator[tuple[float, float]]:
        """The number that the formula's right side says, and the slope of the definitions, at every place."""
        (above, upper), (below, lower), right = sides(text)
        for place in product(*(range(1, self.ranges[letter] + 1) for letter in lower)):
            arrays = self.forward(seed, (below, place))
            for at in product(*(range(1, self.ranges[letter] + 1) for letter in upper)):
                numbers = {**dict(zip(upper, at, strict=True)), **dict(zip(lower, place, strict=True))}
                said = AuthorText(tokens(right), arrays, self.numbers, self.ranges, at=numbers)
                yield said.value(), arrays[above][at].slope


def defined(text: str) -> tuple[str, list[str], ast.expr]:
    """The name, the index letters and the right side of a definition.

    >>> name, letters, _ = defined("z[n,k] = x[n,k]")
    >>> name, letters
    ('z', ['n', 'k'])
    """
    left, right = text.split(" = ", 1)
    name, _, rest = left.partition("[")
    return name, [letter.strip() for letter in rest.rstrip("]").split(",") if letter.strip()], parsed(right)
