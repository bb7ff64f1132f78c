"""Witnesses: the smallest rational point found at which two formulas certainly differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from zlib import crc32

from flint import arb

from .numbers.balls import precision
from .verdict import Witness
from .walk.evaluation import Element
from .walk.not_evaluable import NotEvaluable

Point = dict[Element, Fraction]
Sides = Callable[[Mapping[Element, Fraction]], tuple[arb, arb]]

DIGITS = 20
PRECISIONS = (96, 288)
LAST_PRECISION = 2048
CHOICES: tuple[tuple[Fraction, ...], ...] = tuple(
    tuple(map(Fraction, values.split()))
    for values in ("0 1", "0 1 2", "1 2 3", "0 1 -1 2", "1 2 3 1/2 -1", "1/3 1/4 1/5", "1 -1 1/2 -1/2 1/3 2 -2")
)
APART = tuple(map(Fraction, ("2/3", "-3/5", "5/7", "-7/11", "4/13", "-9/17")))  # sums of products are hardly ever 0
SIMPLE_ROUNDS, ROUNDS = 28, 40


@dataclass
class GrowingPoint(Mapping[Element, Fraction]):
    """A point whose coordinates are chosen when they are first asked for, the same in every run."""

    round: int
    chosen: Point

    def __getitem__(self, element: Element) -> Fraction:
        if element not in self.chosen:
            values = CHOICES[self.round % len(CHOICES)] if self.round < SIMPLE_ROUNDS else APART
            key = f"{self.round}:{element[0]}:{element[1]}"
            self.chosen[element] = values[crc32(key.encode()) % len(values)]
        return self.chosen[element]

    def __iter__(self) -> Iterator[Element]:
        return iter(self.chosen)

    def __len__(self) -> int:
        return len(self.chosen)


def differ(left: arb, right: arb) -> bool:
    """True when both values exist and are certainly different."""
    return bool(left.is_finite() and right.is_finite() and not left.overlaps(right))


def defined_somewhere(sides: Sides) -> bool:
    """True when a point was found at which both sides have a value; equality elsewhere would be empty."""
    for attempt in range(SIMPLE_ROUNDS):
        try:
            with precision(PRECISIONS[0]):
                if all(side.is_finite() for side in sides(GrowingPoint(attempt, {}))):
                    return True
        except (NotEvaluable, ArithmeticError):
            continue
    return False


def find_witness(
    sides: Sides, complete: Callable[[Point], Point] = dict, start: Mapping[Element, Fraction] | None = None
) -> Witness | None:
    """Search for a point at which the two sides certainly differ, then make it small.

    Args:
        sides: both values at a point, as balls at the current precision.
        complete: the point with the coordinates that a condition determines added.
        start: coordinates to begin with, a point of the cell in question.

    Returns:
        The witness, or None where no point separates the sides.
    """
    found = _separating_point(sides, dict(start or {}))
    if found is None:
        return None
    point, bits = found
    return _witness(sides, _smaller(sides, point, bits), bits, complete)


def _separating_point(sides: Sides, start: Point) -> tuple[Point, int] | None:
    for bits in PRECISIONS:
        for attempt in range(ROUNDS):
            point = GrowingPoint(attempt, dict(start))
            if _separates(sides, point, bits):
                return dict(point.chosen), bits
    return None


def _separates(sides: Sides, point: Mapping[Element, Fraction], bits: int) -> bool:
    try:
        with precision(bits):
            return differ(*sides(point))
    except (NotEvaluable, ArithmeticError):
        return False


def _smaller(sides: Sides, point: Point, bits: int) -> Point:
    """Put 0, else 1, in the place of as many coordinates as possible while the sides still differ."""
    for value in (Fraction(0), Fraction(1)):
        changeable = [e for e in sorted(point) if point[e] not in (0, value)]
        point = _with_value(sides, point, bits, changeable, value)
    return point


def _with_value(sides: Sides, point: Point, bits: int, elements: list[Element], value: Fraction) -> Point:
    """Put the value in the place of all these coordinates, or of each half where that fails."""
    if not elements:
        return point
    candidate = point | dict.fromkeys(elements, value)
    if _separates(sides, candidate, bits):
        return candidate
    if len(elements) == 1:
        return point
    half = len(elements) // 2
    point = _with_value(sides, point, bits, elements[:half], value)
    return _with_value(sides, point, bits, elements[half:], value)


def _witness(sides: Sides, point: Point, bits: int, complete: Callable[[Point], Point]) -> Witness:
    digits = DIGITS
    with precision(max(bits, LAST_PRECISION)):
        left, right = sides(point)
        while decimal(left, digits) == decimal(right, digits) and digits < LAST_PRECISION // 4:
            digits += 10
        shown = sorted(complete(point).items())
        return Witness(
            tuple((element_name(e), str(v)) for e, v in shown), decimal(left, digits), decimal(right, digits)
        )


def decimal(ball: arb, digits: int) -> str:
    """The value to that many digits, all of them certified."""
    return str(ball.str(digits, radius=False))


def element_name(element: Element) -> str:
    """``z[1,2]``, or the bare name at rank 0."""
    name, indices = element
    return f"{name}[{','.join(map(str, indices))}]" if indices else name


def point_in_words(witness: Witness) -> str:
    """Such as ``x = 1, y = 2``; coordinates that are 0 are named together."""
    others = [f"{name} = {value}" for name, value in witness.point if value != "0"]
    if len(others) == len(witness.point):
        return ", ".join(others) or "every point"
    if len(witness.point) - len(others) <= 2:
        return ", ".join(f"{name} = {value}" for name, value in witness.point)
    return ", ".join([*others, "and 0 elsewhere" if others else "0 everywhere"])
