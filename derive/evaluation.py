"""Evaluating index notation at concrete sizes: one walk over the tree, over any kind of numbers.

``Evaluation`` walks a formula with an environment that gives each index a number. What a number is
(an exact rational function, a ball, a residue) is the subclass's affair. Derivatives come from
forward-mode dual numbers that go down through the network's definitions to the seeded element;
SymPy's ``diff`` has no part in them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Generic, Protocol, Self, TypeVar

import sympy as sp

from .network import Network
from .partial import Partial

Indices = tuple[int, ...]
Element = tuple[str, Indices]
Environment = dict[sp.Symbol, int]


class NotEvaluable(Exception):
    """This evaluation has no rule for what it found; the message says what."""


class OutsideRange(NotEvaluable):
    """An element was asked for that does not exist at these sizes."""


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
        self.ranges = {
            t.name: tuple(int(s) if s.is_Integer else sizes.get(s) for s in t.shape) for t in network.tensors
        }
        self._values: dict[Element, V] = {}
        self._derivatives: dict[tuple[Element, Element], V | None] = {}
        self._whole: dict[sp.Expr, V] = {}

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

    def opaque(self, node: sp.Expr, at: Environment) -> V:
        """The value of a function that the walk has no rule for."""
        raise NotEvaluable(f"no rule for {type(node).__name__} in {node}")

    def choose(self, node: sp.Expr, at: Environment) -> sp.Expr:
        """The branch of a case distinction (Piecewise, Max, Min, Abs, sign) that holds here."""
        raise NotEvaluable(f"the cases of {node} are not decided here")

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
        rule = _VALUE_RULES.get(type(node))
        if rule is not None:
            result: V = rule(self, node, at)
            return result
        if node.is_Rational:
            return self.number(int(node.p), int(node.q))
        rewritten = _by_exponentials(node)
        if rewritten is not None:
            return self.value(rewritten, at)
        return self.opaque(node, at)

    def forget(self) -> None:
        """Drop what has been evaluated so far."""
        self._values.clear()
        self._derivatives.clear()
        self._whole.clear()

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
        if definition is None:
            return self.given(element)
        return self.value(definition.value, self._at(definition.indices, indices))

    def _at(self, symbols: tuple[sp.Symbol, ...], indices: Indices) -> Environment:
        return {**self.sizes, **dict(zip(symbols, indices, strict=True))}

    def _check_range(self, name: str, indices: Indices) -> None:
        ranges = self.ranges.get(name)
        if ranges is None:
            return
        if len(ranges) != len(indices):
            raise OutsideRange(f"{name} has {len(ranges)} axes, not {len(indices)}")
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
        raise NotEvaluable(f"{node} is not an index")

    def element_at(self, node: sp.Expr, at: Environment) -> Element:
        """Which element an ``Indexed`` or a symbol of rank 0 names."""
        if node.is_Symbol:
            return node.name, ()
        base, *indices = node.args
        return base.args[0].name, tuple(at[i] if i in at else self.integer(i, at) for i in indices)

    def places(self, total: sp.Sum, at: Environment) -> Iterator[Environment]:
        """The environments of a sum's terms."""
        inner = dict(at)
        yield from self._places(list(total.limits), inner)

    def _places(self, limits: list[Any], inner: Environment) -> Iterator[Environment]:
        if not limits:
            yield inner
            return
        *others, (index, first, last) = limits
        for number in range(self.integer(first, inner), self.integer(last, inner) + 1):
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
        rule = _DERIVATIVE_RULES.get(type(node))
        if rule is not None:
            changed: V | None = rule(self, node, at, seed)
            return changed
        if node.is_Rational:
            return None
        rewritten = _by_exponentials(node)
        if rewritten is not None:
            return self.derivative(rewritten, at, seed)
        raise NotEvaluable(f"no rule for the derivative of {type(node).__name__}")

    def element_derivative(self, element: Element, seed: Element) -> V | None:
        """∂element/∂seed, followed down through the definitions until the seed's tensor."""
        if element[0] == seed[0]:
            self._check_range(*element)
            return self.number(1) if element == seed else None
        definition = self.definitions.get(element[0])
        if definition is None:
            return None
        if (element, seed) not in self._derivatives:
            self._check_range(*element)
            at = self._at(definition.indices, element[1])
            self._derivatives[element, seed] = self.derivative(definition.value, at, seed)
        return self._derivatives[element, seed]

    def total(self, terms: Iterator[V | None]) -> V | None:
        """The sum of the terms that are not 0."""
        result: V | None = None
        for term in terms:
            if term is not None:
                result = term if result is None else result + term
        return result


