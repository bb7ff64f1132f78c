"""The worked example with its numbers changed by the reader; the page computes everything anew."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress

import numpy as np

from derive.errors import UnsupportedFormula
from derive.gradient.accurate import accurate_form
from derive.gradient.derivation import Derivation, Formula
from derive.network.definitions import Network
from numeric.lowering.scalars.limits import TooManyElements
from numeric.results import WorkedExample

from ...report import Report, SecondDerivatives, Symbols
from ..blocks import Paragraph, Section, inline
from .block import Playground, PlayValue
from .given import choices, given_numbers
from .program import PrintedProgram, print_program
from .tables import DIGITS, Values, rounded, shown, tables

ANCHOR, TITLE = "play", "Change the numbers"
INTRO = (
    "The whole worked example once more, from what is given to the new weights. What computes here was printed from "
    "the formulas of the derivation, one for each number. A step makes the new weights the weights: take another, and "
    "another, and see how the loss answers, and what becomes of it where the step size is too large."
)
NEWTON = (
    " A Newton step asks the second derivatives by {them} too, and goes to the bottom of the parabola that they "
    "promise. Where the loss is flat or curves downwards a little curvature is added, and where the loss "
    "would rise the step is halved."
)
SHARES = " Labels may also be probabilities: the gradient is the general one, which holds whatever they sum to."


def play(report: Report) -> Section:
    """The inputs and everything that follows from them; only the page has this section."""
    if report.example is None:
        sorry = "This network has no worked example, so that there are no numbers to change."
        return Section(ANCHOR, TITLE, (Paragraph(inline(sorry), "note"),))
    try:
        block = playground(report.sample, report.example, report.second_order)
    except UnsupportedFormula as reason:
        sorry = "With other functions the numbers of the worked example could be changed here; {reason}."
        return Section(ANCHOR, TITLE, (Paragraph(inline(sorry, reason=str(reason)), "note"),))
    except TooManyElements as reason:
        sorry = "In a smaller network the numbers of the worked example could be changed here; in this one {reason}."
        return Section(ANCHOR, TITLE, (Paragraph(inline(sorry, reason=str(reason)), "note"),))
    said = (INTRO, NEWTON if block.curved else "", SHARES if '"share":true' in block.data else "")
    return Section(ANCHOR, TITLE, (Paragraph(inline("".join(said), them=", ".join(block.curved))), block))


def playground(symbols: Symbols, example: WorkedExample, second: SecondDerivatives | None = None) -> Playground:
    """The block: values of the published example in tables, and what the page needs to compute others.

    Raises:
        TooManyElements, UnsupportedFormula: there is no such program.
    """
    network = symbols.network
    program = _printed(symbols, sizes_of_example(network, example), second)
    values = Values(example, program)
    return Playground(
        tuple(tables(network, values)),
        PlayValue(shown(example.learning_rate), "rate", 0),
        PlayValue(rounded(example.loss), "forward", len(program.forward) - 1),
        PlayValue(rounded(example.loss_after), "after", 0),
        example.log_base,
        tuple(dict.fromkeys(name.partition("[")[0] for name in program.curved)),
        program.source,
        _json(network, program, example),
    )


def _printed(symbols: Symbols, sizes: Mapping[str, int], second: SecondDerivatives | None) -> PrintedProgram:
    """The program with the second derivatives, or without them where they are too many or have no scalar form."""
    formulas = formulas_of(symbols.network, symbols.derivations)
    changes = {pair: found.general for pair, found in second.sample.items()} if second else {}
    if any(formula.value != 0 for formula in changes.values()):
        with suppress(TooManyElements, UnsupportedFormula):
            return print_program(symbols.network, formulas, sizes, changes)
    return print_program(symbols.network, formulas, sizes)


def formulas_of(network: Network, derivations: Mapping[str, Derivation]) -> dict[str, Formula]:
    """Each parameter's gradient, rearranged where possible so that no nearly equal numbers are subtracted."""
    forms = {tensor.name: accurate_form(derivations[tensor.name]) for tensor in network.parameters}
    return {name: form.formula if form else derivations[name].general for name, form in forms.items()}


def sizes_of_example(network: Network, example: WorkedExample) -> dict[str, int]:
    """The size of each axis by its letter, such as ``{"D": 4, "K": 3}``; where a network has samples, there is one.

    >>> from derive.gradient.backward import derive_gradient
    >>> from derive.network.building import classifier
    >>> from numeric.learning.example_point import example_inputs
    >>> from numeric.learning.worked_example import work_example
    >>> network = classifier(batch=False)
    >>> example = work_example(network, {"W": derive_gradient(network, "W").formula}, example_inputs(network))
    >>> sizes_of_example(network, example)
    {'D': 4, 'K': 3}
    """
    sizes = dict(network.sizes)
    for tensor in network.given:
        shape = np.shape(example.inputs[tensor.name])
        alone = (1,) * (len(tensor.axes) - len(shape))  # the axis of the one sample
        for axis, size in zip(tensor.axes, (*alone, *shape), strict=True):
            if axis.size.is_Symbol:
                sizes[str(axis.size)] = int(size)
    return sizes


def _json(network: Network, program: PrintedProgram, example: WorkedExample) -> str:
    """The data of the page's script; ``<`` is written as an escape, so that no text ends the element."""
    data = {
        "given": given_numbers(network, program.positions, example.inputs),
        "choices": list(choices(network, program.positions)),
        "gradient": [program.given.index(name) for name in program.gradient],
        "curved": [program.gradient.index(name) for name in program.curved],
        "rate": example.learning_rate,
        "digits": DIGITS,
    }
    return json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
