"""A loss as a list of ball operations, and its gradient by walking the list backwards.

The list is written once from the network's definitions, walked as a tree; running it costs no SymPy.
The derivatives of the operations are stated in ``operations``, one line each.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

import sympy as sp
from flint import arb

from derive.errors import UnsupportedFormula
from derive.network.axes import Axis
from derive.network.cases import Cases, branches
from derive.network.definitions import Network
from derive.network.functions import FUNCTIONS
from derive.network.maximum import Maximum
from derive.network.tensors import Tensor

from ..model.sizes import whole
from .conditions import Holds, compared, first_case, joined, opposite_of
from .operations import POWER, Choice, Function, Operation, from_record, function_in_balls, known_functions

Place = tuple[str, tuple[int, ...]]
Indices = Mapping[sp.Symbol, int]


def _no_slopes() -> tuple[arb, ...]:
    """A constant has no argument."""
    return ()


class Tape:
    """The operations of one formula, each after those that it needs.

    A place outside its axis holds 0.

    Args:
        network: the definitions that are written out.
        sizes: a number for every size symbol, by its name.
        given: the names of the tensors whose elements are inputs; their definitions are set aside.
        rows: the axis over the samples where one of them is written, at the position 0.
    """

    def __init__(
        self, network: Network, sizes: Mapping[str, int], given: frozenset[str], rows: Axis | None = None
    ) -> None:
        self.operations: list[Operation] = []
        self.places: dict[Place, int] = {}
        self.inputs: dict[Place, int] = {}
        self._network, self._sizes, self._given = network, sizes, given
        self._definitions = {d.tensor.name: d for d in network.definitions if d.tensor.name not in given}
        self._numbers: dict[sp.Rational, int] = {}
        self._ends: dict[str, tuple[tuple[int, int], ...]] = {}
        self._totals: dict[tuple[sp.Sum, tuple[tuple[sp.Symbol, int], ...]], int] = {}
        self._rows = rows

    def write(self, expression: sp.Expr, at: Indices) -> int:
        """Write out an expression with a number for each free index; return its slot.

        Raises:
            UnsupportedFormula: a part of it has no ball operation.
        """
        if expression.is_Rational:
            return self._number(expression)
        if isinstance(expression, sp.NumberSymbol):
            return self._constant(expression)
        if isinstance(expression, sp.Symbol):
            return self._symbol(expression, at)
        if isinstance(expression, sp.Indexed):
            return self.element(str(expression.base.label), tuple(self._position(i, at) for i in expression.indices))
        if isinstance(expression, sp.KroneckerDelta):
            return self._delta(expression, at)
        if isinstance(expression, sp.Sum):
            return self._total(expression, at)
        if isinstance(expression, sp.Add):
            return self._append("sum", [self.write(term, at) for term in expression.args])
        if isinstance(expression, sp.Mul):
            return self._multiply(expression.args, at)
        if isinstance(expression, sp.Pow) and expression.exp.is_Rational:
            return self._append("power", [self.write(expression.base, at)], number=expression.exp)
        if isinstance(expression, (Cases, sp.Piecewise)):
            return self._cases(expression, at)
        return self._function(expression, at)

    def _total(self, total: sp.Sum, at: Indices) -> int:
        """A sum, written once for all entries that have it alike."""
        key = (total, tuple((index, place) for index, place in at.items() if total.has(index)))
        if key not in self._totals:
            terms = [self.write(total.function, {**at, **more}) for more in self._runs(total.limits)]
            self._totals[key] = self._append("sum", terms)
        return self._totals[key]

    def element(self, name: str, position: tuple[int, ...]) -> int:
        """The slot of an element: an input, or its definition written out, once."""
        place = (name, position)
        if place not in self.places:
            definition = self._definitions.get(name)
            if not all(low <= at <= high for at, (low, high) in zip(position, self._ends_of(name), strict=True)):
                return self._number(sp.S.Zero)
            if definition is None:
                self.places[place] = self.inputs[place] = self._append("input", [])
            else:
                slot = self.write(definition.value, dict(zip(definition.indices, position, strict=True)))
                self.places[place] = self._append("held", [slot]) if definition.held else slot
        return self.places[place]

    def _ends_of(self, name: str) -> tuple[tuple[int, int], ...]:
        if name not in self._ends:
            axes = self._network.tensor(name).axes
            self._ends[name] = tuple((int(a != self._rows), whole(a.size, self._sizes)) for a in axes)
        return self._ends[name]

    def _symbol(self, symbol: sp.Symbol, at: Indices) -> int:
        if symbol in at:
            return self._number(sp.Integer(at[symbol]))
        scalar = next((t for t in self._network.tensors if not t.axes and t.at() == symbol), None)
        if scalar is not None:
            return self.element(scalar.name, ())
        if symbol.name not in self._sizes:
            raise UnsupportedFormula(f"{symbol.name!r:.40} is neither a tensor nor a size", hint="declare it")
        return self._number(sp.Integer(self._sizes[symbol.name]))

    def _runs(self, limits: Sequence[sp.Tuple]) -> Iterator[dict[sp.Symbol, int]]:
        names = [limit[0] for limit in limits]
        ranges = [range(int(low), whole(high, self._sizes) + 1) for _, low, high in limits]
        return (dict(zip(names, run, strict=True)) for run in product(*ranges))

    def _number(self, value: sp.Rational) -> int:
        if value not in self._numbers:
            self._numbers[value] = self._append("number", [], number=value)
        return self._numbers[value]

    def _constant(self, value: sp.NumberSymbol) -> int:
        known = {sp.E: Function(arb.const_e, _no_slopes), sp.pi: Function(arb.pi, _no_slopes)}
        if value not in known:
            raise UnsupportedFormula(f"the constant {value} has no ball", hint="use E or pi")
        return self._append("function", [], function=known[value])

    def _delta(self, delta: sp.KroneckerDelta, at: Indices) -> int:
        """1 or 0: known at once for indices, from the values for anything else."""
        left, right = delta.args[:2]
        if not delta.atoms(sp.Indexed):
            return self._number(sp.Integer(self._position(left, at) == self._position(right, at)))
        holds = compared(sp.Eq, self.write(left, at), self.write(right, at))
        one, zero = self._number(sp.S.One), self._number(sp.S.Zero)
        return self._append("cases", [one, zero], choice=first_case([(holds, one)], zero))

    def _multiply(self, factors: Sequence[sp.Expr], at: Indices) -> int:
        """A factor that is 0 whatever the values, such as a delta of indices, ends the product."""
        zero = self._number(sp.S.Zero)
        slots: list[int] = []
        for factor in sorted(factors, key=lambda f: not isinstance(f, (sp.KroneckerDelta, Cases, sp.Piecewise))):
            slots.append(self.write(factor, at))
            if slots[-1] == zero:
                return zero
        result = slots[0]
        for slot in slots[1:]:
            result = self._append("product", [result, slot])
        return result

    def _cases(self, cases: sp.Expr, at: Indices) -> int:
        chosen: list[tuple[Holds, int]] = []
        for value, condition in branches(cases):
            known = self._known(condition, at)
            if known is None:
                chosen.append((self._holds(condition, at), self.write(value, at)))
            elif known:
                otherwise = self.write(value, at)
                if not chosen:
                    return otherwise
                slots = [*(slot for _, slot in chosen), otherwise]
                return self._append("cases", slots, choice=first_case(chosen, otherwise))
        raise UnsupportedFormula(f"{cases!s:.80} has no value elsewhere", hint="let the last case hold always")

    def _known(self, condition: sp.Basic, at: Indices) -> bool | None:
        """What a condition on indices and sizes alone says; None where values decide."""
        if condition.atoms(sp.Indexed) or any(t.at() in condition.free_symbols for t in self._scalars):
            return None
        numbers = {index: sp.Integer(number) for index, number in at.items()}
        sizes = {s: sp.Integer(self._sizes[s.name]) for s in condition.free_symbols if s.name in self._sizes}
        found = condition.xreplace({**sizes, **numbers})
        return bool(found) if found in (sp.true, sp.false) else None

    @property
    def _scalars(self) -> list[Tensor]:
        return [tensor for tensor in self._network.tensors if not tensor.axes]

    def _holds(self, condition: sp.Basic, at: Indices) -> Holds:
        if isinstance(condition, (sp.And, sp.Or)):
            return joined([self._holds(part, at) for part in condition.args], isinstance(condition, sp.Or))
        if isinstance(condition, sp.Not):
            return opposite_of(self._holds(condition.args[0], at))
        left, right = (self.write(side, at) for side in condition.args)
        return compared(condition.func, left, right)

    def _function(self, expression: sp.Expr, at: Indices) -> int:
        arguments: Sequence[int]
        if isinstance(expression, Maximum):
            arguments = [self.write(expression.args[0], {**at, **more}) for more in self._runs(expression.args[1:])]
            function: Function | None = from_record(FUNCTIONS["max"]) if len(arguments) > 1 else None
            if function is None:
                return arguments[0]
        elif isinstance(expression, sp.Pow):
            arguments, function = [self.write(part, at) for part in expression.args], POWER
        else:
            function = function_in_balls(expression)
            if function is None:
                raise UnsupportedFormula(
                    f"no ball operation is known for {expression.func.__name__}",
                    hint=f"known are sums, products, powers, deltas, cases and {known_functions()}",
                )
            arguments = [self.write(argument, at) for argument in expression.args]
        return self._append("function", arguments, function=function)

    def _append(
        self,
        kind: str,
        arguments: Sequence[int],
        number: sp.Rational = sp.S.Zero,
        function: Function | None = None,
        choice: Choice | None = None,
    ) -> int:
        self.operations.append(Operation(kind, tuple(arguments), number, function, choice))
        return len(self.operations) - 1

    def _position(self, index: sp.Expr, at: Indices) -> int:
        if index.is_Integer:
            return int(index)
        if index.is_Symbol:
            return at[index]
        return whole(index.xreplace({symbol: sp.Integer(number) for symbol, number in at.items()}), self._sizes)
