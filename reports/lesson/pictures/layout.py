"""Where everything of a drawing stands: columns of circles and boxes, operations before them, words below them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, pairwise

from derive.network.tensors import Tensor

from .columns import Part
from .contents import CELL, Subject, chip_letters
from .lettering import LINE, Line, Piece, width_of, wrapped
from .shapes import Box, Circle, Text
from .stages import Form, Stage

RADIUS, SMALL_RADIUS = 32.0, 15.0
ROW, WIDE_ROW, DOTS = 76.0, 92.0, 42.0
STACK, GATE_GAP = 34.0, 30.0
LABELLED, UNLABELLED, PLAIN = 300.0, 190.0, 54.0
MAXIMUM_NUMBERED_EDGES = 16
CHIP, PAD = 22.0, 11.0
OPERATION_HEIGHT = 26.0
GATE_WORDS = 96.0
CHIPS_IN_A_ROW, CHIP_GAP = 3, 6.0

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Placed:
    """A part with its shapes: units by their number, or a box; an operation for all units, or for each; its biases."""

    part: Part
    units: Mapping[int, Circle]
    box: Box | None
    gate: Box | None
    operations: Mapping[int, Box]
    ones: Mapping[str, Circle]
    caption: tuple[Text | Box, ...]
    chips: tuple[Box, ...]
    dots: tuple[Circle, ...]
    top: float
    bottom: float

    @property
    def left(self) -> float:
        """Where its circles or its box begin."""
        return min(shape.bounds[0] for shape in self._core)

    @property
    def right(self) -> float:
        """Where its circles or its box end."""
        return max(shape.bounds[2] for shape in self._core)

    @property
    def _core(self) -> tuple[Circle | Box, ...]:
        return (self.box,) if self.box else tuple(self.units.values())

    @property
    def circles(self) -> tuple[Circle, ...]:
        """Its units, the dots between them, the constants of its biases."""
        return (*self.units.values(), *self.dots, *self.ones.values())

    @property
    def boxes(self) -> tuple[Box, ...]:
        """Its box, its operations, the parameters in them."""
        whole = tuple(box for box in (self.box, self.gate) if box is not None)
        return (*whole, *self.operations.values(), *self.chips)


@dataclass(frozen=True, slots=True)
class _Measured:
    """A part before it has a place: how wide its core is, how much stands before that, how high it is."""

    part: Part
    core: float
    before: float
    height: float
    core_height: float


def numbered(subject: Subject, stage: Stage) -> bool:
    """True where each line of a dense stage has room for its own label."""
    return lines_of(subject, stage) <= MAXIMUM_NUMBERED_EDGES


def lines_of(subject: Subject, stage: Stage) -> int:
    """How many lines a dense stage has."""
    outputs = len(subject.shown(stage.tensor))
    inputs = sum(len(subject.shown(term.source)) for term in stage.terms) + len(stage.biases)
    return outputs * inputs


def placed(subject: Subject) -> dict[str, Placed]:
    """Every part of the plan with its shapes, by its tensor's name."""
    columns = [[_measured(subject, part) for part in column] for column in subject.plan.columns]
    found: dict[str, Placed] = {}
    middles = _middles(subject, columns)
    for column, x in zip(columns, middles, strict=True):
        for measured, top in zip(column, _tops(column), strict=True):
            span = _span(measured, found) if len(column) == 1 else (top, top + measured.core_height)
            found[measured.part.tensor.name] = _place(subject, measured, x, top, span)
    return found


def _span(measured: _Measured, before: Mapping[str, Placed]) -> Span:
    """How high an operation is: as its units, and as those just before it that go into it."""
    stage, own = measured.part.stage, measured.core_height / 2
    read = [before[source.name] for source in (stage.sources if stage else ()) if source.name in before]
    near = [unit for part in read if part.part.column == measured.part.column - 1 for unit in part.units.values()]
    tops, bottoms = ([unit.bounds[side] for unit in near] for side in (1, 3))
    return min([-own, *tops]), max([own, *bottoms])


