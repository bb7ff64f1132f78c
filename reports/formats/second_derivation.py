"""A second derivative as people read it on its own, as ``derivation`` has a first one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.gradient.index_cases import cases_of_indices_latex
from derive.gradient.relatives.family_text import relative_latex, relatives_markdown
from derive.gradient.second_order_text import gradient_latex, second_derivation_markdown
from derive.writing.latex import definition_latex, latex

from .derivation import aligned, math_block, result_rows, row, step_rows

if TYPE_CHECKING:
    from derive.gradient.relatives.family import SecondOrder
    from derive.gradient.relatives.relative import Relative
    from derive.gradient.second_order import SecondDerivation


def second_as_latex(found: SecondDerivation, family: SecondOrder | None = None) -> str:
    """A second derivative as an ``align*`` environment, as ``as_latex`` has a first one; its relatives at the end."""
    network = found.network
    rows = [row(definition_latex(d, network), d.stage) for d in network.definitions]
    rows += [*step_rows(found.first), row(gradient_latex(found), "the gradient as a tensor of its own")]
    rows += [*step_rows(found.second), *result_rows(found.general, found.formula, network)]
    cases = cases_of_indices_latex(found.formula, network)
    rows += [row(f"{latex(found.formula.left, network)} = {cases}", "in cases")] if cases else []
    rows += [_relative_row(relative) for relative in family or () if relative.offered]
    return aligned(rows)


def _relative_row(relative: Relative) -> str:
    written, words = relative_latex(relative), relative.title.replace("–", "--")
    if r" \le " in written:
        return written.replace(r" \le ", r" &\le ", 1) + rf" && \text{{{words}}}"
    return row(written, words)


def relatives_as_markdown(family: SecondOrder) -> str:
    """The relatives of a second derivative in GitHub's Markdown."""
    return relatives_markdown(family, math_block, lambda title: f"## {title}")


def second_as_markdown(found: SecondDerivation) -> str:
    """A second derivative in GitHub's Markdown, as ``as_markdown`` has a first one."""
    return second_derivation_markdown(found, math_block, lambda title: f"## {title}")
