"""Words that stand in the way: they move down until no line and no shape is below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .edge_labels import overlap
from .shapes import Arc, Box, Circle, Edge, Point, Rectangle, Text

STEP, FARTHEST, AROUND = 8.0, 640.0, 2.0

Words = Text | Box


def settled(
    blocks: Sequence[Sequence[Words]], shapes: Sequence[Circle | Box], edges: Sequence[Edge], arcs: Sequence[Arc] = ()
) -> list[tuple[Words, ...]]:
    """Each block of words where nothing else is: as it stands, or as little further down as can be."""
    found: list[tuple[Words, ...]] = []
    ways = [((edge.x1, edge.y1), (edge.x2, edge.y2)) for edge in edges]
    ways += [pair for arc in arcs for pair in zip(arc.points, arc.points[1:], strict=False)]
    solid = [corners(shape.bounds) for shape in shapes]
    solid += [corners(_around(edge.label.corners), around=6.0) for edge in edges if edge.label]
    for block in blocks:
        taken = [*solid, *(corners(words.bounds) for other in found for words in other)]
        moves = (STEP * step for step in range(int(FARTHEST / STEP)))
        down = next((move for move in moves if _is_free(block, move, [*taken, *ways])), 0.0)
        found.append(tuple(moved(words, down) for words in block))
    return found


def _is_free(block: Sequence[Words], down: float, taken: Sequence[Sequence[Point]]) -> bool:
    own = [corners(words.bounds, down) for words in block]
    return not any(overlap(one, other) for one in own for other in taken)


def corners(bounds: Rectangle, down: float = 0.0, around: float = AROUND) -> tuple[Point, ...]:
    """The corners of a rectangle, a little further out, moved down.

    >>> corners((0, 0, 10, 10))
    ((-2.0, -2.0), (12.0, -2.0), (12.0, 12.0), (-2.0, 12.0))
    """
    left, top, right, bottom = bounds
    left, top, right, bottom = left - around, top - around + down, right + around, bottom + around + down
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def _around(points: Sequence[Point]) -> Rectangle:
    across, down = zip(*points, strict=True)
    return min(across), min(down), max(across), max(down)


def moved(words: Words, down: float) -> Words:
    """The same words further down."""
    if isinstance(words, Text):
        return replace(words, y=words.y + down)
    return replace(words, y=words.y + down, texts=tuple(replace(text, y=text.y + down) for text in words.texts))