def _value_add(self: Evaluation[V], node: sp.Expr, at: Environment) -> V:
    first, *others = node.args
    result = self.value(first, at)
    for term in others:
        result = result + self.value(term, at)
    return result


def _value_mul(self: Evaluation[V], node: sp.Expr, at: Environment) -> V:
    first, *others = node.args
    result = self.value(first, at)
    for factor in others:
        result = result * self.value(factor, at)
    return result


def _value_pow(self: Evaluation[V], node: sp.Expr, at: Environment) -> V:
    base, exponent = node.args
    if exponent.is_Rational and not exponent.is_Integer:
        return self.power(base, exponent, at)
    if base is sp.E:
        return self.exponential(exponent, at)
    try:
        whole = self.integer(exponent, at)
    except NotEvaluable:
        return self.exponential(exponent * sp.log(base), at)
    value = self.value(base, at)
    return value if whole == 1 else value**whole


def _value_sum(self: Evaluation[V], node: sp.Sum, at: Environment) -> V:
    function = node.function
    result = self.total(self.value(function, place) for place in self.places(node, at))
    return self.number(0) if result is None else result


def _value_delta(self: Evaluation[V], node: sp.Expr, at: Environment) -> V:
    return self.number(self.delta(node, at))


def _value_symbol(self: Evaluation[V], node: sp.Symbol, at: Environment) -> V:
    return self.number(at[node]) if node in at else self.element((node.name, ()))


def _value_indexed(self: Evaluation[V], node: sp.Expr, at: Environment) -> V:
    return self.element(self.element_at(node, at))


def _value_partial(self: Evaluation[V], node: Partial, at: Environment) -> V:
    upper, lower = self.element_at(node.numerator, at), self.element_at(node.denominator, at)
    self._check_range(*lower)
    found = self.element_derivative(upper, lower)
    return self.number(0) if found is None else found


def _value_chosen(self: Evaluation[V], node: sp.Expr, at: Environment) -> V:
    return self.value(self.choose(node, at), at)


_VALUE_RULES: dict[type, Callable[..., Any]] = {
    sp.Add: _value_add,
    sp.Mul: _value_mul,
    sp.Pow: _value_pow,
    sp.Sum: _value_sum,
    sp.KroneckerDelta: _value_delta,
    sp.Symbol: _value_symbol,
    sp.Dummy: _value_symbol,
    sp.Indexed: _value_indexed,
    Partial: _value_partial,
    sp.exp: lambda self, node, at: self.exponential(node.args[0], at),
    sp.log: lambda self, node, at: self.logarithm(node.args[0], at),
    sp.tanh: lambda self, node, at: self.hyperbolic_tangent(node.args[0], at),
    type(sp.E): lambda self, _node, at: self.exponential(sp.S.One, at),
    sp.Piecewise: _value_chosen,
    sp.Max: _value_chosen,
    sp.Min: _value_chosen,
    sp.Abs: _value_chosen,
    sp.sign: _value_chosen,
    sp.Heaviside: _value_chosen,
}


def _derivative_add(self: Evaluation[V], node: sp.Expr, at: Environment, seed: Element) -> V | None:
    return self.total(self.derivative(term, at, seed) for term in node.args)


