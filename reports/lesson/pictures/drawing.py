"""The network as a drawing: one layout, drawn with letters, with the worked example's numbers or its gradients."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import Any

import numpy as np

from derive.network.definitions import Network
from derive.network.partial import Partial
from derive.network.tensors import Role, Tensor

from ...report import Report
from ...system.jinja_environment import environment
from ..blocks import Picture
from ..example_values import ExampleValues
from ..number_format import decimals, readable

COLUMN_GAP, ROW_GAP, RADIUS, MARGIN = 330.0, 96.0, 29.0, 58.0
MAXIMUM_NUMBERED_EDGES = 20
SHOWN_NODES = 8
LETTER_WIDTH = 7.2
SOURCES = (Role.INPUT, Role.INTERMEDIATE)
Shape = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Node:
    """A circle with its letter or value."""

    x: float
    y: float
    letter: str
    index: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Edge:
    """A line between two nodes; ``label``, ``room`` wide, stands at (x, y), turned by ``angle``."""

    x1: float
    y1: float
    x2: float
    y2: float
    x: float
    y: float
    angle: float
    label: str
    index: str
    room: float
    width: float
    negative: bool
    title: str


def stages(network: Network) -> tuple[list[Tensor], list[Tensor]]:
    """The tensors that are columns of the drawing, and the weights between each pair of columns.

    A column is what the weights to its right multiply: the features, the activations; the last one is the logits.
    """
    weights = [t for t in network.parameters if len(t.axes) == 2]
    layers = [d for w in weights for d in network.definitions if w in network.tensors_in(d.value)]
    below = [next(t for t in network.tensors_in(d.value) if t.role in SOURCES) for d in layers]
    return [*below, layers[-1].tensor], weights


class State(Enum):
    """What the drawing shows: names, the forward pass in numbers, or the gradients in numbers."""

    LETTERS = "letters"
    FORWARD = "forward"
    BACKWARD = "backward"


TITLES = {
    State.LETTERS: ("network", "The network with letters"),
    State.FORWARD: ("network-with-numbers", "The network with the numbers of the worked example"),
    State.BACKWARD: ("network-with-gradients", "The network with the gradients of the worked example"),
}
WIDTHS = {
    State.LETTERS: "",
    State.FORWARD: " Each node holds its value. A wide line is a large weight; dashed and red is negative.",
    State.BACKWARD: (
        " Each node holds the gradient of the loss by its value; the features stay. A wide line is a large gradient of "
        "the loss by its weight; dashed and red is negative: there the weight will grow."
    ),
}


def network_picture(report: Report, state: State = State.LETTERS) -> Picture:
    """Draw the one-sample network, with letters, with the worked example's numbers, or with its gradients."""
    columns, weights = stages(report.sample.network)
    known = numbers_of(report, state)
    nodes = _all_nodes(columns, known, state)
    edges = list(_all_edges(nodes, weights, known, state))
    height = max(node.y for column in nodes for node in column) + MARGIN
    name, title = TITLES[state]
    sizes = " to ".join(str(np.size(known[t.name])) for t in columns)
    svg = (
        environment("reports.lesson.pictures")
        .get_template("network.svg.jinja")
        .render(
            name=name,
            title=title,
            description=f"Fully connected layers, {sizes}; the tables of this page give every weight.",
            width=nodes[-1][-1].x + MARGIN + 130,
            height=height,
            nodes=[node for column in nodes for node in column],
            signs=[[edge for edge in edges if edge.negative is sign] for sign in (False, True)],
            edges=edges,
            radius=RADIUS,
        )
    )
    description = f"From left to right {sizes} nodes, each connected with every node of the next column."
    if max(np.size(known[t.name]) for t in columns) > SHOWN_NODES:
        description += f" Only the first {SHOWN_NODES} of a column are drawn."
    return Picture(name, svg.strip(), title, description + WIDTHS[state], "" if state is State.LETTERS else state.value)


def numbers_of(report: Report, state: State) -> dict[str, Any]:
    """What the nodes and edges hold: values; or gradients of the loss, with the features as they are."""
    example = report.example
    known: dict[str, Any] = {**example.inputs, **example.forward}
    if state is not State.BACKWARD:
        return known
    values, network = ExampleValues(report.sample, report), report.sample.network
    slopes = {t.name: _slopes(values, network.output, t, known) for t in stages(network)[0] if t.role is not Role.INPUT}
    return {**known, **example.gradient, **slopes}


def _slopes(values: ExampleValues, loss: Tensor, tensor: Tensor, known: Mapping[str, Any]) -> Any:
    """∂L/∂a for the nodes that are drawn; no number for the others."""
    found = np.full(np.size(known[tensor.name]), np.nan)
    for i in range(min(SHOWN_NODES, found.size)):
        found[i] = values.value(Partial(loss.at(), tensor.at(i + 1)))
    return found


