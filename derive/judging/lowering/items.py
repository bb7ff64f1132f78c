"""The tensors of a claim: what is given, and what definitions say, gathered as they are reached."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import sympy as sp

from ...network.axes import size_symbol
from ...network.definitions import Definition, Network
from ...network.indexed import element_named
from ...network.maximum import Maximum
from ...network.occurring import free_symbols_in
from ...network.tensors import Role, Tensor
from .arrays import Array, Stuck
from .axes import AxisClasses

MOST_ITEMS = 60
UNTOLD = "nothing says how many entries a vector of ones has"


@dataclass(frozen=True)
class Item:
    """A tensor: its name, its axes, and for a defined one its indices and value.

    The last of the axes are those of ``open`` letters: at every mention stands what such a letter means there.
    """

    name: str
    axes: tuple[int, ...]
    open: tuple[str, ...] = ()
    indices: tuple[sp.Symbol, ...] = ()
    value: sp.Expr | None = None
    shown: str = ""
    turned: bool = False

    def element(self, indices: tuple[sp.Expr, ...]) -> sp.Expr:
        """The element at indices of all its axes."""
        return element_named(self.name, indices)


@dataclass
class Items:
    """The items of one claim, in the order in which they can be defined."""

    classes: AxisClasses
    found: dict[Hashable, Item] = field(default_factory=dict)
    making: dict[Hashable, int] = field(default_factory=dict)  # what is being made, with the places of the lines
    taken: set[str] = field(default_factory=set)
    inverted: dict[str, sp.Expr] = field(default_factory=dict)  # what each inverse is of

    def name(self, letter: str, layer: int | None) -> str:
        """An identifier of its own for a letter."""
        plain = re.sub(r"[^A-Za-z0-9]+", "_", letter).strip("_") or "v"
        plain = plain if plain[0].isalpha() else f"v{plain}"
        name = f"{plain[:20]}_{layer}" if layer is not None else plain[:24]
        while name in self.taken or re.fullmatch(r"S\d+|[iI]|e|pi|E", name):
            name += "_"
        self.taken.add(name)
        return name

    def circle(self, key: Hashable) -> tuple[int, ...]:
        """The places of the lines from the one that is being made to the last, which needs it."""
        made = list(self.making)
        return tuple(self.making[other] for other in made[made.index(key) :])

    def add(self, key: Hashable, item: Item) -> Item:
        """Take up an item."""
        if len(self.found) >= MOST_ITEMS:
            raise Stuck("the formula reaches too many definitions")
        self.found[key] = item
        return item

    def given_in_layers(self) -> set[str]:
        """The given letters that stand with a layer."""
        keys = (key for key in self.found if isinstance(key, tuple) and key[:1] == ("given",))
        return {key[1] for key in keys if len(key) > 2 and key[2] is not None}

    def letters(self) -> dict[str, tuple[str, int | None]]:
        """What the author calls each tensor, and the number of its layer."""
        layers = {"given": 2, "defined": 3}  # the places in the keys
        found = {}
        for key, item in self.found.items():
            place = layers.get(str(key[0])) if isinstance(key, tuple) else None
            layer = key[place] if isinstance(key, tuple) and place is not None else None
            found[item.name] = (item.shown, layer if isinstance(layer, int) else None)
        return found

    def network(self) -> Network:
        """The network of everything that was reached."""
        given, definitions = [], []
        for item in self.found.values():
            role = Role.INPUT if item.value is None else Role.INTERMEDIATE
            tensor = Tensor(item.name, tuple(self.classes.axis(axis) for axis in item.axes), role, item.shown[:60])
            if item.value is None:
                given.append(tensor)
            else:
                value = item.value.xreplace(changed_sizes(self.classes, item.value))
                definitions.append(Definition(tensor, item.indices, value, f"definition of {item.shown[:40]}"))
        return Network(tuple(given), tuple(definitions))


def as_item(name: str, array: Array, shown: str, running: Mapping[str, tuple[sp.Symbol, int]]) -> Item:
    """The item of a defined array: letters that run around it and are free in its entry are open."""
    free = free_symbols_in(array.entry) - set(array.indices)
    opened = {letter: found for letter, found in sorted(running.items()) if found[0] in free}
    return Item(
        name, (*array.axes, *(axis for _, axis in opened.values())), tuple(opened),
        (*array.indices, *(symbol for symbol, _ in opened.values())), array.entry, shown, array.turned,
    )  # fmt: skip


def likeness(item: Item, classes: AxisClasses) -> Hashable:
    """What two items share that are the same formula but for the letters of their indices: β^T x_i, written twice.

    >>> i, j, n = sp.symbols("i j n", integer=True, positive=True)
    >>> w, classes = sp.IndexedBase("w"), AxisClasses()
    >>> one, other = (Item("inner", (), value=sp.Sum(w[k] ** 2, (k, 1, n))) for k in (i, j))
    >>> likeness(one, classes) == likeness(other, classes)
    True
    """
    assert item.value is not None
    bound = (
        limit[0] for total in sp.preorder_traversal(item.value) if isinstance(total, sp.Sum) for limit in total.limits
    )
    letters = dict.fromkeys((*item.indices[: len(item.indices) - len(item.open)], *bound))
    places = {letter: sp.Symbol(f"place {n}", integer=True, positive=True) for n, letter in enumerate(letters)}
    return item.value.xreplace(places), tuple(map(classes.root, item.axes)), item.open, item.turned


def with_lone_sizes(items: Items, letters: Iterable[str], sides: Sequence[sp.Expr]) -> tuple[list[sp.Expr], list[str]]:
    """The sides with any number for each letter that is the size of none of the axes: N of 1/N Σ_i; and these letters.

    >>> items = Items(AxisClasses())
    >>> with_lone_sizes(items, "N", [sp.Symbol("N", integer=True, positive=True) + 1])
    ([N + 1], ['N'])
    """
    sizes = {
        size
        for item in items.found.values()
        for axis in item.axes
        for size in free_symbols_in(items.classes.size(axis))
    }
    values = [*sides, *(item.value for item in items.found.values() if item.value is not None)]
    ends = _ends_in(values)
    used = {s for value in values for s in free_symbols_in(value)}
    alone = [name for name in sorted(letters) if (size := size_symbol(name)) in used and size not in sizes | ends]
    changed = {}
    for name in alone:
        item = items.add(("size", name), Item(items.name(f"{name}_", None), (), shown=name))
        changed[size_symbol(name)] = item.element(())
    items.found = {
        key: item if item.value is None else replace(item, value=item.value.xreplace(changed))
        for key, item in items.found.items()
    }
    return [side.xreplace(changed) for side in sides], alone


def _ends_in(values: Sequence[sp.Expr]) -> set[sp.Symbol]:
    """The letters in the ends of sums."""
    totals = {total for value in values for total in value.atoms(sp.Sum, sp.Product, Maximum)}
    return {s for total in totals for end in total.args[1:] for bound in end[1:] for s in free_symbols_in(bound)}


def changed_sizes(classes: AxisClasses, value: sp.Expr) -> dict[sp.Symbol, sp.Expr]:
    """The sizes in a formula that axes turned out to have since it was made: that of a unit matrix its neighbours tell.

    >>> classes = AxisClasses()
    >>> first, second = classes.fresh(), classes.fresh()
    >>> made = classes.size(second) + 1
    >>> classes.unify(first, second)
    >>> changed_sizes(classes, made)
    {S1: S0}
    """
    standing = {symbol.name for symbol in free_symbols_in(value)}
    axes = [int(name[1:]) for name in standing if name[0] == "S" and name[1:].isdigit()]
    sizes = {size_symbol(f"S{axis}"): classes.size(axis) for axis in axes if axis < len(classes.parents)}
    return {old: new for old, new in sizes.items() if old != new}


def with_axes_of_sizes(items: Items, sides: Sequence[sp.Expr], letters: Iterable[str] = ()) -> list[str]:
    """What is not told of axes that sizes in the sides speak of and that no tensor has; such an axis is taken up.

    That of i and j in δ_ij alone may have any size, and so has n of these letters in Σ_{i=1}^n i.

    >>> items = Items(AxisClasses())
    >>> size = items.classes.size(items.classes.fresh())
    >>> with_axes_of_sizes(items, [2 * size]), [item.axes for item in items.found.values()]
    (['nothing says how many entries a vector of ones has'], [(0,)])
    """
    classes = items.classes
    told = {str(classes.size(axis)) for item in items.found.values() for axis in item.axes}
    for name in sorted({symbol.name for symbol in _ends_in(sides)} & set(letters) - told):
        classes.letter(classes.fresh(), name)
    axes = {str(classes.size(axis)): axis for axis in range(len(classes.parents))}
    found = []
    for side in sides:
        side = side.xreplace(changed_sizes(classes, side))
        plain = side.replace(sp.KroneckerDelta, lambda i, j, *_: sp.KroneckerDelta(i, j))
        for name in sorted({symbol.name for symbol in free_symbols_in(side)} & axes.keys() - told):
            items.add(("axis", name), Item(items.name("along", None), (axes[name],)))
            told.add(name)
            valued = any(symbol.name == name for symbol in free_symbols_in(plain))
            found += [UNTOLD] if valued and classes.root(axes[name]) not in classes.letters else []
    return found
