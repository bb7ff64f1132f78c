"""The worked example as a program for the page: every value a formula of the derivation, printed by SymPy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy as sp

from derive.gradient.derivation import Formula
from derive.gradient.element import element_name
from derive.network.definitions import Network
from numeric.lowering.scalars.bridge import LARGEST_WEIGHT_COUNT, TooManyElements

from .functions import printer_for
from .stable_stages import StableStages

# What the formulas have in common is computed once: of so many operations a few thousand characters are left.
LARGEST_OPERATION_COUNT = 10_000


@dataclass(frozen=True, slots=True)
class PrintedProgram:
    """A JavaScript object with two functions, and the names of what goes in and comes out, in order.

    ``positions`` has the places of each tensor's entries, counted from 1, in the same order.
    ``values(given)`` returns ``{forward, gradient}``; ``updated(weight, rate, slope)`` is one step of
    gradient descent. Nothing in ``source`` comes from outside: its variables are v0, v1 …
    """

    given: tuple[str, ...]
    forward: tuple[str, ...]
    gradient: tuple[str, ...]
    source: str
    positions: Mapping[str, list[tuple[int, ...]]]


def print_program(network: Network, formulas: Mapping[str, Formula], sizes: Mapping[str, int]) -> PrintedProgram:
    """Print the network's definitions and the gradients' formulas, element by element.

    Args:
        network: of one sample.
        formulas: parameter name → formula of its gradient.
        sizes: a number for each axis, such as ``{"D": 4, "K": 3}``.

    Raises:
        TooManyElements: more than 200 weights or 10,000 operations.
        UnsupportedFormula: a part of a formula has no scalar form, or a function none in JavaScript.

    >>> from derive.gradient.backward import derive_gradient
    >>> from derive.network.building import classifier
    >>> network = classifier(batch=False)
    >>> program = print_program(network, {"W": derive_gradient(network, "W").formula}, {"D": 1, "K": 2})
    >>> program.given, program.gradient
    (('x[1]', 'W[1,1]', 'W[2,1]', 'y[1]', 'y[2]'), ('W[1,1]', 'W[2,1]'))
    >>> "Math.exp(v5 - v7)" in program.source
    True
    """
    stages = StableStages(network, sizes, every_sample=True)
    positions = {tensor.name: stages.positions(tensor) for tensor in network.tensors}
    count = sum(len(positions[name]) for name in formulas)
    if count > LARGEST_WEIGHT_COUNT:
        raise TooManyElements(f"{count} weights are more than {LARGEST_WEIGHT_COUNT}")
    defined = [definition.tensor for definition in network.definitions]
    forward = [stages.explicit(tensor.at(*at), {}) for tensor in defined for at in positions[tensor.name]]
    slopes: list[sp.Expr] = []
    for name, formula in formulas.items():
        for at in positions[name]:
            slopes.append(stages.explicit(formula.value, dict(zip(formula.indices, at, strict=True))))
            stages.operations += int(sp.count_ops(slopes[-1]))
            if stages.operations > LARGEST_OPERATION_COUNT:
                raise TooManyElements(f"the formulas have more than {LARGEST_OPERATION_COUNT:,} operations")
    shared, slopes = sp.cse(slopes, symbols=iter(stages.symbol, None), list=False)
    given = [symbol for tensor in network.given for symbol in stages.arguments[tensor.name]]
    return PrintedProgram(
        _names({tensor.name: positions[tensor.name] for tensor in network.given}, network),
        _names({tensor.name: positions[tensor.name] for tensor in defined}, network),
        _names({name: positions[name] for name in formulas}, network),
        _source(given, [*stages.defined, *shared], forward, slopes),
        positions,
    )


def _names(positions: Mapping[str, list[tuple[int, ...]]], network: Network) -> tuple[str, ...]:
    return tuple(element_name(network.tensor(name), at) for name, places in positions.items() for at in places)


def gradient_step() -> tuple[list[sp.Symbol], sp.Expr]:
    """One step of gradient descent for one weight, θ − α g, and its letters in order.

    >>> gradient_step()[1]
    -alpha*slope + theta
    """
    weight, rate, slope = letters = sp.symbols("theta alpha slope", real=True)
    return list(letters), weight - rate * slope


def _source(
    given: list[sp.Symbol], lines: list[tuple[sp.Symbol, sp.Expr]], forward: list[sp.Expr], slopes: list[sp.Expr]
) -> str:
    """The object's text; each variable is written before it is read."""
    printer, functions = printer_for([*(value for _, value in lines), *forward, *slopes])
    letters, step = gradient_step()

    def listed(values: list[sp.Expr]) -> str:
        return "[" + ", ".join(printer.doprint(value) for value in values) + "]"

    assigned = (f"const {symbol} = {printer.doprint(value)};" for symbol, value in lines)
    body = "\n".join(f"    {line}" for line in (*functions, *assigned))
    return (
        "{\n"
        f"  values({listed(list(given))}) {{\n"
        f"{body}\n"
        f"    return {{\n      forward: {listed(forward)},\n      gradient: {listed(slopes)},\n    }};\n"
        "  },\n"
        f"  updated: ({', '.join(letter.name for letter in letters)}) => {printer.doprint(step)},\n"
        "}"
    )
