"""The value of case distinctions: of the branch that holds, or of all branches, each times a factor that is 0 or 1."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import sympy as sp

from ...algebra.indices import substitute
from ...network.cases import branches
from ...network.function_heads import Positive
from ...network.maximum import Maximum
from .branches import by_signs, holds, indicator
from .not_evaluable import NotEvaluable

if TYPE_CHECKING:
    from .evaluation import Environment, Evaluation, V


def value_of_cases(self: Evaluation[V], node: sp.Expr, at: Environment) -> V:
    """The value of Max, Min, Abs, sign or Heaviside."""
    return self.value(self.choose(node, at) if self.chooses else by_signs(node), at)


def value_of_branches(self: Evaluation[V], node: sp.Expr, at: Environment) -> V:
    """The value of the branch that holds, or of all of them."""
    found = by_cases(self, node, at, lambda branch: self.value(branch, at))
    return self.number(0) if found is None else found


def by_cases(self: Evaluation[V], node: sp.Expr, at: Environment, of_branch: Callable[[sp.Expr], V | None]) -> V | None:
    """What ``of_branch`` makes of the branch that holds, or of all of them, each times its indicator.

    Raises:
        NotEvaluable: no branch holds, or it is not known which.
    """
    terms: list[V | None] = []
    remaining = self.number(1)
    for branch, condition in branches(node):
        known = _known(self, condition, at)
        if known is False:
            continue
        value = of_branch(branch)
        if known:
            terms.append(None if value is None else value * remaining)
            return self.total(iter(terms))
        here = self.value(indicator(condition), at)
        terms.append(None if value is None else value * here * remaining)
        remaining = remaining * (self.number(1) - here)
    raise NotEvaluable(f"no case of {node} holds everywhere")


def _known(self: Evaluation[V], condition: sp.Basic, at: Environment) -> bool | None:
    """Whether the condition holds; None where its sign is not known here."""
    try:
        return holds(condition, lambda expression: self.sign(expression, at))
    except NotEvaluable:
        if self.chooses:
            raise
        return None


def value_of_positive(self: Evaluation[V], node: Positive, at: Environment) -> V:
    """[u > 0], by the sign of u where that is known."""
    (argument,) = node.args
    exceeded = _exceeded(argument)
    if exceeded is not None:
        return _some_above(self, *exceeded, at)
    try:
        return self.number(int(self.sign(argument, at) > 0))
    except NotEvaluable:
        if self.chooses:
            raise
        return self.positive(argument, at)


def _exceeded(argument: sp.Expr) -> tuple[Maximum, sp.Expr] | None:
    """The largest and the bound, where the argument is max_j f_j − bound."""
    largest = next((term for term in sp.Add.make_args(argument) if isinstance(term, Maximum)), None)
    return None if largest is None else (largest, largest - argument)


def _some_above(self: Evaluation[V], node: Maximum, bound: sp.Expr, at: Environment) -> V:
    """[max_j f_j > bound] = 1 − Π_j (1 − [f_j > bound]); f_j itself is not above f_j."""
    bound = _concrete(self, bound, at)
    none = self.number(1)
    for element, _ in elements_of(self, node, at):
        if element != bound:
            none = none * (self.number(1) - self.value(Positive(element - bound), at))
    return self.number(1) - none


def elements_of(self: Evaluation[V], node: Maximum, at: Environment) -> Iterator[tuple[sp.Expr, Environment]]:
    """What the largest is taken of: each formula with numbers for its indices, and its environment."""
    index, first, last = node.args[1]
    for number in range(self.integer(first, at), self.integer(last, at) + 1):
        place = {**at, index: number}
        yield _concrete(self, node.args[0], place), place


def _concrete(self: Evaluation[V], expression: sp.Expr, at: Environment) -> sp.Expr:
    """The expression with numbers for its indices; sizes stay."""
    numbers = {index: sp.Integer(number) for index, number in at.items() if index not in self.sizes}
    return substitute(expression, numbers)