def _middles(subject: Subject, columns: list[list[_Measured]]) -> Iterator[float]:
    """The middle of each column's core, from left to right."""
    right = 0.0
    for number, column in enumerate(columns):
        core, before = max(each.core for each in column), max(each.before for each in column)
        gap = _gap(subject, [each.part for each in column]) if number else 0.0
        middle = right + gap + before + core / 2
        yield middle
        right = middle + core / 2


def _gap(subject: Subject, column: list[Part]) -> float:
    dense = [part.stage for part in column if part.stage is not None and part.stage.form is Form.DENSE]
    if not dense:
        return PLAIN
    return max(_room_for_lines(subject, stage) for stage in dense)


def _room_for_lines(subject: Subject, stage: Stage) -> float:
    """Between two columns: more where lines carry labels, and more for more of those."""
    return min(LABELLED, 150.0 + 10 * lines_of(subject, stage)) if numbered(subject, stage) else UNLABELLED


def _tops(column: list[_Measured]) -> list[float]:
    """Where the parts of a column begin: one alone around the middle line, several one below the other."""
    if len(column) == 1:
        return [-column[0].core_height / 2]
    heights = [each.height + STACK for each in column]
    return [start - (sum(heights) - STACK) / 2 for start in accumulate([0.0, *heights[:-1]])]


def _measured(subject: Subject, part: Part) -> _Measured:
    if not part.units:
        _, width, height = box_content(subject, part)
        return _Measured(part, width, 0.0, height, height)
    rows = _unit_rows(subject, part)
    height = rows[-1] + 2 * RADIUS
    ones = len(_biased(subject, part)) * (2 * SMALL_RADIUS + 14)
    caption = _caption(subject, part)
    below = LINE * len(caption) + (8 if caption else 0) + _chips_height(_captioned(subject, part))
    core = max([2 * RADIUS, *(width_of(line) - 44 for line in caption)])
    before = _before(subject, part)
    return _Measured(part, core, before + GATE_GAP if before else 0.0, height + ones + below, height)


def _before(subject: Subject, part: Part) -> float:
    """How wide the operation before the units is."""
    stage = part.stage
    if stage is None or stage.form is Form.DENSE:
        return 0.0
    if stage.form is Form.EACH:
        return max(width_of(line) for line in wrapped(stage.words, GATE_WORDS)) + 2 * PAD
    return _gate_width(stage) if is_gated(subject, part) else 0.0


def is_gated(subject: Subject, part: Part) -> bool:
    """True where one operation makes several units."""
    return part.units and _is_other(part) and len(subject.shown(part.tensor)) > 1


def _is_other(part: Part) -> bool:
    return part.stage is not None and part.stage.form is Form.OTHER


def _gate_width(stage: Stage) -> float:
    lines = [width_of(line) for line in wrapped(stage.words, GATE_WORDS)]
    chips = CHIP * 1.6 * min(CHIPS_IN_A_ROW, len(stage.parameters))
    return max([*lines, chips, 18.0]) + 2 * PAD


def _unit_rows(subject: Subject, part: Part) -> list[float]:
    """How far below the first unit's middle each of the others stands, the dots too."""
    pitch, rows = _pitch(subject, part), [0.0]
    shown = subject.shown(part.tensor)
    for before, here in pairwise(shown):
        rows.append(rows[-1] + (ROW / 2 + DOTS / 2 if None in (before, here) else pitch))
    return rows


def _pitch(subject: Subject, part: Part) -> float:
    """Rows stand wider where their lines carry labels."""
    dense = [p.stage for p in subject.plan.parts if p.stage is not None and p.stage.form is Form.DENSE]
    near = [s for s in dense if s.tensor == part.tensor or any(t.source == part.tensor for t in s.terms)]
    crossing = (stage for stage in near if len(subject.shown(stage.tensor)) > 1)
    return WIDE_ROW if any(numbered(subject, stage) for stage in crossing) else ROW


def _biased(subject: Subject, part: Part) -> list[Stage]:
    """The dense stages whose biases are drawn below this part: its units are the first that they read."""
    stages = [p.stage for p in subject.plan.parts if p.stage is not None and p.stage.form is Form.DENSE]
    return [stage for stage in stages if stage.biases and stage.terms[0].source == part.tensor]


