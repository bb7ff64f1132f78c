"""What a drawing consists of: circles, boxes, lines with labels, arcs, words; each says what it stands for."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from .lettering import LINE, Line, width_of

ARROW, ARROW_WIDTH = 8.0, 6.4
LABEL_PAD, LABEL_HEIGHT = 5.0, 18.0

Point = tuple[float, float]
Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a shape stands for: a tensor or an entry of it, when it is computed, what it goes into.

    ``place`` is the tensor's place among those of the network, which gives it its colour.
    """

    tensor: str
    place: int
    entry: str = ""
    step: int = 0
    into: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text whose middle stands at x, its letters on y."""

    x: float
    y: float
    line: Line
    mark: Mark | None = None
    title: str = ""

    @property
    def bounds(self) -> Rectangle:
        """Left, top, right, bottom."""
        half = width_of(self.line) / 2
        return (self.x - half, self.y - LINE * 0.72, self.x + half, self.y + LINE * 0.28)


@dataclass(frozen=True, slots=True)
class Circle:
    """A unit: its letter, below that its number; ``dashed`` where it is the constant of a bias."""

    x: float
    y: float
    radius: float
    texts: tuple[Text, ...]
    mark: Mark | None
    title: str
    dashed: bool = False

    @property
    def bounds(self) -> Rectangle:
        """Left, top, right, bottom."""
        return (self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle with lines of text; ``soft`` corners are those of an operation."""

    x: float
    y: float
    width: float
    height: float
    texts: tuple[Text, ...]
    mark: Mark | None
    title: str
    soft: bool = False

    @property
    def bounds(self) -> Rectangle:
        """Left, top, right, bottom."""
        return (self.x, self.y, self.x + self.width, self.y + self.height)


@dataclass(frozen=True, slots=True)
class Label:
    """A number or letter on a line, turned with it."""

    x: float
    y: float
    angle: float
    line: Line

    @property
    def room(self) -> float:
        """How wide it is with the paper around it."""
        return width_of(self.line) + 2 * LABEL_PAD

    @property
    def corners(self) -> tuple[Point, ...]:
        """The corners of the paper below it."""
        cosine, sine = math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))
        half, high = self.room / 2, LABEL_HEIGHT / 2
        around = ((-half, -high), (half, -high), (half, high), (-half, high))
        return tuple((self.x + a * cosine - b * sine, self.y + a * sine + b * cosine) for a, b in around)


@dataclass(frozen=True, slots=True)
class Edge:
    """A straight line with an arrow at its end: a weight, or a value that flows."""

    x1: float
    y1: float
    x2: float
    y2: float
    mark: Mark
    title: str
    width: float = 1.0
    negative: bool = False
    weighted: bool = False
    label: Label | None = None
    arrow: bool = True

    @property
    def path(self) -> str:
        """The line and the head of its arrow, which is filled; a line of many has none."""
        if not self.arrow:
            return f"M{self.x1:.0f} {self.y1:.0f}L{self.x2:.0f} {self.y2:.0f}"
        line = f"M{short(self.x1)} {short(self.y1)}L{short(self.x2)} {short(self.y2)}"
        return line + head((self.x1, self.y1), (self.x2, self.y2))


@dataclass(frozen=True, slots=True)
class Arc:
    """A value that passes over the columns between; ``points`` are the corners of its way."""

    points: tuple[Point, ...]
    mark: Mark
    title: str

    @property
    def path(self) -> str:
        """The way with round corners."""
        return rounded(self.points)

    @property
    def arrow(self) -> str:
        """The arrow's head, as a path."""
        return head(self.points[-2], self.points[-1])


@dataclass(frozen=True, slots=True)
class Drawing:
    """All shapes, and the part of the plane that they take; ``columns`` say from where to where each of them goes."""

    circles: tuple[Circle, ...]
    boxes: tuple[Box, ...]
    edges: tuple[Edge, ...]
    arcs: tuple[Arc, ...]
    texts: tuple[Text, ...]
    columns: tuple[tuple[float, float], ...] = ()

    @property
    def bounds(self) -> Rectangle:
        """Left, top, right, bottom of everything."""
        shapes: tuple[Circle | Box | Text, ...] = (*self.circles, *self.boxes, *self.texts)
        corners = [shape.bounds for shape in shapes]
        corners += [(x, y, x, y) for arc in self.arcs for x, y in arc.points]
        left, top, right, bottom = zip(*corners, strict=True)
        return (min(left), min(top), max(right), max(bottom))

    @property
    def marks(self) -> Iterator[Mark]:
        """Everything that a shape stands for."""
        inner = (text for shape in _holders(self) for text in shape.texts)
        marked: tuple[Circle | Box | Text, ...] = (*_holders(self), *self.texts, *inner)
        yield from (mark for shape in marked if (mark := shape.mark) is not None)
        yield from (line.mark for lines in (self.edges, self.arcs) for line in lines)


def _holders(drawing: Drawing) -> tuple[Circle | Box, ...]:
    return (*drawing.circles, *drawing.boxes)


def head(start: Point, end: Point) -> str:
    """An arrow's head at the end of a line.

    >>> head((0.0, 0.0), (10.0, 0.0))
    'M10 0L2 3.2L2 -3.2Z'
    """
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    cosine, sine = math.cos(angle), math.sin(angle)
    corners = ((0.0, 0.0), (-ARROW, ARROW_WIDTH / 2), (-ARROW, -ARROW_WIDTH / 2))
    points = ((end[0] + a * cosine - b * sine, end[1] + a * sine + b * cosine) for a, b in corners)
    return "M" + "L".join(f"{short(x)} {short(y)}" for x, y in points) + "Z"


def rounded(points: tuple[Point, ...], radius: float = 9.0) -> str:
    """A way through the points, its corners round.

    >>> rounded(((0.0, 0.0), (20.0, 0.0), (20.0, 20.0)))
    'M 0 0 L 11 0 Q 20 0 20 9 L 20 20'
    """
    words = [f"M {short(points[0][0])} {short(points[0][1])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        into, out = (_towards(corner, other, radius) for other in (before, after))
        words.append(f"L {short(into[0])} {short(into[1])}")
        words.append(f"Q {short(corner[0])} {short(corner[1])} {short(out[0])} {short(out[1])}")
    words.append(f"L {short(points[-1][0])} {short(points[-1][1])}")
    return " ".join(words)


def _towards(start: Point, end: Point, distance: float) -> Point:
    length = math.dist(start, end)
    share = min(0.5, distance / length) if length else 0.0
    return (start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1]))


def short(number: float) -> str:
    """A coordinate with one decimal.

    >>> short(3.04), short(-0.01)
    ('3', '0')
    """
    return f"{round(number, 1) + 0.0:g}"
