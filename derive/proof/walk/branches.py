"""Which branch of a case distinction holds, given the signs of the expressions that decide it."""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from .not_evaluable import NotEvaluable

SignOf = Callable[[sp.Expr], int]


def chosen_branch(node: sp.Expr, sign_of: SignOf) -> sp.Expr:
    """The branch of Abs, Max, Min, sign, Heaviside or Piecewise that holds where the signs are those.

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
    if isinstance(node, sp.Heaviside):
        return {1: sp.S.One, -1: sp.S.Zero, 0: node.args[1]}[sign_of(node.args[0])]
    if isinstance(node, (sp.Max, sp.Min)):
        return _extreme(node, sign_of, 1 if isinstance(node, sp.Max) else -1)
    if isinstance(node, sp.Piecewise):
        for value, condition in node.args:
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
