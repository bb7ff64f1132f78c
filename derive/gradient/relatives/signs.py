"""Between which numbers a formula lies, whatever the data are: what a bound and a sum of squares rest on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import sympy as sp

from ...algebra.folding import unfold
from ...algebra.size_free_form import SizeFreeForm
from ...network.cases import Cases, branches
from ...network.definitions import Definition, Network
from ...network.function_heads import Positive
from ...network.functions import function_of

DEEPEST = 30


@dataclass(frozen=True, slots=True)
class Interval:
    """All numbers from ``low`` to ``high``; ``strict`` where 0 is the low end and is not reached.

    >>> Interval(sp.S.Zero, sp.oo, strict=True).positive, Interval(sp.Integer(-1), sp.S.One).not_negative
    (True, False)
    """

    low: sp.Expr = -sp.oo
    high: sp.Expr = sp.oo
    strict: bool = False

    @property
    def not_negative(self) -> bool:
        """True where every number in it is at least 0."""
        return bool(self.low >= 0)

    @property
    def positive(self) -> bool:
        """True where every number in it is larger than 0."""
        return bool(self.low > 0) or (self.low == 0 and self.strict)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low)

    def __add__(self, other: Interval) -> Interval:
        positive = self.not_negative and other.not_negative and (self.positive or other.positive)
        return Interval(self.low + other.low, self.high + other.high, positive)

    def __mul__(self, other: Interval) -> Interval:
        ends = [_product(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends), self.positive and other.positive)

    def union(self, other: Interval) -> Interval:
        """The interval that holds both."""
        return Interval(min(self.low, other.low), max(self.high, other.high), self.positive and other.positive)

    def power(self, exponent: sp.Expr) -> Interval:
        """The interval of x to a whole or half power, where it is defined."""
        if exponent.is_negative:
            return POSITIVE if exponent.is_even and not self.positive else self.power(-exponent)._inverted()
        if exponent.is_even:
            ends = (self.low**exponent, self.high**exponent)
            apart = self.low >= 0 or self.high <= 0
            return Interval(min(ends) if apart else sp.S.Zero, max(ends), self.positive)
        if exponent.is_Integer or self.not_negative:
            return Interval(self.low**exponent, self.high**exponent, self.positive)
        return ANYTHING

    def _inverted(self) -> Interval:
        if not self.positive:
            return ANYTHING
        low = sp.S.Zero if self.high == sp.oo else 1 / self.high
        return Interval(low, sp.oo if self.low == 0 else 1 / self.low, strict=True)


def _product(a: sp.Expr, b: sp.Expr) -> sp.Expr:
    return sp.S.Zero if a == 0 or b == 0 else a * b


ANYTHING = Interval()
FROM_0_TO_1 = Interval(sp.S.Zero, sp.S.One)
SHARES = Interval(sp.S.Zero, sp.S.One, strict=True)
AROUND_0 = Interval(sp.Integer(-1), sp.S.One)
POSITIVE = Interval(sp.S.Zero, sp.oo, strict=True)
FUNCTIONS = {
    "sigmoid": SHARES, "tanh": AROUND_0, "erf": AROUND_0, "sin": AROUND_0, "cos": AROUND_0, "softplus": POSITIVE,
}  # fmt: skip


class Signs:
    """Works out intervals of one network's formulas: by the definitions, by functions, and by what sums to one.

    >>> from ...network.building import classifier
    >>> network = classifier(batch=False)
    >>> share = network.definition("p").left
    >>> Signs(network).interval(share * (1 - share)).not_negative
    True
    >>> Signs(network).interval(network.definition("z").left).not_negative
    False
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.known: dict[str, Interval] = {}
        self.depth = 0

    def interval(self, node: sp.Expr) -> Interval:
        """The interval of a formula, as small as the rules tell."""
        self.depth += 1
        try:
            return ANYTHING if self.depth > DEEPEST else self._interval(node)
        finally:
            self.depth -= 1

    def _interval(self, node: sp.Expr) -> Interval:
        if node.is_number:
            return Interval(node, node, bool(node > 0)) if node.is_real else ANYTHING
        if isinstance(node, (sp.KroneckerDelta, Positive)):
            return FROM_0_TO_1
        if isinstance(node, sp.Add):
            return reduce(Interval.__add__, map(self.interval, node.args))
        if isinstance(node, sp.Mul):
            return reduce(Interval.__mul__, map(self.interval, node.args))
        if isinstance(node, sp.exp):
            return Interval(sp.S.Zero, sp.S.One if self.interval(node.args[0]).high <= 0 else sp.oo, strict=True)
        if isinstance(node, sp.Pow):
            return self.interval(node.base).power(node.exp) if node.exp.is_Rational else ANYTHING
        if isinstance(node, sp.Sum):
            return self._of_sum(node)
        if isinstance(node, (Cases, sp.Piecewise)):
            return reduce(Interval.union, (self.interval(value) for value, _ in branches(node)))
        return self._of_element(node) if isinstance(node, (sp.Indexed, sp.Symbol)) else self._of_function(node)

    def _of_sum(self, node: sp.Sum) -> Interval:
        """A sum has at least one term; of what sums to one it is 1."""
        if self.sums_to_one(node):
            return Interval(sp.S.One, sp.S.One, strict=True)
        term = self.interval(node.function)
        low = term.low if term.low >= 0 else -sp.oo
        return Interval(low, sp.S.Zero if term.high <= 0 else sp.oo, term.positive)

    def _of_function(self, node: sp.Expr) -> Interval:
        if isinstance(node, sp.Abs):
            return Interval(sp.S.Zero, sp.oo)
        record = function_of(node)
        return FUNCTIONS.get(record.name, ANYTHING) if record else ANYTHING

    def _of_element(self, node: sp.Expr) -> Interval:
        name = node.base.label.name if isinstance(node, sp.Indexed) else node.name
        definition = self.network.definition(name)
        if definition is None:
            return Interval(sp.S.One, sp.oo) if node.is_integer and node.is_positive else ANYTHING
        if name not in self.known:
            self.known[name] = self._of_definition(definition)
        return self.known[name]

    def _of_definition(self, definition: Definition) -> Interval:
        """A share of one: not negative, and one term of a sum that is 1."""
        found = self.interval(definition.value)
        axes = zip(definition.indices, definition.tensor.axes, strict=True)
        shares = (sp.Sum(definition.left, axis.limits(index)) for index, axis in axes)
        if found.not_negative and any(map(self.sums_to_one, shares)):
            return Interval(found.low, min(found.high, sp.S.One), found.strict)
        return found

    def sums_to_one(self, total: sp.Sum) -> bool:
        """True where a sum over one index of a defined tensor's elements is 1 by the definition, for every size."""
        element = total.function
        if len(total.limits) != 1 or not isinstance(element, sp.Indexed):
            return False
        definition = self.network.definition(element.base.label.name)
        if definition is None or definition.held:
            return False
        written = unfold(total, definition)
        for inner in reversed(self.network.definitions):  # p := exp(q) with q := z − log Σ exp(z)
            if not inner.held and inner.value.has(sp.log) and inner.tensor in self.network.tensors_in(written):
                written = unfold(written, inner)
        return SizeFreeForm().equal(written, sp.S.One)
