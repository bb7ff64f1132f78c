"""The value of each kind of node, in any kind of numbers: one rule per node, in one table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sympy as sp

from ...algebra.indices import free_letters
from ...network.cases import Cases
from ...network.function_heads import Positive
from ...network.maximum import Maximum
from ...network.partial import Direct, Partial
from .case_values import elements_of, value_of_branches, value_of_cases, value_of_positive
from .not_evaluable import NotEvaluable

if TYPE_CHECKING:
    from .evaluation import Environment, Evaluation, V

MOST_TERMS = 10_000


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
    if exponent.is_Float:
        exponent = sp.Rational(exponent)
    if exponent.is_Rational and not exponent.is_Integer:
        return self.power(base, exponent, at)
    if base is sp.E:
        return self.exponential(exponent, at)
    try:
        whole = self.integer(exponent, at)
    except NotEvaluable:
        self.require_positive(base, at)
        shift, rest = exponent.as_coeff_Add()  # b^(s − 1) is b^s / b
        if shift.is_Integer and shift and abs(shift) <= MOST_TERMS:
            return self.value(base, at) ** int(shift) * self.exponential(rest * sp.log(base), at)
        return self.exponential(exponent * sp.log(base), at)
    if abs(whole) > MOST_TERMS:
        raise NotEvaluable(f"the power {whole} is too high to write out")
    value = self.value(base, at)
    return value if whole == 1 else value**whole


def _value_sum(self: Evaluation[V], node: sp.Sum, at: Environment) -> V:
    """A sum inside of other sums is added up once for each value of the letters that it depends on."""
    key = (node, tuple(at.get(letter) for letter in free_letters(node)))
    found = self.sums.get(key)
    if found is None:
        found = self.sums[key] = _added_up(self, node, at)
    return found


def _added_up(self: Evaluation[V], node: sp.Sum, at: Environment) -> V:
    function = node.function
    result = self.total(self.value(function, place) for place in self.places(node, at))
    return self.number(0) if result is None else result


def _value_product(self: Evaluation[V], node: sp.Product, at: Environment) -> V:
    result = self.number(1)
    for place in self.places(node, at):
        result = result * self.value(node.function, place)
    return result


def _value_log(self: Evaluation[V], node: sp.Expr, at: Environment) -> V:
    """log v, or log v / log b with a base b."""
    argument, *base = node.args
    value = self.logarithm(argument, at)
    return value / self.logarithm(base[0], at) if base else value


def _value_delta(self: Evaluation[V], node: sp.Expr, at: Environment) -> V:
    return self.number(self.delta(node, at))


def _value_symbol(self: Evaluation[V], node: sp.Symbol, at: Environment) -> V:
    return self.number(at[node]) if node in at else self.element((node.name, ()))


def _value_indexed(self: Evaluation[V], node: sp.Expr, at: Environment) -> V:
    return self.element(self.element_at(node, at))


def _value_partial(self: Evaluation[V], node: Partial, at: Environment) -> V:
    if not self.sees_through:
        raise NotEvaluable(f"{node} may go through tensors that are symbols here")
    lower = self.element_at(node.denominator, at)
    self._check_range(*lower)
    if isinstance(node.numerator, Partial):
        found = self.derivative(node.numerator, at, lower)
    else:
        found = self.element_derivative(self.element_at(node.numerator, at), lower)
    return self.number(0) if found is None else found


def _value_direct(self: Evaluation[V], node: Direct, at: Environment) -> V:
    upper, lower = self.element_at(node.numerator, at), self.element_at(node.denominator, at)
    self._check_range(*upper)
    self._check_range(*lower)
    found = self.direct_derivative(upper, lower)
    return self.number(0) if found is None else found


def _value_maximum(self: Evaluation[V], node: Maximum, at: Environment) -> V:
    return self.largest([element for element, _ in elements_of(self, node, at)], at)


VALUE_RULES: dict[type, Callable[..., Any]] = {
    sp.Add: _value_add,
    sp.Mul: _value_mul,
    sp.Pow: _value_pow,
    sp.Sum: _value_sum,
    sp.Product: _value_product,
    sp.KroneckerDelta: _value_delta,
    sp.Symbol: _value_symbol,
    sp.Dummy: _value_symbol,
    sp.Indexed: _value_indexed,
    Partial: _value_partial,
    Direct: _value_direct,
    sp.exp: lambda self, node, at: self.exponential(node.args[0], at),
    sp.log: _value_log,
    sp.tanh: lambda self, node, at: self.hyperbolic_tangent(node.args[0], at),
    type(sp.E): lambda self, _node, at: self.exponential(sp.S.One, at),
    Cases: value_of_branches,
    sp.Piecewise: value_of_branches,
    sp.Max: value_of_cases,
    sp.Min: value_of_cases,
    sp.Abs: value_of_cases,
    sp.sign: value_of_cases,
    sp.Heaviside: value_of_cases,
    Positive: value_of_positive,
    Maximum: _value_maximum,
}


def by_exponentials(node: sp.Expr) -> sp.Expr | None:
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
