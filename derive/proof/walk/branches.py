"""Case distinctions: the branch that holds, given the signs that decide it, or all of them with 0/1 factors."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import sympy as sp

from ...network.cases import Cases, branches
from ...network.function_heads import Positive
from .not_evaluable import NotEvaluable

SignOf = Callable[[sp.Expr], int]


def chosen_branch(node: sp.Expr, sign_of: SignOf) -> sp.Expr:
    """The branch of Abs, Max, Min, sign, Heaviside, Positive or Piecewise that holds where the signs are those.

    >>> x = sp.Symbol("x", real=True)
    >>> chosen_branch(sp.Max(x, 0), lambda expression: 1)
    x

    Raises:
        NotEvaluable: no branch holds, or the node is no case distinction.
    """
    if isinstance(node, sp.Abs):
        return node.args[0] if sign_of(node.args[0]) >= 0 else -node.args[0]
    if isinstance(node, sp.sign):
        return sp.Integer(sign_of(node.args[0]))
    if isinstance(node, Positive):
        return sp.Integer(int(sign_of(node.args[0]) > 0))
    if isinstance(node, sp.Heaviside):
        return {1: sp.S.One, -1: sp.S.Zero, 0: node.args[1]}[sign_of(node.args[0])]
    if isinstance(node, (sp.Max, sp.Min)):
        return _extreme(node, sign_of, 1 if isinstance(node, sp.Max) else -1)
    if isinstance(node, (Cases, sp.Piecewise)):
        for value, condition in branches(node):
            if holds(condition, sign_of):
                return value
    raise NotEvaluable(f"no case of {node} holds here")


def _extreme(node: sp.Expr, sign_of: SignOf, direction: int) -> sp.Expr:
    arguments = sorted(node.args, key=sp.default_sort_key)
    best = arguments[0]
    for candidate in arguments[1:]:
        if direction * sign_of(candidate - best) > 0:
            best = candidate
    return best


def holds(condition: sp.Basic, sign_of: SignOf) -> bool:
    """Whether a condition made of comparisons, and, or, not is true.

    Raises:
        NotEvaluable: it is made of something else.
    """
    if condition in (sp.true, sp.false):
        return condition is sp.true
    if isinstance(condition, sp.And):
        return all(holds(part, sign_of) for part in condition.args)
    if isinstance(condition, sp.Or):
        return any(holds(part, sign_of) for part in condition.args)
    if isinstance(condition, sp.Not):
        return not holds(condition.args[0], sign_of)
    signs = _SIGNS.get(type(condition))
    if signs is None:
        raise NotEvaluable(f"the condition {condition} is not a comparison")
    return sign_of(condition.args[0] - condition.args[1]) in signs


_SIGNS: dict[type, tuple[int, ...]] = {
    sp.StrictGreaterThan: (1,),
    sp.GreaterThan: (0, 1),
    sp.StrictLessThan: (-1,),
    sp.LessThan: (-1, 0),
    sp.Equality: (0,),
    sp.Unequality: (-1, 1),
}


@lru_cache(maxsize=4096)
def by_signs(node: sp.Expr) -> sp.Expr:
    """Abs, Max, Min, sign or Heaviside written with [u > 0], exactly also where u = 0.

    >>> x, y = sp.symbols("x y", real=True)
    >>> by_signs(sp.Max(x, y))
    x*(1 - Positive(-x + y)) + y*Positive(-x + y)

    Raises:
        NotEvaluable: the node is another case distinction.
    """
    if isinstance(node, (sp.Max, sp.Min)):
        return _extreme_by_signs(node, 1 if isinstance(node, sp.Max) else -1)
    u = node.args[0]
    if isinstance(node, sp.Abs):
        return u * (Positive(u) - Positive(-u))
    if isinstance(node, sp.sign):
        return Positive(u) - Positive(-u)
    if isinstance(node, sp.Heaviside):
        return Positive(u) + node.args[1] * (1 - Positive(u) - Positive(-u))
    raise NotEvaluable(f"the cases of {node} are not decided here")


def _extreme_by_signs(node: sp.Expr, direction: int) -> sp.Expr:
    """Each argument times 1 where it is the first of the largest, else 0."""
    arguments = sorted(node.args, key=sp.default_sort_key)
    return sp.Add(*(argument * first_largest(arguments, place, direction) for place, argument in enumerate(arguments)))


def first_largest(arguments: list[sp.Expr], place: int, direction: int = 1) -> sp.Expr:
    """1 where the argument at that place is the first of the largest (of the smallest for −1), else 0."""
    own = arguments[place]
    before = (Positive(direction * (own - other)) for other in arguments[:place])
    behind = (1 - Positive(direction * (other - own)) for other in arguments[place + 1 :])
    return sp.Mul(*before, *behind)


def indicator(condition: sp.Basic) -> sp.Expr:
    """1 where a condition made of comparisons, and, or, not is true, else 0.

    >>> x = sp.Symbol("x", real=True)
    >>> indicator((x > 0) & (x <= 2))
    (1 - Positive(x - 2))*Positive(x)

    Raises:
        NotEvaluable: it is made of something else.
    """
    if condition in (sp.true, sp.false):
        return sp.Integer(int(condition is sp.true))
    if isinstance(condition, sp.And):
        return sp.Mul(*map(indicator, condition.args))
    if isinstance(condition, sp.Or):
        return 1 - sp.Mul(*(1 - indicator(part) for part in condition.args))
    if isinstance(condition, sp.Not):
        return 1 - indicator(condition.args[0])
    signs = _SIGNS.get(type(condition))
    if signs is None:
        raise NotEvaluable(f"the condition {condition} is not a comparison")
    above = Positive(condition.args[0] - condition.args[1])
    below = Positive(condition.args[1] - condition.args[0])
    zero = 1 - above - below
    if 0 in signs:  # ≥ as "not <", which has no product of two indicators
        return {(0, 1): 1 - below, (-1, 0): 1 - above, (0,): zero}[signs]
    return {(1,): above, (-1,): below, (-1, 1): above + below}[signs]
