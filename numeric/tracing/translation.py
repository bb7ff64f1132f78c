"""From a JAX function to a network of definitions; several functions of the same arguments share one translation."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import jax
import sympy as sp

from derive.errors import BackproofError, UsageError
from derive.gradient.derivation import Step
from derive.network.axes import Axis
from derive.network.definitions import Definition, Network
from derive.network.tensors import Role, Tensor

from .argument_trees import ArgumentTree, path_of
from .arrays import Array, Path, as_number
from .jax_internals import Dim, jaxpr_of
from .labels import shares_sum_to_one
from .roles import Argument, roles_of, rows_of
from .shapes import Sizes, Spec
from .source_positions import Watch, names_by_position
from .tensor_names import Names
from .tracing_errors import in_words
from .walk import Walk
from .workbench import Source, Workbench, ordered

LEAST_SIZES = (1, 2, 4, 16)
MOST_PASSES = 12
LOSS_NAMES = ("E", "Loss", "L", "J")


@dataclass(frozen=True, slots=True)
class Output:
    """One array that a traced function returns: the path to it, its dimensions, its defined tensor or None."""

    path: tuple[str, ...]
    shape: tuple[Dim, ...]
    tensor: Tensor | None
    value: sp.Expr
    indices: tuple[sp.Symbol, ...]


@dataclass(frozen=True, slots=True)
class Traced:
    """A function with its jaxpr and the paths of its results, for arguments of symbolic sizes."""

    function: Callable[..., Any]
    jaxpr: Any
    consts: Sequence[Any]
    outputs: Any
    names: Mapping[Any, str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """At which sizes how many definitions were equal to what the function computes; ``reason`` says why none were."""

    sizes: tuple[Mapping[str, int], ...]
    definitions: int
    reason: str = ""

    def __str__(self) -> str:
        if self.reason:
            return f"translated, but not compared with your function: {self.reason}"
        if len(self.sizes) == 1:
            return "translated, and equal to your function"
        return "translated, and equal to your function at three sizes"


@dataclass
class Translation:
    """What one or more functions of the same arguments have become; ``Translation.of`` begins one.

    ``tree`` has the arrays that the functions are given. ``origins`` are the equations with each definition's value,
    ``sources`` its line, ``steps`` what was proved on the way.
    """

    tree: ArgumentTree
    sizes: Sizes
    roles: Mapping[str, Role]
    walk: Walk = field(default_factory=lambda: Walk(Workbench()))
    traced: list[Traced] = field(default_factory=list)
    agreement: Agreement | None = None

    @classmethod
    def of(
        cls,
        specs: Mapping[str, Any],
        *,
        wrt: Sequence[str] = (),
        roles: Mapping[str, Role] | None = None,
        constraints: Sequence[str] = (),
        least: int = 1,
    ) -> Translation:
        """Begin a translation for arguments of these shapes: trees of words such as ``"N D"``, by the argument's name.

        Raises:
            UsageError: a shape cannot be read.
        """
        tree = ArgumentTree.of(specs)
        sizes = Sizes([Spec(argument.dims, argument.kind) for argument in tree.arguments], constraints, least)
        made = cls(tree, sizes, roles_of(tree.arguments, wrt, roles))
        made.walk = made._new_walk(frozenset())
        return made

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """The arrays that the functions are given."""
        return self.tree.arguments

    def _new_walk(self, meant: frozenset[Path]) -> Walk:
        bench = Workbench(names=Names(argument.name for argument in self.arguments))
        bench.axes.reserved |= {a.name for a in self.arguments if len(a.name) == 1} | {*"zpaEe"}
        bench.axes.words[rows_of(self.arguments, self._labels())] = "samples"
        moving = {name for name, role in self.roles.items() if role is Role.PARAMETER}
        return Walk(bench, meant, moving=moving)

    def _labels(self) -> dict[str, Role]:
        return {name: role for name, role in self.roles.items() if role is Role.LABEL}

    def trace(self, function: Callable[..., Any]) -> Traced:
        """The function's jaxpr for these shapes, with the user's names.

        Raises:
            UsageError: the function fails with symbolic sizes; the message has the user's line.
        """
        check_arguments(function, [argument.path[0] for argument in self.arguments])
        leaves = [self.sizes.array(Spec(argument.dims, argument.kind)) for argument in self.tree.flat]

        def flat(*arrays: Any) -> Any:
            return function(**self.tree.filled(arrays))

        try:
            with Watch() as watch:
                closed, outputs = jaxpr_of(flat, leaves)
        except BackproofError:
            raise
        except Exception as error:
            raise in_words(error, function) from error
        names = {**watch.names, **names_by_position(closed.jaxpr)}
        return Traced(function, closed.jaxpr, closed.consts, outputs, names)

    def add(self, function: Callable[..., Any]) -> list[Output]:
        """Walk a function; its definitions join those that there are, and equal values get one name.

        Raises:
            UsageError: it cannot be traced, or holds what no rule translates.
        """
        traced = self.trace(function)
        self.traced.append(traced)
        return self._walked(traced)

    def _walked(self, traced: Traced) -> list[Output]:
        """Walk until no shift is left: those that do not cancel are taken as what they are, from the beginning."""
        before = list(self.traced[:-1])
        for _ in range(MOST_PASSES):
            arrays = self._run(traced, len(before))
            values = [self._value(array) for array in arrays]
            left = self.walk.shifts.left_in(value for _, value in values)
            if not left:
                return self._outputs(traced, arrays, values)
            self.walk = self._new_walk(self.walk.meant | left)
            for number, earlier in enumerate(before):
                self._run(earlier, number)
        raise UsageError("the shifts of this function could not be told apart", hint="leave stop_gradient out")

    def _run(self, traced: Traced, number: int) -> list[Array]:
        walk, bench = self.walk, self.walk.bench
        inputs = dict(zip(traced.jaxpr.invars, self.tree.flat, strict=True))
        walk.names = {v: name for v, name in traced.names.items() if v not in inputs}
        named = set(walk.names.values())
        bench.axes.reserved |= {name for name in named if len(name) == 1}
        if not bench.axes.by_size:
            bench.axes.expect([dim for v in traced.jaxpr.invars for dim in v.aval.shape])
        bench.axes.learn_parts(traced.jaxpr)
        walk.path = (number,)
        arrays = [self._given(argument, variable.aval.shape) for variable, argument in inputs.items()]
        return walk.run(traced.jaxpr, traced.consts, arrays)

    def shapes(self) -> list[tuple[Dim, ...]]:
        """The shapes of the arguments in that order."""
        return [self.shape_of(argument) for argument in self.tree.flat]

    def shape_of(self, argument: Argument) -> tuple[Dim, ...]:
        """The shape of an argument, in JAX's sizes."""
        return self.sizes.shape(Spec(argument.dims, argument.kind))

    def axes_of(self, indices: Sequence[sp.Symbol]) -> list[Axis]:
        """The axis that each index runs over."""
        by_letter = {letter: axis for axis in self.walk.bench.axes.by_size.values() for letter in axis.letters}
        return [by_letter.get(i.name) or by_letter[i.name.partition("_")[0]] for i in indices]

    def _given(self, argument: Argument, shape: tuple[Dim, ...]) -> Array:
        bench = self.walk.bench
        if argument.kind == "int":
            return self.walk.labels.array(argument.name, shape)
        if argument.name not in bench.given:
            role = self.roles[argument.name]
            bench.give(bench.tensor(argument.name, bench.axes.of_shape(shape), role, _meaning(argument, role)))
        array = bench.array_of(bench.given[argument.name], shape)
        if argument.kind == "bool":
            self.walk.truths.add(argument.name)
            from .arrays import Truth

            return replace(array, at=lambda places: Truth(array.at(places)))
        return array

    def _value(self, array: Array) -> tuple[tuple[sp.Symbol, ...], sp.Expr]:
        bench = self.walk.bench
        indices = bench.indices_of(array)
        value = self.walk.labels.with_numbers(as_number(bench.value_of(array, indices)))
        found = bench.definable(value, indices) if bench.mentions_tensors(value) else value
        return indices, bench.presentable(value if found is None else found, indices)

    def _outputs(
        self, traced: Traced, arrays: Sequence[Array], values: Sequence[tuple[tuple[sp.Symbol, ...], sp.Expr]]
    ) -> list[Output]:
        paths = [path_of(path) for path, _ in jax.tree_util.tree_flatten_with_path(traced.outputs)[0]]
        return [
            Output(path, array.shape, self._tensor_of(value), value, indices)
            for path, array, (indices, value) in zip(paths, arrays, values, strict=True)
        ]

    def _tensor_of(self, value: sp.Expr) -> Tensor | None:
        name = str(value.base.label) if isinstance(value, sp.Indexed) else str(value)
        return next((d.tensor for d in self.walk.bench.definitions if d.tensor.name == name), None)

    def define(self, output: Output, name: str, role: Role = Role.INTERMEDIATE) -> Tensor:
        """A definition of an output under this name, unless it has one: a gradient that someone wrote, a loss."""
        if output.tensor is not None:
            return output.tensor
        bench = self.walk.bench
        meaning = "loss" if role is Role.LOSS else name
        tensor = bench.tensor(bench.names.unused(name), bench.axes.of_shape(output.shape), role, meaning)
        renamed = output.value.xreplace(dict(zip(output.indices, tensor.indices, strict=True)))
        return bench.add(Definition(tensor, tensor.indices, renamed, meaning))

    def finish(self, output: Output, name: str) -> None:
        """Make the output the last definition, with the role of a loss."""
        bench = self.walk.bench
        last = output.tensor if output.tensor is not None and not output.tensor.axes else None
        if last is None:
            self.define(replace(output, tensor=None), name, Role.LOSS)
            return
        place = next(n for n, d in enumerate(bench.definitions) if d.tensor == last)
        definition = bench.definitions.pop(place)
        bench.definitions.append(replace(definition, tensor=replace(last, role=Role.LOSS)))

    def network(self) -> Network:
        """The network of everything that was walked."""
        bench = self.walk.bench
        order = [argument.name for argument in self.arguments]
        given = {name: bench.given[name] for name in order if name in bench.given}
        whole = Network(ordered({**given, **bench.given}), tuple(bench.definitions), tuple(bench.conditions))
        return replace(whole, conditions=(*whole.conditions, *shares_sum_to_one(whole)))

    def tensor_name(self, word: str) -> str:
        """The name of the tensor that an argument has become, by its dotted path; any other word stays."""
        return next((a.name for a in self.arguments if ".".join(a.path) == word), word)

    def lines(self) -> list[tuple[Source, list[str]]]:
        """Each line of the source that became definitions, with their names, in their order."""
        found: dict[Source, list[str]] = {}
        for definition in self.network().definitions:
            source = self.sources.get(definition.tensor.name)
            if source is not None:
                found.setdefault(source, []).append(definition.tensor.name)
        return list(found.items())

    def network_with_shifts(self) -> Network:
        """The network in which the steps are written: with the shifts that cancelled."""
        whole = self.network()
        return replace(whole, given=(*whole.given, *self.walk.shifts.tensors.values()), conditions=())

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the user should know about the translation."""
        return tuple(self.walk.remarks)

    @property
    def steps(self) -> tuple[Step, ...]:
        """What was proved on the way."""
        return tuple(dict.fromkeys(self.walk.shifts.steps))

    @property
    def origins(self) -> Mapping[str, Path]:
        """The equation with the value of each definition, by the tensor's name."""
        return self.walk.bench.origins

    @property
    def sources(self) -> Mapping[str, Source]:
        """The user's line of each definition, by the tensor's name."""
        return self.walk.bench.sources


def _meaning(argument: Argument, role: Role) -> str:
    path = ".".join(argument.path)
    word = {Role.PARAMETER: "parameters", Role.INPUT: "inputs", Role.LABEL: "labels"}[role]
    return f"{word} {path}" if path != argument.name else word


def check_arguments(function: Callable[..., Any], given: Sequence[str]) -> None:
    """Refuse shapes that are not those of the function's arguments.

    Raises:
        UsageError: a shape has no argument, or an argument no shape.
    """
    name = getattr(function, "__name__", "the function")
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return
    known = [p.name for p in parameters]
    variadic = (inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL)
    stranger = next((n for n in given if n not in known), None)
    if stranger is not None and not any(p.kind is inspect.Parameter.VAR_KEYWORD for p in parameters):
        raise UsageError(f"{name} has no argument {stranger!r:.60}", hint="its arguments are " + ", ".join(known))
    for p in parameters:
        if p.name not in given and p.default is inspect.Parameter.empty and p.kind not in variadic:
            raise UsageError(f"{name} has the argument {p.name}, whose shape is not given", hint=f"add {p.name}=N,D")
