"""Axes that are one: found by union, with what is known of their sizes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import sympy as sp

from ...network.axes import Axis


@dataclass
class AxisClasses:
    """Classes of axes; each has a number, and may have a letter or a number as its size.

    >>> classes = AxisClasses()
    >>> first, second = classes.of("x"), classes.of("y")
    >>> classes.unify(first, second)
    >>> classes.root(first) == classes.root(second)
    True
    """

    parents: list[int] = field(default_factory=list)
    named: dict[Hashable, int] = field(default_factory=dict)
    letters: dict[int, str] = field(default_factory=dict)
    numbers: dict[int, int] = field(default_factory=dict)
    least: dict[int, int] = field(default_factory=dict)
    clashes: set[int] = field(default_factory=set)  # roots of which two sizes are told
    layered: dict[int, str] = field(default_factory=dict)  # the size as that of a layer, n_3, which may be a letter too

    def copy(self) -> AxisClasses:
        """The same classes, to be changed for one claim."""
        return AxisClasses(
            list(self.parents), dict(self.named), dict(self.letters), dict(self.numbers), dict(self.least),
            set(self.clashes), dict(self.layered),
        )  # fmt: skip

    @cached_property
    def counted(self) -> Counter[int]:
        """How many axes are in the class of each root, of classes that are no longer changed."""
        return Counter(map(self.root, range(len(self.parents))))

    def fresh(self) -> int:
        """An axis of which nothing is known."""
        self.parents.append(len(self.parents))
        return len(self.parents) - 1

    def of(self, key: Hashable) -> int:
        """The axis of that key."""
        if key not in self.named:
            self.named[key] = self.fresh()
        return self.named[key]

    def root(self, axis: int) -> int:
        """The first axis of its class."""
        while self.parents[axis] != axis:
            axis = self.parents[axis]
        return axis

    def unify(self, first: int, second: int) -> None:
        """Make two axes one."""
        one, other = sorted((self.root(first), self.root(second)))
        if one == other:
            return
        self.parents[other] = one
        if other in self.clashes:
            self.clashes.add(one)
        if other in self.letters:
            self.letter(one, self.letters[other])
        if other in self.numbers:
            self.number(one, self.numbers[other])
        if other in self.layered:
            self.of_layer(one, self.layered[other])
        self.least[one] = max(self.least.get(one, 0), self.least.get(other, 0))

    def letter(self, axis: int, letter: str) -> None:
        """The size of that axis is a letter."""
        root = self.root(axis)
        if self.letters.setdefault(root, letter) != letter:
            self.clashes.add(root)

    def of_layer(self, axis: int, letter: str) -> None:
        """The size of that axis is the number of units of a layer; of the last one it may be a letter besides.

        What the author calls a layer's size, N_3 or M_3, is one.

        >>> classes = AxisClasses()
        >>> axis = classes.fresh()
        >>> classes.of_layer(axis, "n_3")
        >>> classes.letter(axis, "K")
        >>> classes.size(axis), classes.strained([axis])
        (K, False)
        """
        root = self.root(axis)
        if self.layered.setdefault(root, letter).rpartition("_")[2] != letter.rpartition("_")[2]:
            self.clashes.add(root)

    def number(self, axis: int, number: int) -> None:
        """The size of that axis is a number."""
        root = self.root(axis)
        if self.numbers.setdefault(root, number) != number:
            self.clashes.add(root)

    def at_least(self, axis: int, number: int) -> None:
        """An entry of that number is named."""
        root = self.root(axis)
        self.least[root] = max(self.least.get(root, 0), number)

    def strained(self, axes: Iterable[int]) -> bool:
        """True where one of the axes has two sizes, or fewer entries than are named."""
        roots = {self.root(axis) for axis in axes}
        return bool(roots & self.clashes) or any(
            self.numbers.get(root, self.least.get(root, 0)) < self.least.get(root, 0) for root in roots
        )

    def axis(self, axis: int) -> Axis:
        """The axis for a network."""
        root = self.root(axis)
        letters = tuple(f"a{root}_{n}" for n in range(1, 4))
        if root in self.letters:
            return Axis(f"axis {root}", letters, self.letters[root])
        if root in self.numbers:
            return Axis(f"axis {root}", letters, self.numbers[root])
        if root in self.layered:
            return Axis(f"axis {root}", letters, self.layered[root])
        return Axis(f"axis {root}", letters, f"S{root}")

    def size(self, axis: int) -> sp.Expr:
        """The size of that axis, a number or a letter."""
        return self.axis(axis).size


def examples_axis(classes: AxisClasses, hidden: Mapping[str, tuple[str, str]], letter: str) -> int:
    """The axis of the examples that a sum over a data letter runs over.

    >>> examples_axis(AxisClasses(), {"x": ("x", "n")}, "x")
    0
    """
    axis = classes.of(("examples", letter))
    size = next(size for summed, size in hidden.values() if summed == letter)
    if size:
        classes.letter(axis, size)
    return axis
