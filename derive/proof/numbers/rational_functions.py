"""Exact rational functions over generators: numerators are FLINT polynomials, denominators stay factored.

A factored denominator makes the common case cheap: sums over one softmax share their denominator,
and a factor cancels by one exact division instead of a greatest common divisor.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from math import comb
from typing import Any

from flint import fmpq, fmpq_mpoly_ctx

Polynomial = Any  # flint.fmpq_mpoly, which has no type stubs


MOST_TERMS = 1_000_000
MOST_WRITTEN = 100_000  # over a common denominator: each is divided by every factor then


class TooLarge(ArithmeticError):
    """A product has too many terms to be written out."""


class FieldIsFull(Exception):
    """Every generator of the field is taken; start again with a larger one."""


class RationalFunctionField:
    """Rational functions with rational coefficients; generators are named on demand, up to a capacity."""

    def __init__(self, capacity: int) -> None:
        self.context = fmpq_mpoly_ctx.get([f"g{i}" for i in range(capacity)], "lex")
        self._polynomials = self.context.gens()
        self._taken: dict[Hashable, int] = {}
        self.factors: list[Polynomial] = list(self._polynomials)
        self.zero = RationalFunction(self, self.context.constant(0), {})
        self.one = RationalFunction(self, self.context.constant(1), {})
        self._numbers: dict[tuple[int, int], RationalFunction] = {}

    @property
    def names(self) -> list[Hashable]:
        """The names of the generators in use, in order."""
        return list(self._taken)

    def generator(self, name: Hashable) -> RationalFunction:
        """The generator of that name, a new one if there is none yet.

        Raises:
            FieldIsFull: the capacity is exhausted.
        """
        place = self._taken.setdefault(name, len(self._taken))
        if place >= len(self._polynomials):
            raise FieldIsFull
        return RationalFunction(self, self._polynomials[place], {})

    def number(self, numerator: int, denominator: int = 1) -> RationalFunction:
        """The rational number numerator/denominator."""
        found = self._numbers.get((numerator, denominator))
        if found is None:
            constant = self.context.constant(fmpq(numerator, denominator))
            found = self._numbers[numerator, denominator] = RationalFunction(self, constant, {})
        return found

    def factor_place(self, monic: Polynomial) -> int:
        """The place of a monic polynomial among the factors that denominators are made of."""
        for place in range(len(self._polynomials), len(self.factors)):
            if self.factors[place] == monic:
                return place
        self.factors.append(monic)
        return len(self.factors) - 1

    def split(self, polynomial: Polynomial) -> tuple[fmpq, dict[int, int]]:
        """Write a non-zero polynomial as a number times powers of factors."""
        powers: dict[int, int] = {}
        content = polynomial.term_content()
        if not content.is_constant():
            powers = {place: int(power) for place, power in enumerate(content.monomial(0)) if power}
            polynomial = polynomial / content
        leading = polynomial.leading_coefficient()
        polynomial = polynomial / leading
        for place in range(len(self._polynomials), len(self.factors)):
            polynomial, power = _divided(polynomial, self.factors[place])
            if power:
                powers[place] = power
        if not polynomial.is_constant():
            powers[self.factor_place(polynomial)] = 1
        return leading, powers


class RationalFunction:
    """numerator / Π factor^power; equality is exact, whatever has been cancelled.

    >>> field = RationalFunctionField(2)
    >>> x, y = field.generator("x"), field.generator("y")
    >>> x / (x + y) + y / (x + y) == field.one
    True
    """

    __slots__ = ("denominator", "field", "numerator")

    def __init__(self, field: RationalFunctionField, numerator: Polynomial, denominator: dict[int, int]) -> None:
        self.field, self.numerator, self.denominator = field, numerator, denominator

    def __bool__(self) -> bool:
        return bool(self.numerator)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RationalFunction):
            return NotImplemented
        if self.denominator == other.denominator:
            return bool(self.numerator == other.numerator)
        missing, lacking = _differences(self.denominator, other.denominator)
        return bool(self._raised(missing) == other._raised(lacking))

    __hash__ = None  # type: ignore[assignment]

    def __add__(self, other: RationalFunction) -> RationalFunction:
        if not other.numerator:
            return self
        if not self.numerator:
            return other
        if self.denominator == other.denominator:
            return self._reduced(self.numerator + other.numerator, self.denominator)
        missing, lacking = _differences(self.denominator, other.denominator)
        common = {**self.denominator, **{f: self.denominator.get(f, 0) + n for f, n in missing.items()}}
        return self._reduced(self._raised(missing) + other._raised(lacking), common)

    def __neg__(self) -> RationalFunction:
        return RationalFunction(self.field, -self.numerator, self.denominator)

    def __sub__(self, other: RationalFunction) -> RationalFunction:
        return self + (-other)

    def __mul__(self, other: RationalFunction) -> RationalFunction:
        left, below_right = self._cancelled(self.numerator, other.denominator)
        right, below_left = self._cancelled(other.numerator, self.denominator)
        if below_left and below_right:
            shared = {f: below_left.get(f, 0) + below_right.get(f, 0) for f in below_left | below_right}
        else:
            shared = below_left or below_right
        if len(left) * len(right) > MOST_TERMS:
            raise TooLarge(f"a product of {len(left)} and {len(right)} terms is too large to write out")
        return RationalFunction(self.field, left * right, shared)

    def __truediv__(self, other: RationalFunction) -> RationalFunction:
        return self * other.inverse()

    def __pow__(self, power: int) -> RationalFunction:
        if power < 0:
            return self.inverse() ** (-power)
        if len(self.numerator) > 1 and comb(len(self.numerator) + power - 1, power) > MOST_TERMS:
            raise TooLarge(f"the power {power} of {len(self.numerator)} terms is too large to write out")
        raised = {f: n * power for f, n in self.denominator.items()} if power else {}
        return RationalFunction(self.field, self.numerator**power, raised)

    def inverse(self) -> RationalFunction:
        """1 / self.

        Raises:
            ZeroDivisionError: self is 0.
        """
        if not self.numerator:
            raise ZeroDivisionError("division by a formula that is identically 0")
        number, powers = self.field.split(self.numerator)
        numerator = self.field.context.constant(1 / number)
        for place, power in self.denominator.items():
            numerator = numerator * self.field.factors[place] ** power
        numerator, powers = self._cancelled(numerator, powers)
        return RationalFunction(self.field, numerator, powers)

    def terms(self) -> Iterator[tuple[Hashable, fmpq]]:
        """The numerator's terms, each named by its monomial and the common denominator."""
        below = tuple(sorted(self.denominator.items()))
        for monomial, coefficient in self.numerator.to_dict().items():
            yield (monomial, below), coefficient

    def _raised(self, powers: dict[int, int]) -> Polynomial:
        numerator = self.numerator
        for place, power in powers.items():
            factor = self.field.factors[place]
            if len(numerator) * len(factor) ** power > MOST_WRITTEN:
                raise TooLarge(f"a sum with {len(numerator)} terms over a common denominator is too large to write out")
            numerator = numerator * (factor if power == 1 else factor**power)
        return numerator

    def _reduced(self, numerator: Polynomial, denominator: dict[int, int]) -> RationalFunction:
        if denominator and len(numerator) > MOST_WRITTEN:
            raise TooLarge(f"a sum of {len(numerator)} terms over a common denominator is too large to write out")
        numerator, denominator = self._cancelled(numerator, denominator)
        return RationalFunction(self.field, numerator, denominator)

    def _cancelled(self, numerator: Polynomial, denominator: dict[int, int]) -> tuple[Polynomial, dict[int, int]]:
        if not denominator or not numerator:
            return numerator, ({} if not numerator else denominator)
        remaining: dict[int, int] = {}
        for place, power in denominator.items():
            numerator, times = _divided(numerator, self.field.factors[place], power)
            if times < power:
                remaining[place] = power - times
        return numerator, remaining


def _differences(left: dict[int, int], right: dict[int, int]) -> tuple[dict[int, int], dict[int, int]]:
    """What each denominator lacks to be the least common one."""
    missing = {f: n - left.get(f, 0) for f, n in right.items() if n > left.get(f, 0)}
    lacking = {f: n - right.get(f, 0) for f, n in left.items() if n > right.get(f, 0)}
    return missing, lacking


def _divided(polynomial: Polynomial, factor: Polynomial, most: int | None = None) -> tuple[Polynomial, int]:
    """Divide by the factor as often as it goes, at most ``most`` times."""
    times = 0
    while most is None or times < most:
        quotient, remainder = divmod(polynomial, factor)
        if remainder:
            break
        polynomial, times = quotient, times + 1
        if factor.is_constant():
            break
    return polynomial, times
