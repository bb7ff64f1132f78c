"""The walk over a jaxpr: each equation's results as arrays, by the rule of its primitive."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import sympy as sp

from derive.errors import UnsupportedFormula
from derive.network.axes import Axis
from derive.network.cases import Cases
from derive.network.tensors import Role

from .arrays import Array, Path
from .cuts import Cuts
from .jax_internals import Dim, Equation, Jaxpr, Variable, literal_of
from .known_forms import in_known_functions, known_number
from .labels import Labels
from .primitives import RULES
from .primitives.control import CALLS
from .shifts import Shifts
from .source_positions import line_of, position_of
from .workbench import NoRule, Source, Workbench

# Primitives through which a sum passes without a name of its own.
PLAIN = frozenset({
    "add", "add_any", "sub", "neg", "mul", "div", "convert_element_type", "transpose", "broadcast_in_dim", "reshape",
    "squeeze", "slice", "copy", "jit", "reduce_sum", "stop_gradient", "name", "closed_call",
    "custom_jvp_call", "custom_vjp_call", "remat2", "gather", "dynamic_slice",
})  # fmt: skip
WITHOUT_RULE = {
    "while": "a loop whose number of steps is not known has no formula; use a fixed number of steps",
    "sort": "sorting has no formula in indices; pass the sorted array in",
    "top_k": "the largest ones have no formula in indices; pass them in",
    "random_bits": "a loss has to be a function of its arguments; pass the random numbers in",
    "threefry2x32": "a loss has to be a function of its arguments; pass the random numbers in",
    "random_wrap": "a loss has to be a function of its arguments; pass the random numbers in",
}
ELSEWHERE = "compute it outside, pass the result in as an argument, and differentiate with respect to that"


@dataclass(frozen=True, slots=True)
class Call:
    """An equation as a rule reads it: the primitive's name and parameters, and the shapes of the results."""

    name: str
    params: Mapping[str, Any]
    shapes: tuple[tuple[Dim, ...], ...]
    equation: Equation

    @property
    def shape(self) -> tuple[Dim, ...]:
        """The shape of the first result."""
        return self.shapes[0]


