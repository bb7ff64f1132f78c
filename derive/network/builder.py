"""A network in the making: names, numbers and axes for what layers and losses add, one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from ..errors import UsageError
from .axes import Axis
from .definitions import Condition, Definition
from .layers import CLASSES, FEATURES, SAMPLES
from .tensors import Role, Tensor

INPUT_AXES = {
    axis.size_name: axis
    for axis in (SAMPLES, FEATURES, Axis("positions", "ijm", "T"), Axis("inputs", "i", "I"), Axis("words", "v", "V"))
}
NO_TOTALS: Mapping[str, int] = {}


@dataclass(frozen=True, slots=True)
class Inner:
    """Axes that layers bring along: their name, the letter of their sizes, and letters of the first, the second …"""

    name: str
    size: str
    letters: tuple[str, ...]

    def axis(self, number: int, total: int, taken: Collection[str] = ()) -> Axis:
        """The axis of that number; the size of the only one has no number. No letter of it is taken.

        >>> HIDDEN.axis(1, 1).letters, HIDDEN.axis(2, 2, {"r"}).letters, HIDDEN.axis(5, 6).letters
        ('hg', 'uv', ('h_5', 'g_5'))
        """
        free = (letters for letters in self.letters[number - 1 :] if not any(letter in taken for letter in letters))
        letters = next(free, tuple(f"{letter}_{number}" for letter in self.letters[0]))
        name, size = (
            (self.name, self.size) if total == 1 else (f"{self.name} of layer {number}", f"{self.size}_{number}")
        )
        return Axis(name, letters, size)


HIDDEN = Inner("hidden units", "H", ("hg", "rs", "uv", "fo"))
HEADS = Inner("heads", "R", ("r", "s", "u", "f"))
TAPS = Inner("taps", "S", ("sr",))


class Builder:
    """What has been made so far; ``here`` is the tensor that the next layer takes.

    ``totals`` says how often each letter is wanted in the whole network: a letter that is wanted once has no number.
    ``letter`` is that of the network's outputs.
    """

    def __init__(
        self, source: Tensor, totals: Mapping[str, int] = NO_TOTALS, *, bias: bool, outputs: str, letter: str
    ) -> None:
        self.totals, self.wanted = totals, Counter[str]()
        self.bias, self.outputs, self.letter = bias, outputs, letter
        self.here = source
        self.given: list[Tensor] = [source]
        self.definitions: list[Definition] = []
        self.conditions: list[Condition] = []
        self.weights: list[Tensor] = []
        self.sizes: dict[str, int] = {}
        self.inner_axes: list[Axis] = []
        self.inside = 0

    def number(self, letter: str) -> int | None:
        """Count one more use of the letter; its number, or None where it is the only one."""
        self.wanted[letter] += 1
        return self.wanted[letter] if self.totals.get(letter, 1) > 1 else None

    def stage(self, letter: str, axes: tuple[Axis, ...], meaning: str, role: Role = Role.INTERMEDIATE) -> Tensor:
        """A tensor that a definition will define, under that letter."""
        number = self.number(letter)
        return Tensor(f"{letter}{number or ''}", axes, role, meaning, letter, number)

    def parameter(self, letter: str, axes: tuple[Axis, ...], meaning: str, *, counted: str = "") -> Tensor:
        """A tensor that learning changes; ``counted`` is the letter whose number it shares."""
        number = self.number(counted or letter)
        tensor = Tensor(f"{letter}{number or ''}", axes, Role.PARAMETER, meaning, letter, number)
        self.given.append(tensor)
        return tensor

    def data(self, letter: str, axes: tuple[Axis, ...], meaning: str, role: Role = Role.INPUT) -> Tensor:
        """A given tensor that learning leaves alone: labels, a mask."""
        number = self.number(letter)
        tensor = Tensor(f"{letter}{number or ''}", axes, role, meaning, letter, number)
        self.given.append(tensor)
        return tensor

    def add(self, *definitions: Definition) -> Tensor:
        """Append definitions; the last one's tensor is where the network has come to."""
        self.definitions += definitions
        self.here = definitions[-1].tensor
        return self.here

    def hidden(self, units: int | None) -> Axis:
        """A new axis of hidden units, with its width where that is known."""
        return self.inner(HIDDEN, units)

    def inner(self, kind: Inner, units: int | None) -> Axis:
        """A new axis of that kind, with letters that no axis has yet, and its size where that is known."""
        counted = f"axis {kind.size}"
        self.wanted[counted] += 1
        axis = kind.axis(self.wanted[counted], self.totals.get(counted, 1), self._letters())
        self.inner_axes.append(axis)
        return self.sized(axis, units)

    def _letters(self) -> set[str]:
        """The letters of all axes that there are."""
        tensors = (*self.given, *(definition.tensor for definition in self.definitions))
        axes = {axis for tensor in tensors for axis in tensor.axes}.union(self.inner_axes)
        return {letter for axis in axes for letter in axis.letters}

    def sized(self, axis: Axis, units: int | None) -> Axis:
        """The axis, whose size has that number where numbers are computed."""
        if units is not None:
            self.sizes[str(axis.size_name)] = units
        return axis

    @property
    def rows(self) -> tuple[Axis, ...]:
        """The axes that a layer carries along: all but the last.

        Raises:
            UsageError: there is no axis left to work on.
        """
        if not self.here.axes:
            raise UsageError(f"{self.here.name} is one number here", hint="no layer can follow it; leave the layer out")
        return self.here.axes[:-1]

    @property
    def features(self) -> Axis:
        """The last axis of what comes in."""
        return self.here.axes[-1]

    @property
    def samples(self) -> tuple[Axis, ...]:
        """The axis of the samples, where there is a batch."""
        return self.here.axes[:1] if self.here.axes[:1] == (SAMPLES,) else ()

    def next_is_output(self) -> bool:
        """Count one more dense layer; True for the last of the network, which makes its outputs."""
        self.wanted["dense"] += not self.inside
        return not self.inside and self.wanted["dense"] == self.totals.get("dense", 0)

    def output_axes(self) -> tuple[Axis, ...]:
        """The axes of the network's outputs: one for each class, or none for one output."""
        return (CLASSES,) if self.outputs == "many" else ()
