"""How long a loss is that is written out in plain scalars: counted on the definitions, without writing it out."""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

import sympy as sp

from ..algebra.folding import unfold
from ..network.definitions import Network


class WrittenOut:
    """Counts the operations of a network's tensors at concrete sizes, each definition once.

    >>> from ..network.building import classifier
    >>> network = classifier(batch=False)
    >>> count = WrittenOut(network, {"K": 3, "D": 4})
    >>> count.operations(network.tensor("z").at(1)), count.operations(network.output.at())
    (7, 111)
    """

    def __init__(self, network: Network, sizes: Mapping[str, int]) -> None:
        self.network = network
        self.numbers = {size: sizes[size.name] for axis in network.axes for size in axis.size_symbols}
        self._known: dict[str, int] = {}

    def operations(self, expression: sp.Expr) -> int:
        """The operations of ``expression`` when every sum and every defined tensor in it is written out."""
        inner: dict[sp.Expr, sp.Expr] = {}
        for part in sp.preorder_traversal(expression, keys=None):
            if isinstance(part, sp.Sum) or (isinstance(part, (sp.Indexed, sp.Symbol)) and self._defined(part)):
                inner.setdefault(part, sp.Dummy(real=True))
        outside = expression.xreplace(inner)
        own = int(sp.count_ops(outside))
        times = {part: _occurrences(outside, mark) for part, mark in inner.items()}
        return own + sum(number * self._inside(part) for part, number in times.items() if number)

    def _defined(self, element: sp.Expr) -> str:
        """The name of the defined tensor that this is an element of; an index may have the letter of one."""
        name = str(element.base.label) if isinstance(element, sp.Indexed) else element.name
        definition = self.network.definition(name)
        return name if definition and isinstance(element, sp.Indexed) == bool(definition.tensor.axes) else ""

    def _inside(self, part: sp.Expr) -> int:
        """The operations of one sum, or of one element of a defined tensor."""
        if isinstance(part, sp.Sum):
            terms = prod(int((limit[2] - limit[1] + 1).xreplace(self.numbers)) for limit in part.limits)
            return terms * self.operations(part.function) + terms - 1
        name = self._defined(part)
        if name not in self._known:
            self._known[name] = self.operations(self._value(name))
        return self._known[name]

    def _value(self, name: str) -> sp.Expr:
        """A definition's right side, its logarithms taken apart as they are where the loss is written out."""
        definition = self.network.definition(name)
        assert definition is not None
        value = definition.value
        for logarithm in value.atoms(sp.log):
            for tensor in self.network.tensors_in(logarithm):
                below = self.network.definition(tensor.name)
                value = unfold(value, below) if below else value
        return sp.expand_log(value)


def _occurrences(expression: sp.Expr, mark: sp.Expr) -> int:
    return sum(part == mark for part in sp.preorder_traversal(expression))
