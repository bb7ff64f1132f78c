"""The tensors of a claim: what is given, and what definitions say, gathered as they are reached."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import dataclass, field

import sympy as sp

from ...network.definitions import Definition, Network
from ...network.tensors import Role, Tensor
from .arrays import Array, Stuck
from .axes import AxisClasses

MOST_ITEMS = 60


@dataclass(frozen=True)
class Item:
    """A tensor: its name, its axes, and for a defined one its indices and value.

    The last of the axes are those of ``open`` letters, which stand at every mention.
    """

    name: str
    axes: tuple[int, ...]
    open: tuple[sp.Symbol, ...] = ()
    indices: tuple[sp.Symbol, ...] = ()
    value: sp.Expr | None = None
    shown: str = ""
    turned: bool = False

    def element(self, indices: tuple[sp.Expr, ...]) -> sp.Expr:
        """The element at indices of its own axes."""
        every = (*indices, *self.open)
        return sp.IndexedBase(self.name, real=True)[every] if every else sp.Symbol(self.name, real=True)


@dataclass
class Items:
    """The items of one claim, in the order in which they can be defined."""

    classes: AxisClasses
    found: dict[Hashable, Item] = field(default_factory=dict)
    making: set[Hashable] = field(default_factory=set)
    taken: set[str] = field(default_factory=set)

    def name(self, letter: str, layer: int | None) -> str:
        """An identifier of its own for a letter."""
        plain = re.sub(r"[^A-Za-z0-9]+", "_", letter).strip("_") or "v"
        plain = plain if plain[0].isalpha() else f"v{plain}"
        name = f"{plain[:20]}_{layer}" if layer is not None else plain[:24]
        while name in self.taken or re.fullmatch(r"S\d+|[iI]|e|pi|E", name):
            name += "_"
        self.taken.add(name)
        return name

    def add(self, key: Hashable, item: Item) -> Item:
        """Take up an item."""
        if len(self.found) >= MOST_ITEMS:
            raise Stuck("the formula reaches too many definitions")
        self.found[key] = item
        return item

    def network(self) -> Network:
        """The network of everything that was reached."""
        given, definitions = [], []
        for item in self.found.values():
            role = Role.INPUT if item.value is None else Role.INTERMEDIATE
            tensor = Tensor(item.name, tuple(self.classes.axis(axis) for axis in item.axes), role, item.shown[:60])
            if item.value is None:
                given.append(tensor)
            else:
                definitions.append(Definition(tensor, item.indices, item.value, f"definition of {item.shown[:40]}"))
        return Network(tuple(given), tuple(definitions))


def as_item(
    name: str, array: Array, own: int, shown: str, bound: frozenset[sp.Symbol], axes: dict[sp.Symbol, int]
) -> Item:
    """The item of a defined array: letters that are free in its entry are open."""
    free = {s for s in array.entry.free_symbols if isinstance(s, sp.Symbol) and s.is_integer and s in axes}
    opened = tuple(sorted(free - set(array.indices) - bound, key=str))
    return Item(
        name, (*array.axes, *(axes[symbol] for symbol in opened)), opened, (*array.indices, *opened), array.entry,
        shown, array.turned,
    )  # fmt: skip
