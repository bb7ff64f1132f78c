"""Signs in the exact field: [v > 0] as a polynomial in generators that are 0 or 1.

A quantity's sign is the product of the signs of its irreducible factors. Each factor f whose sign is not certain has
two generators, [f > 0] and [f < 0]; they are squares of themselves, their product is 0, and away from f = 0 they sum
to 1. An equality that follows from these rules holds in every sign cell, without listing the cells.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

from ..walk.not_evaluable import NotEvaluable
from .exponents import Exponent
from .rational_functions import RationalFunction

if TYPE_CHECKING:
    from .exact import ExactEvaluation

MOST_SIGNS_INSIDE = 4
MOST_SIGNS_OF_A_FUNCTION = 2


class Side(Enum):
    """On which side of 0 a factor is, where the generator is 1."""

    ABOVE = "above"
    BELOW = "below"


def is_sign(name: Any) -> bool:
    """True for the generator [f > 0] or [f < 0] of a factor.

    >>> is_sign((Side.ABOVE, 0)), is_sign(("x", (1,)))
    (True, False)
    """
    return isinstance(name, tuple) and isinstance(name[0], Side)


class Signs:
    """The sign generators of one exact evaluation."""

    def __init__(self, evaluation: ExactEvaluation) -> None:
        self.evaluation = evaluation
        self.atoms: list[Any] = []  # the monic factors, in the order of their generators

    def positive(self, value: RationalFunction) -> RationalFunction:
        """[value > 0]."""
        return self._sides(value)[0]

    def _sides(self, value: RationalFunction) -> tuple[RationalFunction, RationalFunction]:
        """[value > 0] and [value < 0]; both are 0 where the value is."""
        field = self.evaluation.field
        inside = self._inside(value)
        if inside and len(inside) <= MOST_SIGNS_INSIDE:
            return self._by_cell(value, inside[0])
        if not value:
            return field.zero, field.zero
        number, factors = value.numerator.factor()
        above, below = (field.one, field.zero) if number > 0 else (field.zero, field.one)
        below_the_line = [(field.factors[place], power) for place, power in value.denominator.items() if power % 2]
        for factor, power in [*((f, int(p)) for f, p in factors), *below_the_line]:
            up, down = self._of_factor(factor)
            if power % 2 == 0:
                up, down = up + down, field.zero
            above, below = above * up + below * down, above * down + below * up
        return above, below

    def _inside(self, value: RationalFunction) -> list[int]:
        """The factors whose signs occur in the value itself."""
        polynomials = [value.numerator, *(self.evaluation.field.factors[place] for place in value.denominator)]
        names = self.evaluation.field.names
        used = {place for p in polynomials for place, degree in enumerate(p.degrees()) if degree > 0}
        return sorted({names[place][1] for place in used if place < len(names) and is_sign(names[place])})  # type: ignore[index]

    def by_cell(
        self, values: list[RationalFunction], function: Callable[[list[RationalFunction]], RationalFunction]
    ) -> RationalFunction | None:
        """A function of values that hold signs: its value in each cell and between them, times the cell's indicator.

        A cell in which the function is not defined is left out. None where the values hold no sign, or too many.
        """
        inside = sorted({atom for value in values for atom in self._inside(value)})
        if not inside or len(inside) > MOST_SIGNS_OF_A_FUNCTION:
            return None
        total = self.evaluation.field.zero
        for here, numbers in self._cells(inside[0]):
            try:
                at = [self.where(value, inside[0], *numbers) for value in values]
                deeper = self.by_cell(at, function)
                total = total + here * (function(at) if deeper is None else deeper)
            except (ZeroDivisionError, NotEvaluable):
                continue
        return total

    def _cells(self, atom: int) -> list[tuple[RationalFunction, tuple[int, int]]]:
        """The indicators of the cells above and below a factor, and of where it is 0."""
        field = self.evaluation.field
        up, down = field.generator((Side.ABOVE, atom)), field.generator((Side.BELOW, atom))
        return [(up, (1, 0)), (down, (0, 1)), (field.one - up - down, (0, 0))]

    def parted(self, exponent: Exponent) -> tuple[Exponent, list[tuple[RationalFunction, Exponent]]]:
        """An exponent without signs, and for each product of signs in it what stands beside that product."""
        if not self.atoms:
            return exponent, []
        plain: dict[Hashable, Fraction] = {}
        signed: dict[frozenset[int], dict[Hashable, Fraction]] = {}
        for key, times in exponent.items():
            places = self._signs_of(key)
            if not places:
                plain[key] = times
            elif len({self._atom(place) for place in places}) == len(places):  # [f > 0] [f < 0] = 0
                monomial, below = cast("tuple[tuple[int, ...], Hashable]", key)
                rest = (tuple(0 if place in places else power for place, power in enumerate(monomial)), below)
                part = signed.setdefault(places, {})
                part[rest] = part.get(rest, Fraction(0)) + times
        return plain, [(self._product(places), {k: t for k, t in part.items() if t}) for places, part in signed.items()]

    def _signs_of(self, key: Hashable) -> frozenset[int]:
        """The places of the signs in a monomial of an exponent; an element that is kept whole has none."""
        if not isinstance(key, tuple) or isinstance(key[0], str):
            return frozenset()
        names = self.evaluation.field.names
        return frozenset(place for place, power in enumerate(key[0]) if power and is_sign(names[place]))

    def _atom(self, place: int) -> int:
        return self.evaluation.field.names[place][1]  # type: ignore[index, no-any-return]

    def _product(self, places: frozenset[int]) -> RationalFunction:
        field = self.evaluation.field
        result = field.one
        for place in sorted(places):
            result = result * field.generator(field.names[place])
        return result

    def _by_cell(self, value: RationalFunction, atom: int) -> tuple[RationalFunction, RationalFunction]:
        """The sides of a value that holds a sign: those above, below and at 0, each with its factor."""
        sides = (self.evaluation.field.zero, self.evaluation.field.zero)
        for here, numbers in self._cells(atom):
            try:
                above, below = self._sides(self.where(value, atom, *numbers))
            except ZeroDivisionError:  # the value is not defined in this cell
                continue
            sides = (sides[0] + here * above, sides[1] + here * below)
        return sides

    def where(self, value: RationalFunction, atom: int, above: int, below: int) -> RationalFunction:
        """The value in the cell in which the generators of that factor are these numbers."""
        names = self.evaluation.field.names
        numbers = {names.index(name): n for name, n in (((Side.ABOVE, atom), above), ((Side.BELOW, atom), below))}
        return substituted(value, numbers)

    def _of_factor(self, factor: Any) -> tuple[RationalFunction, RationalFunction]:
        field = self.evaluation.field
        leading = factor.leading_coefficient()
        if is_certainly_positive(self.evaluation, factor):
            return field.one, field.zero
        if is_certainly_positive(self.evaluation, -factor):
            return field.zero, field.one
        monic = factor / leading
        if monic not in self.atoms:
            self.atoms.append(monic)
        atom = self.atoms.index(monic)
        up, down = field.generator((Side.ABOVE, atom)), field.generator((Side.BELOW, atom))
        return (up, down) if leading > 0 else (down, up)


def substituted(value: RationalFunction, numbers: dict[int, int]) -> RationalFunction:
    """The value with numbers in the place of some generators.

    Raises:
        ZeroDivisionError: its denominator is 0 there.
    """
    field = value.field
    result = RationalFunction(field, value.numerator.subs(numbers), {})
    for place, power in value.denominator.items():
        factor = field.factors[place]
        if any(factor.degrees()[generator] for generator in numbers):
            result = result / RationalFunction(field, factor.subs(numbers), {}) ** power
        else:
            result = result * RationalFunction(field, field.one.numerator, {place: power})
    return result


def is_certainly_positive(evaluation: ExactEvaluation, polynomial: Any) -> bool:
    """Every term is positive: even powers, or powers of what is positive anyway."""
    names = evaluation.field.names
    if len(polynomial) == 1 and not polynomial.is_constant():
        (monomial,) = polynomial.to_dict()
        return polynomial.leading_coefficient() > 0 and all(
            not power or evaluation.is_positive_generator(names[place]) for place, power in enumerate(monomial)
        )
    some_positive = False
    for monomial, coefficient in polynomial.to_dict().items():
        used = [(names[place], int(power)) for place, power in enumerate(monomial) if power]
        if coefficient < 0 or any(power % 2 and not evaluation.is_never_negative(name) for name, power in used):
            return False
        some_positive = some_positive or all(evaluation.is_positive_generator(name) for name, _ in used)
    return some_positive
