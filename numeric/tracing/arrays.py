"""Arrays as functions of their indices: a shape, and the formula of the element at given places.

Nothing is written down until a cut makes a definition. A dimension that a reshape splits or joins is several axes
everywhere, so that no rounding and no remainder stands in a formula.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import sympy as sp

from derive.network.function_heads import Positive

from .jax_internals import Dim
from .symbolic_shapes import Place

Element = Callable[[Sequence[Place]], sp.Basic]
Path = tuple[int, ...]  # which equation, of which equation inside of it, and which of its results


@dataclass(frozen=True, slots=True)
class Array:
    """``shape`` and the element at places that count from 1.

    ``heavy`` says that a sum stands in it without a name of its own, ``curved`` that a function of elements does,
    ``masked`` that −∞ stands for what is left out; ``named`` that its elements are a tensor's or numbers, so that
    there is nothing to name. ``origin`` is the equation that it comes from; ``turned`` has the array that it is the
    reverse of, and along which dimensions.
    """

    shape: tuple[Dim, ...]
    at: Element = field(repr=False)
    heavy: bool = False
    curved: bool = False
    masked: bool = False
    named: bool = False
    origin: Path | None = None
    turned: tuple[Array, tuple[int, ...]] | None = field(default=None, repr=False)

    def moved(self, shape: Sequence[Dim], at: Element) -> Array:
        """The same elements at other places."""
        return replace(self, shape=tuple(shape), at=at, turned=None)

    def from_equation(self, path: Path) -> Array:
        """The array as the result of the equation at that path."""
        return replace(self, origin=path)


class Truth(sp.Basic):  # type: ignore[misc]
    """A truth value that is written as a number which is 0 or 1, such as an element of a mask or of labels."""

    def __new__(cls, number: sp.Expr) -> Truth:
        made: Truth = super().__new__(cls, sp.sympify(number, strict=True))
        return made

    @property
    def number(self) -> sp.Expr:
        """The number."""
        return self.args[0]


def is_truth(value: sp.Basic) -> bool:
    """True for a truth value, false for a number."""
    return isinstance(value, (Truth, sp.logic.boolalg.Boolean)) and not isinstance(value, sp.Symbol)


def as_number(value: sp.Basic) -> sp.Expr:
    """A truth value as 0 or 1; a number as it is.

    >>> x = sp.Symbol("x", real=True)
    >>> as_number(x > 0), as_number(x <= 2), as_number(sp.true), as_number(x)
    (Positive(x), 1 - Positive(x - 2), 1, x)
    """
    if not is_truth(value):
        return value
    if isinstance(value, Truth):
        return value.number
    if value in (sp.true, sp.false):
        return sp.Integer(int(value == sp.true))
    if isinstance(value, sp.Not):
        return 1 - as_number(value.args[0])
    if isinstance(value, sp.And):
        return sp.Mul(*map(as_number, value.args))
    if isinstance(value, sp.Or):
        return 1 - sp.Mul(*(1 - as_number(part) for part in value.args))
    return _relation(value)


def _relation(value: sp.Basic) -> sp.Expr:
    from derive.network.cases import Cases

    left, right = value.args
    if is_of_indices(value):
        return Cases(sp.S.One, value, sp.S.Zero, sp.true)
    if isinstance(value, (sp.Eq, sp.Ne)):
        unequal = Positive(left - right) + Positive(right - left)
        return unequal if isinstance(value, sp.Ne) else 1 - unequal
    above = left - right if isinstance(value, (sp.Gt, sp.Le)) else right - left
    return Positive(above) if isinstance(value, (sp.Gt, sp.Lt)) else 1 - Positive(above)


def is_of_indices(value: sp.Basic) -> bool:
    """True where only indices and sizes stand in it."""
    return not value.has(sp.Indexed) and all(symbol.is_integer for symbol in value.free_symbols)


def both_true(left: sp.Basic, right: sp.Basic) -> sp.Basic:
    """Left and right."""
    if isinstance(left, Truth) or isinstance(right, Truth):
        return Truth(as_number(left) * as_number(right))
    return sp.And(left, right)


def negated(value: sp.Basic) -> sp.Basic:
    """The opposite."""
    return Truth(1 - value.number) if isinstance(value, Truth) else sp.Not(value)
