"""Formulas by NumPy: the value of an element at all places at once, to hold what was read against the function."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derive.errors import UnsupportedFormula
from derive.network.cases import Cases, branches
from derive.network.function_heads import Positive
from derive.network.functions import function_of
from derive.network.maximum import Maximum

Values = NDArray[Any]
Environment = Mapping[sp.Basic, Values]
Elements = Callable[[str, tuple[Values, ...]], Values]

_erf = np.vectorize(math.erf, otypes=[float])
DIRECT: Mapping[type, Callable[..., Values]] = {
    sp.exp: np.exp,
    sp.log: np.log,
    sp.tanh: np.tanh,
    sp.sin: np.sin,
    sp.cos: np.cos,
    sp.erf: _erf,
    sp.Abs: np.abs,
    sp.sign: np.sign,
    Positive: lambda u: (np.asarray(u) > 0).astype(float),
    sp.Heaviside: lambda u: np.heaviside(u, 0.5),
}
MANY: Mapping[type, Callable[[Values, Values], Values]] = {
    sp.Add: np.add, sp.Mul: np.multiply, sp.Max: np.maximum, sp.Min: np.minimum,
    sp.And: np.logical_and, sp.Or: np.logical_or,
}  # fmt: skip
RELATIONS: Mapping[type, Callable[[Values, Values], Values]] = {
    sp.Lt: np.less, sp.Le: np.less_equal, sp.Gt: np.greater, sp.Ge: np.greater_equal, sp.Eq: np.equal,
    sp.Ne: np.not_equal,
}  # fmt: skip


def no_elements(name: str, _: tuple[Values, ...]) -> Values:
    """A formula without tensors."""
    raise UnsupportedFormula(f"{name} has no values here")


def values_of(expression: sp.Basic, known: Environment, element: Elements = no_elements) -> Values:
    """The values of a formula; ``known`` has those of its indices, sizes and symbols, each an array to broadcast.

    ``element`` gives the values of a tensor at some places, which count from 1.

    >>> n = sp.Symbol("n", integer=True, positive=True)
    >>> values_of(sp.Sum(n**2, (n, 1, 3)), {}).item()
    14.0
    """
    return _Reading(known, element).value(expression)


class _Reading:
    """One formula being read; a bound index is one more axis in front of the others."""

    def __init__(self, known: Environment, element: Elements) -> None:
        self.known, self.element = dict(known), element

    def value(self, node: sp.Basic) -> Values:
        if node in self.known:
            found: Values = self.known[node]
            return found
        if isinstance(node, sp.logic.boolalg.BooleanAtom):
            return np.asarray(node == sp.true)
        if node.is_number:
            return np.asarray(float(node))
        if isinstance(node, sp.Indexed):
            return self.element(str(node.base.label), tuple(self.value(index) for index in node.indices))
        if isinstance(node, sp.Symbol):
            return self.element(node.name, ())
        if isinstance(node, (sp.Sum, Maximum)):
            return self.bound(node)
        return self.made(node)

    def bound(self, node: sp.Basic) -> Values:
        """A sum or a maximum over each value of an index."""
        limits = node.limits if isinstance(node, sp.Sum) else [node.args[1]]
        index, low, high = limits[-1]
        inner = node.args[0] if len(limits) == 1 else node.func(node.args[0], *limits[:-1])
        numbers = range(int(self.value(low)), int(self.value(high)) + 1)
        before = self.known.get(index)
        found = []
        for number in numbers:
            self.known[index] = np.asarray(float(number))
            found.append(self.value(inner))
        self.known.pop(index, None)
        if before is not None:
            self.known[index] = before
        total: Values = reduce(np.add if isinstance(node, sp.Sum) else np.maximum, found)
        return total

    def made(self, node: sp.Basic) -> Values:
        """A function, a power, a comparison, a choice."""
        if isinstance(node, sp.Pow):
            return self.power(*(self.value(part) for part in node.args))
        if isinstance(node, sp.KroneckerDelta):
            return np.asarray(self.value(node.args[0]) == self.value(node.args[1]), float)
        if isinstance(node, Cases):
            return self.cases(node)
        if isinstance(node, sp.Not):
            return np.logical_not(self.value(node.args[0]))
        if node.func in DIRECT:
            return DIRECT[node.func](self.value(node.args[0]))
        if node.func in RELATIONS:
            return RELATIONS[node.func](*(self.value(part) for part in node.args))
        if node.func in MANY:
            return reduce(MANY[node.func], (self.value(part) for part in node.args))
        record = function_of(node)
        if record is None or record.expanded is None:
            raise UnsupportedFormula(f"{node.func.__name__} has no values here")
        return self.value(record.expanded(*node.args))

    def power(self, base: Values, exponent: Values) -> Values:
        raised: Values = np.asarray(base, float) ** exponent
        return raised

    def cases(self, node: sp.Basic) -> Values:
        *others, (last, _) = branches(node)
        found = self.value(last)
        for value, condition in reversed(others):
            found = np.where(self.value(condition), self.value(value), found)
        return found
