"""How the gradient goes to 0 under Newton's method and under gradient descent."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ..blocks import Picture
from ..number_format import readable, significant
from .kept_drawings import drawn
from .plots import COLOURS, MARGINS, SETTINGS, as_svg, power_of_ten

if TYPE_CHECKING:
    from numeric.learning.newton_run import NewtonRun
    from numeric.results import Array

TITLE = "How fast the gradient goes to 0"
WORDS = (
    "The length of the gradient after each step of Newton’s method, from {first} to {last} in {steps} steps, and of "
    "gradient descent, to {beside} in {epochs} epochs; both axes count by factors of ten."
)
MOST_POINTS = 120  # of a thousand epochs as many as the eye tells apart


def newton_plot(run: NewtonRun) -> Picture:
    """Both lines from the first step on, on axes that count by factors."""
    epochs = np.unique(np.geomspace(1, max(1, len(run.descent_gradient) - 1), MOST_POINTS).round().astype(int))
    descent = [run.descent_gradient[epoch] for epoch in epochs]
    newton = [step.gradient for step in run.steps]
    parts = (epochs, tuple(descent), tuple(newton), len(run.descent_gradient))
    svg = drawn("newton", parts, lambda: _svg(*parts))
    first, last, beside = (readable(significant(v, 2)) for v in (newton[0], newton[-1], descent[-1]))
    told = WORDS.format(
        first=first, last=last, steps=run.iterations, beside=beside, epochs=len(run.descent_gradient) - 1
    )
    return Picture("newton", svg, TITLE, told)


def _svg(epochs: Array, descent: tuple[float, ...], newton: tuple[float, ...], steps: int) -> str:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(SETTINGS):
        figure = Figure(figsize=(5.6, 3.6))
        figure.subplots_adjust(**MARGINS)
        axes = figure.subplots()
        axes.plot(epochs, descent, color=COLOURS[1], label="gradient descent", linestyle="dashed", linewidth=1.6)
        axes.plot(
            range(1, len(newton)), newton[1:], color=COLOURS[0], label="Newton", linewidth=2, marker="o", markersize=5
        )
        axes.set(xscale="log", yscale="log", xlabel="steps", ylabel="length of the gradient")
        _powers(axes.xaxis, 1, max(2, steps))
        _powers(axes.yaxis, min(filter(None, (*newton, *descent))), max(*newton, *descent))
        axes.minorticks_off()
        axes.legend()
        return as_svg(figure, "newton", "length of the gradient after each step")


def _powers(axis: Any, least: float, most: float) -> None:
    """Ticks at powers of ten, at most about six."""
    low, high = math.floor(math.log10(least)), math.ceil(math.log10(most))
    exponents = range(low, high + 1, max(1, math.ceil((high - low) / 6)))
    axis.set_ticks([10.0**exponent for exponent in exponents], [power_of_ten(exponent) for exponent in exponents])
