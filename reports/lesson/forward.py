"""The forward pass of the worked example, every number plugged in."""

from __future__ import annotations

from itertools import product

import numpy as np
import sympy as sp

from derive.network.definitions import Definition, Network
from derive.network.tensors import Role, Tensor
from derive.writing.latex import latex
from numeric.model.samples import sample_axis

from ..report import Report
from .backward import aligned
from .blocks import Block, Equation, Fold, Inline, Math, Paragraph, Section, Words, inline
from .example_values import ExampleValues
from .notation import entry_of, in_words, listed, meaning, whole
from .number_format import decimals, latex_number
from .stage_words import called
from .substitution import substituted_latex, symbolic_latex

SHOWN_IN_FULL = 4
MOST_LISTED = 16
TITLE = "Forward pass of the worked example"
A_BATCH = (
    "The network takes its samples together, so this is a batch of {rows}, and the first index numbers the samples"
)
ALONE = "As there is only one, its number is left out"
NO_EXAMPLE = (
    "This network has no worked example: from a single sample it can learn nothing, or one of its functions has no "
    "numbers. All formulas of this page hold for it, and their numbers on real data stand further down."
)


def forward(report: Report) -> Section:
    """Each stage of the worked example: the formula of each value, its numbers, its result."""
    if report.example is None:
        return Section("forward", TITLE, (Paragraph(inline(NO_EXAMPLE)),))
    network = report.sample.network
    blocks: list[Block] = [Paragraph(_intro(report))]
    values = ExampleValues(report.sample, report)
    for definition in network.definitions:
        blocks.append(Paragraph(called(definition, network)))
        blocks += _stage(definition, report, values)
    return Section("forward", TITLE, tuple(blocks))


def _intro(report: Report) -> tuple[Inline, ...]:
    example, network = report.example, report.sample.network
    given = [t for t in network.given if t.role is not Role.PARAMETER]
    rows = len(example.inputs[given[0].name]) if sample_axis(network) is not None else 1
    parts = [(Words(f"the {meaning(t)} "), shown_values(t, np.asarray(example.inputs[t.name]), network)) for t in given]
    return inline(
        "{points}{source} with {given}. {number}{entry}. Each line shows the "
        "formula, the same formula with the numbers plugged in, and the result. Numbers are rounded to four decimals "
        "for reading, or to as many as the result needs, and a line says ≈ where that matters; the computation carries "
        "all digits.",
        source=_source(report),
        given=listed(parts),
        points="One data point" if rows == 1 else f"{in_words(rows).capitalize()} data points",
        number=ALONE if sample_axis(network) is None else A_BATCH.format(rows=in_words(rows)),
        entry=_entry(network),
    )


def _source(report: Report) -> str:
    """Where the point comes from, where it is the user's."""
    example = report.options.example
    return f", row {example.row} of {report.dataset.name}," if example.row else ""


def shown_values(tensor: Tensor, values: np.ndarray, network: Network) -> Math:
    r"""``x = (0.81, 0.57)``, with ≈ where one is rounded; a matrix row by row; of many numbers their shape alone.

    >>> from derive.network.building import classifier
    >>> network = classifier(batch=False)
    >>> shown_values(network.tensor("x"), np.array([0.81, 1 / 3]), network).latex
    '\\mathbf{x} \\approx \\left(0.81,\\ 0.3333\\right)'
    """
    letter = whole(tensor, network).latex
    if values.ndim > 2 or values.size > MOST_LISTED:
        shape = r" \times ".join(map(str, values.shape))
        return Math(rf"{letter} \in \mathbb{{R}}^{{{shape}}}")
    sign = "=" if all(float(decimals(value)) == value for value in map(float, np.ravel(values))) else r"\approx"
    return Math(f"{letter} {sign} {vector(values) if values.ndim == 1 else _rows(values)}")


def _rows(values: np.ndarray) -> str:
    if values.ndim == 0:
        return latex_number(decimals(float(values)))
    rows = (" & ".join(latex_number(decimals(float(v))) for v in row) for row in values)
    return r"\begin{pmatrix} " + r" \\ ".join(rows) + r" \end{pmatrix}"


def _entry(network: Network) -> tuple[Inline, ...]:
    """How the entry of a matrix is written, where there is one."""
    matrix = next((t for t in network.parameters if len(t.axes) == 2), None)
    if matrix is None:
        return ()
    return inline(
        "; the entry of {letter} in row 1 and column 2 is {entry}",
        letter=whole(matrix, network),
        entry=entry_of(matrix, network),
    )


def vector(values: np.ndarray) -> str:
    """A row of numbers as LaTeX."""
    return r"\left(" + ",\\ ".join(latex_number(decimals(float(v))) for v in np.ravel(values)) + r"\right)"


def _stage(definition: Definition, report: Report, values: ExampleValues) -> list[Block]:
    shape = np.shape(report.example.forward[definition.tensor.name])[: len(definition.indices)]
    lines: list[Block] = [
        Equation(element_lines(definition, at, report, values))
        for at in product(*(range(1, size + 1) for size in shape))
    ]
    if len(lines) <= SHOWN_IN_FULL:
        return lines
    rest = f"the other {len(lines) - SHOWN_IN_FULL}"
    return [*lines[:SHOWN_IN_FULL], Fold(rest, tuple(lines[SHOWN_IN_FULL:]), more=True)]


def element_lines(definition: Definition, at: tuple[int, ...], report: Report, values: ExampleValues) -> str:
    """``z_1 = x_1 w_11 + … = (0.81)(0.15) + … = 0.9112`` with the relation signs below each other."""
    network = report.sample.network
    explicit = values.explicit(definition.value, dict(zip(definition.indices, map(sp.Integer, at), strict=True)))
    weighted = any(t.role is Role.PARAMETER for t in network.tensors_in(definition.value))
    places = values.places(explicit)
    plugged = substituted_latex(explicit, network, values.arrays, inputs_first=weighted, places=places)
    found = latex_number(decimals(values.value(definition.tensor.at(*at))))
    rights = (symbolic_latex(explicit, network, inputs_first=weighted), plugged, found)
    left = latex(definition.tensor.at(*at), network)
    return aligned(left, *rights, relations=("=", *values.relations(explicit, places)))
