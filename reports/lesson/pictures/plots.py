"""Plots as SVG: deterministic, coloured by the page, readable without colour."""

from __future__ import annotations

import io
import math
import re
import unicodedata
from typing import TYPE_CHECKING, Any

import numpy as np

from ..blocks import Picture
from ..number_format import readable, significant, ulps
from .kept_drawings import drawn

if TYPE_CHECKING:
    from numeric.results import Array, Dataset, ScaleAccuracy, Training

# Drawn in this colour, shown in the colour of the page's text, so that dark mode works.
INK = "#010203"
# Where the page shows a plot at its smallest, 320 px wide, its letters are 11 px high.
SIZE = 14
DASHES = ("solid", "dashed", "dotted")
COLOURS = ("#2f6fb3", "#d9822b", "#5b9a4a")
SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "backproof",
    "font.family": "sans-serif",
    "font.size": SIZE,
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
MARGINS = {"left": 0.185, "right": 0.97, "bottom": 0.2, "top": 0.96}
NO_METADATA = dict.fromkeys(("Date", "Creator", "Format", "Type"))
LINES = (("solid", "#2f6fb3", "o"), ("dashed", "#d9822b", "s"), ("dotted", "#5b9a4a", "^"), ("dashdot", "#a0468c", "v"))
SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
FLOOR, CEILING = 0.1, 1e18
# What the root says for all of a plot, a mark says itself, is the rule anyway, or is drawn with nothing.
SAYS_NOTHING = (
    re.compile(rf"font-size: {SIZE}px; |stroke-dashoffset: 0; |; fill: currentColor(?=\")"),
    re.compile(r' style="fill: currentColor; stroke: currentColor; stroke-width: 0.8"'),
    re.compile(r'<path d="[^"]*" style="fill: none"/>'),
)
NAMES = {"symbolic": "derived formula", "stax": "stax autodiff", "custom": "plain JAX autodiff"}


def learning_curves(training: Training, measure: str = "accuracy") -> tuple[Picture, Picture]:
    """Loss and what the rows are measured by, a share or R², per epoch; one line for each run."""
    losses, measures = ([getattr(run, name) for run in training.runs] for name in ("loss", "accuracy"))
    name = file_name(measure)
    loss, other = _curves("loss", "loss", training, losses), _curves(name, measure, training, measures)
    first, last, poor, good = losses[0][0], losses[0][-1], measures[0][0], measures[0][-1]
    share = ".1%" if all(0 <= value <= 1 for value in measures[0]) else ".3f"
    capital = measure[0].upper() + measure[1:]
    lost, gained = _from_to(first, last, ".4g"), _from_to(poor, good, share)
    return (
        Picture("loss", loss, "Loss per epoch", f"{lost} {_apart(losses)}"),
        Picture(name, other, f"{capital} per epoch", f"{gained} {_apart(measures)}"),
    )


def file_name(measure: str) -> str:
    """What a file is called that shows a measure.

    >>> file_name("accuracy"), file_name("share of labels right"), file_name("R²")
    ('accuracy', 'share-of-labels-right', 'r2')
    """
    return re.sub(r"\W+", "-", unicodedata.normalize("NFKD", measure)).lower()


def _from_to(first: float, last: float, form: str) -> str:
    return f"From {readable(f'{first:{form}}')} to {readable(f'{last:{form}}')}."


MAXIMUM_POINTS = 600


def residual_plot(predicted: Array, dataset: Dataset) -> Picture | None:
    """What a regression predicts for each row against what was measured; None where nothing finite is predicted."""
    found, measured = (np.ravel(values) for values in (predicted, dataset.labels))
    if found.shape != measured.shape or not np.isfinite(found).all():
        return None
    shown = slice(0, MAXIMUM_POINTS)
    ends = [float(min(found.min(), measured.min())), float(max(found.max(), measured.max()))]
    parts = (measured[shown], found[shown], tuple(ends))
    svg = drawn("residuals", parts, lambda: _residuals(*parts))
    errors = found - measured
    words = (
        "Each point is a row; on the dashed line the prediction is right. The errors, predicted − measured, go from "
        f"{readable(significant(float(errors.min()), 3))} to {readable(significant(float(errors.max()), 3))}; the root "
        f"of their mean square is {readable(significant(float(np.sqrt(np.mean(errors**2))), 3))}."
    )
    if len(found) > MAXIMUM_POINTS:
        words += f" The first {MAXIMUM_POINTS} rows are drawn."
    return Picture("residuals", svg, "What is predicted and what was measured", words)


