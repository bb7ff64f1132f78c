"""A derivation as people read it on its own: plain text, LaTeX to include, GitHub's Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from derive.gradient.calculus import step_words
from derive.gradient.derivation_text import derivation_markdown, derivation_text, wrapped
from derive.gradient.index_cases import cases_of_indices_latex
from derive.gradient.relatives.family_text import relative_latex, relatives_markdown
from derive.gradient.second_order_text import gradient_latex, second_derivation_markdown
from derive.network.partial import Partial
from derive.writing.colours import for_latex
from derive.writing.latex import condition_latex, definition_latex, equation_latex, formula_latex, latex, step_latex
from derive.writing.matrix_notation import matrix_notation
from derive.writing.text import equation_text

if TYPE_CHECKING:
    from derive.gradient.derivation import Derivation, Formula
    from derive.gradient.element import Element
    from derive.gradient.relatives.family import SecondOrder
    from derive.gradient.relatives.relative import Relative
    from derive.gradient.second_order import SecondDerivation
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
    rows += [*_step_rows(derivation), *_result_rows(derivation.general, derivation.formula, network)]
    return _aligned(rows)


def second_as_latex(found: SecondDerivation, family: SecondOrder | None = None) -> str:
    """A second derivative as an ``align*`` environment, as ``as_latex`` has a first one; its relatives at the end."""
    network = found.network
    rows = [_row(definition_latex(d, network), d.stage) for d in network.definitions]
    rows += [*_step_rows(found.first), _row(gradient_latex(found), "the gradient as a tensor of its own")]
    rows += [*_step_rows(found.second), *_result_rows(found.general, found.formula, network)]
    cases = cases_of_indices_latex(found.formula, network)
    rows += [_row(f"{latex(found.formula.left, network)} = {cases}", "in cases")] if cases else []
    rows += [_relative_row(relative) for relative in family or () if relative.offered]
    return _aligned(rows)


def _relative_row(relative: Relative) -> str:
    written, words = relative_latex(relative), relative.title.replace("–", "--")
    if r" \le " in written:
        return written.replace(r" \le ", r" &\le ", 1) + rf" && \text{{{words}}}"
    return _row(written, words)


def relatives_as_markdown(family: SecondOrder) -> str:
    """The relatives of a second derivative in GitHub's Markdown."""
    return relatives_markdown(family, _block, lambda title: f"## {title}")


def _step_rows(derivation: Derivation) -> Iterator[str]:
    for step in derivation.steps:
        left, before, after = step_latex(step, derivation.network)
        middle = f"{before} = " if before != left else ""
        yield rf"{left} &= {middle}{after} && \text{{{step_words(step, derivation.network)}}}"


def _result_rows(general: Formula, formula: Formula, network: Network) -> Iterator[str]:
    yield _row(formula_latex(general, network), "result")
    for condition in formula.conditions:
        yield _row(condition_latex(condition, network), f"condition: {condition.name}")
    if formula.conditions:
        yield _row(formula_latex(formula, network), "result under the condition")
    matrix = matrix_notation(formula, network)
    if matrix:
        yield _row(matrix.equation_latex(), "in matrices")


def _aligned(rows: Sequence[str]) -> str:
    return for_latex("\\begin{align*}\n" + " \\\\\n".join(rows) + "\n\\end{align*}")


def _row(equation: str, words: str) -> str:
    left, _, right = equation.partition(" = ")
    return rf"{left} &= {right} && \text{{{words}}}"


def second_as_markdown(found: SecondDerivation) -> str:
    """A second derivative in GitHub's Markdown, as ``as_markdown`` has a first one."""
    return second_derivation_markdown(found, _block, lambda title: f"## {title}")


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
