"""The tables of the playground: what is given, the forward pass, each parameter with its gradient and its new value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from derive.gradient.element import element_name
from derive.network.definitions import Network
from derive.network.partial import Partial
from derive.network.tensors import Role, Tensor
from derive.writing.latex import latex
from numeric.results import WorkedExample

from ..blocks import Math
from ..notation import meaning, spoken
from ..number_format import fixed, readable
from .block import PlayRow, PlayTable, PlayValue
from .given import Place
from .program import PrintedProgram

DIGITS = 4  # as in the rest of the lesson
Line = tuple[Tensor, str]


class Values:
    """The example's numbers by role and element, each with its place in the program's lists."""

    def __init__(self, example: WorkedExample, program: PrintedProgram) -> None:
        known: dict[str, Mapping[str, Any]] = {"given": example.inputs, "forward": example.forward}
        known |= {"gradient": example.gradient, "updated": example.updated}
        order = {"given": program.given, "forward": program.forward}
        order |= {"gradient": program.gradient, "updated": program.gradient}
        self.positions = program.positions
        self.places = {role: {name: place for place, name in enumerate(names)} for role, names in order.items()}
        self._numbers = {
            (role, name): dict(zip(self.positions[name], np.ravel(np.asarray(array, float)) + 0.0, strict=True))
            for role, arrays in known.items()
            for name, array in arrays.items()
        }

    def exact(self, role: str, tensor: Tensor, at: Place) -> float:
        """The number itself."""
        return float(self._numbers[role, tensor.name][at])

    def value(self, role: str, tensor: Tensor, at: Place) -> PlayValue:
        """The number as it is shown; an input is shown in full."""
        exact = self.exact(role, tensor, at)
        text = shown(exact) if role == "given" else rounded(exact)
        place = self.places[role][element_name(tensor, at)]
        if role == "updated":  # what is to come lights up with nothing
            return PlayValue(text, role, place)
        return PlayValue(text, role, place, tensor.name, ",".join(map(str, at)))


def shown(value: float) -> str:
    """A number in full, as Python writes it."""
    return repr(value).removesuffix(".0")


def rounded(value: float) -> str:
    """A number as the page shows what was computed."""
    return readable(fixed(value, DIGITS))


def tables(network: Network, values: Values) -> Iterator[PlayTable]:
    """The sample, the forward pass, then each parameter with its gradient and its new value."""
    for tensor in network.given:
        if tensor.role is not Role.PARAMETER:
            yield _table(f"The {meaning(tensor)}", [(tensor, "given")], network, values)
    for group in _same_axes([d.tensor for d in network.definitions if d.tensor != network.output]):
        names = " and ".join(dict.fromkeys(meaning(tensor) for tensor in group))
        yield _table(f"The {names}", [(tensor, "forward") for tensor in group], network, values)
    for tensor in network.parameters:
        called = f"{meaning(tensor)} {spoken(tensor, (), network)}"
        caption = f"The {called}, the gradient, and what a step makes of them"
        yield _table(caption, [(tensor, role) for role in ("given", "gradient", "updated")], network, values)


def _same_axes(tensors: Sequence[Tensor]) -> Iterator[list[Tensor]]:
    """Neighbours that have the same axes, together."""
    return (list(group) for _, group in groupby(tensors, key=lambda tensor: tensor.axes))


def _table(caption: str, lines: list[Line], network: Network, values: Values) -> PlayTable:
    """Columns are the last axis; a matrix has a group of rows for each place on its first axis."""
    first = lines[0][0]
    rows = []
    for outer, group in groupby(values.positions[first.name], key=lambda at: at[:-1]):
        entries = list(group)
        for tensor, role in lines:
            cells = tuple(values.value(role, tensor, at) for at in entries)
            rows.append(PlayRow(_heading(tensor, role, outer, network), cells, (tensor, role) == lines[0]))
    if not first.axes:
        return PlayTable(caption, None, ("",), tuple(rows))
    letter = latex(first.indices[-1], network)
    columns = tuple(dict.fromkeys(str(at[-1]) for at in values.positions[first.name]))
    return PlayTable(caption, Math(letter, spoken=letter), columns, tuple(rows))


def _heading(tensor: Tensor, role: str, place: Place, network: Network) -> Math:
    """The letter of a row: W_1d, its derivative, or what W_1d becomes."""
    element = tensor.at(*place, tensor.indices[-1]) if tensor.axes else tensor.at()
    name = f"{tensor.name} {' '.join(map(str, place))}".strip()
    if role == "gradient":
        return Math(latex(Partial(network.output.at(), element), network), spoken=f"gradient of {name}")
    if role == "updated":
        return Math(rf"\text{{new }} {latex(element, network)}", spoken=f"new {name}")
    return Math(latex(element, network), spoken=name)
