"""The loss along two directions, with the parabola that its slope and its curvature at one point promise."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ..blocks import Picture
from ..number_format import readable, significant
from .kept_drawings import drawn
from .plots import COLOURS, INK, MARGINS, SETTINGS, as_svg

if TYPE_CHECKING:
    from numeric.second_order.results import Along, Curvature

TITLE = "Loss along the direction that curves most, and along one that curves least"
WORDS = (
    "Solid: the loss of the worked example when the weights move that far along a direction. Dashed: the parabola that "
    "the derived slope and curvature promise. {lines}"
)


def curvature_plot(found: Curvature) -> Picture:
    """Both lines with their parabolas; they touch where the weights are those of the worked example."""
    svg = drawn("curvature", found.along, lambda: _svg(found.along))
    lines = " ".join(map(_said, found.along))
    return Picture("curvature", svg, TITLE, WORDS.format(lines=lines))


def _svg(lines: tuple[Along, ...]) -> str:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(SETTINGS):
        figure = Figure(figsize=(5.6, 3.6))
        figure.subplots_adjust(**MARGINS)
        axes = figure.subplots()
        for along, name, colour in zip(lines, ("most", "least"), COLOURS, strict=False):
            axes.plot(along.steps, along.loss, color=colour, linewidth=2, label=f"curves {name}")
            axes.plot(along.steps, along.parabola, color=colour, linewidth=1.4, linestyle="dashed")
        axes.plot([0.0], [lines[0].at], marker="o", markersize=5, color=INK)
        axes.set(xlabel="how far the weights have moved", ylabel="loss")
        axes.legend()
        return as_svg(figure, "curvature", "loss along two directions")


def _said(along: Along) -> str:
    slope, curvature = readable(significant(along.slope, 3)), readable(significant(along.curvature, 3))
    if along.curvature == 0 and math.isclose(along.slope, 0, abs_tol=1e-12):
        return "Along the other direction nothing changes, however far one goes."
    return f"A slope of {slope} and a curvature of {curvature}."
