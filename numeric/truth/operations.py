"""The operations of a tape in balls: the value of each, and its derivative, which is stated here and nowhere else.

The elementary functions have theirs in their records. Neither SymPy's derivative nor JAX has a part in them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import sympy as sp
from flint import arb, fmpq

from derive.network.functions import FUNCTIONS, function_of
from derive.network.functions import Function as Record

# Which of a case's values counts, from the values of all slots; None where the balls do not tell.
Choice = Callable[[Sequence[arb]], int | None]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of balls, and its derivative by each of its arguments."""

    value: Callable[..., arb]
    slopes: Callable[..., Sequence[arb]]


@dataclass(frozen=True, slots=True)
class Operation:
    """``slot = kind(arguments)``: an input, a number, a sum, a product, a power, a function, cases, or what is held."""

    kind: str
    arguments: tuple[int, ...] = ()
    number: sp.Rational = sp.S.Zero
    function: Function | None = None
    choice: Choice | None = None


def _heaviside(u: arb) -> arb:
    if u > 0 or u < 0:
        return arb(1 if u > 0 else 0)
    return arb(fmpq(1, 2)) if u == 0 else arb(0).union(arb(1))


# Functions without a record: slopes of others, and functions of the inputs alone.
MORE: dict[type[sp.Expr], Function] = {
    sp.sinh: Function(arb.sinh, lambda u: (u.cosh(),)),
    sp.cosh: Function(arb.cosh, lambda u: (u.sinh(),)),
    sp.Heaviside: Function(_heaviside, lambda _: (arb(0),)),
}
POWER = Function(lambda base, exponent: base**exponent, lambda a, b: (b * a ** (b - 1), a**b * a.log()))


def from_record(record: Record) -> Function:
    """The function of a record, whose arguments are exchangeable where it has several.

    >>> from derive.network.functions import FUNCTIONS
    >>> from_record(FUNCTIONS["square"]).slopes(arb(3))
    [6.00000000000000]
    """

    def slopes(*arguments: arb) -> list[arb]:
        places = range(len(arguments))
        return [record.ball_slope(arguments[i], *arguments[:i], *arguments[i + 1 :]) for i in places]

    return Function(record.balls, slopes)


def function_in_balls(expression: sp.Expr) -> Function | None:
    """The function that the expression is a value of; None where none is known.

    >>> u = sp.Symbol("u", real=True)
    >>> function_in_balls(sp.tanh(u)).value(arb(0)), function_in_balls(u + 1)
    (0, None)
    """
    record = function_of(expression)
    if record is not None:
        return from_record(record) if record.known else None
    return MORE.get(expression.func)


def known_functions() -> str:
    """The names of all functions that are known in balls, for messages."""
    return ", ".join([*FUNCTIONS, *(head.__name__ for head in MORE)])


def run(operations: Sequence[Operation], inputs: Mapping[int, arb]) -> list[arb]:
    """The value of every slot, in balls of the current precision."""
    values: list[arb] = []
    for slot, operation in enumerate(operations):
        values.append(inputs[slot] if operation.kind == "input" else _value(operation, values))
    return values


def _value(operation: Operation, values: Sequence[arb]) -> arb:
    arguments, number = operation.arguments, operation.number
    match operation.kind:
        case "number":
            return arb(fmpq(number.p, number.q))
        case "sum":
            return sum((values[i] for i in arguments), arb(0))
        case "product":
            return values[arguments[0]] * values[arguments[1]]
        case "power":
            return power(values[arguments[0]], number)
        case "held":
            return values[arguments[0]]
        case "cases":
            chosen = operation.choice(values)  # type: ignore[misc]
            return arb.nan() if chosen is None else values[chosen]
        case _:
            return operation.function.value(*(values[i] for i in arguments))  # type: ignore[union-attr]


def slopes(operations: Sequence[Operation], values: Sequence[arb], output: int) -> list[arb]:
    """The derivative of the output's slot with respect to every slot: the chain rule from the last to the first."""
    found = [arb(0)] * len(values)
    found[output] = arb(1)
    for slot in range(output, -1, -1):
        above, operation = found[slot], operations[slot]
        if not above == 0:  # noqa: SIM201 - a ball that may be 0 is neither equal to it nor different
            for argument, rate in rates(operation, values):
                found[argument] += above if rate is None else above * rate
    return found


def rates(operation: Operation, values: Sequence[arb]) -> list[tuple[int, arb | None]]:
    """By how much the value changes with each argument; None stands for 1."""
    arguments = operation.arguments
    match operation.kind:
        case "sum":
            return [(argument, None) for argument in arguments]
        case "product":
            left, right = arguments
            return [(left, values[right]), (right, values[left])]
        case "power":
            number = operation.number
            return [(arguments[0], arb(fmpq(number.p, number.q)) * power(values[arguments[0]], number - 1))]
        case "cases":
            chosen = operation.choice(values)  # type: ignore[misc]
            return [] if chosen is None else [(chosen, None)]
        case "function":
            rates = operation.function.slopes(*(values[i] for i in arguments))  # type: ignore[union-attr]
            return list(zip(arguments, rates, strict=True))
        case _:
            return []


def power(value: arb, number: sp.Rational) -> arb:
    """The value to that power.

    >>> power(arb(4), sp.Rational(1, 2))
    2.00000000000000
    """
    if number.is_Integer:
        return value ** int(number)
    return value ** arb(fmpq(number.p, number.q))
