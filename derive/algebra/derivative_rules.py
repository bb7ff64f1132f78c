"""The rules of differentiation in index notation, in one table: a second voice beside SymPy's ``diff``.

SymPy differentiates each definition; these rules do it again, and a step is only proved for every size
when the canonical forms of both agree. What is a function of numbers is differentiated by its record.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from ..errors import UnsupportedFormula
from ..network.cases import Cases, branches
from ..network.functions import function_of
from ..network.maximum import Maximum
from ..network.tensors import Tensor
from .deltas import delta
from .indices import fresh_index, substitute

Differentiate = Callable[[sp.Expr], sp.Expr]


def _sum(node: sp.Sum, d: Differentiate) -> sp.Expr:
    """(Σ_i f_i)' = Σ_i f_i', with a fresh index i."""
    renamed = {limit[0]: fresh_index(limit[0]) for limit in node.limits}
    inner = d(substitute(node.function, renamed))
    return sp.Sum(inner, *((renamed[i], low, high) for i, low, high in node.limits)) if inner != 0 else sp.S.Zero


def _product(node: sp.Product, d: Differentiate) -> sp.Expr:
    """(Π_i f_i)' = Σ_k f_k' Π_{i≠k} f_i, also where one of them is 0."""
    (index, low, high), *others = node.limits
    if others:
        raise UnsupportedFormula("no rule differentiates a product over several indices")
    own, other = fresh_index(index), fresh_index(index)
    changed = d(substitute(node.function, {index: own}))
    here = sp.KroneckerDelta(own, other, (low, high))
    rest = here + (1 - here) * substitute(node.function, {index: other})
    return sp.S.Zero if changed == 0 else sp.Sum(changed * sp.Product(rest, (other, low, high)), (own, low, high))


def _add(node: sp.Add, d: Differentiate) -> sp.Expr:
    """(f + g)' = f' + g'."""
    return sp.Add(*map(d, node.args))


def _mul(node: sp.Mul, d: Differentiate) -> sp.Expr:
    """(f g)' = f' g + f g'."""
    args = node.args
    return sp.Add(*(sp.Mul(*args[:i], d(factor), *args[i + 1 :]) for i, factor in enumerate(args)))


def _pow(node: sp.Pow, d: Differentiate) -> sp.Expr:
    """(f^g)' = g f^(g−1) f' + f^g log f g'; the second part only where g is not constant."""
    changed = node.exp * node.base ** (node.exp - 1) * d(node.base)
    exponent = d(node.exp)
    return changed if exponent == 0 else changed + node * sp.log(node.base) * exponent


def _cases(node: sp.Expr, d: Differentiate) -> sp.Expr:
    """Each case is differentiated where it holds."""
    return Cases(*(part for value, condition in branches(node) for part in (d(value), condition)))


def _maximum(node: Maximum, d: Differentiate) -> sp.Expr:
    """(max_i f_i)' = Σ_i [f_i is the largest] f_i', away from ties."""
    (index, low, high) = node.args[1]
    fresh = fresh_index(index)
    inner = substitute(node.args[0], {index: fresh})
    changed = d(inner)
    return sp.S.Zero if changed == 0 else sp.Sum(node.attained_by(inner) * changed, (fresh, low, high))


def _function(node: sp.Expr, d: Differentiate) -> sp.Expr:
    """f(g, h, …)' = ∂f/∂g g' + ∂f/∂h h' + …, by the record of f."""
    function = function_of(node)
    if function is None:
        raise UnsupportedFormula(f"no rule differentiates {node.func.__name__}", hint="register a record of it")
    changes = [d(argument) for argument in node.args]
    if not any(changes):
        return sp.S.Zero
    return sp.Add(*(slope * change for slope, change in zip(function.slopes(*node.args), changes, strict=True)))


Rule = Callable[[sp.Expr, Differentiate], sp.Expr]
RULES: dict[type[sp.Expr], Rule] = {
    sp.Sum: _sum,
    sp.Product: _product,
    sp.Add: _add,
    sp.Mul: _mul,
    sp.Pow: _pow,
    Cases: _cases,
    sp.Piecewise: _cases,
    sp.Heaviside: lambda _node, _d: sp.S.Zero,
    Maximum: _maximum,
}


def rule_of(node: sp.Expr) -> Rule:
    """The rule by which the node is differentiated: by its kind, or by the record of its function.

    >>> z = sp.Symbol("z", real=True)
    >>> rule_of(sp.sin(z))(sp.sin(z), lambda part: sp.Integer(int(part == z)))
    cos(z)
    """
    return RULES.get(node.func, _function)


def derivative(expression: sp.Expr, tensor: Tensor, at: tuple[sp.Expr, ...]) -> sp.Expr:
    """∂expression/∂tensor[at] by the table of rules.

    An element of the tensor gives one delta for each axis, with the axis' range; anything else that
    has no parts gives 0.

    Raises:
        UnsupportedFormula: neither the table nor a record knows a function in the expression.

    >>> from ..network.building import classifier
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
        return rule_of(node)(node, differentiate)

    return differentiate(expression)