def _captioned(subject: Subject, part: Part) -> tuple[Tensor, ...]:
    """The parameters that are named below a single unit, as no operation stands before it."""
    own = _is_other(part) and not is_gated(subject, part)
    return part.stage.parameters if own and part.stage is not None else ()


def _caption(subject: Subject, part: Part) -> tuple[Line, ...]:
    return subject.caption(part, own_words=_is_other(part) and not is_gated(subject, part))


def _chips_height(parameters: tuple[Tensor, ...]) -> float:
    return -(-len(parameters) // CHIPS_IN_A_ROW) * (CHIP + CHIP_GAP)


def _chips(subject: Subject, parameters: tuple[Tensor, ...], middle: float, top: float, into: str) -> Iterator[Box]:
    """A small box for each parameter, in rows around the middle."""
    for first in range(0, len(parameters), CHIPS_IN_A_ROW):
        row = parameters[first : first + CHIPS_IN_A_ROW]
        lines = [chip_letters(tensor, subject.network) for tensor in row]
        widths = [max(CHIP, width_of(line) + 8) for line in lines]
        x = middle - (sum(widths) + CHIP_GAP * (len(row) - 1)) / 2
        for tensor, line, width in zip(row, lines, widths, strict=True):
            mark = subject.mark(tensor, into=into)
            text = Text(x + width / 2, top + CHIP / 2 + 5, line)
            yield Box(x, top, width, CHIP, (text,), mark, subject.title(tensor), soft=True)
            x += width + CHIP_GAP
        top += CHIP + CHIP_GAP


def _place(subject: Subject, measured: _Measured, x: float, top: float, span: Span) -> Placed:
    if measured.part.units:
        return _placed_units(subject, measured, x, top, span)
    return _placed_box(subject, measured, x, top)


def _placed_box(subject: Subject, measured: _Measured, x: float, top: float) -> Placed:
    part = measured.part
    content, width, height = box_content(subject, part)
    left = x - width / 2
    texts = tuple(Text(left + text.x, top + text.y, text.line, text.mark, text.title) for text in content)
    box = Box(left, top, width, height, texts, subject.mark(part.tensor), subject.title(part.tensor))
    parameters = part.stage.parameters if part.stage is not None else ()
    chips_top = top + height - _chips_height(parameters) - 5
    chips = tuple(_chips(subject, parameters, x, chips_top, part.tensor.name))
    return Placed(part, {}, box, None, {}, {}, (), chips, (), top, top + height)


def box_content(subject: Subject, part: Part) -> tuple[tuple[Text, ...], float, float]:
    """The lines of a box with the places of its table, counted from its left top; its width and height."""
    lines = subject.box_words(part)
    table = subject.table(part.tensor)
    parameters = part.stage.parameters if part.stage is not None else ()
    columns = len(table[0]) if table else 1
    chips = CHIP * 1.8 * min(CHIPS_IN_A_ROW, len(parameters))
    width = max([*(width_of(line) for line in lines), columns * CELL, chips]) + 2 * PAD
    texts = [Text(width / 2, 20 + LINE * row, line) for row, line in enumerate(lines)]
    y = 24 + LINE * len(lines)
    for row in table:
        for column, at in enumerate(row):
            x = width / 2 + (column - (len(row) - 1) / 2) * CELL
            texts.append(_cell(subject, part.tensor, at, x, y))
        y += LINE + 2
    if not table:
        texts.append(Text(width / 2, y, subject.range_of(part.tensor)))
        y += LINE + 2
    return tuple(text for text in texts if text.line), width, y - 6 + _chips_height(parameters)


def _cell(subject: Subject, tensor: Tensor, at: tuple[int, ...], x: float, y: float) -> Text:
    line = subject.written(tensor, *at, room=CELL - 8)
    mark = subject.mark(tensor, *at)
    return Text(x, y, line or subject.letter(tensor, *at, size=13.0), mark, subject.title(tensor, *at))


def _placed_units(subject: Subject, measured: _Measured, x: float, top: float, span: Span) -> Placed:
    part = measured.part
    rows = dict(zip(subject.shown(part.tensor), _unit_rows(subject, part), strict=True))
    middle = top + RADIUS
    units = {i: _unit(subject, part, i, x, middle + y) for i, y in rows.items() if i is not None}
    dots = tuple(_dots(subject, part, x, middle + y) for i, y in rows.items() if i is None)
    bottom = top + measured.core_height
    ones: dict[str, Circle] = {}
    for stage in _biased(subject, part):
        ones[stage.tensor.name] = _one(subject, stage, x, bottom + 14 + SMALL_RADIUS)
        bottom += 14 + 2 * SMALL_RADIUS
    lines, parameters = _caption(subject, part), _captioned(subject, part)
    words = (Text(x, bottom + LINE * (row + 1) + 4, line) for row, line in enumerate(lines))
    caption: tuple[Text | Box, ...] = (
        *words,
        *_chips(subject, parameters, x, bottom + LINE * len(lines) + 12, part.tensor.name),
    )
    left = x - RADIUS - GATE_GAP
    gate, chips = _gate(subject, part, left, span) if is_gated(subject, part) else (None, ())
    operations = _operations(subject, part, units, left)
    return Placed(part, units, None, gate, operations, ones, caption, chips, dots, top, top + measured.height)


def _dots(subject: Subject, part: Part, x: float, y: float) -> Circle:
    """In place of the units that are not drawn."""
    (count,) = subject.shape(part.tensor)
    title = f"{subject.name(part.tensor)} has {count} entries"
    return Circle(x, y, 0.0, (Text(x, y + 6, (Piece("⋮", 20.0),)),), None, title)


def _unit(subject: Subject, part: Part, i: int, x: float, y: float) -> Circle:
    places = (i,) if subject.shape(part.tensor) else ()
    letter, number = subject.letter(part.tensor, *places), subject.written(part.tensor, *places)
    texts = [Text(x, y - 5 if number else y + 5, letter)]
    texts += [Text(x, y + 14, number)] if number else []
    return Circle(x, y, RADIUS, tuple(texts), subject.mark(part.tensor, *places), subject.title(part.tensor, *places))


def _one(subject: Subject, stage: Stage, x: float, y: float) -> Circle:
    names = ", ".join(subject.name(bias) for bias in stage.biases)
    title = f"the constant 1, whose weight is the bias {names}"
    return Circle(x, y, SMALL_RADIUS, (Text(x, y + 5, (Piece("1", 13.0),)),), None, title, dashed=True)


def _gate(subject: Subject, part: Part, right: float, span: Span) -> tuple[Box, tuple[Box, ...]]:
    """One operation for all units, as high as they are."""
    assert part.stage is not None
    width, lines = _gate_width(part.stage), wrapped(part.stage.words, GATE_WORDS, most=4)
    parameters = part.stage.parameters
    inner = LINE * len(lines) + _chips_height(parameters)
    height = max(span[1] - span[0], inner + 16)
    start, x = (span[0] + span[1] - height) / 2, right - width / 2
    first = start + (height - inner) / 2
    texts = tuple(Text(x, first + LINE * (row + 0.75), line) for row, line in enumerate(lines))
    title = f"{subject.name(part.tensor)}: {part.stage.words}"
    mark = subject.mark(part.tensor, into=part.tensor.name)
    chips = tuple(_chips(subject, parameters, x, first + LINE * len(lines) + 4, part.tensor.name))
    return Box(right - width, start, width, height, texts, mark, title, soft=True), chips


def _operations(subject: Subject, part: Part, units: Mapping[int, Circle], right: float) -> dict[int, Box]:
    """The same operation before each unit, where each has its own."""
    if part.stage is None or part.stage.form is not Form.EACH:
        return {}
    lines = wrapped(part.stage.words, GATE_WORDS)
    width, height = _before(subject, part), max(OPERATION_HEIGHT, LINE * len(lines) + 8)
    found = {}
    for i, unit in units.items():
        x, top = right - width / 2, unit.y - height / 2
        texts = tuple(Text(x, top + 4 + LINE * (row + 0.8), line) for row, line in enumerate(lines))
        places = (i,) if subject.shape(part.tensor) else ()
        mark = subject.mark(part.tensor, *places, into=part.tensor.name)
        found[i] = Box(right - width, top, width, height, texts, mark, part.stage.words, soft=True)
    return found
