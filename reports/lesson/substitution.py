"""Numbers plugged into formulas: the line that a reader checks with a pocket calculator."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import sympy as sp

from derive.network.definitions import Network
from derive.network.partial import Partial
from derive.network.tensors import Role
from derive.writing.display_order import DisplayOrder
from derive.writing.latex import AuthorLatexPrinter

from .number_format import decimals, latex_number

Values = Mapping[str, Any]
Worth = Callable[[Partial], float]
INPUT_POSITION = 1000.0
ENCLOSING = (("{", "}"), (r"\left(", r"\right)"), (r"\left\lvert", r"\right\rvert"))


class InputsFirst(DisplayOrder):
    """The author's order but for the inputs, which come first: (0.81)(0.15) is feature times weight."""

    def __init__(self, network: Network) -> None:
        super().__init__(network)
        self.inputs = {t.name for t in network.tensors if t.role in (Role.INPUT, Role.INTERMEDIATE)}

    def position(self, name: str) -> float:
        """Inputs and activations are the latest of all, hence written first."""
        return super().position(name) + (INPUT_POSITION if name in self.inputs else 0.0)


class SubstitutedPrinter(AuthorLatexPrinter):
    """Writes the value of each element instead of its name."""

    def __init__(
        self, network: Network, values: Values, display: DisplayOrder | None, places: int, derivative: Worth | None
    ) -> None:
        super().__init__(network, ())
        self.values, self.places, self.worth = values, places, derivative
        self.scalars = {t.at() for t in network.tensors if not t.axes and t.name in values}
        self.display = display or self.display

    def _print_Indexed(self, element: sp.Indexed) -> str:
        array = np.asarray(self.values[element.base.label.name])
        value = float(array[tuple(int(index) - 1 for index in element.indices)])
        return self._number(value)

    def _print_Symbol(self, symbol: sp.Symbol) -> str:
        if symbol in self.scalars:
            return self._number(float(np.asarray(self.values[symbol.name])))
        return str(super()._print_Symbol(symbol))

    def _print_Partial(self, expression: Partial) -> str:
        return self._number(self.worth(expression)) if self.worth else super()._print_Partial(expression)

    def _number(self, value: float) -> str:
        return f"@{latex_number(decimals(value, self.places))}@"


def substituted_latex(
    expression: sp.Expr,
    network: Network,
    values: Values,
    *,
    inputs_first: bool = False,
    places: int = 4,
    derivative: Worth | None = None,
) -> str:
    """Return the LaTeX of an explicit expression with every element's value in its place.

    A value stands in brackets where it is negative or multiplied by its neighbour.

    Args:
        expression: with number indices only, such as W[1, 2] x[2].
        network: gives the order of factors.
        values: an array for each tensor's name.
        inputs_first: write features before weights.
        places: how many decimals are shown.
        derivative: the value of a derivative that the expression names; without it the name stays.

    >>> W, x = sp.IndexedBase("W", real=True), sp.IndexedBase("x", real=True)
    >>> from derive.network.building import classifier
    >>> values = {"W": [[0.15, -0.2]], "x": [0.81, 0.57]}
    >>> substituted_latex(W[1, 1] * x[1] + W[1, 2] * x[2], classifier(batch=False), values, inputs_first=True)
    '(0.81)(0.15) + (0.57)(-0.2)'
    """
    display = InputsFirst(network) if inputs_first else None
    written = SubstitutedPrinter(network, values, display, places, derivative).write(expression)
    return re.sub(r"@([^@]*)@", lambda found: _bracketed(found, written), written).replace(") (", ")(")


def symbolic_latex(expression: sp.Expr, network: Network, *, inputs_first: bool = False) -> str:
    """The same expression with its letters, in the same order of factors."""
    printer = AuthorLatexPrinter(network, ())
    if inputs_first:
        printer.display = InputsFirst(network)
    return printer.write(expression)


def _bracketed(found: re.Match[str], written: str) -> str:
    number = found[1]
    before, after = written[: found.start()].rstrip(), written[found.end() :].lstrip()
    alone = any(before.endswith(opens) and after.startswith(closes) for opens, closes in ENCLOSING)
    neighbour = re.search(r"[@\w)}]$", before) and not re.search(r"\\(ln|log_\w+|log_\{\d+\}|tanh|frac\{)$", before)
    follower = re.match(r"[@\w(\\]", after) and not re.match(r"\\(right|\\|cdot)", after)
    if alone or not (number.startswith("-") or r"\times" in number or neighbour or follower):
        return number
    return f"({number})"
