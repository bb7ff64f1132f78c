"""How the slope itself changes: the second derivatives, their numbers at the worked example, and what they are for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import sympy as sp

from derive.gradient.derivation import Step
from derive.gradient.index_cases import cases_of_indices_latex
from derive.gradient.second_order import SecondDerivation
from derive.network.partial import Direct, Partial
from derive.writing.latex import condition_latex, definition_latex, formula_latex, latex
from derive.writing.matrix_notation import matrix_notation
from numeric.second_order.results import Curvature

from ..report import Report, SecondDerivatives, Symbols
from .backward import anchor_of, step_groups
from .blocks import Block, Equation, Inline, Literal, Math, Paragraph, Section, Words, inline
from .example_values import ExampleValues
from .notation import in_words, listed, named
from .number_format import decimals, latex_number, readable, significant
from .pictures.curvature import curvature_plot
from .step_numbers import StepNumbers
from .substitution import substituted_latex

TITLE = "How does the slope itself change?"
MOST_STEPS = 40  # of the gradients: where there are more, those of the second derivatives stay away from the page
INTRO = (
    "The gradient says how steep the loss is; the second derivatives say how that slope changes along the way. They "
    "tell how large a step may be, and where the bottom is likely to lie. Nothing new is needed for them: the gradient "
    "is a formula like any other, so it gets a name of its own and is differentiated once more."
)
NONE = "The second derivatives of this network contain something that has no formula here."
NEAREST = (
    "Here that is done for {them}, which stand next to the loss; the other second derivatives are derived in the same "
    "way, and are longer."
)
ELSEWHERE = "The {count} steps to it, each checked as those above, would make this page long: {command} prints them."
SAME_BACKWARDS = (
    "What is differentiated first does not matter: with the indices traded the formula is the same, {outcome}."
)
IN_NUMBERS = "Of the worked example, for one entry of each kind:"
FLAT = "{zero} of {all} eigenvalues are 0: along those directions the loss does not curve at all. "
CURVES = (
    "All these numbers together are a symmetric matrix, the Hessian, with a row for each entry of {them}. Its "
    "eigenvalues are the curvatures along the directions that do not disturb each other. {flat}The others go from "
    "{least} to {greatest}. {sign}"
)
STRAIGHT = (
    "At the worked example all of them are 0: as far as one can see from there the loss is a straight line in {them}, "
    "which has no bottom that a Newton step could go to."
)
BOWL = "No eigenvalue is below 0: wherever one goes from here, the loss curves upwards or not at all."
SADDLE = "Some are below 0: along those directions the loss curves downwards, and Newton's step would climb."


def curvature(report: Report) -> Section:
    """The steps from the gradient to the second derivatives, their cases and matrices, and the example's numbers."""
    found = report.second_order
    if found is None:
        return Section("curvature", TITLE, (Paragraph(inline(NONE)),))
    network, parameters = report.network, [report.network.tensor(name) for name in found.parameters]
    blocks: list[Block] = [Paragraph(inline(INTRO))]
    if len(parameters) < len(network.parameters):
        blocks.append(Paragraph(inline(NEAREST, them=named(parameters, network))))
    for place, derivation in enumerate(found.batch.values()):
        if place == 0 and not report.options.short:
            blocks += _steps(report, derivation) if _is_short(report) else [Paragraph(_elsewhere(derivation), "note")]
        blocks += _result(derivation)
    if found.example is not None and report.example is not None:
        blocks += _in_numbers(report, found)
        blocks += _eigenvalues(found.example, report)
        blocks += [curvature_plot(found.example)] if found.example.along else []
    return Section("curvature", TITLE, tuple(blocks))


def _is_short(report: Report) -> bool:
    """Whether the derivation of the gradients leaves room for more steps on the page, in the network's own letters."""
    if report.network.spelling is not None:  # the gradient has no letter of the reader's
        return False
    return len({step for found in report.derivations.values() for step in found.steps}) <= MOST_STEPS


def _elsewhere(found: SecondDerivation) -> tuple[Inline, ...]:
    wrt, second = (tensor.name for tensor in found.wrt)
    command = Literal(f"derive --wrt {wrt} --second {second}")
    return inline(ELSEWHERE, count=str(len(found.second.steps)), command=command)