def _residuals(measured: Array, predicted: Array, ends: tuple[float, ...]) -> str:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(SETTINGS):
        figure = Figure(figsize=(5.6, 3.9))
        figure.subplots_adjust(**MARGINS)
        axes = figure.subplots()
        axes.plot(ends, ends, linestyle="dashed", color=INK, linewidth=1.2)
        axes.plot(measured, predicted, linestyle="none", color=COLOURS[0], marker="o", markersize=3)
        axes.set(xlabel="measured", ylabel="predicted")
        return as_svg(figure, "residuals", "predicted against measured")


def _apart(series: list[tuple[float, ...]]) -> str:
    """How far the runs are apart, in words."""
    apart = max((max(v) - min(v) for v in zip(*series, strict=True) if all(map(math.isfinite, v))), default=0.0)
    if apart == 0:
        return "The lines of all runs are the same."
    return f"The lines of the runs are at most {readable(significant(apart, 2))} apart."


def accuracy_plot(accuracy: ScaleAccuracy) -> Picture:
    """The largest error in ULP against the scale of the logits, for each source; a cross where it is not a number."""
    name = f"accuracy-{accuracy.dtype}"
    svg = drawn(name, (accuracy,), lambda: _accuracy(name, accuracy))
    worst = {
        source: max((e for e in errors if e is not None), default=0.0) for source, errors in accuracy.max_ulp.items()
    }
    words = "; ".join(f"{source} at most {readable(ulps(error))} ULP" for source, error in worst.items())
    return Picture(
        name,
        svg,
        f"Error against the scale of the logits, {accuracy.dtype}",
        f"Where finite: {words}. A cross: not a number.",
    )


def _accuracy(name: str, accuracy: ScaleAccuracy) -> str:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(SETTINGS):
        figure = Figure(figsize=(5.6, 3.6))
        figure.subplots_adjust(**MARGINS)
        axes = figure.subplots()
        for (source, errors), (dash, colour, marker) in zip(accuracy.max_ulp.items(), LINES, strict=False):
            known = [
                (scale, max(error, FLOOR))
                for scale, error in zip(accuracy.scales, errors, strict=True)
                if error is not None
            ]
            axes.plot(
                *zip(*known, strict=True), linestyle=dash, color=colour, marker=marker, markersize=4, label=source
            )
            lost = [scale for scale, error in zip(accuracy.scales, errors, strict=True) if error is None]
            axes.plot(lost, [CEILING] * len(lost), linestyle="none", color=colour, marker="x", markersize=7)
        axes.set(
            xscale="log",
            yscale="log",
            xlabel="largest logit",
            ylabel="largest error in ULP",
            ylim=(FLOOR / 2, CEILING * 4),
        )
        for axis, exponents in ((axes.xaxis, range(4)), (axes.yaxis, range(0, 19, 3))):
            # matplotlib sets its own labels as mathematics, which takes a quarter of a second.
            axis.set_ticks([10.0**exponent for exponent in exponents], [power_of_ten(e) for e in exponents])
        axes.minorticks_off()
        axes.legend(loc="center left")
        return as_svg(figure, name, f"largest error in ULP against the scale of the logits, {accuracy.dtype}")


def power_of_ten(exponent: int) -> str:
    """A power of ten as plain text.

    >>> power_of_ten(0), power_of_ten(1), power_of_ten(12), power_of_ten(-1)
    ('1', '10', '10¹²', '10⁻¹')
    """
    return str(10**exponent) if exponent in (0, 1) else "10" + str(exponent).translate(SUPERSCRIPTS)


def _curves(name: str, words: str, training: Training, series: list[tuple[float, ...]]) -> str:
    parts = (words, tuple(series), tuple(NAMES.get(run.source, run.source) for run in training.runs))
    return drawn(name, parts, lambda: _lines(name, *parts))


