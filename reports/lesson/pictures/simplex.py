"""The probability simplex: every row of three classes as a point of a triangle, in the region of what is predicted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from numeric.data.names import short_names
from numeric.results import Array, Dataset

from ...system.jinja_environment import environment
from ..blocks import Picture

# The corners of the classes 1, 2, 3: two below, one above, an equilateral triangle.
CORNERS = np.array([[70.0, 400.0], [510.0, 400.0], [290.0, 400.0 - 220.0 * 3**0.5]])
SIDES = tuple(np.delete(CORNERS, k, axis=0) for k in range(3))
WIDTH, HEIGHT = 580, 440
COLOURS = ("#2f6fb3", "#d9822b", "#5b9a4a")
MARKS = ("circle", "square", "triangle")
MAXIMUM_ROWS = 600
LETTER_WIDTH = 7.6

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Region:
    """A class: the part of the triangle where it is predicted, its rows, its name at the corner, cut if it is long."""

    number: int
    name: str
    full: str
    colour: str
    outline: str
    points: list[Point]
    x: float
    y: float
    anchor: str
    room: float


def simplex(probabilities: Array, dataset: Dataset) -> Picture | None:
    """Draw the predicted probabilities, N×3; None where there are not three of them that sum to one.

    A row with the probabilities p stands at Σ_k p_k c_k, where c_k is the corner of class k; c_k's region is where
    p_k is the largest.
    """
    if probabilities.shape[1] != len(CORNERS) or not np.allclose(probabilities.sum(axis=1), 1):
        return None
    labels, predicted = dataset.labels.argmax(axis=1), probabilities.argmax(axis=1)
    shown = slice(0, MAXIMUM_ROWS)
    places = np.round(probabilities[shown] @ CORNERS, 1)
    names = short_names(dataset.class_names)
    full = dataset.class_names
    regions = [_region(k, names[k], full[k], places[labels[shown] == k]) for k in range(len(CORNERS))]
    title = "The predicted probabilities after learning"
    description = _description(labels, predicted, dataset)
    svg = (
        environment("reports.lesson.pictures")
        .get_template("simplex.svg.jinja")
        .render(
            title=title,
            description=description,
            width=WIDTH,
            height=HEIGHT,
            triangle=_outline(CORNERS) + " Z",
            borders=[_outline(np.array([CORNERS.mean(axis=0), corners.mean(axis=0)])) for corners in SIDES],
            regions=regions,
            wrong=_points(places[(labels != predicted)[shown]]),
        )
    )
    return Picture("simplex", svg.strip(), title, description)


def _region(k: int, short: str, full: str, places: Array) -> Region:
    own, (after, before) = CORNERS[k], (CORNERS[(k + 1) % 3], CORNERS[(k + 2) % 3])
    outline = _outline(np.array([own, (own + after) / 2, CORNERS.mean(axis=0), (own + before) / 2])) + " Z"
    below = k < 2
    room = LETTER_WIDTH * len(short)
    x = float(np.clip(own[0], room / 2 + 22, WIDTH - room / 2 - 8)) if below else float(own[0]) + 24
    y = float(own[1]) + 26 if below else float(own[1]) + 4
    anchor = "middle" if below else "start"
    drawn = COLOURS[k], outline, _points(places)
    return Region(k + 1, short, full, *drawn, round(x, 1), round(y, 1), anchor, round(room, 1))


def _outline(corners: Array) -> str:
    """A path through the corners.

    >>> _outline(np.array([[0, 0], [1.25, 2]]))
    'M 0.0 0.0 L 1.2 2.0'
    """
    return "M " + " L ".join(f"{x:.1f} {y:.1f}" for x, y in corners)


def _points(places: Array) -> list[Point]:
    return [(float(x), float(y)) for x, y in places]


def _description(labels: Array, predicted: Array, dataset: Dataset) -> str:
    """What the picture shows, in words and counts."""
    names = list(zip(short_names(dataset.class_names), MARKS, strict=True))
    marks = ", ".join(f"{name} a {mark}" for name, mark in names)
    counts = ", ".join(
        f"{np.sum(predicted[labels == k] == k)} of {np.sum(labels == k)} {name}" for k, (name, _) in enumerate(names)
    )
    words = (
        "Each mark is a row: the nearer to a corner, the more probable that class; the dashed lines bound the regions "
        f"where each class is predicted. The shape is the right class: {marks}. A ring: predicted wrongly. "
        f"Predicted rightly are {counts}."
    )
    return words if len(labels) <= MAXIMUM_ROWS else f"{words} The first {MAXIMUM_ROWS} rows are drawn."
