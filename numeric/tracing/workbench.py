"""What a translation has made so far: axes, given tensors, definitions, conditions; and how a definition is made."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from typing import Any

import sympy as sp

from derive.algebra.deltas import collapse
from derive.errors import UnsupportedFormula
from derive.network.axes import Axis
from derive.network.cases import Cases
from derive.network.definitions import Condition, Definition, Network
from derive.network.tensors import Role, Tensor
from derive.writing.naming import presentable

from .arrays import Array, Path, is_truth
from .jax_internals import Dim
from .shares import softmax_parts
from .symbolic_shapes import Axes, Place
from .tensor_names import Names, letter_and_layer

Indices = tuple[sp.Symbol, ...]
FEW = 8


@dataclass(frozen=True, slots=True)
class Source:
    """The line of the user's source that a definition comes from."""

    file: str
    line: int
    text: str


@dataclass
class Workbench:
    """Everything that the rules of the primitives read and change.

    ``origins`` says which equation has the value of a definition, by the tensor's name; ``sources`` its line.
    ``before_define`` are asked in turn for another form of a value that is to be defined; one that answers None
    refuses the definition.
    """

    axes: Axes = field(default_factory=Axes)
    names: Names = field(default_factory=Names)
    given: dict[str, Tensor] = field(default_factory=dict)
    definitions: list[Definition] = field(default_factory=list)
    conditions: list[Condition] = field(default_factory=list)
    origins: dict[str, Path] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    here: Source | None = None
    known: dict[tuple[tuple[Axis, ...], sp.Expr, bool], Tensor] = field(default_factory=dict)
    before_define: list[Callable[[sp.Expr, Indices], sp.Expr | None]] = field(default_factory=list)
    after_define: list[Callable[[Definition], None]] = field(default_factory=list)

    def tensor(self, name: str, axes: Sequence[Axis], role: Role, meaning: str = "") -> Tensor:
        """A tensor of these axes, typeset by its name."""
        letter, layer = letter_and_layer(name)
        return Tensor(name, tuple(axes), role, meaning or name, letter, layer)

    def array_of(self, tensor: Tensor, shape: Sequence[Dim], path: Path | None = None) -> Array:
        """The array whose elements are those of the tensor."""

        def at(places: Sequence[Place]) -> sp.Expr:
            return tensor.at(*(index for place in places for index in place))

        return Array(tuple(shape), at, named=True, origin=path)

    def indices_of(self, array: Array, role: Role = Role.INTERMEDIATE) -> Indices:
        """An index for each axis of the array."""
        return Tensor("t", self.axes.of_shape(array.shape), role, "").indices

    def value_of(self, array: Array, indices: Indices | None = None) -> sp.Basic:
        """The formula of the array's element at these indices."""
        found = self.indices_of(array) if indices is None else indices
        return array.at(self.axes.places(array.shape, found))

    def summed(self, dims: Sequence[Dim], body: Callable[[tuple[Place, ...]], sp.Expr]) -> sp.Expr:
        """Σ over whole dimensions of what ``body`` makes of a place in each."""
        axes = self.axes.of_shape(dims)
        bound = [sp.Dummy(axis.letters[0], integer=True, positive=True) for axis in axes]
        found = body(self.axes.places(dims, bound))
        if self._few(axes) and found.has(Cases):
            places = product(*(range(1, int(axis.size) + 1) for axis in axes))
            return sp.Add(*(body(self.axes.places(dims, [sp.Integer(n) for n in place])) for place in places))
        return sum_over(found, list(zip(bound, axes, strict=True)))

    def _few(self, axes: Sequence[Axis]) -> bool:
        """True for so few places that a sum over cases of them is written out."""
        return all(axis.size.is_Integer for axis in axes) and math.prod(int(axis.size) for axis in axes) <= FEW

    def presentable(self, value: sp.Expr, indices: Indices) -> sp.Expr:
        """The value with bound indices as an author would choose them."""
        every = Network((Tensor("t", tuple(self.axes.by_size.values()), Role.INPUT, ""),), ())
        return presentable(collapse(value), every, indices)

    def define(self, array: Array, name: str, *, held: bool = False, role: Role = Role.INTERMEDIATE) -> Array:
        """Make a definition of the array and return the array of the defined tensor.

        The array comes back as it is where it has a name already, is a truth value or a number, holds an infinity,
        or where something that should cancel does not yet. Equal values get one name.
        """
        if array.named or array.masked:
            return array
        axes = self.axes.of_shape(array.shape)
        indices = Tensor("t", axes, role, "").indices
        value = self.definable(self.value_of(array, indices), indices)
        if value is None or (isinstance(value, sp.Indexed | sp.Symbol) and not held):
            return array
        tensor = self.known_or_defined(name, axes, self.presentable(value, indices), role, held=held)
        if array.origin is not None:
            self.origins.setdefault(tensor.name, array.origin)
        return replace(self.array_of(tensor, array.shape), origin=array.origin)

    def named_alike(self, array: Array) -> Array:
        """The array of the tensor that has the same value; the array itself without one."""
        axes = self.axes.of_shape(array.shape)
        indices = Tensor("t", axes, Role.INTERMEDIATE, "").indices
        value = self.value_of(array, indices)
        found = None if is_truth(value) else self.known.get((axes, self.presentable(value, indices), False))
        return array if found is None else replace(self.array_of(found, array.shape), origin=array.origin)

    def known_or_defined(
        self, name: str, axes: tuple[Axis, ...], value: sp.Expr, role: Role = Role.INTERMEDIATE, *, held: bool = False
    ) -> Tensor:
        """The tensor that has this value: one that is defined already, or a new one of that name."""
        key = (axes, value, held)
        if key not in self.known:
            self.known[key] = self._defined(name, axes, value, role, held=held)
        return self.known[key]

    def definable(self, value: sp.Basic, indices: Indices) -> sp.Expr | None:
        """The form of the value that may be defined; None where it may not be."""
        if is_truth(value) or value.has(sp.oo, -sp.oo, sp.zoo, sp.nan) or not self.mentions_tensors(value):
            return None
        found: sp.Expr | None = value
        for change in self.before_define:
            found = None if found is None else change(found, indices)
        return found

    def mentions_tensors(self, value: sp.Basic) -> bool:
        """True where an element of a tensor stands in the value."""
        return bool(value.atoms(sp.Indexed)) or any(symbol.is_integer is None for symbol in value.free_symbols)

    def _defined(self, name: str, axes: tuple[Axis, ...], value: sp.Expr, role: Role, *, held: bool) -> Tensor:
        meaning = words_for(name, value)
        tensor = self.tensor(self.names.unused(name), axes, role, meaning)
        return self.add(Definition(tensor, tensor.indices, value, meaning, held))

    def add(self, definition: Definition) -> Tensor:
        """The tensor of a definition that is added, with the user's line that it comes from."""
        for react in self.after_define:
            react(definition)
        self.definitions.append(definition)
        if self.here is not None:
            self.sources[definition.tensor.name] = self.here
        return definition.tensor

    def network(self, *more: Tensor) -> Network:
        """The network of what there is so far; ``more`` are further given tensors."""
        return Network((*self.given.values(), *more), tuple(self.definitions), tuple(self.conditions))

    def give(self, tensor: Tensor) -> Tensor:
        """Keep a given tensor."""
        self.given[tensor.name] = tensor
        return tensor


