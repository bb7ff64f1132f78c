"""The geometry of SVG: transformations, and path data as straight lines and cubic curves."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

Point = tuple[float, float]
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Q": 4, "Z": 0}


def numbers(text: str) -> list[float]:
    """The numbers in a text, in order.

    >>> numbers("translate(3.5 -2)")
    [3.5, -2.0]
    """
    return [float(found) for found in NUMBER.findall(text)]


@dataclass(frozen=True, slots=True)
class Affine:
    """The map (x, y) ↦ (a x + c y + e, b x + d y + f)."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0

    def __matmul__(self, inner: Affine) -> Affine:
        """First ``inner``, then this."""
        x, y = self.apply(inner.e, inner.f)
        return Affine(
            self.a * inner.a + self.c * inner.b,
            self.b * inner.a + self.d * inner.b,
            self.a * inner.c + self.c * inner.d,
            self.b * inner.c + self.d * inner.d,
            x,
            y,
        )

    def apply(self, x: float, y: float) -> Point:
        """The image of a point."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    @property
    def scale(self) -> float:
        """By how much lengths grow, on average over the directions."""
        return math.sqrt(abs(self.a * self.d - self.b * self.c))

    @property
    def angle(self) -> float:
        """How far a horizontal line is turned, in degrees, clockwise on a page whose y grows downwards."""
        return math.degrees(math.atan2(self.b, self.a))


IDENTITY = Affine()


def transform_of(text: str) -> Affine:
    """The map that a ``transform`` attribute means.

    Raises:
        ValueError: it has a function that is not known here.

    >>> transform_of("translate(1 2) scale(3)").apply(1, 1)
    (4.0, 5.0)
    """
    whole = IDENTITY
    for name, inside in re.findall(r"(\w+)\s*\(([^)]*)\)", text):
        whole = whole @ _single(name, numbers(inside))
    return whole


def _single(name: str, found: list[float]) -> Affine:
    if name == "translate":
        return Affine(e=found[0], f=found[1] if len(found) > 1 else 0.0)
    if name == "scale":
        return Affine(a=found[0], d=found[-1])
    if name == "matrix":
        return Affine(*found)
    if name == "rotate":
        cosine, sine = math.cos(math.radians(found[0])), math.sin(math.radians(found[0]))
        turned = Affine(cosine, sine, -sine, cosine)
        x, y = found[1:] or (0.0, 0.0)
        return Affine(e=x, f=y) @ turned @ Affine(e=-x, f=-y)
    raise ValueError(f"the SVG transformation {name!r:.40} is not known")


def segments(data: str) -> Iterator[tuple[str, list[Point]]]:
    """Path data as moves (M), lines (L), cubic curves (C) and closings (Z), with absolute points.

    Raises:
        ValueError: the data has another command, such as an arc.

    >>> list(segments("M 1 1 h 2 z"))
    [('M', [(1.0, 1.0)]), ('L', [(3.0, 1.0)]), ('Z', [])]
    """
    at = start = (0.0, 0.0)
    for letter, inside in re.findall(r"([A-Za-z])([^A-Za-z]*(?:[eE][-+]?\d[^A-Za-z]*)*)", data):
        command, relative = letter.upper(), letter.islower()
        if command not in ARGUMENTS:
            raise ValueError(f"the SVG path command {letter!r} is not known")
        count, found = ARGUMENTS[command], numbers(inside)
        for first in range(0, max(len(found), 1), count or 1):
            points = _points(command, found[first : first + count], at, relative)
            if command == "Z":
                at = start
                yield "Z", []
                continue
            if command == "Q":
                points = _cubic(at, *points)
            at = points[-1]
            # The pairs after the first one of a move are lines.
            moved = command == "M" and first == 0
            start = at if moved else start
            yield "M" if moved else ("C" if command in "CQ" else "L"), points


def _points(command: str, found: list[float], at: Point, relative: bool) -> list[Point]:
    x, y = at if relative else (0.0, 0.0)
    if command == "H":
        return [(x + found[0], at[1])]
    if command == "V":
        return [(at[0], y + found[0])]
    return [(x + across, y + down) for across, down in zip(found[::2], found[1::2], strict=True)]


def _cubic(start: Point, middle: Point, end: Point) -> list[Point]:
    """The cubic curve that is this quadratic one."""
    first, second = ((p[0] + 2 * (middle[0] - p[0]) / 3, p[1] + 2 * (middle[1] - p[1]) / 3) for p in (start, end))
    return [first, second, end]