def _lines(name: str, words: str, series: tuple[tuple[float, ...], ...], labels: tuple[str, ...]) -> str:
    from matplotlib import rc_context
    from matplotlib.figure import Figure
    from matplotlib.ticker import MaxNLocator

    with rc_context(SETTINGS):
        figure = Figure(figsize=(5.2, 3.1))
        figure.subplots_adjust(**MARGINS)
        axes = figure.subplots()
        for values, label, dash, colour, width in zip(series, labels, DASHES, COLOURS, (4.0, 2.4, 1.6), strict=False):
            axes.plot(
                range(len(values)),
                values,
                linestyle=dash,
                color=colour,
                linewidth=width,
                label=label,
            )
        axes.set_xlabel("epoch")
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=7))
        axes.set_ylabel(words)
        axes.legend()
        return as_svg(figure, name, f"{words} per epoch")


def as_svg(figure: Any, name: str, title: str) -> str:
    """The figure as inline SVG: no clock, no fixed ink, ids that belong to this plot alone."""
    stream = io.StringIO()
    figure.savefig(stream, format="svg", metadata=NO_METADATA)
    svg = stream.getvalue()
    svg = svg[svg.index("<svg") :].replace(INK, "currentColor")
    # A style element in a drawing is a style of the whole page around it: its two rules go to the root instead.
    svg = re.sub(r"<defs>\s*<style[^>]*>.*?</style>\s*</defs>", "", svg, count=1, flags=re.DOTALL)
    svg = re.sub(r"<svg", '<svg stroke-linejoin="round" stroke-linecap="butt"', svg, count=1)
    svg = re.sub(r'\b(id="|url\(#|href="#)', rf"\g<1>{name}-", svg)
    svg = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", svg, count=1)
    svg = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", svg, count=1)
    return compact(re.sub(r"<svg", f'<svg role="img" aria-label="{title}"', svg, count=1))


def compact(svg: str) -> str:
    """The same drawing in fewer bytes: places with two decimals, one font family, nothing that says nothing.

    >>> compact("<svg><g>\\n <path d='M 1.23456 7'/>\\n<text>0.975</text></g></svg>")
    '<svg font-family="sans-serif" font-size="14" fill="currentColor"><path d=\\'M 1.23 7\\'/><text>0.975</text></svg>'
    >>> compact('<svg><path id="a"/><path id="b" transform="rotate(-0 1 2)"/><use href="#a"/></svg>')
    '<svg font-family="sans-serif" font-size="14" fill="currentColor"><path id="a"/><path/><use href="#a"/></svg>'
    """
    root = f'<svg font-family="sans-serif" font-size="{SIZE}" fill="currentColor"'
    svg = re.sub(r"font-family: [^;]*; ?", "", svg.replace("<svg", root, 1))
    # A mark has its colour where it is drawn once, not wherever it is used.
    svg = re.sub(r'(<path id="[^>]*style=")stroke: (#\w+)', r"\1fill: \2; stroke: \2", svg)
    svg = re.sub(r'(<use [^>]*?) style="fill: #[^"]*"', r"\1", svg)
    for nothing in SAYS_NOTHING:
        svg = nothing.sub("", svg)
    svg = re.sub(r'(?<= d=")[^"]*', lambda data: re.sub(r"\s*([A-Za-z])\s*|\s+$", r"\1", data[0]), svg)
    svg = re.sub(r"<[^>]*>", lambda tag: re.sub(r"(\d\.\d\d)\d+", r"\1", tag[0]), svg)
    svg = re.sub(r' transform="rotate\(-?0 [^)]*\)"', "", svg)
    used = set(re.findall(r'(?:url\(#|href="#)([^")]*)', svg))
    svg = re.sub(r' id="([^"]*)"', lambda name: name[0] if name[1] in used else "", svg)
    svg = re.sub(r">\s+<", "><", svg).strip()
    svg = re.sub(r"<g/>", "", svg)
    inner = re.compile(r"<g>((?:(?!</?g\b).)*)</g>", re.DOTALL)  # a group without attributes, without groups
    while inner.search(svg):
        svg = inner.sub(r"\1", svg)
    return svg
