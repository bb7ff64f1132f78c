"""Forward-mode derivatives: the dual part of each kind of node, in any kind of numbers; None is 0."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import sympy as sp

from ...network.cases import Cases
from ...network.function_heads import Positive
from ...network.functions import function_of
from ...network.maximum import Maximum
from ...network.partial import Direct, Partial
from .case_values import by_cases, elements_of
from .not_evaluable import NotEvaluable

if TYPE_CHECKING:
    from .evaluation import Element, Environment, Evaluation, V


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


def _whole_power(self: Evaluation[V], exponent: sp.Expr, at: Environment) -> int | None:
    """The exponent's value where it is an index or a size, which has one; else None."""
    try:
        return self.integer(exponent, at)
    except NotEvaluable:
        return None


def _derivative_pow(self: Evaluation[V], node: sp.Expr, at: Environment, seed: Element) -> V | None:
    base, exponent = node.args
    if exponent.is_Float:
        exponent = sp.Rational(exponent)
    whole = _whole_power(self, exponent, at)
    if whole is not None:
        exponent = sp.Integer(whole)
    if not exponent.is_Rational:
        self.require_positive(base, at)
        return self.derivative(sp.exp(exponent * sp.log(base), evaluate=False), at, seed)
    changed = self.derivative(base, at, seed)
    if changed is None:
        return None
    return self.number(int(exponent.p), int(exponent.q)) * self.value(base ** (exponent - 1), at) * changed


def _derivative_sum(self: Evaluation[V], node: sp.Sum, at: Environment, seed: Element) -> V | None:
    return self.total(self.derivative(node.function, place, seed) for place in self.places(node, at))


def _derivative_product(self: Evaluation[V], node: sp.Product, at: Environment, seed: Element) -> V | None:
    """Each factor changed in turn: Σ_i f_i' Π_{j≠i} f_j."""
    every = [dict(place) for place in self.places(node, at)]

    def product_rule() -> Iterator[V | None]:
        for own, place in enumerate(every):
            changed = self.derivative(node.function, place, seed)
            if changed is not None:
                for other in every[:own] + every[own + 1 :]:
                    changed = changed * self.value(node.function, other)
                yield changed

    return self.total(product_rule())


def _derivative_element(self: Evaluation[V], node: sp.Expr, at: Environment, seed: Element) -> V | None:
    if node.is_Symbol and node in at:
        return None
    return self.element_derivative(self.element_at(node, at), seed)


def _derivative_exp(self: Evaluation[V], node: sp.Expr, at: Environment, seed: Element) -> V | None:
    changed = self.derivative(node.args[0], at, seed)
    return None if changed is None else self.value(node, at) * changed


def _derivative_log(self: Evaluation[V], node: sp.Expr, at: Environment, seed: Element) -> V | None:
    if len(node.args) > 1:  # the base of the logarithm
        return self.derivative(sp.log(node.args[0]) / sp.log(node.args[1]), at, seed)
    changed = self.derivative(node.args[0], at, seed)
    return None if changed is None else changed / self.value(node.args[0], at)


def _derivative_tanh(self: Evaluation[V], node: sp.Expr, at: Environment, seed: Element) -> V | None:
    changed = self.derivative(node.args[0], at, seed)
    if changed is None:
        return None
    value = self.value(node, at)
    return (self.number(1) - value * value) * changed


def _derivative_partial(self: Evaluation[V], node: Partial, at: Environment, seed: Element) -> V | None:
    """A second derivative: dual numbers through the first one as the table of rules works it out."""
    if not self.sees_through:
        raise NotEvaluable(f"{node} may go through tensors that are symbols here")
    return self.derivative(self.worked_out(node), at, seed)


def _derivative_direct(_self: Evaluation[V], node: Direct, _at: Environment, _seed: Element) -> V | None:
    raise NotEvaluable(f"the derivative of {node} is a second derivative")


def derivative_of_function(self: Evaluation[V], node: sp.Expr, at: Environment, seed: Element) -> V | None:
    """f(g, h, …)' = ∂f/∂g g' + ∂f/∂h h' + …, by the record of f.

    Raises:
        NotEvaluable: f has no record.
    """
    function = function_of(node)
    if function is None:
        raise NotEvaluable(f"no rule for the derivative of {type(node).__name__}")
    changes = [self.derivative(argument, at, seed) for argument in node.args]
    if all(change is None for change in changes):
        return None
    slopes = self.slopes(function, node, at)
    return self.total(
        None if change is None else slope() * change for slope, change in zip(slopes, changes, strict=True)
    )


def _derivative_branches(self: Evaluation[V], node: sp.Expr, at: Environment, seed: Element) -> V | None:
    return by_cases(self, node, at, lambda branch: self.derivative(branch, at, seed))


def _derivative_maximum(self: Evaluation[V], node: Maximum, at: Environment, seed: Element) -> V | None:
    """Σ_j [f_j is the largest] f_j', away from ties."""

    def attained() -> Iterator[V | None]:
        for element, place in elements_of(self, node, at):
            changed = self.derivative(node.args[0], place, seed)
            if changed is not None:
                yield self.value(node.attained_by(element), at) * changed

    return self.total(attained())


def _nothing(*_: object) -> None:
    return None


DERIVATIVE_RULES: dict[type, Callable[..., Any]] = {
    sp.Add: _derivative_add,
    sp.Mul: _derivative_mul,
    sp.Pow: _derivative_pow,
    sp.Sum: _derivative_sum,
    sp.Product: _derivative_product,
    sp.KroneckerDelta: _nothing,
    sp.Symbol: _derivative_element,
    sp.Dummy: _derivative_element,
    sp.Indexed: _derivative_element,
    Partial: _derivative_partial,
    Direct: _derivative_direct,
    sp.exp: _derivative_exp,
    sp.log: _derivative_log,
    sp.tanh: _derivative_tanh,
    type(sp.E): _nothing,
    type(sp.pi): _nothing,
    Cases: _derivative_branches,
    sp.Piecewise: _derivative_branches,
    Maximum: _derivative_maximum,
    sp.sign: _nothing,
    sp.Heaviside: _nothing,
    Positive: _nothing,
}
