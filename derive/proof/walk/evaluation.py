"""Evaluating index notation at concrete sizes: one walk over the tree, over any kind of numbers.

``Evaluation`` walks a formula with an environment that gives each index a number. What a number is
(an exact rational function, a ball, a residue) is the subclass's affair. Derivatives come from
forward-mode dual numbers that go down through the network's definitions to the seeded element;
SymPy's ``diff`` has no part in them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from typing import Any, Generic, Protocol, Self, TypeVar

import sympy as sp

from ...errors import UnsupportedFormula
from ...network.definitions import Network
from ...network.functions import Function, function_of
from ...network.partial import Partial
from ..derivatives import Derivatives
from .branches import chosen_branch, first_largest
from .dual_rules import DERIVATIVE_RULES, derivative_of_function
from .not_evaluable import NoIndex, NotEvaluable, OutsideRange
from .value_rules import MOST_TERMS, VALUE_RULES, by_exponentials

Indices = tuple[int, ...]
Element = tuple[str, Indices]
Environment = dict[sp.Symbol, int]


class Number(Protocol):
    """What an evaluation computes with."""

    def __add__(self, other: Self, /) -> Self: ...
    def __sub__(self, other: Self, /) -> Self: ...
    def __neg__(self) -> Self: ...
    def __mul__(self, other: Self, /) -> Self: ...
    def __truediv__(self, other: Self, /) -> Self: ...
    def __pow__(self, power: int, /) -> Self: ...


V = TypeVar("V", bound=Number)


class Evaluation(ABC, Generic[V]):
    """The value of a formula at concrete sizes and indices; ``None`` stands for a derivative that is 0."""

    def __init__(self, network: Network, sizes: Mapping[sp.Symbol, int]) -> None:
        self.network, self.sizes = network, dict(sizes)
        self.definitions = {d.tensor.name: d for d in network.definitions}
        self.ranges = {t.name: tuple(self._size(size) for size in t.shape) for t in network.tensors}
        self._values: dict[Element, V] = {}
        self._derivatives: dict[tuple[Element, Element], V | None] = {}
        self._whole: dict[sp.Expr, V] = {}
        self._worked_out: dict[Partial, sp.Expr] = {}
        self.sums: dict[tuple[sp.Expr, tuple[int | None, ...]], V] = {}
        self._holds_others = False
        self.sees_through = True

    def _size(self, size: sp.Expr) -> int | None:
        """The size of an axis; None where a letter of it has no number here."""
        try:
            return self.integer(size, self.sizes)
        except NotEvaluable:
            return None

    def treat_as_given(self, names: frozenset[str]) -> None:
        """Read the elements of these tensors as symbols, whatever their definitions say.

        Total derivatives have no value from then on: they may go through what is a symbol now.
        """
        self.sees_through = not names
        self.definitions = {name: d for name, d in self.definitions.items() if name not in names}

    @abstractmethod
    def number(self, numerator: int, denominator: int = 1) -> V:
        """A rational number."""

    @abstractmethod
    def given(self, element: Element) -> V:
        """The value of an element that no definition explains."""

    @abstractmethod
    def exponential(self, argument: sp.Expr, at: Environment) -> V:
        """exp(argument)."""

    @abstractmethod
    def logarithm(self, argument: sp.Expr, at: Environment) -> V:
        """The natural logarithm of the argument."""

    @abstractmethod
    def hyperbolic_tangent(self, argument: sp.Expr, at: Environment) -> V:
        """tanh(argument)."""

    def power(self, base: sp.Expr, exponent: sp.Rational, at: Environment) -> V:
        """base to a rational, not integer, power."""
        raise NotEvaluable(f"the power {exponent} of {base} is not a rational function")

    def require_positive(self, base: sp.Expr, at: Environment) -> None:
        """Allow b^s = exp(s log b) for a base b and an exponent s that is not a number.

        Raises:
            NotEvaluable: b may be negative, and log would stand for log|b|.
        """

    def opaque(self, node: sp.Expr, at: Environment) -> V:
        """The value of a function that the walk has no rule for."""
        raise NotEvaluable(f"no rule for {type(node).__name__} in {node}")

    def function(self, function: Function, node: sp.Expr, at: Environment) -> V:
        """The value of an elementary function: written out, or opaque where it stays whole."""
        return self.opaque(node, at) if function.expanded is None else self.value(function.expanded(*node.args), at)

    def slopes(self, function: Function, node: sp.Expr, at: Environment) -> list[Callable[[], V]]:
        """The derivative of an elementary function by each of its arguments, each worked out when it is called."""
        return [partial(self.value, slope, at) for slope in _slopes(function, node.args)]

    reads_meanings = False  # whether what is held has the value that its definition states; else it is a symbol

    # case distinctions

    chooses = False  # whether signs are known here, so that a case distinction has one branch

    def sign(self, expression: sp.Expr, at: Environment) -> int:
        """−1, 0 or 1: the sign of what stands in a case distinction; that of an index is known everywhere."""
        number = self.integer(expression, at)
        return (number > 0) - (number < 0)

    def choose(self, node: sp.Expr, at: Environment) -> sp.Expr:
        """The branch of a case distinction (Piecewise, Max, Min, Abs, sign, Positive) that holds here."""
        return chosen_branch(node, lambda expression: self.sign(expression, at))

    def positive(self, argument: sp.Expr, at: Environment) -> V:
        """[argument > 0] as a number that is 0 or 1, where signs are not known."""
        raise NotEvaluable(f"the sign of {argument} is not decided here")

    def largest(self, formulas: list[sp.Expr], at: Environment) -> V:
        """The largest of some formulas."""
        places = range(len(formulas))
        found = self.total(self.value(formulas[i] * first_largest(formulas, i), at) for i in places)
        return self.number(0) if found is None else found

    # values

    def value(self, node: sp.Expr, at: Environment) -> V:
        """The value of the formula, every index of it read from ``at``."""
        if at:
            return self._value(node, at)
        found = self._whole.get(node)
        if found is None:
            found = self._whole[node] = self._value(node, at)
        return found

    def _value(self, node: sp.Expr, at: Environment) -> V:
        rule = VALUE_RULES.get(type(node))
        if rule is not None:
            result: V = rule(self, node, at)
            return result
        if node.is_Rational:
            return self.number(int(node.p), int(node.q))
        if node.is_Float:
            return self.value(sp.Rational(node), at)  # a float is the binary fraction that it stores
        rewritten = by_exponentials(node)
        if rewritten is not None:
            return self.value(rewritten, at)
        function = function_of(node)
        return self.opaque(node, at) if function is None else self.function(function, node, at)

    def forget(self) -> None:
        """Drop what has been evaluated so far."""
        self._values.clear()
        self._derivatives.clear()
        self._whole.clear()
        self.sums.clear()

    def element(self, element: Element) -> V:
        """The value of a tensor's element, by its definition if it has one."""
        found = self._values.get(element)
        if found is None:
            found = self._values[element] = self._element(element)
        return found

    def _element(self, element: Element) -> V:
        name, indices = element
        self._check_range(name, indices)
        definition = self.definitions.get(name)
        if definition is None or (definition.held and not self.reads_meanings):
            return self.given(element)
        return self.value(definition.value, self._at(definition.indices, indices))

    def _at(self, symbols: tuple[sp.Symbol, ...], indices: Indices) -> Environment:
        return {**self.sizes, **dict(zip(symbols, indices, strict=True))}

    def _check_range(self, name: str, indices: Indices) -> None:
        ranges = self.ranges.get(name)
        if ranges is None:
            return
        if len(ranges) != len(indices):
            raise OutsideRange(f"{name} stands with {len(indices)} indices here, and has {len(ranges)}")
        for index, size in zip(indices, ranges, strict=True):
            if index < 1 or (size is not None and index > size):
                raise OutsideRange(f"{name}[{', '.join(map(str, indices))}] does not exist at {self.sizes_in_words}")

    @property
    def sizes_in_words(self) -> str:
        """Such as ``N=2, D=2, K=3``."""
        return ", ".join(f"{symbol}={size}" for symbol, size in self.sizes.items())

    def integer(self, node: sp.Expr, at: Environment) -> int:
        """The value of an index or a size."""
        if node.is_Integer:
            return int(node)
        if node.is_Symbol:
            if node not in at:
                raise NotEvaluable(f"{node} is neither an index nor a size here")
            return at[node]
        if node.is_Add:
            return sum(self.integer(a, at) for a in node.args)
        if node.is_Mul and all(a.is_Integer or a.is_Symbol for a in node.args):
            product = 1
            for factor in node.args:
                product *= self.integer(factor, at)
            return product
        raise NoIndex(node)

    def element_at(self, node: sp.Expr, at: Environment) -> Element:
        """Which element an ``Indexed`` or a symbol of rank 0 names."""
        if node.is_Symbol:
            return node.name, ()
        if not isinstance(node, sp.Indexed):
            raise NotEvaluable(f"{node} is no element of a tensor")
        base, *indices = node.args
        return base.args[0].name, tuple(n if (n := at.get(i)) is not None else self.integer(i, at) for i in indices)

    def places(self, total: sp.Sum | sp.Product, at: Environment) -> Iterator[Environment]:
        """The environments of the terms of a sum, or of the factors of a product."""
        inner = dict(at)
        yield from self._places(list(total.limits), inner)

    def _places(self, limits: list[Any], inner: Environment) -> Iterator[Environment]:
        if not limits:
            yield inner
            return
        *others, (index, first, last) = limits
        low, high = self.integer(first, inner), self.integer(last, inner)
        if high - low > MOST_TERMS:
            raise NotEvaluable(f"a sum or product of {high - low + 1} terms is too long to write out")
        for number in range(low, high + 1):
            inner[index] = number
            yield from self._places(others, inner)

    def delta(self, node: sp.KroneckerDelta, at: Environment) -> int:
        """1 where both indices are the same number in the delta's range, else 0."""
        first, second = self.integer(node.args[0], at), self.integer(node.args[1], at)
        if first != second:
            return 0
        if len(node.args) == 3:
            low, high = (self.integer(limit, at) for limit in node.args[2])
            return int(low <= first <= high)
        return 1

    # derivatives

    def derivative(self, node: sp.Expr, at: Environment, seed: Element) -> V | None:
        """The derivative of the formula with respect to the seeded element."""
        rule = DERIVATIVE_RULES.get(type(node))
        if rule is not None:
            changed: V | None = rule(self, node, at, seed)
            return changed
        if node.is_Rational or node.is_Float:
            return None
        rewritten = by_exponentials(node)
        if rewritten is not None:
            return self.derivative(rewritten, at, seed)
        return derivative_of_function(self, node, at, seed)

    def element_derivative(self, element: Element, seed: Element) -> V | None:
        """∂element/∂seed, followed down through the definitions until the seed's tensor."""
        if element[0] == seed[0]:
            self._check_range(*element)
            return self.number(1) if element == seed else None
        definition = self.definitions.get(element[0])
        if definition is None or definition.held or self._holds_others:
            return None
        if (element, seed) not in self._derivatives:
            self._check_range(*element)
            at = self._at(definition.indices, element[1])
            self._derivatives[element, seed] = self.derivative(definition.value, at, seed)
        return self._derivatives[element, seed]

    def direct_derivative(self, element: Element, seed: Element) -> V | None:
        """∂element/∂seed by the element's own definition, every other tensor held fixed."""
        definition = self.network.definition(element[0])
        if definition is None:
            return None
        self._holds_others = True
        try:
            return self.derivative(definition.value, self._at(definition.indices, element[1]), seed)
        finally:
            self._holds_others = False

    def worked_out(self, partial: Partial) -> sp.Expr:
        """A named derivative as a formula, to be differentiated once more.

        Raises:
            NotEvaluable: the table of rules has none for a function on the way.
        """
        found = self._worked_out.get(partial)
        if found is None:
            try:
                found = self._worked_out[partial] = Derivatives(self.network).worked_out(partial)
            except UnsupportedFormula as reason:
                raise NotEvaluable(str(reason)) from reason
        return found

    def total(self, terms: Iterator[V | None]) -> V | None:
        """The sum of the terms that are not 0."""
        result: V | None = None
        for term in terms:
            if term is not None:
                result = term if result is None else result + term
        return result


@lru_cache(maxsize=4096)
def _slopes(function: Function, arguments: tuple[sp.Expr, ...]) -> tuple[sp.Expr, ...]:
    return function.slopes(*arguments)
