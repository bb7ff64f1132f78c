"""The lines of a drawing: weights between columns, values that flow into operations, arcs over what lies between."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from derive.network.tensors import Tensor

from ..number_format import decimals, readable
from .contents import Subject
from .edge_labels import overlap, with_labels
from .layout import Placed, Span, numbered
from .lettering import LINE, Line, Piece, number_within, plain, words
from .settling import corners
from .shapes import Arc, Box, Circle, Edge, Point, Text
from .stages import Form, Stage, Term

THINNEST, WIDEST, EVEN = 0.8, 2.6, 1.0
EDGE_NUMBER = 60.0  # how wide the number of an edge may be
LANE, ABOVE, GUTTER, SHOULDER = 18.0, 22.0, 14.0, 8.0


def wires(subject: Subject, parts: Mapping[str, Placed]) -> tuple[list[Edge], list[Arc]]:
    """All lines and arcs, those of the weights first."""
    edges: list[Edge] = []
    long: list[tuple[Placed, Placed]] = []
    for column in subject.plan.columns:
        stages = [part.stage for part in column if part.stage is not None and part.stage.form is Form.DENSE]
        edges += dense_edges(subject, stages, parts)
    for part in parts.values():
        stage = part.part.stage
        if stage is None or stage.form is Form.DENSE:
            continue
        for source in (parts[t.name] for t in stage.sources):
            beside = abs(source.part.column - part.part.column) == 1
            straight = list(_short(subject, source, part)) if beside else []
            if straight and not any(_passes(edge, parts) for edge in straight):
                edges += straight
            else:
                long.append((source, part))
        edges += _outgoing(subject, part)
    return edges, arcs(subject, parts, long)


@dataclass(frozen=True, slots=True)
class _Weight:
    """One entry of a parameter with the two circles that it joins."""

    tensor: Tensor
    entry: tuple[int, ...]
    start: Circle
    end: Circle


def dense_edges(subject: Subject, stages: Sequence[Stage], parts: Mapping[str, Placed]) -> list[Edge]:
    """A line for each weight and bias of the stages between two columns, with its label where there is room."""
    labelled, others = (
        [pair for stage in stages if numbered(subject, stage) is room for pair in _dense_edges(subject, stage, parts)]
        for room in (True, False)
    )
    edges, lines = [edge for edge, _ in labelled], [line for _, line in labelled]
    return [*with_labels(edges, lines), *(edge for edge, _ in others)]


def _dense_edges(subject: Subject, stage: Stage, parts: Mapping[str, Placed]) -> list[tuple[Edge, Line]]:
    """The lines of one stage, each with what would be written on it."""
    weights = [weight for term in stage.terms for weight in _weights(term, parts, stage)]
    weights += list(_bias_weights(subject, stage, parts))
    values = [subject.value(weight.tensor, *weight.entry) for weight in weights]
    largest = max((abs(value) for value in values if value is not None), default=0.0) or 1.0
    return [
        (_weight_edge(subject, weight, value, largest, stage), _label(subject, weight, value))
        for weight, value in zip(weights, values, strict=True)
    ]


def _weights(term: Term, parts: Mapping[str, Placed], stage: Stage) -> Iterator[_Weight]:
    for k, end in parts[stage.tensor.name].units.items():
        for d, start in parts[term.source.name].units.items():
            places = {term.inner: d} if term.outer is None else {term.inner: d, term.outer: k}
            yield _Weight(term.weights, tuple(places[at] for at in sorted(places)), start, end)


def _bias_weights(subject: Subject, stage: Stage, parts: Mapping[str, Placed]) -> Iterator[_Weight]:
    for bias in stage.biases:
        one = parts[stage.terms[0].source.name].ones[stage.tensor.name]
        for k, end in parts[stage.tensor.name].units.items():
            yield _Weight(bias, (k,) if subject.shape(bias) else (), one, end)


def _weight_edge(subject: Subject, weight: _Weight, value: float | None, largest: float, stage: Stage) -> Edge:
    name = plain(subject.letter(weight.tensor, *weight.entry))
    (x1, y1), (x2, y2) = between(weight.start, weight.end)
    width = EVEN if value is None else THINNEST + (WIDEST - THINNEST) * abs(value) / largest
    title = name if value is None else f"{name} = {readable(decimals(value))}"
    mark = subject.mark(weight.tensor, *weight.entry, into=stage.tensor.name)
    negative = value is not None and value < 0
    arrow = numbered(subject, stage)
    return Edge(x1, y1, x2, y2, mark, title, round(width, 1), negative, weighted=True, arrow=arrow)


def _label(subject: Subject, weight: _Weight, value: float | None) -> Line:
    if value is None:
        return subject.letter(weight.tensor, *weight.entry)
    return (Piece(number_within(value, EDGE_NUMBER), 13.0),)


def between(start: Circle, end: Circle) -> tuple[Point, Point]:
    """The part of the line between two middles that is outside of both circles."""
    angle = math.atan2(end.y - start.y, end.x - start.x)
    cosine, sine = math.cos(angle), math.sin(angle)
    first = (start.x + start.radius * cosine, start.y + start.radius * sine)
    return first, (end.x - end.radius * cosine, end.y - end.radius * sine)


def _short(subject: Subject, source: Placed, part: Placed) -> Iterator[Edge]:
    """Lines from a neighbouring column: from each unit to its own operation, or all to the same."""
    name, backward = part.part.tensor.name, source.part.column > part.part.column
    for i, start in _starts(source).items():
        places = (i,) if i and subject.shape(source.part.tensor) else ()
        mark = subject.mark(source.part.tensor, *places, into=name)
        target = part.operations.get(i) or part.gate or part.box or next(iter(part.units.values()))
        (x1, y1), (x2, y2) = _joined(start, target, backward=backward)
        yield Edge(x1, y1, x2, y2, mark, f"{subject.name(source.part.tensor)} goes into {_into(subject, part)}")


def _passes(edge: Edge, parts: Mapping[str, Placed]) -> bool:
    """True for a line that goes through a circle or a box on its way."""
    circles = (circle for part in parts.values() for circle in part.circles)
    boxes = (box for part in parts.values() for box in part.boxes)
    way = ((edge.x1, edge.y1), (edge.x2, edge.y2))
    through = any(distance((circle.x, circle.y), edge) < circle.radius - 3 for circle in circles)
    return through or any(overlap(corners(box.bounds, around=-1.0), way) for box in boxes)


def distance(point: Point, edge: Edge) -> float:
    """How far a point is from a line.

    >>> from .shapes import Mark
    >>> distance((1.0, 2.0), Edge(0, 0, 9, 0, Mark("x", 0), ""))
    2.0
    """
    across, down = edge.x2 - edge.x1, edge.y2 - edge.y1
    square = across**2 + down**2 or 1.0
    share = min(1.0, max(0.0, ((point[0] - edge.x1) * across + (point[1] - edge.y1) * down) / square))
    return math.dist(point, (edge.x1 + share * across, edge.y1 + share * down))


def _into(subject: Subject, part: Placed) -> str:
    return subject.name(part.part.tensor)


def _starts(source: Placed) -> Mapping[int, Circle | Box]:
    return {0: source.box} if source.box else source.units


def _joined(start: Circle | Box, target: Circle | Box, *, backward: bool) -> tuple[Point, Point]:
    """Where the line between two shapes begins and ends."""
    if isinstance(start, Circle) and isinstance(target, Circle):
        return between(start, target)
    left, right = (target, start) if backward else (start, target)
    out = _side(left, right, rightwards=True)
    into = _side(right, left, rightwards=False)
    return (into, out) if backward else (out, into)


def _side(shape: Circle | Box, other: Circle | Box, *, rightwards: bool) -> Point:
    """The point at a shape's side at which a line to another begins: of a box at the other's height, if it can be."""
    left, top, right, bottom = shape.bounds
    height = (other.bounds[1] + other.bounds[3]) / 2
    if isinstance(shape, Circle):
        aim = min(max(shape.y, other.bounds[1] + 8), other.bounds[3] - 8)
        angle = math.atan2(aim - shape.y, abs((other.bounds[0] if rightwards else other.bounds[2]) - shape.x))
        reach = shape.radius if rightwards else -shape.radius
        return (shape.x + reach * math.cos(angle), shape.y + shape.radius * math.sin(angle))
    return (right if rightwards else left, min(max(height, top + 8), bottom - 8))


def _outgoing(subject: Subject, part: Placed) -> Iterator[Edge]:
    """From the operations to the units that they make."""
    for i, unit in part.units.items():
        operation = part.operations.get(i) or part.gate
        if operation:
            places = (i,) if subject.shape(part.part.tensor) else ()
            mark = subject.mark(part.part.tensor, *places, into=part.part.tensor.name)
            (x1, y1), (x2, y2) = _joined(operation, unit, backward=False)
            yield Edge(x1, y1, x2, y2, mark, unit.title)


def arcs(subject: Subject, parts: Mapping[str, Placed], long: list[tuple[Placed, Placed]]) -> list[Arc]:
    """A way above or below everything for each value that passes over columns, the shorter ones nearer."""
    long.sort(key=lambda pair: abs(pair[0].part.column - pair[1].part.column))
    ceiling, floor = min(part.top for part in parts.values()), max(part.bottom for part in parts.values())
    lanes: dict[bool, list[list[tuple[float, float]]]] = {True: [], False: []}
    arrivals: dict[str, int] = {}
    found = []
    for source, part in long:
        name, below = part.part.tensor.name, _is_below(source, part, parts)
        arrivals[name] = arrivals.get(name, -1) + 1
        out, into = _exit(source, parts, below=below), _entrance(part, parts, arrivals[name], below=below)
        away = ABOVE + LANE * _lane(lanes[below], (out[-1][0], into[0][0]))
        y = floor + away if below else ceiling - away
        points = (*out, (out[-1][0], y), (into[0][0], y), *into)
        mark = subject.mark(source.part.tensor, into=name)
        found.append(Arc(points, mark, f"{subject.name(source.part.tensor)} goes into {_into(subject, part)}"))
    return found


def _lane(lanes: list[list[tuple[float, float]]], ends: Span) -> int:
    """The nearest lane that is free between these ends, which is taken from now on."""
    left, right = min(ends) - 6, max(ends) + 6
    free = (number for number, taken in enumerate(lanes) if all(b < left or right < a for a, b in taken))
    lane = next(free, len(lanes))
    lanes += [[]] if lane == len(lanes) else []
    lanes[lane].append((left, right))
    return lane


def _is_below(source: Placed, part: Placed, parts: Mapping[str, Placed]) -> bool:
    """True for a box at the foot of its column, whose way to another one is shorter below."""
    foot = source.bottom == max(other.bottom for other in _column(source, parts))
    return bool(source.box and part.box and foot and not _is_first(source, parts) and len(_column(part, parts)) == 1)


def _is_first(part: Placed, parts: Mapping[str, Placed]) -> bool:
    """True when nothing of its column stands above it."""
    return part.top == min(other.top for other in _column(part, parts))


def _column(part: Placed, parts: Mapping[str, Placed]) -> list[Placed]:
    return [other for other in parts.values() if other.part.column == part.part.column]


def _column_edges(part: Placed, parts: Mapping[str, Placed]) -> tuple[float, float]:
    column = _column(part, parts)
    left = min(shape.bounds[0] for other in column for shape in _all(other))
    return left, max(shape.bounds[2] for other in column for shape in _all(other))


def _all(part: Placed) -> list[Circle | Box]:
    return [*part.circles, *part.boxes]


def _exit(source: Placed, parts: Mapping[str, Placed], *, below: bool) -> tuple[Point, ...]:
    """The first points of an arc: up from the top of a column, down from its foot; past its right side from between."""
    if source.box and below:
        left, _, right, bottom = source.box.bounds
        return (((left + right) / 2, bottom),)
    if source.box and _is_first(source, parts):
        left, top, right, _ = source.box.bounds
        return (((left + right) / 2 + 2 * SHOULDER, top),)
    first = source.box or next(iter(source.units.values()))
    _, top, right, bottom = first.bounds
    x = (source.right if _is_first(source, parts) else _column_edges(source, parts)[1]) + SHOULDER
    y = (top + bottom) / 2 - (0 if source.box else 10)
    start = right if source.box else first.bounds[2] - 2
    return ((start, y), (x, y))


def _entrance(part: Placed, parts: Mapping[str, Placed], number: int, *, below: bool) -> tuple[Point, ...]:
    """The last points of an arc: down onto the operation, up to it, or in from the left."""
    target = part.gate or part.box or next(iter(part.operations.values()), None)
    shift = number * SHOULDER * 1.5
    if target and below:
        left, _, right, bottom = target.bounds
        return (((left + right) / 2 - shift, bottom),)
    if target and _is_first(part, parts):
        left, top, right, _ = target.bounds
        return (((left + right) / 2 - SHOULDER - shift, top),)
    shape = target or next(iter(part.units.values()))
    left, top, _, bottom = shape.bounds
    x = _column_edges(part, parts)[0] - GUTTER - shift
    y = (top + bottom) / 2 - (0 if isinstance(shape, Box) else 12) - shift / 2
    inset = 0.0 if isinstance(shape, Box) else 2.5
    return ((x, y), (left + inset, y))


def stage_captions(subject: Subject, parts: Mapping[str, Placed]) -> Iterator[tuple[Text, ...]]:
    """Below the lines of each layer its number, and the letters of its weights with their shapes."""
    number = 0
    for column in subject.plan.columns:
        stages = [p.stage for p in column if p.stage is not None and p.stage.form is Form.DENSE]
        if stages:
            number += 1
            yield tuple(_stage_caption(subject, parts, stages, number))


def _stage_caption(subject: Subject, parts: Mapping[str, Placed], stages: list[Stage], number: int) -> Iterator[Text]:
    before = [parts[term.source.name] for stage in stages for term in stage.terms]
    after = [parts[stage.tensor.name] for stage in stages]
    x = (max(part.right for part in before) + min(part.left for part in after)) / 2
    y = max(shape.bounds[3] for part in after for shape in part.units.values()) + LINE
    tensors = {t.name: t for stage in stages for t in (*(term.weights for term in stage.terms), *stage.biases)}
    layer = next((t.layer for t in tensors.values() if t.layer is not None), number)
    yield Text(x, y, words(f"layer {layer}"))
    for row, tensor in enumerate(tensors.values(), start=1):
        mark = subject.mark(tensor, into=stages[0].tensor.name)
        yield Text(x, y + LINE * row, subject.heading(tensor), mark, subject.title(tensor))
