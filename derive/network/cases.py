"""Case distinctions on indices and values: a where a condition holds, else b."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy as sp


class Cases(sp.Expr):  # type: ignore[misc]
    """The value whose condition is the first to hold; the arguments are value, condition, value, condition, …

    SymPy's own ``Piecewise`` cannot stand in index notation: a ``Sum`` takes it to the outside, past the sum
    that binds the index in its condition.

    >>> i, H = (sp.Symbol(c, integer=True, positive=True) for c in "iH")
    >>> f, g = sp.symbols("f g")
    >>> Cases(f, i <= H, g, sp.true)
    Cases(f, i <= H, g, True)
    >>> Cases(f, sp.false, g, sp.true)
    g
    """

    is_commutative = True
    is_real = True

    def __new__(cls, *parts: Any) -> Any:
        kept: list[sp.Basic] = []
        for value, condition in zip(parts[::2], parts[1::2], strict=True):
            if condition != sp.false:
                kept += [sp.sympify(value, strict=True), condition]
            if condition == sp.true:
                break
        if len(kept) == 2 and kept[1] == sp.true:
            return kept[0]
        return super().__new__(cls, *kept)

    def _eval_derivative(self, symbol: Any) -> Any:
        return Cases(*(part for value, condition in branches(self) for part in (value.diff(symbol), condition)))


def branches(node: sp.Expr) -> Iterator[tuple[sp.Expr, sp.Basic]]:
    """The values of a case distinction, each with its condition; also those of SymPy's ``Piecewise``.

    >>> i, H = (sp.Symbol(c, integer=True, positive=True) for c in "iH")
    >>> list(branches(Cases(sp.S.One, i <= H, sp.S.Zero, sp.true)))
    [(1, i <= H), (0, True)]
    """
    if isinstance(node, sp.Piecewise):
        return ((value, condition) for value, condition in (case.args for case in node.args))
    return zip(node.args[::2], node.args[1::2], strict=True)


def safe_in_sums(expression: sp.Expr) -> sp.Expr:
    """The expression with ``Cases`` in the place of each ``Piecewise``.

    >>> x = sp.Symbol("x", real=True)
    >>> safe_in_sums(2 * sp.Piecewise((x, x > 0), (0, True)))
    2*Cases(x, x > 0, 0, True)
    """
    if not expression.has(sp.Piecewise):
        return expression
    parts = [safe_in_sums(part) if isinstance(part, sp.Expr) else part for part in expression.args]
    if isinstance(expression, sp.Piecewise):
        pairs = ((safe_in_sums(value), condition) for value, condition in branches(expression))
        return Cases(*(part for pair in pairs for part in pair))
    return expression.func(*parts)
