"""A derivation as people read it on its own: plain text, LaTeX to include, GitHub's Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from derive.gradient.calculus import step_words
from derive.gradient.derivation_text import derivation_markdown, derivation_text, wrapped
from derive.network.partial import Partial
from derive.writing.colours import for_latex
from derive.writing.latex import condition_latex, definition_latex, equation_latex, formula_latex, step_latex
from derive.writing.matrix_notation import matrix_notation
from derive.writing.text import equation_text

if TYPE_CHECKING:
    from derive.gradient.derivation import Derivation, Formula
    from derive.gradient.element import Element
    from derive.network.definitions import Network


def as_text(derivation: Derivation, elements: Sequence[Element], sample: Network) -> str:
    """Plain text: the derivation and the gradient of each weight."""
    lines = [derivation_text(derivation)]
    if elements:
        lines += ["", f"Each of the {len(elements)} weights, for one sample (SymPy's own derivative, proved equal)"]
        lines += [wrapped(f"  {element_text(element, sample)}") for element in elements]
    return "\n".join(lines)


def as_latex(derivation: Derivation, elements: Sequence[Element], sample: Network) -> str:
    """An ``align*`` environment (package amsmath; xcolor for colours): a line for each equality, its rule beside it."""
    network = derivation.network
    rows = [row(definition_latex(d, network), d.stage) for d in network.definitions]
    rows += [*step_rows(derivation), *result_rows(derivation.general, derivation.formula, network)]
    return aligned(rows)


def step_rows(derivation: Derivation) -> Iterator[str]:
    """A row of an ``align*`` environment for each step, its rule beside it."""
    for step in derivation.steps:
        left, before, after = step_latex(step, derivation.network)
        middle = f"{before} = " if before != left else ""
        yield rf"{left} &= {middle}{after} && \text{{{step_words(step, derivation.network)}}}"


def result_rows(general: Formula, formula: Formula, network: Network) -> Iterator[str]:
    """The rows of a result: for any labels, its conditions, under them, in matrices."""
    yield row(formula_latex(general, network), "result")
    for condition in formula.conditions:
        yield row(condition_latex(condition, network), f"condition: {condition.name}")
    if formula.conditions:
        yield row(formula_latex(formula, network), "result under the condition")
    matrix = matrix_notation(formula, network)
    if matrix:
        yield row(matrix.equation_latex(), "in matrices")


def aligned(rows: Sequence[str]) -> str:
    """The rows as an ``align*`` environment."""
    return for_latex("\\begin{align*}\n" + " \\\\\n".join(rows) + "\n\\end{align*}")


def row(equation: str, words: str) -> str:
    r"""One row, aligned at its first equals sign.

    >>> row("a = b", "given")
    'a &= b && \\text{given}'
    """
    left, _, right = equation.partition(" = ")
    return rf"{left} &= {right} && \text{{{words}}}"


def as_markdown(derivation: Derivation, elements: Sequence[Element], sample: Network) -> str:
    """GitHub's Markdown: each formula in a ``math`` block of its own, never a bare dollar sign."""
    parts = [derivation_markdown(derivation, math_block, lambda title: f"## {title}")]
    parts += ["## Each weight, for one sample"] if elements else []
    parts += [math_block(element_latex(element, sample)) for element in elements]
    return "\n\n".join(parts)


def element_text(element: Element, network: Network) -> str:
    """One weight's gradient as an equation in plain text."""
    weight = element.tensor.at(*element.indices)
    return equation_text(Partial(network.output.at(), weight), element.by_formula, network)


def element_latex(element: Element, network: Network) -> str:
    """One weight's gradient as an equation."""
    weight = element.tensor.at(*element.indices)
    return equation_latex(Partial(network.output.at(), weight), element.by_formula, network)


def math_block(formula: str) -> str:
    """A formula in a block of GitHub's Markdown."""
    return f"```math\n{formula}\n```"
