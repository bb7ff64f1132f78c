"""The worked example with its numbers changed by the reader; the page computes everything anew."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

import numpy as np

from derive.errors import UnsupportedFormula
from derive.gradient.accurate import accurate_form
from derive.gradient.derivation import Formula
from derive.gradient.elements import element_name
from derive.network.definitions import Network
from derive.network.partial import Partial
from derive.network.tensors import Role, Tensor
from derive.writing.latex import latex
from numeric.lowering.scalars.bridge import TooManyElements

from ...report import Report
from ..blocks import Math, Paragraph, Section, inline
from ..notation import example_sizes
from ..number_format import fixed, readable
from .block import Playground, PlayRow, PlayTable, PlayValue
from .program import PrintedProgram, print_program

DIGITS = 7
ANCHOR, TITLE = "play", "Change the numbers"


def play(report: Report) -> Section:
    """The inputs and everything that follows from them; only the page has this section."""
    try:
        program = print_program(report.sample.network, _formulas(report), example_sizes(report))
    except UnsupportedFormula as reason:
        sorry = inline(
            "With other functions the numbers of the worked example could be changed here; {reason}.",
            reason=str(reason),
        )
        return Section(ANCHOR, TITLE, (Paragraph(sorry, "note"),))
    except TooManyElements as reason:
        sorry = inline(
            "In a smaller network the numbers of the worked example could be changed here; in this one {reason}.",
            reason=str(reason),
        )
        return Section(ANCHOR, TITLE, (Paragraph(sorry, "note"),))
    intro = inline(
        "The whole worked example once more, from the features to the new weights. What computes here was printed from "
        "the formulas of the derivation, one for each number. Labels may also be probabilities: the gradient is the "
        "general one, which holds whatever they sum to."
    )
    return Section(ANCHOR, TITLE, (Paragraph(intro), playground(report, program)))


def _formulas(report: Report) -> dict[str, Formula]:
    """Each parameter's gradient, rearranged where possible so that no nearly equal numbers are subtracted."""
    derivations = {t.name: report.sample.derivations[t.name] for t in report.sample.network.parameters}
    forms = {name: accurate_form(derivation) for name, derivation in derivations.items()}
    return {name: form.formula if form else derivations[name].general for name, form in forms.items()}


def playground(report: Report, program: PrintedProgram) -> Playground:
    """The block: values of the published example in tables, and what the page needs to compute others."""
    example, network = report.example, report.sample.network
    known = {"given": example.inputs, "forward": example.forward}
    known |= {"gradient": example.gradient, "updated": example.updated}
    order = {"given": program.given, "forward": program.forward}
    order |= {"gradient": program.gradient, "updated": program.gradient}
    source = _Values(known, order)
    return Playground(
        tuple(_tables(network, source)),
        PlayValue(_shown(example.learning_rate), "rate", 0),
        PlayValue(_fixed(example.loss), "forward", len(program.forward) - 1),
        PlayValue(_fixed(example.loss_after), "after", 0),
        example.log_base,
        program.source,
        _json(network, program, source, example.learning_rate),
    )


class _Values:
    """The example's numbers by role and element, each with its place in the program's lists."""

    def __init__(self, known: dict[str, Any], order: dict[str, tuple[str, ...]]) -> None:
        self.known = known
        self.places = {role: {name: place for place, name in enumerate(names)} for role, names in order.items()}

    def exact(self, role: str, tensor: Tensor, at: tuple[int, ...]) -> float:
        """The number itself."""
        return float(np.asarray(self.known[role][tensor.name])[tuple(i - 1 for i in at)]) + 0.0

    def value(self, role: str, tensor: Tensor, at: tuple[int, ...]) -> PlayValue:
        """The number as it is shown; an input is shown in full."""
        exact = self.exact(role, tensor, at)
        shown = _shown(exact) if role == "given" else _fixed(exact)
        return PlayValue(shown, role, self.places[role][element_name(tensor, at)])


def _shown(value: float) -> str:
    return repr(value).removesuffix(".0")


def _fixed(value: float) -> str:
    return readable(fixed(value, DIGITS))


def _tables(network: Network, source: _Values) -> Iterator[PlayTable]:
    """The sample, the forward pass, then each parameter with its gradient and its new value."""
    for tensor in network.given:
        if tensor.role is not Role.PARAMETER:
            yield _table(f"The {tensor.meaning}", [(tensor, "given")], network, source)
    for group in _same_axes([d.tensor for d in network.definitions if d.tensor != network.output]):
        names = " and ".join(tensor.meaning for tensor in group)
        yield _table(f"The {names}", [(tensor, "forward") for tensor in group], network, source)
    for tensor in network.parameters:
        caption = f"The {tensor.meaning} {element_name(tensor, ())}, the gradient, and what a step makes of them"
        yield _table(caption, [(tensor, role) for role in ("given", "gradient", "updated")], network, source)


def _same_axes(tensors: Sequence[Tensor]) -> Iterator[list[Tensor]]:
    """Neighbours that have the same axes, together."""
    group: list[Tensor] = []
    for tensor in tensors:
        if group and tensor.axes != group[-1].axes:
            yield group
            group = []
        group.append(tensor)
    yield group


def _table(caption: str, lines: list[tuple[Tensor, str]], network: Network, source: _Values) -> PlayTable:
    """Columns are the last axis; a matrix has a group of rows for each place on its first axis."""
    first = lines[0][0]
    *outer, size = np.shape(source.known[lines[0][1]][first.name])
    rows = []
    for place in product(*(range(1, count + 1) for count in outer)):
        for tensor, role in lines:
            values = tuple(source.value(role, tensor, (*place, i)) for i in range(1, size + 1))
            opens = (tensor, role) == lines[0]
            rows.append(PlayRow(_heading(tensor, role, place, network), values, opens))
    letter = latex(first.indices[-1], network)
    columns = tuple(str(i) for i in range(1, size + 1))
    return PlayTable(caption, Math(letter, spoken=letter), columns, tuple(rows))


def _heading(tensor: Tensor, role: str, place: tuple[int, ...], network: Network) -> Math:
    """The letter of a row: W_1d, its derivative, or what W_1d becomes."""
    element = tensor.at(*place, tensor.indices[-1])
    name = f"{tensor.name} {' '.join(map(str, place))}".strip()
    if role == "gradient":
        return Math(latex(Partial(network.output.at(), element), network), spoken=f"gradient of {name}")
    if role == "updated":
        return Math(rf"\text{{new }} {latex(element, network)}", spoken=f"new {name}")
    return Math(latex(element, network), spoken=name)


def _json(network: Network, program: PrintedProgram, source: _Values, rate: float) -> str:
    """The data of the page's script; ``<`` is written as an escape, so that no text ends the element."""
    given = [
        {"name": element_name(tensor, at), "meaning": tensor.meaning, "kind": tensor.role.value, "value": value}
        for tensor in network.given
        for at in product(*(range(1, size + 1) for size in np.shape(source.known["given"][tensor.name])))
        for value in [source.exact("given", tensor, at)]
    ]
    data = {
        "given": given,
        "gradient": [program.given.index(name) for name in program.gradient],
        "rate": rate,
        "digits": DIGITS,
    }
    return json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")
