"""The network as a drawing: one layout, drawn with letters, with the worked example's numbers or its gradients."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from derive.network.definitions import Network
from derive.network.partial import Partial
from derive.network.tensors import Role, Tensor
from derive.writing.colours import colour_of
from derive.writing.naming import tensor_name
from derive.writing.text import named_text

from ...system.jinja_environment import environment
from ..blocks import Picture
from ..example_values import ExampleValues
from .bands import bands
from .columns import plan_of
from .contents import Entry, Subject, no_number
from .contents import State as State
from .layout import Placed, placed
from .lettering import LETTER
from .settling import settled
from .shapes import Box, Drawing, Text
from .strands import by_look
from .wiring import stage_captions, wires

if TYPE_CHECKING:
    from ...report import Report, Symbols

EDGE, BESIDE = 14.0, 22.0
WIDEST_ON_PAPER = 1260.0
TITLES = {
    State.LETTERS: ("network", "The network with letters"),
    State.FORWARD: ("network-with-numbers", "The network with the numbers of the worked example"),
    State.BACKWARD: ("network-with-gradients", "The network with the gradients of the worked example"),
}
HOLDS = {
    State.LETTERS: "",
    State.FORWARD: " Each node holds its value.",
    State.BACKWARD: " Each node holds the gradient of the loss by its value; what is given stays.",
}
RANGES = " A box with too many numbers holds the smallest and the largest."
WIDTHS = {
    State.LETTERS: "",
    State.FORWARD: " A wide line is a large weight; dashed and red is negative.",
    State.BACKWARD: (
        " A wide line is a large gradient of the loss by its weight; dashed and red is negative: there the weight "
        "will grow."
    ),
}
Number = Callable[[Tensor, Entry], "float | None"]


def network_picture(report: Report, state: State = State.LETTERS) -> Picture:
    """Draw the network of the worked example, with letters, with its numbers, or with its gradients."""
    symbols = drawn_symbols(report)
    number = numbers_of(report, state)
    drawing_of = draw(symbols.network, example_sizes(symbols.network, report.example), state, number)
    return as_picture(drawing_of, symbols.network, state)


def drawn_symbols(report: Report) -> Symbols:
    """What is drawn: the network of one sample or, where there is none, that of many."""
    return report.sample or report.batch


def draw(
    network: Network, sizes: Mapping[str, int], state: State = State.LETTERS, number: Number = no_number
) -> Drawing:
    """All shapes of the drawing of a network with these sizes.

    >>> from derive.network.building import classifier
    >>> drawing = draw(classifier(batch=False), {"D": 4, "K": 3})
    >>> len(drawing.circles), len([edge for edge in drawing.edges if edge.weighted])
    (14, 12)
    """
    subject = Subject(plan_of(network), sizes, state, number)
    parts = placed(subject)
    edges, arcs = wires(subject, parts)
    circles = tuple(circle for part in parts.values() for circle in part.circles)
    boxes = tuple(box for part in parts.values() for box in part.boxes)
    captions = (*(part.caption for part in parts.values()), *stage_captions(subject, parts))
    words = [it for block in settled(captions, (*circles, *boxes), edges, arcs) for it in block]
    return Drawing(
        circles=circles,
        boxes=(*boxes, *(it for it in words if isinstance(it, Box))),
        edges=tuple(edges),
        arcs=tuple(arcs),
        texts=tuple(it for it in words if isinstance(it, Text)),
        columns=tuple(_extent([parts[part.tensor.name] for part in column]) for column in subject.plan.columns),
    )


def _extent(column: Sequence[Placed]) -> tuple[float, float]:
    """From where to where a column goes, with the words below it and what stands before it where it is the first."""
    return min(part.left for part in column) - BESIDE, max(part.right for part in column) + BESIDE


def as_picture(drawing: Drawing, network: Network, state: State = State.LETTERS) -> Picture:
    """The drawing as SVG, with words that say the same."""
    colours = colours_of(network)
    name, title = TITLES[state]
    widths = _widths(drawing, state).replace(" and red", "") if colours else _widths(drawing, state)
    left, top, right, bottom = drawing.bounds
    description = _description(network)
    svg = (
        environment("reports.lesson.pictures")
        .get_template("network.svg.jinja")
        .render(
            name=name,
            title=title,
            left=left - EDGE,
            top=top - EDGE,
            width=right - left + 2 * EDGE,
            height=bottom - top + 2 * EDGE,
            drawing=drawing,
            colours=colours,
            inks={name: f"#{colour_of(colour)}" for name, colour in colours.items()},
            usual=LETTER,
            groups=list(by_look(drawing, colours)),
        )
    )
    wide = bands(drawing.columns, WIDEST_ON_PAPER) if right - left > WIDEST_ON_PAPER else []
    widest, height = max((b - a for a, b in wide), default=1.0), bottom - top + 2 * EDGE
    boxes = tuple((f"{a:g} {top - EDGE:g} {b - a:g} {height:g}", round(100 * (b - a) / widest)) for a, b in wide)
    shown = "" if state is State.LETTERS else state.value
    return Picture(name, svg.strip(), title, description + widths, shown, boxes)


def _widths(drawing: Drawing, state: State) -> str:
    """What the numbers and the lines of this drawing mean: not every one has boxes, or lines that are weights."""
    ranges = any("…" in piece.text for box in drawing.boxes for text in box.texts for piece in text.line)
    weighted = any(edge.weighted for edge in drawing.edges)
    return HOLDS[state] + (RANGES if ranges else "") + (WIDTHS[state] if weighted else "")


def colours_of(network: Network) -> dict[str, str]:
    """The name of each tensor's colour, which the page has a rule for, where the conventions ask for colours."""
    spelled = network.spelling.tensors if network.spelling else ()
    return {name: each.colour for name, each in spelled if each.colour}


