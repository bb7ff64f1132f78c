"""A second derivative as people read it: plain text in 80 columns, Markdown in any dialect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from ..network.partial import Partial
from ..writing.display_order import leading_indices
from ..writing.latex import condition_latex, definition_latex, formula_latex, latex, step_latex
from ..writing.matrix_notation import matrix_notation
from ..writing.text import condition_text, definition_text, formula_text, step_text, text
from .derivation_text import Written, chain_latex, chain_text, chains, checks_text, wrapped
from .index_cases import case_text, cases_of_indices_latex, index_cases
from .kronecker import kronecker_form

if TYPE_CHECKING:
    from .second_order import SecondDerivation


def second_derivation_text(found: SecondDerivation) -> str:
    """Plain text: the network, the steps to the gradient, its name, the steps from there, and what came out.

    >>> from ..network.building import classifier
    >>> lines = second_derivation_text(classifier(batch=False).hessian("z")).splitlines()
    >>> lines[-5:-1]
    ['In matrices:', '  ∂²L/∂z∂zᵀ = diag(p) − p pᵀ', '  K×K', 'Symmetric:']
    """
    network, formula = found.network, found.formula
    lines = ["Network", *(wrapped(f"  {definition_text(d, network)}") for d in network.definitions)]
    lines += ["", "Steps to the gradient"]
    lines += [chain_text(chain) for chain in chains(found.first, step_text)]
    lines += ["", "The gradient as a tensor of its own", wrapped(f"  {gradient_text(found)}")]
    lines += ["", "Steps to the second derivative"]
    lines += [chain_text(chain) for chain in chains(found.second, step_text, len(found.first.steps) + 1)]
    lines += ["", "Checks", *(wrapped(f"  {check}") for check in checks_text(found.steps))]
    lines += ["", "Result", wrapped(f"  {formula_text(found.general, network)}")]
    if formula.conditions:
        conditions = "; ".join(f"{c.name}, {condition_text(c, network)}" for c in formula.conditions)
        lines += [wrapped(f"When {conditions}:"), wrapped(f"  {formula_text(formula, network)}")]
    lines += [wrapped(f"Where {kink}.") for kink in found.kinks]
    cases = index_cases(formula)
    lines += ["In cases:", *(wrapped(f"  {case_text(case, formula, network)}") for case in cases)] if cases else []
    matrix = matrix_notation(formula, network)
    lines += ["In matrices:", wrapped(f"  {matrix.equation_text()}"), f"  {matrix.shapes_text()}"] if matrix else []
    product = kronecker_form(found)
    lines += ["In matrices, row after row of each:", wrapped(f"  {product.equation_text()}")] if product else []
    return "\n".join([*lines, "Symmetric:", wrapped(f"  {found.symmetry}")])


def second_derivation_markdown(found: SecondDerivation, block: Written, heading: Written) -> str:
    """Markdown: ``block`` writes a formula on lines of its own, ``heading`` a title, as the dialect has them."""
    network, formula = found.network, found.formula
    parts = [heading("Network"), *(block(definition_latex(d, network)) for d in network.definitions)]
    parts += [heading("Steps to the gradient"), *(block(chain_latex(c)) for c in chains(found.first, step_latex))]
    parts += [heading("The gradient as a tensor of its own"), block(gradient_latex(found))]
    after = chains(found.second, step_latex, len(found.first.steps) + 1)
    parts += [heading("Steps to the second derivative"), *(block(chain_latex(chain)) for chain in after)]
    parts += [heading("Checks"), "\n".join(f"- {check}" for check in checks_text(found.steps))]
    parts += [heading("Result"), block(formula_latex(found.general, network))]
    for condition in formula.conditions:
        parts += [f"When {condition.name}:", block(condition_latex(condition, network))]
    parts += [block(formula_latex(formula, network))] if formula.conditions else []
    parts += [part for kink in found.kinks for part in ("Where", block(kink.latex), f"{kink.convention}.")]
    cases = cases_of_indices_latex(formula, network)
    parts += ["In cases:", block(f"{latex(formula.left, network)} = {cases}")] if cases else []
    matrix = matrix_notation(formula, network)
    parts += ["In matrices:", block(matrix.equation_latex()), block(matrix.shapes_latex())] if matrix else []
    product = kronecker_form(found)
    parts += ["In matrices, row after row of each:", block(product.equation_latex())] if product else []
    return "\n\n".join([*parts, f"Symmetric: {found.symmetry}"])


def gradient_text(found: SecondDerivation) -> str:
    """The gradient's name and what it stands for: ``G_kd = ∂E/∂W_kd = …``.

    >>> from ..network.building import classifier
    >>> gradient_text(classifier(batch=False).hessian("z"))
    'G_k = ∂L/∂z_k = p_k Σ_j y_j − y_k'
    """
    left, middle, right = _sides(found)
    leading = leading_indices(left)
    sides = (text(side, found.second.network, taken=(left, right), leading=leading) for side in (left, middle, right))
    return " = ".join(sides)


def gradient_latex(found: SecondDerivation) -> str:
    r"""The gradient's name and what it stands for as LaTeX.

    >>> from ..network.building import classifier
    >>> print(gradient_latex(classifier(batch=False).hessian("z")))
    G_k = \frac{\partial L}{\partial z_k} = p_k \sum_{j=1}^{K} y_j - y_k
    """
    left, middle, right = _sides(found)
    leading = leading_indices(left)
    sides = (latex(side, found.second.network, taken=(left, right), leading=leading) for side in (left, middle, right))
    return " = ".join(sides)


def _sides(found: SecondDerivation) -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """The name of the gradient, the derivative that it is, and its formula."""
    indices, outer = found.gradient.indices, len(found.of.axes)
    derivative = Partial(found.of.at(*indices[:outer]), found.first.wrt.at(*indices[outer:]))
    definition = found.second.network.definitions[-1]
    return definition.left, derivative, definition.value
