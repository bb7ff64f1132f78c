"""The worked example as a program for the page: every value a formula of the derivation, printed by SymPy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement

import sympy as sp

from derive.gradient.derivation import Formula
from derive.gradient.element import element_name
from derive.network.definitions import Network
from numeric.lowering.scalars.limits import LARGEST_WEIGHT_COUNT, TooManyElements

from .functions import printer_for
from .stable_stages import StableStages

# What the formulas have in common is computed once: of so many operations a few thousand characters are left.
LARGEST_OPERATION_COUNT = 10_000
# So many second derivatives are as long as all the rest of the program.
MOST_SECOND_DERIVATIVES = 150


@dataclass(frozen=True, slots=True)
class PrintedProgram:
    """A JavaScript object with two functions, and the names of what goes in and comes out, in order.

    ``positions`` has the places of each tensor's entries, counted from 1, in the same order.
    ``values(given)`` returns ``{forward, gradient, hessian}``; ``updated(weight, rate, slope)`` is one step of
    gradient descent. ``hessian`` is the upper triangle of the second derivatives by the entries that ``curved`` names,
    row by row. Nothing in ``source`` comes from outside: its variables are v0, v1 …
    """

    given: tuple[str, ...]
    forward: tuple[str, ...]
    gradient: tuple[str, ...]
    curved: tuple[str, ...]
    source: str
    positions: Mapping[str, list[tuple[int, ...]]]


def print_program(
    network: Network,
    formulas: Mapping[str, Formula],
    sizes: Mapping[str, int],
    second: Mapping[tuple[str, str], Formula] | None = None,
) -> PrintedProgram:
    """Print the network's definitions and the formulas of the gradients and second derivatives, element by element.

    Args:
        network: of one sample.
        formulas: parameter name → formula of its gradient.
        sizes: a number for each axis, such as ``{"D": 4, "K": 3}``.
        second: both parameters' names → formula of the second derivative, for every two of some parameters in order.

    Raises:
        TooManyElements: more than 200 weights, 150 second derivatives or 10,000 operations.
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
    curved = tuple(dict.fromkeys(name for pair in second or () for name in pair))
    entries = [(formula, at) for name, formula in formulas.items() for at in positions[name]]
    above = _upper_triangle(curved, second or {}, positions)
    if len(above) > MOST_SECOND_DERIVATIVES:
        raise TooManyElements(f"{len(above)} second derivatives are more than {MOST_SECOND_DERIVATIVES}")
    found = list(_explicit([*entries, *above], stages))
    shared, found = sp.cse(found, symbols=iter(stages.symbol, None), list=False)
    slopes, changes = found[: len(entries)], found[len(entries) :]
    given = [symbol for tensor in network.given for symbol in stages.arguments[tensor.name]]
    return PrintedProgram(
        _names({tensor.name: positions[tensor.name] for tensor in network.given}, network),
        _names({tensor.name: positions[tensor.name] for tensor in defined}, network),
        _names({name: positions[name] for name in formulas}, network),
        _names({name: positions[name] for name in curved}, network),
        _source(given, [*stages.defined, *shared], {"forward": forward, "gradient": slopes, "hessian": changes}),
        positions,
    )


def _explicit(entries: Iterable[tuple[Formula, tuple[int, ...]]], stages: StableStages) -> Iterator[sp.Expr]:
    """Each formula at its place, as long as there are not too many operations."""
    for formula, at in entries:
        value = stages.explicit(formula.value, dict(zip(formula.indices, at, strict=True)))
        stages.operations += int(sp.count_ops(value))
        if stages.operations > LARGEST_OPERATION_COUNT:
            raise TooManyElements(f"the formulas have more than {LARGEST_OPERATION_COUNT:,} operations")
        yield value


def _upper_triangle(
    curved: Sequence[str],
    second: Mapping[tuple[str, str], Formula],
    positions: Mapping[str, list[tuple[int, ...]]],
) -> list[tuple[Formula, tuple[int, ...]]]:
    """The formula and the place of each second derivative, row by row, from the diagonal on."""
    entries = [(name, at) for name in curved for at in positions[name]]
    pairs = combinations_with_replacement(entries, 2)
    return [(second[name, other], (*at, *beside)) for (name, at), (other, beside) in pairs]


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
    given: list[sp.Symbol], lines: list[tuple[sp.Symbol, sp.Expr]], results: Mapping[str, list[sp.Expr]]
) -> str:
    """The object's text; each variable is written before it is read."""
    printer, functions = printer_for([value for _, value in lines] + [v for values in results.values() for v in values])
    letters, step = gradient_step()

    def listed(values: list[sp.Expr]) -> str:
        return "[" + ", ".join(printer.doprint(value) for value in values) + "]"

    assigned = (f"const {symbol} = {printer.doprint(value)};" for symbol, value in lines)
    body = "\n".join(f"    {line}" for line in (*functions, *assigned))
    returned = "".join(f"      {name}: {listed(values)},\n" for name, values in results.items())
    return (
        "{\n"
        f"  values({listed(list(given))}) {{\n"
        f"{body}\n"
        f"    return {{\n{returned}    }};\n"
        "  },\n"
        f"  updated: ({', '.join(letter.name for letter in letters)}) => {printer.doprint(step)},\n"
        "}"
    )
