"""Scalars, vectors and matrices while a formula is read: one element, and the indices that are left open.

A column vector has an open row index, a row vector an open column index, a matrix both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy as sp

from ...algebra.indices import substitute
from ...network.axes import Axis
from .rejection import RejectedFormula, ambiguous

MOST_POWER = 64
MOST_BITS = 4000
ANY_AXIS = Axis("entries", "k", "any")  # of a vector of ones: as long as what it stands beside


@dataclass(frozen=True, slots=True)
class Slot:
    """An open index: its symbol, its size, and the letters it may be shown with."""

    index: sp.Dummy
    axis: Axis

    @classmethod
    def on(cls, axis: Axis) -> Slot:
        """A fresh open index on that axis."""
        return cls(sp.Dummy(axis.letters[0], integer=True, positive=True), axis)

    @property
    def size(self) -> sp.Expr:
        """The size of the axis."""
        return self.axis.size


@dataclass(frozen=True, slots=True)
class Value:
    """What a part of a formula means: an expression, open in ``row`` and ``column``."""

    expression: sp.Expr
    row: Slot | None = None
    column: Slot | None = None

    @property
    def scalar(self) -> bool:
        """True when no index is open."""
        return self.row is None and self.column is None

    @property
    def shape(self) -> str:
        """The shape in words: ``K × D``; a number has none."""
        if self.scalar:
            return "a number"
        return f"{self.row.size if self.row else 1} × {self.column.size if self.column else 1}"


def _joined(slot: Slot | None, other: Slot | None, left: Value, right: Value, at: int) -> dict[sp.Symbol, sp.Symbol]:
    """What to rename in the right value so that both have the same open index."""
    if slot is None and other is None:
        return {}
    if slot is None or other is None or (slot.size != other.size and ANY_AXIS not in (slot.axis, other.axis)):
        raise RejectedFormula(f"the shapes do not fit: {left.shape} beside {right.shape}", at)
    return {other.index: slot.index}


def _of_known_size(slot: Slot | None, other: Slot | None) -> Slot | None:
    """The open index with the axis of the other, where its own says nothing."""
    if slot is not None and other is not None and slot.axis is ANY_AXIS:
        return Slot(slot.index, other.axis)
    return slot


def aligned(left: Value, right: Value, at: int) -> sp.Expr:
    """The right expression with the open indices of the left one.

    Raises:
        RejectedFormula: the shapes differ.
    """
    renaming = _joined(left.row, right.row, left, right, at) | _joined(left.column, right.column, left, right, at)
    return substitute(right.expression, renaming)


def _entrywise(expression: sp.Expr, left: Value, right: Value) -> Value:
    return Value(expression, _of_known_size(left.row, right.row), _of_known_size(left.column, right.column))


def added(left: Value, right: Value, at: int) -> Value:
    """left + right, of one shape; a number is added to every entry, as in 1 − h ⊙ h."""
    if right.scalar and not left.scalar and right.expression.is_Rational:
        return Value(left.expression + right.expression, left.row, left.column)
    if left.scalar and not right.scalar and left.expression.is_Rational:
        return Value(left.expression + right.expression, right.row, right.column)
    return _entrywise(left.expression + aligned(left, right, at), left, right)


def hadamard(left: Value, right: Value, at: int) -> Value:
    """left ⊙ right, entry by entry."""
    return _entrywise(left.expression * aligned(left, right, at), left, right)


def reciprocal(value: Value) -> Value:
    """1 over every entry, for left ⊘ right."""
    return elementwise(lambda entry: 1 / entry, value)


def diagonal(value: Value, at: int) -> Value:
    """diag(p), the matrix with a vector on its diagonal."""
    slot = value.row
    if slot is None or value.column is not None or slot.axis is ANY_AXIS:
        raise RejectedFormula(f"diag is read of a column, not of {value.shape} values", at)
    other = Slot.on(slot.axis)
    delta = sp.KroneckerDelta(slot.index, other.index, (1, slot.size))
    return Value(delta * value.expression, slot, other)


def elementwise(function: Callable[[sp.Expr], sp.Expr], value: Value) -> Value:
    """A function of every entry."""
    return Value(function(value.expression), value.row, value.column)


def transposed(value: Value) -> Value:
    """The transpose: rows become columns."""
    return Value(value.expression, value.column, value.row)


def multiplied(left: Value, right: Value, at: int) -> Value:
    """The matrix product; a number scales.

    Raises:
        RejectedFormula: the inner sizes differ, as in x x for a column vector.
    """
    if left.scalar or right.scalar:
        return Value(left.expression * right.expression, left.row or right.row, left.column or right.column)
    if (left.column is None) != (right.row is None):
        raise RejectedFormula(
            f"the shapes do not fit: {left.shape} times {right.shape}", at, hint="a transpose may be missing"
        )
    if left.column is None or right.row is None:
        return Value(left.expression * right.expression, left.row, right.column)
    if left.column.axis is ANY_AXIS and right.row.axis is ANY_AXIS:
        raise RejectedFormula("the size of the ones cannot be told", at, hint=r"write \mathbf{1}_K")
    size = right.row.size if left.column.axis is ANY_AXIS else left.column.size
    if left.column.size != right.row.size and ANY_AXIS not in (left.column.axis, right.row.axis):
        raise RejectedFormula(f"the shapes do not fit: {left.shape} times {right.shape}", at)
    inner = left.column.index
    product = left.expression * substitute(right.expression, {right.row.index: inner})
    return Value(sp.Sum(product, (inner, 1, size)), left.row, right.column)


def dotted(left: Value, right: Value, at: int) -> Value:
    r"""left · right: the dot product of two column vectors, else the product."""
    both = left.row is not None and right.row is not None and left.column is None and right.column is None
    return multiplied(transposed(left), right, at) if both else multiplied(left, right, at)


def divided(left: Value, right: Value, at: int) -> Value:
    """left / right, where right is a number that is not zero."""
    if not right.scalar:
        raise RejectedFormula(f"something is divided by {right.shape} values", at)
    if right.expression.is_zero:
        raise RejectedFormula("something is divided by zero", at)
    return Value(left.expression / right.expression, left.row, left.column)


def powered(base: Value, exponent: Value, at: int) -> Value:
    """base to the power exponent; numbers are bounded before anything is computed."""
    if not exponent.scalar:
        raise RejectedFormula("a vector is no exponent", at)
    if not base.scalar:
        square = base.row is not None and base.column is not None and exponent.expression == 2
        readings = ("the power of every entry", "the matrix product with itself") if square else ()
        if square:
            raise ambiguous("the power of a matrix", at, *readings)
        raise RejectedFormula(f"the power of {base.shape} values is not read", at, hint="write it with indices")
    _check_power(base.expression, exponent.expression, at)
    return Value(sp.Pow(base.expression, exponent.expression))


def _check_power(base: sp.Expr, exponent: sp.Expr, at: int) -> None:
    if not exponent.is_number:
        return
    if not exponent.is_Rational:
        return
    large = abs(exponent.p) > MOST_POWER or exponent.q > 12
    if base.is_Rational:
        bits = max(base.p.bit_length(), base.q.bit_length()) * abs(int(exponent.p))
        if bits > MOST_BITS or exponent.q > 12:
            raise RejectedFormula(f"the power {_short(exponent)} is too high", at, hint=f"at most {MOST_BITS} bits")
        if base.is_zero and exponent <= 0:
            raise RejectedFormula(f"0 to the power {exponent} has no value", at)
        if base.is_negative and exponent.q != 1:
            raise RejectedFormula(f"a root of the negative number {_short(base)} has no real value", at)
    elif large:
        raise RejectedFormula(f"the power {_short(exponent)} is too high", at, hint=f"at most {MOST_POWER}")


def _short(number: sp.Expr) -> str:
    written = str(number) if number.p.bit_length() < 400 else "of many digits"
    return written if len(written) <= 24 else written[:20] + "…"


def logarithm(argument: sp.Expr, at: int) -> sp.Expr:
    """The natural logarithm of what is not known to have none."""
    if argument.is_number and not argument.is_positive:
        raise RejectedFormula("the logarithm of a number that is not positive has no real value", at)
    return sp.log(argument)
