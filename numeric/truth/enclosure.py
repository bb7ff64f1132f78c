"""The truth: certified enclosures of loss and gradient, for every row and every parameter.

Ball arithmetic (Arb, through python-flint) differentiates the loss itself: SymPy's derivative and JAX
have no part in it. The inputs are the exact binary floats. The precision doubles until every ball is
narrow enough; FLINT's global precision is put back, and one thread at a time computes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from flint import arb
from numpy.typing import NDArray

from derive.errors import BackproofError, InputError, UsageError
from derive.network.definitions import Network
from derive.network.short_repr import short_repr
from derive.network.tensors import Tensor
from derive.proof.numbers.balls import precision

from ..model.samples import rows_apart
from ..model.sizes import sizes_from, whole
from .operations import run, slopes
from .tape import Place, Tape

GUARD_BITS = 32
LARGEST_PRECISION = 2**15
# Below this radius a ball is narrow whatever it holds: far below the smallest number of float64, 2⁻¹⁰⁷⁴.
SMALLEST_RADIUS = -1400

Balls = NDArray[Any]
Arrays = Mapping[str, Any]


class NotEnclosed(BackproofError):
    """A value could not be enclosed narrowly enough with the largest precision."""


@dataclass(frozen=True, slots=True, eq=False)
class Truth:
    """Enclosures as object arrays of ``flint.arb``.

    ``gradients`` holds ∂output/∂tensor, ``row_gradients`` ∂(loss of the row)/∂tensor with the rows first;
    ``loss`` and ``row_losses`` likewise. Every relative radius is at most 2^−bits, or the radius is
    below 2⁻¹⁴⁰⁰. ``precision`` is the largest precision that was needed.

    The loss of two equally likely classes is ln 2:

    >>> from derive.network.building import classifier
    >>> truth = enclose(classifier(batch=False), {"x": [1.0], "y": [1.0, 0.0], "W": [[0.0], [0.0]]})
    >>> decimal(truth.loss, 20)
    '0.69314718055994530942'
    """

    loss: arb
    gradients: Mapping[str, Balls]
    row_losses: Balls
    row_gradients: Mapping[str, Balls]
    bits: int
    precision: int

    __repr__ = short_repr


def enclose(network: Network, arrays: Arrays, wrt: Sequence[str] | None = None, bits: int = 200) -> Truth:
    """Enclose the loss and its gradient, in balls of relative radius 2^−bits.

    Args:
        network: of a batch or of one sample.
        arrays: the given tensors by name, as floats; where a defined tensor is given too (the logits z, say),
            it is an input and its definition is set aside.
        wrt: the tensors to differentiate with respect to: parameters (the default) or intermediates. For a tensor
            with a row for each sample, ``gradients`` and ``row_gradients`` have a row for each.
        bits: how narrow.

    Raises:
        InputError: an array is missing or holds NaN or an infinity.
        NotEnclosed: a ball stays wide at 32768 bits.

    >>> from derive.network.building import classifier
    >>> network = classifier(batch=False)
    >>> truth = enclose(network, {"x": [1.0], "y": [1.0, 0.0], "W": [[0.5], [0.25]]})
    >>> decimal(truth.gradients["W"][0, 0], 20)
    '-0.43782349911420189597'
    """
    names = tuple(wrt) if wrt is not None else tuple(t.name for t in network.parameters)
    task = RowTask(network, arrays, names)
    rows: dict[int, _Row] = {}
    working = bits + GUARD_BITS
    while working <= LARGEST_PRECISION:
        with precision(working):
            for row in range(task.rows):
                if row not in rows or not rows[row].narrow(bits):
                    rows[row] = task.of_row(row)
            if all(row.narrow(bits) for row in rows.values()):
                truth = task.collect(rows, bits, working)
                totals = [truth.loss, *(ball for name in names for ball in truth.gradients[name].flat)]
                if all(is_narrow(ball, bits) for ball in totals):
                    return truth
                rows.clear()  # the rows cancel in the sum: all of them need more bits
        working *= 2
    raise NotEnclosed(f"a value is not known to {bits} bits with a precision of {LARGEST_PRECISION} bits")


@dataclass(frozen=True, slots=True, eq=False)
class _Row:
    loss: arb
    slopes: dict[Place, arb]

    def narrow(self, bits: int) -> bool:
        return is_narrow(self.loss, bits) and all(is_narrow(ball, bits) for ball in self.slopes.values())


class RowTask:
    """One network at one point: the tape of a sample's loss, and the floats that go in."""

    def __init__(self, network: Network, arrays: Arrays, names: tuple[str, ...]) -> None:
        self.network, self.names = network, names
        self.arrays = {t.name: _floats(t, arrays) for t in network.tensors if t.name in arrays}
        self._check_given()
        sizes = sizes_from((t, self.arrays[t.name].shape) for t in network.tensors if t.name in self.arrays)
        self.axis, factor, summand, index = rows_apart(network, frozenset(self.arrays))
        self.rows = sizes[str(self.axis.size)] if self.axis else 1
        self.tensors = [network.tensor(name) for name in names]
        self.tape = Tape(network, sizes, frozenset(self.arrays), self.axis)
        # Every row is the same list of operations: 0 stands for "this row".
        self.output = self.tape.write(summand, {index: 0} if index is not None else {})
        self.factor_tape = Tape(network, sizes, frozenset(self.arrays))
        self.factor = self.factor_tape.write(factor, {})
        self.shapes = {t.name: self._shape(t, sizes) for t in self.tensors}

    def _check_given(self) -> None:
        """Every tensor that the output reaches, down to the arrays that were given, has one."""
        reached = {self.network.output.name}
        for definition in reversed(self.network.definitions):
            if definition.tensor.name in reached and definition.tensor.name not in self.arrays:
                reached |= {tensor.name for tensor in self.network.tensors_in(definition.value)}
        missing = [t.name for t in self.network.given if t.name in reached and t.name not in self.arrays]
        if missing:
            raise InputError(f"no array was given for {', '.join(missing)}", hint="give one for each given tensor")

    def _per_row(self, tensor: Tensor) -> bool:
        return self.axis is not None and bool(tensor.axes) and tensor.axes[0] == self.axis

    def _shape(self, tensor: Tensor, sizes: Mapping[str, int]) -> tuple[int, ...]:
        """The shape of the tensor without its samples."""
        axes = tensor.axes[1:] if self._per_row(tensor) else tensor.axes
        return tuple(whole(axis.size, sizes) for axis in axes)

    def places(self, tensor: Tensor) -> list[tuple[tuple[int, ...], Place]]:
        """Each position in the array (from 0) and its place on the tape (from 1; 0 for this row)."""
        row = (0,) if self._per_row(tensor) else ()
        positions = product(*(range(size) for size in self.shapes[tensor.name]))
        return [(at, (tensor.name, (*row, *(i + 1 for i in at)))) for at in positions]

    def of_row(self, row: int) -> _Row:
        """The loss of one row and its derivatives, at the current precision."""
        inputs = {slot: arb(self.float_at(place, row)) for place, slot in self.tape.inputs.items()}
        values = run(self.tape.operations, inputs)
        found = slopes(self.tape.operations, values, self.output)
        places = (place for tensor in self.tensors for _, place in self.places(tensor))
        at = {place: self.tape.places.get(place) for place in places}
        return _Row(values[self.output], {p: arb(0) if slot is None else found[slot] for p, slot in at.items()})

    def float_at(self, place: Place, row: int) -> float:
        """The float that was given for a place, in this row."""
        name, position = place
        return float(self.arrays[name][tuple(row if i == 0 else i - 1 for i in position)])

    def collect(self, rows: Mapping[int, _Row], bits: int, working: int) -> Truth:
        """Put the rows together: the sum over them, times the loss's factor."""
        factor = run(self.factor_tape.operations, {})[self.factor]
        losses = np.array([rows[row].loss for row in range(self.rows)], dtype=object)
        by_row: dict[str, Balls] = {}
        for tensor in self.tensors:
            by_row[tensor.name] = np.empty((self.rows, *self.shapes[tensor.name]), dtype=object)
            for (at, place), row in product(self.places(tensor), range(self.rows)):
                by_row[tensor.name][(row, *at)] = rows[row].slopes[place]
        totals = {
            t.name: _scaled(by_row[t.name] if self._per_row(t) else by_row[t.name].sum(axis=0), factor)
            for t in self.tensors
        }
        return Truth(losses.sum() * factor, totals, losses, by_row, bits, working)