def sum_over(body: sp.Expr, bound: Sequence[tuple[sp.Symbol, Axis]]) -> sp.Expr:
    """Σ of the body; an index that does not stand in it counts how often it is added.

    >>> n, N = sp.Symbol("n", integer=True), sp.Symbol("N", integer=True, positive=True)
    >>> sum_over(sp.S.One, [(n, Axis("samples", "n", "N"))])
    N
    """
    if body == 0:
        return sp.S.Zero
    limits = []
    for index, axis in bound:
        if index in body.free_symbols:
            limits.append(axis.limits(index))
        else:
            body = body * axis.size
    return sp.Sum(body, *limits) if limits else body


def words_for(name: str, value: sp.Expr) -> str:
    """What a definition is, in words: the user's own name, where that is a word; else what its form says.

    >>> x = sp.Symbol("x", real=True)
    >>> words_for("hidden_out", x), words_for("h", sp.tanh(x)), words_for("z", x + 1)
    ('hidden out', 'activations', 'values')
    """
    spelled = name.replace("_", " ").strip()
    if len(name) > 2 and spelled.replace(" ", "").isalpha():
        return spelled
    if softmax_parts(value) is not None:
        return "probabilities"
    if isinstance(value, sp.Function):
        return "activations"
    return "sums" if isinstance(value, sp.Sum) else "values"


class NoRule(UnsupportedFormula):
    """A part of a function that no rule translates; ``source`` is the user's line."""

    def __init__(self, message: str, hint: str, source: Source | None = None, **_: Any) -> None:
        where = f"{source.file}, line {source.line}: " if source else ""
        written = f" (in: {source.text:.80})" if source and source.text else ""
        super().__init__(f"{where}{message}{written}", hint)


def ordered(given: Mapping[str, Tensor]) -> tuple[Tensor, ...]:
    """The given tensors, labels last."""
    labels = tuple(tensor for tensor in given.values() if tensor.role is Role.LABEL)
    return (*(tensor for tensor in given.values() if tensor not in labels), *labels)
