"""Ramps as products with steps: max(0, u) is u [u > 0], and [max(0, u) > 0] is [u > 0]."""

from __future__ import annotations

import sympy as sp

from ..network.function_heads import Positive, Relu
from .indices import map_children


def with_steps(node: sp.Expr) -> sp.Expr:
    """The formula with u [u > 0] for max(0, u).

    >>> u, v = sp.symbols("u v", real=True)
    >>> with_steps(3 * Relu(u)), with_steps(sp.Max(0, u)), with_steps(Positive(Relu(u)))
    (3*u*Positive(u), u*Positive(u), Positive(u))
    >>> with_steps(sp.diff(sp.Max(0, v), v))
    Positive(v)
    """
    if not node.has(Relu, sp.Max, sp.Heaviside):
        return node
    if isinstance(node, sp.Heaviside):  # SymPy's slope of max(0, u), which has none at its kink
        return Positive(with_steps(node.args[0]))
    if isinstance(node, Positive) and (inside := _under_a_ramp(node.args[0])) is not None:
        return with_steps(Positive(inside))
    if (inside := _under_a_ramp(node)) is not None:
        made = with_steps(inside)
        return made * Positive(made)
    return map_children(node, with_steps)


def _under_a_ramp(node: sp.Expr) -> sp.Expr | None:
    """The u of max(0, u)."""
    if isinstance(node, Relu):
        return node.args[0]
    if isinstance(node, sp.Max) and len(node.args) == 2 and 0 in node.args:
        return next(part for part in node.args if part != 0)
    return None
