"""What a network's definitions must be, checked when it is made: no step ever meets a user's mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sympy as sp

from ..errors import UsageError, nearest
from .cases import Cases
from .maximum import Maximum

if TYPE_CHECKING:
    from .definitions import Definition, Network
    from .tensors import Tensor


class WrongDefinition(UsageError):
    """A definition that does not fit into its network; ``name`` is the tensor that it defines.

    >>> WrongDefinition("there is no tensor q", "", "z").name
    'z'
    """

    def __init__(self, message: str, hint: str, name: str) -> None:
        super().__init__(message, hint)
        self.name = name


Ranges = Mapping[sp.Symbol, tuple[sp.Expr, sp.Expr]]


def validate(network: Network) -> None:
    """Refuse a network whose definitions do not say what each entry is.

    Raises:
        UsageError: a name stands for two tensors; a definition has an index that nothing gives a value, uses a tensor
            that is unknown or defined later, gives it another number of indices or an index of another axis, or
            mentions an unknown size. The message names the definition.

    >>> from .building import classifier
    >>> validate(classifier())
    """
    known: dict[str, Tensor] = {}
    for tensor in network.given:
        if tensor.name in known:
            raise UsageError(f"{tensor.name} is given twice", hint="give each tensor one name of its own")
        known[tensor.name] = tensor
    sizes = {size for tensor in network.tensors for shape in tensor.shape for size in shape.free_symbols}
    _refuse_shared_letters(network, sizes)
    later = {definition.tensor.name for definition in network.definitions}
    for definition in network.definitions:
        name = definition.tensor.name
        if name in known:
            before = "given" if known[name] in network.given else "defined before"
            found = f"{name} is {before} and then defined as {_shown(definition)}"
            raise WrongDefinition(found, f"rename one {name}", name)
        _Check(definition, known, sizes, later, set(network.chosen)).run()
        known[name] = definition.tensor


def _refuse_shared_letters(network: Network, sizes: set[sp.Symbol]) -> None:
    for axis in network.axes:
        shared = next((size.name for size in sizes if size.name in axis.letters), "")
        if shared:
            found = f"the letter {shared} is a size and an index of the axis {axis.name!r:.60}"
            raise UsageError(found, hint="write sizes as capital letters, indices as small ones")


def _shown(definition: Definition) -> str:
    return f"{definition.tensor.name}[{', '.join(map(str, definition.indices))}]" if definition.indices else (
        definition.tensor.name
    )  # fmt: skip


@dataclass
class _Check:
    """The walk over one definition's value, with the ranges of the indices that are bound where it stands."""

    definition: Definition
    known: Mapping[str, Tensor]
    sizes: set[sp.Symbol]
    later: set[str]
    chosen: set[sp.Symbol]
    scalars: set[sp.Expr] = field(init=False)
    in_cases: int = 0

    def __post_init__(self) -> None:
        self.scalars = {tensor.at() for tensor in self.known.values() if not tensor.axes}

    def run(self) -> None:
        """Check the left side, then everything in the value."""
        tensor, indices = self.definition.tensor, self.definition.indices
        if len(indices) != len(tensor.axes):
            found, axes = (
                ", ".join(map(str, indices)) or "no index",
                ", ".join(a.name for a in tensor.axes) or "no axis",
            )
            raise self.error(f"its left side has {found}", f"{tensor.name} has one index for each of: {axes}")
        if len(set(indices)) != len(indices) or not all(isinstance(index, sp.Symbol) for index in indices):
            raise self.error("the indices on its left side are not different letters", "write such as z[n, k]")
        ranges = {index: (sp.S.One, axis.size) for index, axis in zip(indices, tensor.axes, strict=True)}
        self.walk(self.definition.value, ranges)

    def error(self, found: str, hint: str) -> UsageError:
        """The error that names the definition."""
        found = f"in the definition of {_shown(self.definition)} ({self.definition.stage}): {found}"
        return WrongDefinition(found, hint, self.definition.tensor.name)

    def walk(self, node: sp.Basic, ranges: Ranges) -> None:
        """Check a node and what is in it."""
        if isinstance(node, sp.Indexed):
            self.element(node, ranges)
        elif isinstance(node, sp.Symbol):
            self.symbol(node, ranges)
        else:
            limits = _limits(node)
            inner = {**ranges, **{index: (low, high) for index, low, high in limits}}
            for _, low, high in limits:
                self.walk(low, ranges)
                self.walk(high, ranges)
            self.in_cases += isinstance(node, Cases)
            for part in node.args[:1] if limits else node.args:
                self.walk(part, inner)
            self.in_cases -= isinstance(node, Cases)

    def symbol(self, symbol: sp.Symbol, ranges: Ranges) -> None:
        """A letter without indices: an index, a size, or a tensor without axes."""
        if symbol in ranges or symbol in self.sizes or symbol in self.scalars or symbol in self.chosen:
            return
        name = symbol.name
        if symbol.is_integer:
            indices = ", ".join(map(str, ranges)) or "none"
            hint = f"its indices here are {indices}; the sizes are {_names(map(str, self.sizes))}"
            raise self.error(f"{name} is neither an index of it nor a size", f"{hint}: sum over {name}, or rename it")
        if name in self.known:
            axes = len(self.known[name].axes)
            hint = f"it has {_indices(axes)}" if axes else "take the letter from tensor.at()"
            raise self.error(f"{name} stands without its indices" if axes else f"{name} is another symbol", hint)
        raise self.unknown(name)

    def element(self, node: sp.Indexed, ranges: Ranges) -> None:
        """A tensor's element: a tensor that is known here, with an index of each of its axes."""
        name = node.base.label.name
        tensor = self.known.get(name)
        if tensor is None:
            raise self.unknown(name)
        if len(node.indices) != len(tensor.axes):
            axes = ", ".join(axis.name for axis in tensor.axes) or "no axis"
            hint = f"{name} has {_indices(len(tensor.axes))}: {axes}"
            raise self.error(f"{name} stands with {_indices(len(node.indices))}", hint)
        if node.base.label.is_real is not True:
            raise self.error(
                f"{name} is a symbol that is not real",
                f"take the element from tensor.at(…), or IndexedBase({name!r}, real=True)",
            )
        for place, axis in zip(node.indices, tensor.axes, strict=True):
            for symbol in place.free_symbols:
                self.symbol(symbol, ranges)
            if self.in_cases:
                continue  # a case may stand only for the places that exist
            reason = _outside(place, axis.size, ranges)
            if reason:
                hint = f"{tensor.name} has the axes {', '.join(f'{a.name} (1 … {a.size})' for a in tensor.axes)}"
                raise self.error(f"in {node}, {reason}", hint)

    def unknown(self, name: str) -> UsageError:
        """The error of a name that stands for nothing here."""
        if name in self.later:
            own = name == self.definition.tensor.name
            found = f"it uses {name} itself" if own else f"it uses {name}, which is defined later"
            return self.error(
                found, f"define {name} by other tensors" if own else f"put the definition of {name} first"
            )
        near = nearest(name, [*self.known, *self.later])
        meant = f"did you mean {near[0]}? " if near else ""
        return self.error(f"there is no tensor {name}", f"{meant}up to here there are {_names(self.known)}")