def _all_nodes(columns: list[Tensor], known: Mapping[str, Any], state: State) -> list[list[Node]]:
    counts = [min(SHOWN_NODES, int(np.size(known[t.name]))) for t in columns]
    tallest = max(counts)
    nodes: list[list[Node]] = []
    for place, (tensor, count) in enumerate(zip(columns, counts, strict=True)):
        top = MARGIN + (tallest - count) * ROW_GAP / 2
        slope = state is State.BACKWARD and tensor.role is Role.INTERMEDIATE
        letter = f"∂L/∂{tensor.symbol_letter}" if slope else tensor.symbol_letter  # L: the loss of one sample
        column = []
        for i in range(count):
            value = "" if state is State.LETTERS else readable(decimals(float(np.ravel(known[tensor.name])[i])))
            note = _outcome(known, i, state) if place == len(columns) - 1 else ""
            column.append(Node(MARGIN + place * COLUMN_GAP, top + i * ROW_GAP, letter, str(i + 1), value, note))
        nodes.append(column)
    return nodes


def _outcome(known: Mapping[str, Any], i: int, state: State) -> str:
    """What softmax makes of a logit, beside the last column."""
    return "softmax" if state is State.LETTERS else f"p = {readable(decimals(float(known['p'][i])))}"


LABEL_PLACES = tuple(place / 20 for place in range(3, 18))


class _Labels:
    """Where labels stand: each at that place along its edge which is farthest from all labels before it."""

    def __init__(self) -> None:
        self.taken: list[tuple[float, float]] = []

    def place(self, lower: Node, upper: Node) -> tuple[float, float]:
        """Choose the place for the next edge."""
        x1, x2 = lower.x + RADIUS, upper.x - RADIUS
        candidates = [(x1 + t * (x2 - x1), lower.y + t * (upper.y - lower.y)) for t in LABEL_PLACES]
        best = max(candidates, key=self._room)
        self.taken.append(best)
        return best

    def _room(self, point: tuple[float, float]) -> float:
        """The distance to the nearest label, at most what is enough."""
        distances = [((point[0] - x) / 1.6) ** 2 + (point[1] - y) ** 2 for x, y in self.taken]
        return min([*distances, 46.0**2])


def _all_edges(
    nodes: list[list[Node]], weights: list[Tensor], known: Mapping[str, Any], state: State
) -> Iterator[Edge]:
    for (left, right), tensor in zip(pairwise(nodes), weights, strict=True):
        matrix = np.asarray(known[tensor.name], dtype=float)
        largest = float(np.abs(matrix).max()) or 1.0
        labels = _Labels() if len(left) * len(right) <= MAXIMUM_NUMBERED_EDGES else None
        values, sign = state is not State.LETTERS, "∂L/∂" if state is State.BACKWARD else ""
        for k, upper in enumerate(right):
            for d, lower in enumerate(left):
                weight = float(matrix[k, d])
                letter, subscript = tensor.symbol_letter.lower(), entry_subscript(k + 1, d + 1)
                shown = readable(decimals(weight))
                yield _edge(
                    lower,
                    upper,
                    labels,
                    label=shown if values else letter,
                    index="" if values else subscript,
                    width=round(0.8 + 2.2 * abs(weight) / largest, 1) if values else 1.2,
                    negative=values and weight < 0,
                    title=f"{sign}{letter}{subscript} = {shown}" if values else "",
                )


def entry_subscript(row: int, column: int) -> str:
    """The subscript of a matrix entry, with a comma as soon as one index has two digits.

    >>> entry_subscript(1, 2), entry_subscript(1, 12)
    ('12', '1,12')
    """
    return f"{row}{column}" if max(row, column) < 10 else f"{row},{column}"


def _edge(
    lower: Node,
    upper: Node,
    labels: _Labels | None,
    *,
    label: str,
    index: str,
    width: float,
    negative: bool,
    title: str,
) -> Edge:
    """The line between two nodes; without ``labels`` there is no room for one."""
    x1, x2 = lower.x + RADIUS, upper.x - RADIUS
    angle = float(np.degrees(np.arctan2(upper.y - lower.y, x2 - x1)))
    x, y = labels.place(lower, upper) if labels else (x1, lower.y)
    label, index = (label, index) if labels else ("", "")
    room = LETTER_WIDTH * (len(label) + 0.7 * len(index)) + 4
    return Edge(x1, lower.y, x2, upper.y, x, y, round(angle, 2), label, index, room, width, negative, title)
