"""A derivation as people read it on its own: plain text, LaTeX to include, GitHub's Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from derive.gradient.calculus import step_words
from derive.gradient.derivation_text import derivation_markdown, derivation_text, wrapped
from derive.network.partial import Partial
from derive.writing.colours import for_latex
from derive.writing.latex import condition_latex, definition_latex, equation_latex, formula_latex, step_latex
from derive.writing.matrix_notation import matrix_notation
from derive.writing.text import equation_text

if TYPE_CHECKING:
    from derive.gradient.derivation import Derivation
    from derive.gradient.elements import Element
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
    rows = [_row(definition_latex(d, network), d.stage) for d in network.definitions]
    for step in derivation.steps:
        left, before, after = step_latex(step, network)
        middle = f"{before} = " if before != left else ""
        rows.append(rf"{left} &= {middle}{after} && \text{{{step_words(step, network)}}}")
    rows += [_row(formula_latex(derivation.general, network), "result")]
    for condition in derivation.formula.conditions:
        rows.append(_row(condition_latex(condition, network), f"condition: {condition.name}"))
    if derivation.formula.conditions:
        rows.append(_row(formula_latex(derivation.formula, network), "result under the condition"))
    matrix = matrix_notation(derivation.formula, network)
    rows += [_row(matrix.equation_latex(), "in matrices")] if matrix else []
    return for_latex("\\begin{align*}\n" + " \\\\\n".join(rows) + "\n\\end{align*}")


def _row(equation: str, words: str) -> str:
    left, _, right = equation.partition(" = ")
    return rf"{left} &= {right} && \text{{{words}}}"


def as_markdown(derivation: Derivation, elements: Sequence[Element], sample: Network) -> str:
    """GitHub's Markdown: each formula in a ``math`` block of its own, never a bare dollar sign."""
    parts = [derivation_markdown(derivation, _block, lambda title: f"## {title}")]
    parts += ["## Each weight, for one sample"] if elements else []
    parts += [_block(element_latex(element, sample)) for element in elements]
    return "\n\n".join(parts)


def element_text(element: Element, network: Network) -> str:
    """One weight's gradient as an equation in plain text."""
    weight = element.tensor.at(*element.indices)
    return equation_text(Partial(network.output.at(), weight), element.by_formula, network)


def element_latex(element: Element, network: Network) -> str:
    """One weight's gradient as an equation."""
    weight = element.tensor.at(*element.indices)
    return equation_latex(Partial(network.output.at(), weight), element.by_formula, network)


def _block(formula: str) -> str:
    return f"```math\n{formula}\n```"