def _limits(node: sp.Basic) -> list[Any]:
    if isinstance(node, (sp.Sum, sp.Product)):
        return list(node.limits)
    return [node.args[1]] if isinstance(node, Maximum) else []


def _outside(place: sp.Expr, size: sp.Expr, ranges: Ranges) -> str:
    """Why an index cannot run over an axis of that size; empty where it can, or where that cannot be told."""
    if ranges.get(place) == (sp.S.One, size):  # as nearly every index does, which needs no algebra
        return ""
    low, high = ends(place, ranges) or (place, place)
    beyond = sp.expand(high - size)
    if not place.is_Symbol and not place.is_Integer:
        if beyond.is_positive:
            return f"{place} goes up to {high}, the axis to {size}"
        return f"{place} begins at {low}, and indices count from 1" if low.is_nonpositive else ""
    if low.is_Integer and low < 1:
        return f"the index {place} is {low}, and indices count from 1" if low == place else f"{place} counts from {low}"
    if beyond.is_Integer and beyond > 0:
        return f"the index {place} goes to {high}, the axis to {size}"
    if place in ranges and high.is_Symbol and size.is_Symbol and high != size:
        return f"the index {place} runs to {high}, the axis to {size}"
    return ""


def ends(place: sp.Expr, ranges: Ranges) -> tuple[sp.Expr, sp.Expr] | None:
    """The least and the largest value of an index, or of a sum of indices, over their ranges; None for another place.

    >>> i, s, I, S = sp.symbols("i s I S", integer=True, positive=True)
    >>> ends(i + s - 1, {i: (sp.S.One, I - S + 1), s: (sp.S.One, S)})
    (1, I)
    """
    low, high = place, place
    for index in place.free_symbols & set(ranges):
        first, last = ranges[index]
        slope = place.coeff(index)
        if not slope.is_Integer or (place - slope * index).has(index):
            return None
        down, up = (first, last) if slope > 0 else (last, first)
        low, high = low.xreplace({index: down}), high.xreplace({index: up})
    return sp.expand(low), sp.expand(high)


def _indices(number: int) -> str:
    return "1 index" if number == 1 else f"{number or 'no'} indices"


def _names(names: Iterator[str] | Mapping[str, Any]) -> str:
    return ", ".join(sorted(names)) or "none"
