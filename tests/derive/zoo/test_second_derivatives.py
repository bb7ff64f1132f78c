"""Second derivatives of the zoo: proved step by step, equal to differences of slopes without any of ``derive``."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

import pytest
import sympy as sp

from derive.gradient.second_order import SecondDerivation
from derive.network.function_heads import Positive
from derive.network.functions import function_of

from .catalogue import ENTRIES
from .network_text import Entry
from .plain_numbers import Arrays

STEP = 1e-5
CLOSE = 1e-6  # a central difference of exact slopes: the square of the step, and rounding over the step
PLACES = 4
SCALAR = [entry for entry in ENTRIES if entry.is_scalar]
# Minutes: six sums inside each other.
LONG = ("three layers", "one attention head", "two attention heads")
WITH_PARAMETERS = [e for e in SCALAR if e.parameters and not e.title.startswith(LONG)]
AT_SMALL_SIZES = ("focal loss",)  # one step of a power of 1 − p
PAIRS = [
    pytest.param(entry, first, second, id=f"{entry.title}: {first}, {second}")
    for entry in SCALAR
    for place, first in enumerate(entry.parameters)
    for second in entry.parameters[place:]
]


def places(entry: Entry, name: str) -> Iterator[tuple[int, ...]]:
    """Every place of a tensor."""
    return product(*(range(1, entry.numbers[size] + 1) for size in entry.axes_of(name)))


def said(entry: Entry, found: SecondDerivation, at: tuple[int, ...], arrays: Arrays) -> float:
    """The number of the formula at these indices."""
    names = {index: sp.Integer(number) for index, number in zip(found.formula.indices, at, strict=True)}
    sizes = {symbol: entry.numbers[symbol.name] for axis in entry.network.axes for symbol in axis.size_symbols}
    return number(found.formula.value, arrays, {**names, **{s: sp.Integer(n) for s, n in sizes.items()}})


def number(node: sp.Expr, arrays: Arrays, at: dict[sp.Symbol, sp.Integer]) -> float:
    """A formula in floats: sums are loops, elements entries of arrays, functions SymPy's own numbers."""
    if isinstance(node, sp.Sum):
        (index, low, high), *more = node.limits
        inner = sp.Sum(node.function, *more) if more else node.function
        terms = range(int(low), int(high.xreplace(at)) + 1)
        return sum(number(inner, arrays, {**at, index: sp.Integer(term)}) for term in terms)
    if isinstance(node, sp.Indexed):
        return arrays[str(node.base.label)][tuple(int(index.xreplace(at)) for index in node.indices)].value
    if isinstance(node, sp.KroneckerDelta):
        return float(node.args[0].xreplace(at) == node.args[1].xreplace(at))
    if isinstance(node, sp.Symbol):
        return float(at[node]) if node in at else arrays[node.name][()].value
    if not node.args:
        return float(node)
    parts = [number(part, arrays, at) for part in node.args]
    if isinstance(node, Positive):
        return float(parts[0] > 0)
    record = function_of(node)
    of_record = record is not None and record.expanded is not None and not isinstance(node, sp.exp)
    made = record.expanded(*map(sp.Float, parts)) if record and of_record and record.expanded else None
    return float(sp.N(made if made is not None else node.func(*map(sp.Float, parts))))


def difference(entry: Entry, wrt: tuple[str, tuple[int, ...]], second: tuple[str, tuple[int, ...]], seed: int) -> float:
    """How the exact slope with respect to one entry changes with another, by a central difference."""
    loss = entry.network.output.name
    up, down = (entry.forward(seed, wrt, (*second, by))[loss][()].slope for by in (STEP, -STEP))
    return (up - down) / (2 * STEP)


@pytest.mark.parametrize(("entry", "first", "second"), PAIRS)
def test_the_second_derivative_is_proved_and_has_the_numbers_of_the_definitions(
    entry: Entry, first: str, second: str
) -> None:
    """Every step for every size, symmetric, and at some entries equal to the difference of the definitions' slopes."""
    assert entry.parameters == [tensor.name for tensor in entry.network.parameters]
    names = (first, second)
    found = entry.network.hessian(*names)
    assert all(step.check.proved for step in found.steps)
    assert entry.title in AT_SMALL_SIZES or all("every size" in step.check.method for step in found.steps)
    if "function" in entry.given.values():
        return  # of which nobody knows the second derivative
    arrays = entry.forward(0)
    every = list(product(places(entry, names[0]), places(entry, names[1])))
    for one, other in Random(f"{entry.title} {names}").sample(every, min(PLACES, len(every))):
        slope = difference(entry, (names[0], one), (names[1], other), 0)
        assert abs(said(entry, found, (*one, *other), arrays) - slope) <= CLOSE * (1 + abs(slope))


@pytest.mark.parametrize("entry", WITH_PARAMETERS, ids=lambda entry: entry.title)
def test_every_relative_is_proved_or_says_why_not(entry: Entry) -> None:
    """Each step, each claim, each weight that is not negative; and a reason in words where there is no formula."""
    family = entry.network.second_order(entry.parameters[0])
    for relative in family:
        assert relative.offered == (relative.formula is not None)
        assert all(step.check.proved for step in relative.steps), relative
        assert all(claim.verdict.proved for claim in relative.claims), relative
        assert relative.offered or len(relative.reason) > 20
