"""Plots as SVG: deterministic, coloured by the page, readable without colour."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from .blocks import Picture

if TYPE_CHECKING:
    from numeric.results import Training

# Drawn in this colour, shown in the colour of the page's text, so that dark mode works.
INK = "#010203"
DASHES = ("solid", "dashed", "dotted")
COLOURS = ("#2f6fb3", "#d9822b", "#5b9a4a")
SETTINGS: dict[str, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "backproof",
    "font.family": "sans-serif",
    "font.size": 11,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "legend.frameon": False,
}
NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))
NAMES = {"symbolic": "derived formula", "stax": "stax autodiff", "custom": "plain JAX autodiff"}


def learning_curves(training: Training) -> tuple[Picture, Picture]:
    """Loss and accuracy per epoch, one line for each run."""
    loss = _curves("loss", training, [run.loss for run in training.runs])
    accuracy = _curves("accuracy", training, [run.accuracy for run in training.runs])
    first, last = training.runs[0].loss[0], training.runs[0].loss[-1]
    poor, good = training.runs[0].accuracy[0], training.runs[0].accuracy[-1]
    same = "The three lines lie on each other."
    return (
        Picture("loss", loss, "Loss per epoch", f"The loss falls from {first:.4g} to {last:.4g}. {same}"),
        Picture("accuracy", accuracy, "Accuracy per epoch", f"The accuracy goes from {poor:.1%} to {good:.1%}. {same}"),
    )


def _curves(name: str, training: Training, series: list[tuple[float, ...]]) -> str:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(SETTINGS):
        figure = Figure(figsize=(5.2, 3.1), layout="constrained")
        axes = figure.subplots()
        for values, run, dash, colour, width in zip(
            series, training.runs, DASHES, COLOURS, (4.0, 2.4, 1.6), strict=False
        ):
            axes.plot(
                range(len(values)),
                values,
                linestyle=dash,
                color=colour,
                linewidth=width,
                label=NAMES.get(run.source, run.source),
            )
        axes.set_xlabel("epoch")
        axes.set_ylabel(name)
        axes.legend()
        return as_svg(figure, name)


def as_svg(figure: Any, name: str) -> str:
    """The figure as inline SVG: no clock, no fixed ink, ids that belong to this plot alone."""
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata=NO_METADATA)
    svg = stream.getvalue()
    svg = svg[svg.index("<svg") :].replace(INK, "currentColor")
    svg = re.sub(r'\b(id="|url\(#|href="#)', rf"\g<1>{name}-", svg)
    svg = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", svg, count=1)
    return re.sub(r"<svg", f'<svg role="img" aria-label="{name} per epoch"', svg, count=1).strip()
