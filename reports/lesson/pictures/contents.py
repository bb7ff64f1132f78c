"""What stands in the circles and boxes of a drawing: letters, numbers of the worked example, words, parameters."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import product

import sympy as sp

from derive.network.definitions import Network
from derive.network.tensors import Role, Tensor
from derive.writing.text import letter_text

from ..number_format import decimals, readable
from .columns import Part, Plan
from .lettering import (
    LETTER,
    NUMBER,
    SMALL,
    Line,
    Piece,
    entry_letter,
    letter_of,
    number_within,
    plain,
    slope_of,
    within,
    words,
    wrapped,
)
from .shapes import Mark
from .stages import unit_axes

MOST_UNITS, FIRST_UNITS = 8, 5
MOST_ROWS, MOST_COLUMNS, MOST_RANGED = 6, 4, 64
CELL, CHORD, CAPTION, BOX_WORDS = 60.0, 54.0, 104.0, 150.0

Entry = tuple[int, ...]


class State(Enum):
    """What the drawing shows: names, the forward pass in numbers, or the gradients in numbers."""

    LETTERS = "letters"
    FORWARD = "forward"
    BACKWARD = "backward"


def no_number(tensor: Tensor, entry: Entry) -> float | None:
    """Where there is no worked example."""
    return None


@dataclass(frozen=True, slots=True)
class Subject:
    """What is drawn: a plan, the sizes of its axes, a state, and the number of each entry where there is one."""

    plan: Plan
    sizes: Mapping[str, int]
    state: State = State.LETTERS
    number: Callable[[Tensor, Entry], float | None] = no_number

    @property
    def network(self) -> Network:
        """The network of the plan."""
        return self.plan.network

    def shape(self, tensor: Tensor) -> tuple[int, ...]:
        """How many values one sample has along each of the tensor's other axes."""
        return tuple(self._size(axis.size) for axis in unit_axes(tensor, self.plan.rows))

    def _size(self, size: sp.Expr) -> int:
        numbers = {symbol: sp.Integer(self.sizes[str(symbol)]) for symbol in size.free_symbols}
        return int(size.xreplace(numbers))

    def entry(self, tensor: Tensor, *places: int) -> Entry:
        """The entry at these places, of the first sample where the tensor has samples."""
        rest = iter(places)
        return tuple(1 if axis == self.plan.rows else next(rest) for axis in tensor.axes)

    def mark(self, tensor: Tensor, *places: int, into: str = "") -> Mark:
        """What a shape for the tensor, or for its entry at these places, stands for."""
        names = [each.name for each in self.network.tensors]
        definitions = [definition.tensor.name for definition in self.network.definitions]
        step = 1 + definitions.index(tensor.name) if tensor.name in definitions else 0
        entry = ",".join(map(str, self.entry(tensor, *places))) if places or not self.shape(tensor) else ""
        return Mark(tensor.name, names.index(tensor.name), entry, step, into)

    def shown(self, tensor: Tensor) -> tuple[int | None, ...]:
        """The units that are drawn, counted from 1; None for the dots in place of the others."""
        (count,) = self.shape(tensor) or (1,)
        if count <= MOST_UNITS:
            return tuple(range(1, count + 1))
        return (*range(1, FIRST_UNITS + 1), None, count)

    def letter(self, tensor: Tensor, *places: int, size: float = LETTER) -> Line:
        """The letter of an entry, or its gradient's where gradients are shown."""
        written = entry_letter(tensor, self.entry(tensor, *places), self.network, size)
        return within(slope_of(written, self.network), CHORD) if self.is_slope(tensor) else written

    def is_slope(self, tensor: Tensor) -> bool:
        """True where the number of a tensor is that of the gradient by it."""
        return self.state is State.BACKWARD and tensor.role not in (Role.INPUT, Role.LABEL)

    def value(self, tensor: Tensor, *places: int) -> float | None:
        """The number to show; None without one."""
        if self.state is State.LETTERS:
            return None
        found = self.number(tensor, self.entry(tensor, *places))
        return None if found is None or found != found else found

    def written(self, tensor: Tensor, *places: int, room: float = CHORD) -> Line:
        """The number to show, as short as the room wants it; nothing without one."""
        value = self.value(tensor, *places)
        return () if value is None else (Piece(number_within(value, room), NUMBER),)

    def title(self, tensor: Tensor, *places: int) -> str:
        """What a reader hears or sees when pointing at an entry: its name, what it is, its number."""
        name = plain(self.letter(tensor, *places)) if places or not self.shape(tensor) else self.name(tensor)
        value = self.value(tensor, *places) if places or not self.shape(tensor) else None
        said = name if tensor.meaning in ("", tensor.name) else f"{name}, {tensor.meaning}"
        return said if value is None else f"{name} = {readable(decimals(value))}"

    def name(self, tensor: Tensor) -> str:
        """The letter of a whole tensor as plain text."""
        return plain(letter_of(tensor, self.network))

    def heading(self, tensor: Tensor) -> Line:
        """The letter of a whole tensor with its shape, such as W 3 × 4."""
        letter = letter_of(tensor, self.network)
        letter = slope_of(letter, self.network) if self.is_slope(tensor) else letter
        return (*letter, *self.sizes_of(tensor))

    def sizes_of(self, tensor: Tensor) -> Line:
        """The shape after a letter."""
        shape = " × ".join(map(str, self.shape(tensor)[:: -1 if is_turned(tensor, self.network) else 1]))
        return (Piece(f"  {shape}", SMALL),) if shape else ()

    def caption(self, part: Part, *, own_words: bool) -> tuple[Line, ...]:
        """The lines below a column of units: what they are and, where no operation stands before them, by what."""
        tensor, stage = part.tensor, part.stage
        lines: tuple[Line, ...] = ()
        said = own_words and stage is not None and not _same(stage.words, tensor.meaning)
        if tensor.meaning not in ("", tensor.name):
            lines += wrapped(f"{tensor.meaning}:" if said else tensor.meaning, CAPTION)
        if said and stage is not None:
            lines += wrapped(stage.words, CAPTION)
        return lines

    def table(self, tensor: Tensor) -> tuple[tuple[Entry, ...], ...]:
        """The places of a box's small table, row by row, a vector as a column; nothing where there are too many."""
        shape = self.shape(tensor)
        rows, columns = (*shape, 1, 1)[:2]
        if len(shape) > 2 or rows > MOST_ROWS or columns > MOST_COLUMNS:
            return ()
        places = list(product(*(range(1, size + 1) for size in shape)))
        return tuple(tuple(places[row * columns : (row + 1) * columns]) for row in range(rows))

    def range_of(self, tensor: Tensor) -> Line:
        """From the smallest to the largest number, where there are too many to show each."""
        places = list(product(*(range(1, size + 1) for size in self.shape(tensor))))
        if self.state is State.LETTERS or len(places) > MOST_RANGED:
            return ()
        found = [value for at in places if (value := self.value(tensor, *at)) is not None]
        return words(f"{number_within(min(found), CELL)} … {number_within(max(found), CELL)}", SMALL) if found else ()

    def box_words(self, part: Part) -> tuple[Line, ...]:
        """The lines of a box: its letter and shape, what it is, how it is made."""
        tensor, stage = part.tensor, part.stage
        said = [] if tensor.meaning in ("", tensor.name) else [tensor.meaning]
        said += [stage.words] if stage is not None and not _same(stage.words, tensor.meaning) else []
        return (self.heading(tensor), *(line for text in said for line in wrapped(text, BOX_WORDS)))


def _same(one: str, other: str) -> bool:
    """True for the same words, whatever stands between them."""
    return re.findall(r"\w+", one) == re.findall(r"\w+", other)


def is_turned(tensor: Tensor, network: Network) -> bool:
    """True where the conventions of a report exchange the rows and columns of a tensor."""
    spelled = network.spelling.tensor(tensor.name) if network.spelling else None
    return spelled is not None and spelled.turned


def chip_letters(tensor: Tensor, network: Network) -> Line:
    """A parameter's letter as it stands in a box that uses it.

    >>> from derive.network.building import classifier
    >>> plain(chip_letters(classifier().parameters[0], classifier()))
    'W'
    """
    return letter_of(tensor, network) or words(letter_text(tensor.name))
