"""Case distinctions as sums: f where a condition holds, else g, is [c] f + (1 − [c]) g with [c] = 1 or 0."""

from __future__ import annotations

from typing import Any

import sympy as sp

from ..network.cases import branches


class Holds(sp.Expr):  # type: ignore[misc]
    """[condition]: 1 where it holds, else 0. Its square is itself.

    >>> i, H = (sp.Symbol(c, integer=True, positive=True) for c in "iH")
    >>> Holds(H >= i), Holds(sp.true)
    (Holds(H >= i), 1)
    """

    is_commutative = True
    is_real = True

    def __new__(cls, condition: Any) -> Any:
        if condition in (sp.true, sp.false):
            return sp.S.One if condition is sp.true else sp.S.Zero
        return super().__new__(cls, condition)


def by_holding(cases: sp.Expr) -> sp.Expr:
    """The case distinction as a sum over its branches, each holding where none before it does.

    >>> i, H = (sp.Symbol(c, integer=True, positive=True) for c in "iH")
    >>> f, g = sp.symbols("f g")
    >>> from ..network.cases import Cases
    >>> by_holding(Cases(f, i <= H, g, sp.true))
    f*Holds(i <= H) + g*(1 - Holds(i <= H))
    """
    total, rest = sp.S.Zero, sp.S.One
    for value, condition in branches(cases):
        here = Holds(condition)
        total += rest * here * value
        rest *= 1 - here
    return total


def condition_parts(condition: sp.Basic) -> tuple[str, Any]:
    """The kind of a condition and what it is made of: a difference that is compared with 0, or other conditions.

    >>> i, H = (sp.Symbol(c, integer=True, positive=True) for c in "iH")
    >>> condition_parts(i <= H) == condition_parts(H >= i)
    True
    """
    if isinstance(condition, (sp.And, sp.Or, sp.Not)):
        return type(condition).__name__, condition.args
    if isinstance(condition, (sp.StrictLessThan, sp.LessThan)):
        condition = condition.reversed
    kinds = {sp.StrictGreaterThan: ">", sp.GreaterThan: ">=", sp.Equality: "=", sp.Unequality: "!="}
    kind = kinds.get(type(condition))
    return (kind, condition.lhs - condition.rhs) if kind else (str(condition), ())
