"""The truth of second derivatives: the gradient's walk over the tape, and how it changes along one input.

Neither the derived formulas nor JAX have a part in them. One column of the Hessian is one walk forward, for how every
value changes, and one backward, for how every slope does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from flint import arb, fmpq

from derive.network.definitions import Network
from derive.network.short_repr import short_repr
from derive.proof.numbers.balls import precision

from .changes import Changing
from .enclosure import GUARD_BITS, Arrays, Balls, NotEnclosed, RowTask, is_narrow
from .operations import Operation, power, rates, run, slopes
from .tape import Place

LARGEST_PRECISION = 2**12


@dataclass(frozen=True, slots=True, eq=False)
class HessianTruth:
    """Columns of a Hessian in balls: a row for each parameter's entry, in their order, a column for each of those.

    ``columns`` are the numbers of the entries that the columns belong to, from 0. Relative radii are at most 2^−bits.

    >>> from derive.network.building import classifier
    >>> truth = enclose_hessian(classifier(batch=False), {"x": [2.0], "y": [1.0, 0.0], "W": [[0.0], [0.0]]})
    >>> truth.balls.astype(float).tolist()
    [[1.0, -1.0], [-1.0, 1.0]]
    """

    balls: Balls
    columns: tuple[int, ...]
    bits: int
    precision: int

    __repr__ = short_repr


def work_of_hessian(network: Network, arrays: Arrays, wrt: Sequence[str] = ()) -> int:
    """How many operations of balls one column takes.

    >>> from derive.network.building import classifier
    >>> arrays = {"x": np.ones((3, 1)), "y": np.eye(2)[[0, 1, 0]], "W": np.ones((2, 1))}
    >>> work_of_hessian(classifier(), arrays) > 3 * 8
    True
    """
    task = RowTask(network, arrays, _names(network, wrt))
    return task.rows * len(task.tape.operations)


def _names(network: Network, wrt: Sequence[str]) -> tuple[str, ...]:
    return tuple(wrt) or tuple(t.name for t in network.acting_parameters)


def enclose_hessian(
    network: Network, arrays: Arrays, columns: Sequence[int] | None = None, wrt: Sequence[str] = (), bits: int = 128
) -> HessianTruth:
    """Enclose second derivatives of the loss by parameters, in balls of relative radius 2^−bits.

    Args:
        network: of a batch or of one sample.
        arrays: the given tensors by name, as floats.
        columns: which columns; all of them unless they are named.
        wrt: the parameters, in this order; those of the network unless they are named.
        bits: how narrow.

    Raises:
        InputError: an array is missing or holds NaN or an infinity.
        NotEnclosed: a ball stays wide at 4096 bits.
    """
    task = RowTask(network, arrays, _names(network, wrt))
    places = [place for tensor in task.tensors for _, place in task.places(tensor)]
    wanted = tuple(range(len(places))) if columns is None else tuple(columns)
    found: dict[int, list[arb]] = {}
    working = bits + GUARD_BITS
    while working <= LARGEST_PRECISION:
        with precision(working):
            missing = [column for column in wanted if column not in found]
            new = _columns(task, places, missing)
            found |= {column: balls for column, balls in new.items() if all(is_narrow(ball, bits) for ball in balls)}
        if len(found) == len(set(wanted)):
            every = np.array([found[column] for column in wanted], dtype=object).reshape(len(wanted), len(places))
            return HessianTruth(every.T, wanted, bits, working)
        working *= 2
    raise NotEnclosed(f"a second derivative is not known to {bits} bits with a precision of {LARGEST_PRECISION} bits")


def _columns(task: RowTask, places: Sequence[Place], columns: Sequence[int]) -> dict[int, list[arb]]:
    """The columns at the current precision: the sum over the rows, times the loss's factor."""
    totals = {column: [arb(0)] * len(places) for column in columns}
    for row in range(task.rows):
        walk = _Row(task, row)
        for column in columns:
            changes = walk.changes(places[column])
            pairs = zip(totals[column], places, strict=True)
            totals[column] = [total + changes.get(place, 0) for total, place in pairs]
    factor = run(task.factor_tape.operations, {})[task.factor]
    return {column: [factor * ball for ball in balls] for column, balls in totals.items()}


class _Row:
    """The loss of one row: its values, its slopes, and the derivative of every operation."""

    def __init__(self, task: RowTask, row: int) -> None:
        self.task, self.operations = task, task.tape.operations
        inputs = {slot: arb(task.float_at(place, row)) for place, slot in task.tape.inputs.items()}
        self.values = run(self.operations, inputs)
        self.slopes = slopes(self.operations, self.values, task.output)
        self.rates = [rates(operation, self.values) for operation in self.operations]

    def changes(self, place: Place) -> dict[Place, Any]:
        """How the slope by every input changes with the input at that place."""
        start = self.task.tape.places.get(place)
        if start is None:
            return {}
        moved = self._forward(start)
        found: dict[int, Any] = {}
        for slot in range(self.task.output, -1, -1):
            above, change = self.slopes[slot], found.get(slot)
            if change is not None:
                for argument, rate in self.rates[slot]:
                    found[argument] = found.get(argument, 0) + (change if rate is None else change * rate)
            if not above == 0:  # noqa: SIM201 - a ball that may be 0 is neither equal to it nor different
                for argument, more in _changes_of_rates(self.operations[slot], self.values, moved):
                    found[argument] = found.get(argument, 0) + above * more
        return {place: found[slot] for place, slot in self.task.tape.inputs.items() if slot in found}

    def _forward(self, start: int) -> dict[int, arb]:
        """How the value of every slot that depends on the input changes with it."""
        moved = {start: arb(1)}
        for slot, operation in enumerate(self.operations):
            if any(argument in moved for argument in operation.arguments):
                parts = [(rate, moved[i]) for i, rate in self.rates[slot] if i in moved]
                if parts:
                    moved[slot] = sum((part if rate is None else rate * part for rate, part in parts), arb(0))
        return moved


def _changes_of_rates(operation: Operation, values: Sequence[arb], moved: Mapping[int, arb]) -> list[tuple[int, arb]]:
    """By how much the derivative of an operation by each argument changes."""
    arguments = operation.arguments
    if not any(argument in moved for argument in arguments):
        return []
    match operation.kind:
        case "product":
            left, right = arguments
            return [(one, moved[other]) for one, other in ((left, right), (right, left)) if other in moved]
        case "power":
            number, (base,) = operation.number, arguments
            if number == 1:
                return []
            curve = arb(fmpq(number.p, number.q)) * arb(fmpq((number - 1).p, (number - 1).q))
            return [(base, curve * (power(values[base], number - 2) if number != 2 else 1) * moved[base])]
        case "function":
            balls = [Changing(values[i], moved[i]) if i in moved else values[i] for i in arguments]
            found = operation.function.slopes(*balls)  # type: ignore[union-attr]
            pairs = zip(arguments, found, strict=True)
            return [(argument, rate.change) for argument, rate in pairs if isinstance(rate, Changing)]
        case _:
            return []
