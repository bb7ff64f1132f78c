"""Where the labels of crossing lines stand: each on its own line, off the other lines and labels wherever it can be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from .lettering import Line
from .shapes import Edge, Label, Point

PLACES = tuple(place / 40 for place in range(6, 35))
SWEEPS = 6
OTHER_LABEL, OTHER_LINE = 100.0, 10.0


def with_labels(edges: Sequence[Edge], lines: Sequence[Line]) -> list[Edge]:
    """The edges, each with its line of text at the best place.

    Each label in turn takes the place with the fewest labels and lines below it, until nothing changes.
    """
    pairs = list(zip(edges, lines, strict=True))
    labels = [_label(edge, line, 0.3 + 0.4 * (place % 2)) for place, (edge, line) in enumerate(pairs)]
    for _ in range(SWEEPS):
        before = list(labels)
        for place, (edge, line) in enumerate(pairs):
            others = labels[:place] + labels[place + 1 :]
            labels[place] = _best(edge, line, others, [other for other in edges if other is not edge])
        if labels == before:
            break
    return [replace(edge, label=label) for edge, label in zip(edges, labels, strict=True)]


def _label(edge: Edge, line: Line, share: float) -> Label:
    angle = math.degrees(math.atan2(edge.y2 - edge.y1, edge.x2 - edge.x1))
    x, y = edge.x1 + share * (edge.x2 - edge.x1), edge.y1 + share * (edge.y2 - edge.y1)
    return Label(x, y, round(angle, 2), line)


def _best(edge: Edge, line: Line, others: Sequence[Label], crossing: Sequence[Edge]) -> Label:
    candidates = [_label(edge, line, share) for share in PLACES]
    return min(candidates, key=lambda label: _cost(label, others, crossing, edge))


def _cost(label: Label, others: Sequence[Label], crossing: Sequence[Edge], edge: Edge) -> float:
    """What is wrong with a place: labels and lines that it covers; a little, how far it is from the middle."""
    corners = label.corners
    covered = sum(overlap(corners, other.corners) for other in others)
    crossed = sum(overlap(corners, ((e.x1, e.y1), (e.x2, e.y2))) for e in crossing)
    middle = math.dist((label.x, label.y), ((edge.x1 + edge.x2) / 2, (edge.y1 + edge.y2) / 2))
    return OTHER_LABEL * covered + OTHER_LINE * crossed + middle / 100


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
    shadows = [[x * axis[0] + y * axis[1] for x, y in corners] for corners in (one, other)]
    return max(shadows[0]) < min(shadows[1]) or max(shadows[1]) < min(shadows[0])