def _description(network: Network) -> str:
    """What stands from left to right."""
    plan = plan_of(network)
    columns = ("; ".join(_said(part.tensor, network) for part in column) for column in plan.columns)
    words = f"From left to right: {', then '.join(columns)}."
    if plan.rows is not None:
        words += " The values are those of the first sample."
    return words


def _said(tensor: Tensor, network: Network) -> str:
    name = named_text(tensor_name(tensor.name, network)).replace("^", "")  # a mark above that no character is for
    return f"{name}, the {tensor.meaning}" if tensor.meaning not in ("", tensor.name) else name


def example_sizes(network: Network, example: Any) -> dict[str, int]:
    """The sizes of the worked example, by their letters."""
    rows = plan_of(network).rows
    known: Mapping[str, Any] = {**example.inputs, **example.forward}
    found = dict(network.sizes)
    for tensor in network.tensors:
        axes = [axis for axis in tensor.axes if axis != rows]
        shape = np.shape(known[tensor.name])[-len(axes) :] if tensor.name in known and axes else ()
        found |= {str(axis.size): int(size) for axis, size in zip(axes, shape, strict=False)}
    return found


def numbers_of(report: Report, state: State) -> Number:
    """The number of each entry: its value; or the gradient of the loss by it, and what is given as it is."""
    symbols, example = drawn_symbols(report), report.example
    known: dict[str, Any] = {**example.inputs, **example.forward}
    slopes, values = example.gradient, ExampleValues(symbols, report)
    loss = symbols.network.output
    order = {tensor.name: tensor for tensor in symbols.network.tensors}

    def number(tensor: Tensor, entry: Entry) -> float | None:
        if state is State.BACKWARD and tensor.role not in (Role.INPUT, Role.LABEL):
            return slope(tensor, entry)
        return _entry(known[tensor.name], entry) if tensor.name in known else None

    def slope(tensor: Tensor, entry: Entry) -> float | None:
        if tensor == loss:
            return 1.0
        if tensor.name in slopes:
            return _entry(slopes[tensor.name], entry)
        depends = tensor.name in order and symbols.network.depends(loss, tensor)
        return values.value(Partial(loss.at(), tensor.at(*entry))) if depends and not loss.axes else None

    return number


def _entry(array: Any, entry: Entry) -> float:
    """One entry, counted from 1; an array of the only sample has no axis of samples."""
    values = np.asarray(array)
    return float(values[tuple(place - 1 for place in entry[len(entry) - values.ndim :])])