def _derivative_mul(self: Evaluation[V], node: sp.Expr, at: Environment, seed: Element) -> V | None:
    def product_rule() -> Iterator[V | None]:
        for place, factor in enumerate(node.args):
            changed = self.derivative(factor, at, seed)
            if changed is not None:
                for other in (*node.args[:place], *node.args[place + 1 :]):
                    changed = changed * self.value(other, at)
                yield changed

    return self.total(product_rule())


def _derivative_pow(self: Evaluation[V], node: sp.Expr, at: Environment, seed: Element) -> V | None:
    base, exponent = node.args
    if not exponent.is_Rational:
        return self.derivative(sp.exp(exponent * sp.log(base), evaluate=False), at, seed)
    changed = self.derivative(base, at, seed)
    if changed is None:
        return None
    return self.number(int(exponent.p), int(exponent.q)) * self.value(base ** (exponent - 1), at) * changed


def _derivative_sum(self: Evaluation[V], node: sp.Sum, at: Environment, seed: Element) -> V | None:
    return self.total(self.derivative(node.function, place, seed) for place in self.places(node, at))


def _derivative_element(self: Evaluation[V], node: sp.Expr, at: Environment, seed: Element) -> V | None:
    if node.is_Symbol and node in at:
        return None
    return self.element_derivative(self.element_at(node, at), seed)


def _derivative_exp(self: Evaluation[V], node: sp.Expr, at: Environment, seed: Element) -> V | None:
    changed = self.derivative(node.args[0], at, seed)
    return None if changed is None else self.value(node, at) * changed


def _derivative_log(self: Evaluation[V], node: sp.Expr, at: Environment, seed: Element) -> V | None:
    changed = self.derivative(node.args[0], at, seed)
    return None if changed is None else changed / self.value(node.args[0], at)


def _derivative_tanh(self: Evaluation[V], node: sp.Expr, at: Environment, seed: Element) -> V | None:
    changed = self.derivative(node.args[0], at, seed)
    if changed is None:
        return None
    value = self.value(node, at)
    return (self.number(1) - value * value) * changed


def _derivative_partial(_self: Evaluation[V], node: Partial, _at: Environment, _seed: Element) -> V | None:
    raise NotEvaluable(f"the derivative of {node} is a second derivative")


def _derivative_chosen(self: Evaluation[V], node: sp.Expr, at: Environment, seed: Element) -> V | None:
    return self.derivative(self.choose(node, at), at, seed)


def _nothing(*_: object) -> None:
    return None


_DERIVATIVE_RULES: dict[type, Callable[..., Any]] = {
    sp.Add: _derivative_add,
    sp.Mul: _derivative_mul,
    sp.Pow: _derivative_pow,
    sp.Sum: _derivative_sum,
    sp.KroneckerDelta: _nothing,
    sp.Symbol: _derivative_element,
    sp.Dummy: _derivative_element,
    sp.Indexed: _derivative_element,
    Partial: _derivative_partial,
    sp.exp: _derivative_exp,
    sp.log: _derivative_log,
    sp.tanh: _derivative_tanh,
    type(sp.E): _nothing,
    sp.Piecewise: _derivative_chosen,
    sp.Max: _derivative_chosen,
    sp.Min: _derivative_chosen,
    sp.Abs: _derivative_chosen,
    sp.sign: _nothing,
    sp.Heaviside: _nothing,
}


def _by_exponentials(node: sp.Expr) -> sp.Expr | None:
    """sinh, cosh, coth and sech written with exp; None for anything else."""
    if not isinstance(node, (sp.sinh, sp.cosh, sp.coth, sp.sech, sp.csch)):
        return None
    up, down = sp.exp(node.args[0]), sp.exp(-node.args[0])
    return {
        sp.sinh: (up - down) / 2,
        sp.cosh: (up + down) / 2,
        sp.coth: (up + down) / (up - down),
        sp.sech: 2 / (up + down),
        sp.csch: 2 / (up - down),
    }[type(node)]
