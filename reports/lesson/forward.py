"""The forward pass of the worked example, every number plugged in."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np
import sympy as sp

from derive.algebra.indices import substitute
from derive.gradient.elements import write_out
from derive.network.definitions import Definition, Network
from derive.network.tensors import Role, Tensor
from derive.writing.latex import latex

from ..report import Report
from .backward import aligned
from .blocks import Block, Equation, Fold, Inline, Math, Paragraph, Section, Words, inline
from .notation import entry_of, example_sizes, listed, meaning, whole
from .number_format import decimals, latex_number, shown_in_full
from .stage_words import called
from .substitution import substituted_latex, symbolic_latex

SHOWN_IN_FULL = 4
MOST_LISTED = 16
TITLE = "Forward pass of the worked example"
NO_EXAMPLE = (
    "This network has no example of a single sample to be worked by hand: its samples are not computed one by one. "
    "All formulas of this page hold for it, and their numbers on real data stand further down."
)


def forward(report: Report) -> Section:
    """Each stage of the worked example: the formula of each value, its numbers, its result."""
    if report.example is None:
        return Section("forward", TITLE, (Paragraph(inline(NO_EXAMPLE)),))
    network = report.sample.network
    blocks: list[Block] = [Paragraph(_intro(report))]
    for definition in network.definitions:
        blocks.append(Paragraph(called(definition, network)))
        blocks += _stage(definition, report)
    return Section("forward", TITLE, tuple(blocks))


def _intro(report: Report) -> tuple[Inline, ...]:
    example, network = report.example, report.sample.network
    given = [t for t in network.given if t.role is not Role.PARAMETER]
    parts = [(Words(f"the {meaning(t)} "), _values(t, np.asarray(example.inputs[t.name]), network)) for t in given]
    return inline(
        "One data point with {given}. As there is only one, its number is left out{entry}. Each line shows the "
        "formula, the same formula with the numbers plugged in, and the result. Numbers are rounded to four decimals "
        "for reading, and a line says ≈ where that matters; the computation carries all digits.",
        given=listed(parts),
        entry=_entry(network),
    )


def _values(tensor: Tensor, values: np.ndarray, network: Network) -> Math:
    r"""``x = (0.81, 0.57)``; a matrix row by row; of many numbers their shape alone."""
    letter = whole(tensor, network).latex
    if values.ndim > 2 or values.size > MOST_LISTED:
        shape = r" \times ".join(map(str, values.shape))
        return Math(rf"{letter} \in \mathbb{{R}}^{{{shape}}}")
    return Math(f"{letter} = {vector(values) if values.ndim == 1 else _rows(values)}")


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
    weighted = any(t.role is Role.PARAMETER for t in network.tensors_in(definition.value))
    plugged = substituted_latex(explicit, network, values, inputs_first=weighted)
    whole_inputs = plugged_in_full(explicit, values)
    relations = ("=", "=" if whole_inputs else r"\approx", "=" if whole_inputs and shown_in_full(found) else r"\approx")
    rights = (symbolic_latex(explicit, network, inputs_first=weighted), plugged, latex_number(decimals(found)))
    return aligned(latex(definition.tensor.at(*at), network), *rights, relations=relations)


def plugged_in_full(explicit: sp.Expr, values: Mapping[str, Any]) -> bool:
    """True where rounding for display changes none of the values that are plugged in."""
    elements = [(e.base.label.name, tuple(int(i) - 1 for i in e.indices)) for e in explicit.atoms(sp.Indexed)]
    elements += [(symbol.name, ()) for symbol in explicit.free_symbols if symbol.name in values and symbol.is_Symbol]
    return all(
        shown_in_full(float(np.asarray(values[name])[at])) for name, at in elements if np.ndim(values[name]) == len(at)
    )
