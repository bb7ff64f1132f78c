"""Where the labels of crossing lines stand: each on its own line, off the other lines and labels wherever it can be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .lettering import Line
from .shapes import Edge, Label, Point

PLACES = tuple(place / 40 for place in range(6, 35))
SWEEPS = 6
OTHER_LABEL, OTHER_LINE = 100.0, 10.0


def with_labels(edges: Sequence[Edge], lines: Sequence[Line]) -> list[Edge]:
    """The edges, each with its line of text at the best place.

    Each label in turn takes the place with the fewest labels and lines below it, until nothing changes.
    """
    segments = [_Shape.of(((edge.x1, edge.y1), (edge.x2, edge.y2))) for edge in edges]
    places, labels = list[list[_Place]](), list[_Place]()
    for number, (edge, line) in enumerate(zip(edges, lines, strict=True)):
        crossing = segments[:number] + segments[number + 1 :]
        places.append([_place(edge, line, share, crossing) for share in PLACES])
        labels.append(_place(edge, line, 0.3 + 0.4 * (number % 2), crossing))
    for _ in range(SWEEPS):
        before = list(labels)
        for number, candidates in enumerate(places):
            others = [other.shape for other in labels[:number] + labels[number + 1 :]]
            labels[number] = _best(candidates, others)
        if labels == before:
            break
    return [replace(edge, label=place.label) for edge, place in zip(edges, labels, strict=True)]


@dataclass(frozen=True, slots=True)
class _Shape:
    """Corners, and the upright rectangle around them: where two of these are apart, so are the shapes."""

    corners: Sequence[Point]
    normals: Sequence[Point]
    left: float
    top: float
    right: float
    bottom: float

    @classmethod
    def of(cls, corners: Sequence[Point]) -> _Shape:
        across, down = [x for x, _ in corners], [y for _, y in corners]
        return cls(corners, _normals(corners), min(across), min(down), max(across), max(down))

    def meets(self, other: _Shape) -> bool:
        if self.right < other.left or other.right < self.left or self.bottom < other.top or other.bottom < self.top:
            return False
        one, another = self.corners, other.corners
        return not any(_separates(axis, one, another) for axis in (*self.normals, *other.normals))


@dataclass(frozen=True, slots=True)
class _Place:
    """A label at a place, how many other lines it covers, and how far it is from the middle of its own."""

    label: Label
    shape: _Shape
    crossed: int
    middle: float

    def cost(self, covered: int) -> float:
        """What is wrong with it: labels and lines that it covers; a little, how far it is from the middle."""
        return OTHER_LABEL * covered + OTHER_LINE * self.crossed + self.middle / 100


def _best(candidates: Sequence[_Place], others: Sequence[_Shape]) -> _Place:
    """The first of the places that cost least; one that costs more without any label is not looked at further."""
    found, least = candidates[0], math.inf
    for place in candidates:
        if place.cost(0) >= least:
            continue
        cost = place.cost(sum(map(place.shape.meets, others)))
        if cost < least:
            found, least = place, cost
    return found


def _place(edge: Edge, line: Line, share: float, crossing: Sequence[_Shape]) -> _Place:
    angle = math.degrees(math.atan2(edge.y2 - edge.y1, edge.x2 - edge.x1))
    x, y = edge.x1 + share * (edge.x2 - edge.x1), edge.y1 + share * (edge.y2 - edge.y1)
    label = Label(x, y, round(angle, 2), line)
    shape = _Shape.of(label.corners)
    middle = math.dist((x, y), ((edge.x1 + edge.x2) / 2, (edge.y1 + edge.y2) / 2))
    return _Place(label, shape, sum(map(shape.meets, crossing)), middle)


def overlap(one: Sequence[Point], other: Sequence[Point]) -> bool:
    """True when two convex shapes, or a shape and a line, have a point in common.

    >>> square = ((0, 0), (2, 0), (2, 2), (0, 2))
    >>> overlap(square, ((1, 1), (5, 1))), overlap(square, ((3, 0), (3, 5)))
    (True, False)
    """
    return not any(_separates(axis, one, other) for axis in (*_normals(one), *_normals(other)))


def _normals(corners: Sequence[Point]) -> list[Point]:
    pairs = zip(corners, (*corners[1:], corners[0]), strict=True)
    return [(b[1] - a[1], a[0] - b[0]) for a, b in pairs]


def _separates(axis: Point, one: Sequence[Point], other: Sequence[Point]) -> bool:
    right, up = axis
    shadow = [x * right + y * up for x, y in one]
    another = [x * right + y * up for x, y in other]
    return max(shadow) < min(another) or max(another) < min(shadow)