def _scaled(balls: Any, factor: arb) -> Balls:
    return np.asarray(balls * factor, dtype=object)


def _floats(tensor: Tensor, arrays: Arrays) -> NDArray[np.float64]:
    """The array in float64, which holds the numbers of every shorter format exactly."""
    array = np.asarray(arrays[tensor.name])
    # bfloat16 is of no kind that NumPy knows.
    if array.dtype.kind not in "fiub" and array.dtype.name != "bfloat16":
        raise UsageError(f"{tensor.name} holds {array.dtype}", hint="give floating-point or whole numbers")
    values = array.astype(np.float64)
    if not np.isfinite(values).all():
        raise InputError(f"{tensor.name} holds NaN or an infinity", hint="give finite numbers")
    return values


def is_narrow(ball: arb, bits: int) -> bool:
    """True when the ball is known to that many bits, or is as good as zero for every float format."""
    if not ball.is_finite():
        return False
    return bool(ball.rel_accuracy_bits() >= bits or ball.rad() < arb(2) ** SMALLEST_RADIUS)


def decimal(ball: arb, digits: int = 30) -> str:
    """The midpoint as a decimal string of that many correct digits; ``0`` for a ball that is as good as zero.

    >>> decimal(arb(-3) / 8, 5)
    '-0.37500'
    """
    with precision(max(64, math.ceil(digits * 3.33) + 16)):
        if ball.contains(0) and is_narrow(ball, 0):
            return "0"
        text: str = ball.mid().str(digits, radius=False)
    return text
