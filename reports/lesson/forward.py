"""The forward pass of the worked example, every number plugged in."""

from __future__ import annotations

from itertools import product

import numpy as np
import sympy as sp

from derive.algebra.indices import substitute
from derive.gradient.elements import write_out
from derive.network.definitions import Definition
from derive.network.functions import FUNCTIONS
from derive.writing.latex import latex

from ..report import Report
from .backward import aligned
from .blocks import Block, Equation, Fold, Inline, Math, Paragraph, Section, inline
from .notation import example_sizes
from .number_format import decimals, latex_number, significant
from .substitution import substituted_latex, symbolic_latex

SHOWN_IN_FULL = 4
LOSS_DIGITS = 8
SHOWN_PLACES, PLACES_FOR_THE_LOSS = 4, 9
ROUNDING = 1e-12


def forward(report: Report) -> Section:
    """Each stage of the worked example: the formula of each value, its numbers, its result."""
    example, network = report.example, report.sample.network
    x, y = (example.inputs[name] for name in ("x", "y"))
    weights = network.parameters[0]
    intro = inline(
        "One data point with the features {x} and the label {y}. As there is only one, its number {n} is left out; "
        "the weight in row 1 and column 2 is written {entry}. Each line shows the formula, the same formula with "
        "the numbers plugged in, and the result (rounded for reading; the computation carries all digits).",
        x=Math("x = " + vector(x)),
        y=Math("y = " + vector(y)),
        n=Math("n"),
        entry=Math(latex(weights.at(1, 2), network)),
    )
    blocks: list[Block] = [Paragraph(intro)]
    for definition in network.definitions:
        blocks.append(Paragraph(_words(definition)))
        blocks += _stage(definition, report)
    return Section("forward", "Forward pass of the worked example", tuple(blocks))


_STAGE_WORDS = {
    "dense layer": "The {name} are sums of products.",
    "softmax": "Softmax of the logits gives the {name}.",
    "cross-entropy": "The {name} is the cross-entropy between label and probabilities.",
}


def _words(definition: Definition) -> tuple[Inline, ...]:
    """What the stage computes; a function's word for its values is in its record."""
    name, function = definition.tensor.meaning, FUNCTIONS.get(definition.stage)
    if function is None:
        return inline(_STAGE_WORDS.get(definition.stage, "{name}"), name=name)
    lesson = function.lesson
    if lesson is not None and lesson.several:
        return inline("The {name} are their {several}.", name=name, several=lesson.several)
    called = (lesson.called if lesson else "") or function.name
    return inline("The {name} are {called} of each of them.", name=name, called=called)


def vector(values: np.ndarray) -> str:
    """A row of numbers as LaTeX."""
    return r"\left(" + ",\\ ".join(latex_number(decimals(float(v))) for v in np.ravel(values)) + r"\right)"


def _stage(definition: Definition, report: Report) -> list[Block]:
    shape = np.shape(report.example.forward[definition.tensor.name])[: len(definition.indices)]
    lines: list[Block] = [
        Equation(element_lines(definition, at, report)) for at in product(*(range(1, size + 1) for size in shape))
    ]
    if len(lines) <= SHOWN_IN_FULL:
        return lines
    rest = f"the other {len(lines) - SHOWN_IN_FULL}"
    return [*lines[:SHOWN_IN_FULL], Fold(rest, tuple(lines[SHOWN_IN_FULL:]))]


def element_lines(definition: Definition, at: tuple[int, ...], report: Report) -> str:
    """``z_1 = x_1 w_11 + … = (0.81)(0.15) + … = 0.9112`` with the relation signs below each other."""
    network, example = report.sample.network, report.example
    values = {**example.inputs, **example.forward}
    places = dict(zip(definition.indices, map(sp.Integer, at), strict=True))
    explicit = write_out(substitute(definition.value, places), example_sizes(report))
    found = float(np.asarray(values[definition.tensor.name])[tuple(i - 1 for i in at)])
    result = significant(found, LOSS_DIGITS) if not at else decimals(found)
    left = latex(definition.tensor.at(*at), network)
    dense = definition.stage == "dense layer"
    places_shown = SHOWN_PLACES if at else PLACES_FOR_THE_LOSS
    plugged = substituted_latex(explicit, network, values, inputs_first=dense, places=places_shown)
    whole = all(_is_shown_exactly(values[e.base.label.name], places_shown) for e in explicit.atoms(sp.Indexed))
    exact = whole and abs(found - float(result)) <= ROUNDING * max(1.0, abs(found))
    relations = ("=", "=" if whole else r"\approx", "=" if exact else r"\approx")
    rights = (symbolic_latex(explicit, network, inputs_first=dense), plugged, latex_number(result))
    return aligned(left, *rights, relations=relations)


def _is_shown_exactly(values: object, places: int) -> bool:
    """True when rounding to so many places changes none of the values."""
    array = np.asarray(values, dtype=float)
    return bool(np.all(np.abs(array - np.round(array, places)) <= ROUNDING))