@dataclass
class Walk:
    """One translation: the workbench, and what is known of labels and shifts.

    ``names`` are the user's names of variables, ``moving`` the tensors that parameters act on, ``truths`` those that
    are 0 or 1; ``errors`` says that a difference has been given a name, ``remarks`` are for the user.
    """

    bench: Workbench
    meant: frozenset[Path] = frozenset()
    names: dict[Variable, str] = field(default_factory=dict)
    moving: set[str] = field(default_factory=set)
    truths: set[str] = field(default_factory=set)
    path: Path = ()
    trying: bool = False
    errors: bool = False
    remarks: dict[str, None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.labels, self.shifts = Labels(self.bench), Shifts(self.bench, self.meant)
        self.bench.before_define += [self.shifts.removed, lambda value, _: in_known_functions(value)]
        self.cuts = Cuts(self.bench)

    def run(self, jaxpr: Jaxpr, consts: Sequence[Any], inputs: Sequence[Array], *inside: int) -> list[Array]:
        """The results of a jaxpr for these inputs; ``inside`` says which part of an equation it is."""
        known = {**dict(zip(jaxpr.constvars, map(self.constant, consts), strict=True)),
                 **dict(zip(jaxpr.invars, inputs, strict=True))}  # fmt: skip
        uses = Counter(v for e in jaxpr.eqns for v in e.invars if literal_of(v) is None)
        outer = (*self.path, *inside)
        for number, equation in enumerate(jaxpr.eqns):
            self.path = (*outer, number)
            self.bench.here = self.source_of(equation) or self.bench.here
            arrays = [self._read(v, known) for v in equation.invars]
            for place, variable in enumerate(equation.invars):
                if arrays[place].heavy and uses[variable] > 1 and equation.primitive.name != "stop_gradient":
                    arrays[place] = known[variable] = self.cut(arrays[place])
            returned = bool(outer) and any(variable in jaxpr.outvars for variable in equation.outvars)
            results = self.results(equation, arrays, returned=returned)
            for q, (variable, array) in enumerate(zip(equation.outvars, results, strict=True)):
                self.path = (*outer, number)
                known[variable] = self._named(variable, array.from_equation((*outer, number, q)))
        self.path = outer[: len(outer) - len(inside)]
        return [self._read(variable, known) for variable in jaxpr.outvars]

    def _read(self, variable: Variable, known: Mapping[Variable, Array]) -> Array:
        literal = literal_of(variable)
        return known[variable] if literal is None else self.constant(literal)

    def _named(self, variable: Variable, array: Array) -> Array:
        """The array with the user's name, if the variable has one."""
        if self.trying:
            return array
        name = self.names.get(variable)
        if name is None:
            return array
        with self.at_the_line():
            return self.bench.define(self.cuts.as_log(array), name)

    def results(self, equation: Equation, arrays: Sequence[Array], *, returned: bool = False) -> list[Array]:
        """The results of an equation; what a function returns has its name where it is called.

        Raises:
            NoRule: its primitive has no rule, or the rule none for this use.
        """
        call = Call(equation.primitive.name, equation.params, tuple(v.aval.shape for v in equation.outvars), equation)
        rule = RULES.get(call.name)
        if rule is None:
            raise self.no_rule(f"there is no rule for {call.name}", WITHOUT_RULE.get(call.name, ELSEWHERE))
        with self.at_the_line():
            found = rule(self, call, arrays)
            shares = call.name == "div" and arrays[1].heavy and arrays[1].curved
            if (call.name in CALLS or shares) and not (returned or self.trying):
                names = [self.names.get(variable) or "p" for variable in equation.outvars]
                found = [self.cuts.of_call(array, name) for array, name in zip(found, names, strict=True)]
        return found

    @contextmanager
    def at_the_line(self) -> Iterator[None]:
        """While it is entered, what has no formula is an error that names the user's line."""
        try:
            yield
        except NoRule:
            raise
        except UnsupportedFormula as wrong:
            raise self.no_rule(wrong.message, wrong.hint) from None

    def no_rule(self, message: str, hint: str) -> NoRule:
        """The error that names the user's line."""
        return NoRule(message, hint, self.bench.here)

    def source_of(self, equation: Equation) -> Source | None:
        """The user's line that an equation comes from."""
        at = position_of(equation)
        return Source(at.file, at.line, line_of(at.file, at.line)) if at else None

    def say_own_derivative(self, equation: Equation, jaxpr: Jaxpr) -> None:
        """Remark that a function of the user's has a derivative that someone wrote, which is not the one derived."""
        at = position_of(equation)
        inside = {position_of(inner) for inner in jaxpr.eqns} - {at, None}
        if at is not None and inside:
            self.remarks[
                f"line {at.line} calls a function with a derivative of its own: what is derived is the derivative of "
                "its values; backproof verify FILE.py:FUNCTION holds the two against each other"
            ] = None

    def constant(self, value: Any) -> Array:
        """A number as it is written in the code, or an array of one number.

        Raises:
            NoRule: an array of several numbers, which has no name.
        """
        if isinstance(value, Array):
            return value
        numbers = np.asarray(value)
        if numbers.size > 1 and (numbers != numbers.flat[0]).any():
            raise self.no_rule(
                f"an array of numbers of shape {numbers.shape} stands in the code", "give it as an argument"
            )
        found = number(numbers.flat[0] if numbers.size else 0)  # the index of a whole axis has no numbers
        return Array(numbers.shape, lambda _: found, named=True)

    def cut(self, array: Array, name: str = "") -> Array:
        """A definition of the array, under a name that says what it is."""
        if self.trying or array.named:
            return array
        return self.bench.define(array, name or self.cuts.name_for(array))

    def cut_error(self, array: Array) -> Array:
        """A difference of elements whose size or sign is asked for gets a name: it stands at several places then."""
        if self.trying or array.named or array.curved or not array.shape:
            return array
        value = self.bench.value_of(array)
        if not isinstance(value, sp.Add) or not all(_is_element(term) for term in value.args):
            return array
        self.errors = True
        return self.bench.define(array, "r")

    def with_its_name(self, array: Array) -> Array:
        """The array as the tensor that has its values, where a difference like it has been given a name."""
        if not self.errors or self.trying or array.named or array.curved:
            return array
        return self.bench.named_alike(array)

    def held(self, array: Array) -> Array:
        """What a gradient is stopped at, as a definition that is not differentiated."""
        return self.bench.define(array, "held", held=True)

    def moves(self, value: sp.Basic) -> bool:
        """True where a parameter acts on the value."""
        names = {str(base.label) for base in value.atoms(sp.IndexedBase)} | {s.name for s in value.atoms(sp.Symbol)}
        for definition in self.bench.definitions:
            inside = {str(b.label) for b in definition.value.atoms(sp.IndexedBase)}
            inside |= {s.name for s in definition.value.atoms(sp.Symbol)}
            if not definition.held and inside & self.moving:
                self.moving.add(definition.tensor.name)
        return bool(names & self.moving)

    def mask_upto(self, axis: Axis, *, after: bool) -> Callable[[sp.Expr, sp.Expr], sp.Expr]:
        """1 where j ≤ i, or with ``after`` j ≥ i, else 0: a held definition."""
        tensor = self.bench.tensor("t", (axis, axis), Role.INTERMEDIATE)
        i, j = tensor.indices
        value = Cases(sp.S.One, j >= i if after else j <= i, sp.S.Zero, sp.true)
        found = self.bench.known_or_defined("from" if after else "upto", (axis, axis), value, held=True)
        return found.at

    @contextmanager
    def trial(self) -> Iterator[None]:
        """While it is entered, nothing is defined."""
        before, path = self.trying, self.path
        self.trying = True
        try:
            yield
        finally:
            self.trying, self.path = before, path


def _is_element(term: sp.Expr) -> bool:
    """True for an element of a tensor, or its opposite."""
    return isinstance(term, sp.Indexed) or isinstance(-term, sp.Indexed)


def number(value: Any) -> sp.Basic:
    """A number of the code, exactly as its shortest text says it.

    >>> number(np.float64(0.1)), number(np.int32(3)), number(np.float64("-inf")), number(np.bool_(True))
    (1/10, 3, -oo, True)
    """
    kind = np.asarray(value).dtype.kind
    if kind == "b":
        return sp.true if value else sp.false
    if kind in "iu":
        return sp.Integer(int(value))
    written: Any = value
    if np.isnan(value):
        return sp.nan
    if np.isinf(value):
        return sp.oo if written > 0 else -sp.oo
    known = known_number(float(written))
    return sp.Rational(np.format_float_scientific(written, unique=True, trim="0")) if known is None else known
