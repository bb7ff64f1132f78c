"""A derivation as a document for programs: the JSON of ``backproof derive``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from derive.gradient.index_cases import case_latex, case_text
from derive.gradient.relatives.bounds import Lipschitz
from derive.gradient.relatives.family_text import claim_latex, relative_latex
from derive.gradient.second_order_text import gradient_latex
from derive.gradient.second_voice import second_voice
from derive.writing.latex import condition_latex, definition_latex, equation_latex, latex, step_latex
from derive.writing.matrix_notation import matrix_notation
from derive.writing.text import definition_text, formula_text

if TYPE_CHECKING:
    from derive.gradient.derivation import Derivation, Formula
    from derive.gradient.element import Element
    from derive.gradient.relatives.family import SecondOrder
    from derive.gradient.relatives.relative import Relative
    from derive.gradient.second_order import SecondDerivation
    from derive.network.definitions import Condition, Network

Document = dict[str, Any]


def network_document(network: Network) -> Document:
    """The network: its options, its tensors with their shapes, and its definitions in order."""
    tensors = [
        {"meaning": t.meaning, "name": t.name, "role": t.role.value, "shape": [str(size) for size in t.shape]}
        for t in network.tensors
    ]
    definitions = [
        {
            "latex": definition_latex(d, network),
            "name": d.tensor.name,
            "stage": d.stage,
            "text": definition_text(d, network),
        }
        for d in network.definitions
    ]
    return {
        "definitions": definitions,
        "parameters": [t.name for t in network.parameters],
        "tensors": tensors,
    }


def conditions_document(conditions: Sequence[Condition], network: Network) -> list[Document]:
    """Each condition's name and equation."""
    return [{"latex": condition_latex(c, network), "name": c.name} for c in conditions]


def formula_document(formula: Formula, network: Network) -> Document:
    """The formula in each of its notations; ``matrix_latex`` is null where it has no matrix form."""
    matrix = matrix_notation(formula, network)
    return {
        "conditions": conditions_document(formula.conditions, network),
        "latex": equation_latex(formula.left, formula.value, network),
        "matrix_latex": matrix.equation_latex() if matrix else None,
        "matrix_shapes": matrix.shapes_text() if matrix else None,
        "text": formula_text(formula, network),
    }


def steps_document(derivation: Derivation) -> list[Document]:
    """The steps in order: ``left = before = after`` by ``rule``, and the outcome of each check."""
    network, steps = derivation.network, list[Document]()
    for step in derivation.steps:
        left, before, after = step_latex(step, network)
        conditions = conditions_document(step.conditions, network)
        known = {"after": after, "before": before, "left": left, "rule": str(step.rule)}
        steps.append(known | {"check": str(step.check), "conditions": conditions})
    return steps


def elements_document(elements: Sequence[Element], network: Network) -> list[Document]:
    """Each weight's explicit gradient and the proof that it is the general formula at that index."""
    return [
        {
            "check": str(e.verdict),
            "latex": latex(e.by_formula, network),
            "name": e.name,
            "sympy": latex(e.by_sympy, network),
        }
        for e in elements
    ]


def derivation_document(derivation: Derivation, elements: Sequence[Element], sample: Network) -> Document:
    """The whole document; ``elements`` are of the one-sample network ``sample``."""
    network = derivation.network
    return {
        "elements": elements_document(elements, sample),
        "formula": formula_document(derivation.formula, network),
        "general": formula_document(derivation.general, network),
        "network": network_document(network),
        "of": derivation.of.name,
        "order": 1,
        "second_voice": str(second_voice(derivation)),
        "steps": steps_document(derivation),
        "wrt": derivation.wrt.name,
    }


def second_derivation_document(found: SecondDerivation) -> Document:
    """The document of a second derivative: ``order`` is 2, and ``steps`` go on from the gradient, which has a name.

    ``second`` is the tensor with respect to which the gradient, ``gradient``, is differentiated.
    """
    network, formula = found.network, found.formula
    return {
        "cases": [
            {
                "latex": case_latex(case, formula, network),
                "text": case_text(case, formula, network),
                "when": case.condition_latex(network),
            }
            for case in found.cases
        ],
        "elements": [],
        "formula": formula_document(formula, network),
        "general": formula_document(found.general, network),
        "gradient": formula_document(found.first.general, network)
        | {"definition": gradient_latex(found), "name": found.gradient.name},
        "kronecker_latex": found.kronecker.equation_latex() if found.kronecker else None,
        "network": network_document(network),
        "of": found.of.name,
        "order": 2,
        "second": found.second.wrt.name,
        "second_voice": str(second_voice(found.second)),
        "steps": steps_document(found.first) + steps_document(found.second),
        "symmetric": str(found.symmetry),
        "wrt": found.first.wrt.name,
    }


def relatives_document(family: SecondOrder) -> list[Document]:
    """The relatives of a second derivative in order; one that does not hold has its ``reason`` and no formula."""
    return [relative_document(relative) for relative in family]


def relative_document(relative: Relative) -> Document:
    """One relative: its formula, how many steps prove it, what else is claimed of it, and what is not negative."""
    network, formula = relative.network, relative.formula
    return {
        "claims": [
            {"check": str(claim.verdict), "latex": equation, "words": claim.words}
            for claim, equation in zip(relative.claims, claim_latex(relative), strict=True)
        ],
        "constant": relative.constant_latex if isinstance(relative, Lipschitz) else None,
        "formula": formula_document(formula, network) | {"latex": relative_latex(relative)} if formula else None,
        "name": relative.name,
        "reason": relative.reason,
        "says": relative.says,
        "signs": [sign.because for sign in relative.signs],
        "steps": len(relative.steps),
        "title": relative.title,
    }