def _steps(report: Report, found: SecondDerivation) -> Iterator[Block]:
    """The gradient's new name, and the steps that were not taken for the first derivative already."""
    slope = Math(latex(found.first.general.left, found.network))
    yield Paragraph(inline("The gradient {slope} as a tensor of its own:", slope=slope))
    yield Equation(definition_latex(found.second.network.definitions[-1], found.second.network))
    taken = {anchor_of(step.left) for derivation in report.derivations.values() for step in derivation.steps}
    new = tuple(step for step in found.second.steps if _anchor(step) not in taken)
    symbols = Symbols(found.second.network, {found.second.wrt.name: found.second}, {}, {})
    yield from step_groups([replace(found.second, steps=new)], symbols.network, StepNumbers(report, symbols))


def _anchor(step: Step) -> str:
    left = step.left
    return anchor_of(left) if isinstance(left, (Partial, Direct)) else ""


def _result(found: SecondDerivation) -> Iterator[Block]:
    """A second derivative: in general, under its conditions, in cases, in matrices; and that it is symmetric."""
    network, formula = found.network, found.formula
    yield Paragraph(inline("The result, in general:"))
    yield Equation(formula_latex(found.general, network))
    if formula.conditions:
        names = " and ".join(condition.name for condition in formula.conditions)
        told = listed([(Math(condition_latex(condition, network)),) for condition in formula.conditions])
        yield Paragraph(inline("{when}", when=Words(f"When {names}:")))
        yield Equation(formula_latex(formula, network), (Words("when "), *told))
    cases = cases_of_indices_latex(formula, network)
    if cases:
        yield Paragraph(inline("In the cases that the delta stands for:"))
        yield Equation(f"{latex(formula.left, network)} = {cases}")
    matrix = matrix_notation(formula, network)
    if matrix:
        yield Paragraph(inline("All entries at once, in matrices, with the shape of every factor:"))
        yield Equation(matrix.equation_latex(), (Math(matrix.shapes_latex()),))
    if found.symmetry.proved:
        yield Paragraph(inline(SAME_BACKWARDS, outcome=found.symmetry.outcome.value.lower()), "note")


def _in_numbers(report: Report, second: SecondDerivatives) -> Iterator[Block]:
    """One entry for each case of each formula, with the numbers of the worked example plugged in."""
    values = ExampleValues(report.batch, report)
    lines = [line for found in second.batch.values() for line in _entries(found, values)]
    if lines:
        yield Paragraph(inline(IN_NUMBERS))
        yield from map(Equation, lines)


def _entries(found: SecondDerivation, values: ExampleValues) -> Iterator[str]:
    formula = found.formula
    cases = found.cases
    places = [_place(formula.indices, case.different) for case in cases] or [dict.fromkeys(formula.indices, sp.S.One)]
    for place in places:
        try:
            explicit = values.explicit(formula.value, place)
        except (IndexError, ValueError):  # there is no second entry
            continue
        left, value = latex(values.explicit(formula.left, place), values.network), values.value(explicit)
        plugged = substituted_latex(explicit, values.network, values.arrays, derivative=values.value)
        whole, exact = values.relations(explicit)
        yield rf"{left} {whole} {plugged} {exact} {latex_number(decimals(value))}"


def _place(
    indices: tuple[sp.Symbol, ...], different: tuple[tuple[sp.Symbol, sp.Symbol], ...]
) -> dict[sp.Symbol, sp.Integer]:
    """The first entry in which these pairs of indices differ."""
    apart = {second for _, second in different}
    return {index: sp.Integer(2 if index in apart else 1) for index in indices}


def _eigenvalues(found: Curvature, report: Report) -> Iterator[Block]:
    tensors = [report.network.tensor(name) for name in found.parameters]
    curved = [value for value in found.eigenvalues if value != 0]
    zeros = len(found.eigenvalues) - len(curved)
    if not curved:
        yield Paragraph(inline(STRAIGHT, them=named(tensors, report.network)))
        return
    flat = FLAT.format(zero=in_words(zeros).capitalize(), all=len(found.eigenvalues)) if zeros else ""
    yield Paragraph(
        inline(
            CURVES,
            them=named(tensors, report.network),
            flat=flat,
            least=readable(significant(curved[0], 4)),
            greatest=readable(significant(curved[-1], 4)),
            sign=SADDLE if curved[0] < 0 else BOWL,
        )
    )
