"""How long a loss is that is written out in plain scalars: counted on the definitions, without writing it out.

And so why a gradient is not written out weight by weight.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import prod

import sympy as sp

from ..algebra.folding import unfold
from ..errors import UsageError
from ..network.definitions import Network
from ..network.tensors import Tensor

MAXIMUM_ELEMENTS = 200
MAXIMUM_OPERATIONS = 10_000
Sizes = Mapping[str, int]


def size_of(tensor: Tensor, sizes: Sizes) -> tuple[int, ...]:
    """The concrete shape of a tensor.

    Raises:
        UsageError: the size of one of its axes is not given.
    """
    missing = sorted(str(letter) for size in tensor.shape for letter in size.free_symbols if str(letter) not in sizes)
    if missing:
        raise UsageError(f"the size {missing[0]} is not given", hint=f"give a whole number for {', '.join(missing)}")
    return tuple(number_of(size, sizes) for size in tensor.shape)


def number_of(size: sp.Expr, sizes: Sizes) -> int:
    """A size as a whole number.

    >>> number_of(sp.Symbol("K") - 1, {"K": 3})
    2
    """
    return int(size.xreplace({letter: sp.Integer(sizes[str(letter)]) for letter in size.free_symbols}))


def why_not_explicit(network: Network, tensor: Tensor, sizes: Sizes) -> str:
    """Why the gradient is not written out weight by weight; empty where it can be.

    >>> from ..network.building import classifier
    >>> network = classifier(batch=False)
    >>> why_not_explicit(network, network.tensor("W"), {"K": 10, "D": 784})
    'W has 7840 weights, too many for a formula each (at most 200)'
    """
    count = prod(size_of(tensor, sizes))
    largest = max(prod(size_of(other, sizes)) for other in network.parameters)
    if count > MAXIMUM_ELEMENTS:
        return f"{tensor.name} has {count} weights, too many for a formula each (at most {MAXIMUM_ELEMENTS})"
    if largest > MAXIMUM_ELEMENTS:
        return f"the loss written out in scalars is too long: another parameter has {largest} weights"
    operations = count * WrittenOut(network, sizes).operations(network.output.at())
    if operations > MAXIMUM_OPERATIONS:
        return (
            f"the {count} formulas of {tensor.name} would take {operations} operations, "
            f"too many to be read (at most {MAXIMUM_OPERATIONS})"
        )
    return ""


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
