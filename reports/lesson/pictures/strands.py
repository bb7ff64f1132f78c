"""Lines as they are drawn: one with a label alone, the many of a large layer and those of one flow together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from .shapes import Drawing, Edge, Mark

POSITIVE, NEGATIVE = "#2f6fb3", "#c0392b"
WIDTH_STEP = 0.6


@dataclass(frozen=True, slots=True)
class Strand:
    """One line, or many of the same look that stand for the same tensor."""

    mark: Mark
    path: str
    width: float
    title: str


def by_look(drawing: Drawing, colours: Mapping[str, str]) -> Iterator[tuple[str, bool, list[Strand]]]:
    """The lines of each colour, solid or dashed; a weight's colour is that of its sign unless its tensor has one.

    >>> edge = Edge(0, 0, 1, 0, Mark("W", 1, "1,1"), "w11 = -2", weighted=True, negative=True, arrow=False)
    >>> list(by_look(Drawing((), (), (edge, edge), (), ()), {}))[0][:2]
    ('#c0392b', True)
    """

    def look(edge: Edge) -> tuple[str, bool]:
        own = edge.mark.tensor in colours or not edge.weighted
        return "currentColor" if own else NEGATIVE if edge.negative else POSITIVE, edge.negative

    for ink, dashed in dict.fromkeys(map(look, drawing.edges)):
        yield ink, dashed, list(_strands([edge for edge in drawing.edges if look(edge) == (ink, dashed)]))


def _strands(edges: list[Edge]) -> Iterator[Strand]:
    together: dict[tuple[Mark, float], list[Edge]] = {}
    for edge in edges:
        if edge.label:
            yield Strand(edge.mark, edge.path, edge.width, edge.title)
        else:
            width = max(1, round(edge.width / WIDTH_STEP)) * WIDTH_STEP if edge.weighted else edge.width
            together.setdefault((replace(edge.mark, entry=""), width), []).append(edge)
    for (mark, width), several in together.items():
        only = several[0] if len(several) == 1 else None
        path = "".join(edge.path for edge in several)
        yield Strand(only.mark if only else mark, path, width, only.title if only else mark.tensor)
