"""The rules of differentiation in index notation, in one table: a second voice beside SymPy's ``diff``.

SymPy differentiates each definition; these rules do it again, and a step is only proved for every size
when the canonical forms of both agree.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from ..errors import UnsupportedFormula
from ..network.tensors import Tensor
from .deltas import delta
from .indices import fresh_index, substitute

Differentiate = Callable[[sp.Expr], sp.Expr]


def _sum(node: sp.Sum, d: Differentiate) -> sp.Expr:
    """(Σ_i f_i)' = Σ_i f_i', with a fresh index i."""
    renamed = {limit[0]: fresh_index(limit[0]) for limit in node.limits}
    inner = d(substitute(node.function, renamed))
    return sp.Sum(inner, *((renamed[i], low, high) for i, low, high in node.limits)) if inner != 0 else sp.S.Zero


def _add(node: sp.Add, d: Differentiate) -> sp.Expr:
    """(f + g)' = f' + g'."""
    return sp.Add(*map(d, node.args))


def _mul(node: sp.Mul, d: Differentiate) -> sp.Expr:
    """(f g)' = f' g + f g'."""
    args = node.args
    return sp.Add(*(sp.Mul(*args[:i], d(factor), *args[i + 1 :]) for i, factor in enumerate(args)))


def _pow(node: sp.Pow, d: Differentiate) -> sp.Expr:
    """(f^n)' = n f^(n−1) f' for a number n."""
    return node.exp * node.base ** (node.exp - 1) * d(node.base)


RULES: dict[type[sp.Expr], Callable[[sp.Expr, Differentiate], sp.Expr]] = {
    sp.Sum: _sum,
    sp.Add: _add,
    sp.Mul: _mul,
    sp.Pow: _pow,
    sp.exp: lambda node, d: node * d(node.args[0]),
    sp.log: lambda node, d: d(node.args[0]) / node.args[0],
    sp.tanh: lambda node, d: (1 - node**2) * d(node.args[0]),
}


def derivative(expression: sp.Expr, tensor: Tensor, at: tuple[sp.Expr, ...]) -> sp.Expr:
    """∂expression/∂tensor[at] by the table of rules.

    An element of the tensor gives one delta for each axis, with the axis' range; anything else that
    has no parts gives 0.

    Raises:
        UnsupportedFormula: the table has no rule for a function in the expression.

    >>> from ..network.layers import classifier
    >>> z = classifier(batch=False).tensor("z")
    >>> derivative(sp.exp(z.at(1)), z, (sp.Integer(1),))
    exp(z[1])
    """

    def differentiate(node: sp.Expr) -> sp.Expr:
        if isinstance(node, sp.Indexed) and node.base.label.name == tensor.name:
            pairs = zip(node.indices, at, tensor.axes, strict=True)
            return sp.Mul(*(delta(own, wanted, axis.size) for own, wanted, axis in pairs))
        if not node.args or isinstance(node, (sp.Indexed, sp.KroneckerDelta)):
            return sp.S.One if node == tensor.at(*at) else sp.S.Zero
        rule = RULES.get(node.func)
        if rule is None or (isinstance(node, sp.Pow) and not node.exp.is_Number):
            raise UnsupportedFormula(f"no rule differentiates {node.func.__name__}", hint="add one to RULES")
        return rule(node, differentiate)

    return differentiate(expression)
