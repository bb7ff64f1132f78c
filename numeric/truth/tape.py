"""One sample's loss as a list of ball operations, and its gradient by walking the list backwards.

The list is written once from the network's definitions, walked as a tree; running it costs no SymPy.
The derivatives of the operations are stated here, one line each: neither SymPy's derivative nor JAX
has a part in them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import sympy as sp
from flint import arb, fmpq

from derive.errors import UnsupportedFormula
from derive.network.definitions import Network

Place = tuple[str, tuple[int, ...]]
Indices = Mapping[sp.Symbol, int]
Slope = Callable[[arb, arb], arb]


@dataclass(frozen=True, slots=True)
class Function:
    """An elementary function of one ball, and its derivative from the argument and the value."""

    value: Callable[[arb], arb]
    slope: Slope


# Each derivative in a form that does not cancel: 1 − tanh² is sech².
FUNCTIONS: dict[type[sp.Expr], Function] = {
    sp.exp: Function(arb.exp, lambda _, value: value),
    sp.log: Function(arb.log, lambda argument, _: 1 / argument),
    sp.tanh: Function(arb.tanh, lambda argument, _: argument.sech() ** 2),
    sp.sinh: Function(arb.sinh, lambda argument, _: argument.cosh()),
    sp.cosh: Function(arb.cosh, lambda argument, _: argument.sinh()),
    sp.sin: Function(arb.sin, lambda argument, _: argument.cos()),
    sp.cos: Function(arb.cos, lambda argument, _: -argument.sin()),
    sp.atan: Function(arb.atan, lambda argument, _: 1 / (1 + argument * argument)),
}


@dataclass(frozen=True, slots=True)
class Operation:
    """``slot = kind(arguments)``: an input, a number, a sum, a product, a power or a function."""

    kind: str
    arguments: tuple[int, ...] = ()
    number: sp.Rational = sp.S.Zero
    function: Function | None = None


class Tape:
    """The operations of one formula of one sample, each after those that it needs.

    Args:
        network: the definitions that are written out.
        sizes: a number for every size symbol, by its name.
        given: the names of the tensors whose elements are inputs; their definitions are set aside.
    """

    def __init__(self, network: Network, sizes: Mapping[str, int], given: frozenset[str]) -> None:
        self.operations: list[Operation] = []
        self.places: dict[Place, int] = {}
        self.inputs: dict[Place, int] = {}
        self._network, self._sizes, self._given = network, sizes, given
        self._definitions = {d.tensor.name: d for d in network.definitions if d.tensor.name not in given}
        self._numbers: dict[sp.Rational, int] = {}

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
            return self._symbol(expression)
        if isinstance(expression, sp.Indexed):
            return self.element(str(expression.base.label), tuple(_position(i, at) for i in expression.indices))
        if isinstance(expression, sp.KroneckerDelta):
            left, right = (_position(i, at) for i in expression.args[:2])
            return self._number(sp.Integer(left == right))
        if isinstance(expression, sp.Sum):
            return self._append(
                "sum", [self.write(expression.function, {**at, **more}) for more in self._runs(expression)]
            )
        if isinstance(expression, sp.Add):
            return self._append("sum", [self.write(term, at) for term in expression.args])
        if isinstance(expression, sp.Mul):
            return self._multiply([self.write(factor, at) for factor in expression.args])
        if isinstance(expression, sp.Pow) and expression.exp.is_Rational:
            return self._append("power", [self.write(expression.base, at)], number=expression.exp)
        function = FUNCTIONS.get(expression.func)
        if function is None:
            raise UnsupportedFormula(
                f"no ball operation is known for {expression.func.__name__}",
                hint="known are sums, products, powers, deltas and " + ", ".join(f.__name__ for f in FUNCTIONS),
            )
        return self._append("function", [self.write(expression.args[0], at)], function=function)

    def element(self, name: str, position: tuple[int, ...]) -> int:
        """The slot of an element: an input, or its definition written out, once."""
        place = (name, position)
        if place not in self.places:
            definition = self._definitions.get(name)
            if definition is None:
                self.places[place] = self.inputs[place] = self._append("input", [])
            else:
                self.places[place] = self.write(definition.value, dict(zip(definition.indices, position, strict=True)))
        return self.places[place]

    def _symbol(self, symbol: sp.Symbol) -> int:
        scalar = next((t for t in self._network.tensors if not t.axes and t.at() == symbol), None)
        if scalar is not None:
            return self.element(scalar.name, ())
        if symbol.name not in self._sizes:
            raise UnsupportedFormula(f"{symbol.name!r:.40} is neither a tensor nor a size", hint="declare it")
        return self._number(sp.Integer(self._sizes[symbol.name]))

    def _runs(self, total: sp.Sum) -> Iterator[dict[sp.Symbol, int]]:
        names = [limit[0] for limit in total.limits]
        ends = [limit[2] for limit in total.limits]
        ranges = [range(1, (int(end) if end.is_Integer else self._sizes[end.name]) + 1) for end in ends]
        return (dict(zip(names, run, strict=True)) for run in product(*ranges))

    def _number(self, value: sp.Rational) -> int:
        if value not in self._numbers:
            self._numbers[value] = self._append("number", [], number=value)
        return self._numbers[value]

    def _constant(self, value: sp.NumberSymbol) -> int:
        known = {sp.E: Function(lambda _: arb.const_e(), _no_slope), sp.pi: Function(lambda _: arb.pi(), _no_slope)}
        if value not in known:
            raise UnsupportedFormula(f"the constant {value} has no ball", hint="use E or pi")
        return self._append("function", [self._number(sp.S.Zero)], function=known[value])

    def _multiply(self, slots: list[int]) -> int:
        result = slots[0]
        for slot in slots[1:]:
            result = self._append("product", [result, slot])
        return result

    def _append(
        self, kind: str, arguments: Sequence[int], number: sp.Rational = sp.S.Zero, function: Function | None = None
    ) -> int:
        self.operations.append(Operation(kind, tuple(arguments), number, function))
        return len(self.operations) - 1


def _no_slope(_argument: arb, _value: arb) -> arb:
    return arb(0)


def _position(index: sp.Expr, at: Indices) -> int:
    return int(index) if index.is_Integer else at[index]


def run(tape: Tape, inputs: Mapping[int, arb]) -> list[arb]:
    """The value of every slot, in balls of the current precision."""
    values: list[arb] = []
    for slot, operation in enumerate(tape.operations):
        arguments = operation.arguments
        match operation.kind:
            case "input":
                value = inputs[slot]
            case "number":
                value = arb(fmpq(operation.number.p, operation.number.q))
            case "sum":
                value = sum((values[i] for i in arguments), arb(0))
            case "product":
                value = values[arguments[0]] * values[arguments[1]]
            case "power":
                value = _power(values[arguments[0]], operation.number)
            case _:
                value = operation.function.value(values[arguments[0]])  # type: ignore[union-attr]
        values.append(value)
    return values


def slopes(tape: Tape, values: Sequence[arb], output: int) -> list[arb]:
    """The derivative of the output's slot with respect to every slot: the chain rule from the last to the first."""
    found = [arb(0)] * len(values)
    found[output] = arb(1)
    for slot in range(output, -1, -1):
        above, operation = found[slot], tape.operations[slot]
        if above == 0:
            continue
        arguments = operation.arguments
        match operation.kind:
            case "sum":
                for argument in arguments:
                    found[argument] += above
            case "product":
                left, right = arguments
                found[left] += above * values[right]
                found[right] += above * values[left]
            case "power":
                argument, number = arguments[0], operation.number
                rate = arb(fmpq(number.p, number.q)) * _power(values[argument], number - 1)
                found[argument] += above * rate
            case "function":
                argument = arguments[0]
                found[argument] += above * operation.function.slope(values[argument], values[slot])  # type: ignore[union-attr]
    return found


def _power(value: arb, number: sp.Rational) -> arb:
    if number.is_Integer:
        return value ** int(number)
    return value ** arb(fmpq(number.p, number.q))
