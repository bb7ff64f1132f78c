"""A network in the making: names, numbers and axes for what layers and losses add, one after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ..errors import UsageError
from .axes import Axis
from .definitions import Condition, Definition
from .layers import CLASSES, FEATURES, SAMPLES
from .tensors import Role, Tensor

HIDDEN_LETTERS = ("hg", "rs", "uv", "fo")
INPUT_AXES = {
    axis.size_name: axis
    for axis in (SAMPLES, FEATURES, Axis("positions", "ijm", "T"), Axis("inputs", "i", "I"), Axis("words", "v", "V"))
}
NO_TOTALS: Mapping[str, int] = {}


def hidden_axis(layer: int, layers: int, size: str = "H") -> Axis:
    """The axis of a hidden layer's units: H and h, or H_1, H_2 … where there are several.

    >>> hidden_axis(1, 1).letters, hidden_axis(5, 6).letters, hidden_axis(5, 6).size
    ('hg', ('h_5', 'g_5'), H_5)
    """
    known = layer <= len(HIDDEN_LETTERS)
    letters = HIDDEN_LETTERS[layer - 1] if known else (f"h_{layer}", f"g_{layer}")
    name = "hidden units" if layers == 1 else f"hidden units of layer {layer}"
    return Axis(name, letters, size if layers == 1 else f"{size}_{layer}")


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

    def hidden(self, units: int | None, size: str = "H") -> Axis:
        """A new axis of hidden units, with its width where that is known."""
        layers = self.totals.get(f"axis {size}", 1)
        self.wanted[f"axis {size}"] += 1
        axis = hidden_axis(self.wanted[f"axis {size}"], layers, size)
        return self.sized(axis, units)

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
