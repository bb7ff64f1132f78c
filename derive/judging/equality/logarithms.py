"""The logarithm of a product over an index is the sum of the logarithms: what a likelihood becomes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import sympy as sp

from ...algebra.folding import unfold
from ...algebra.indices import map_children
from ...network.definitions import Definition
from .leaves import only_reached

if TYPE_CHECKING:
    from .equalities import Equality


def with_logarithms_apart(equality: Equality) -> Equality | None:
    """The equality with sums of logarithms for those of products, over an index too, where all factors are positive.

    None where there is no such logarithm. A product that a name stands for is written out below a logarithm.

    >>> from ...network.building import classifier
    >>> from .equalities import Equality
    >>> i, n = sp.symbols("i n", integer=True, positive=True)
    >>> p = sp.IndexedBase("p", real=True)
    >>> made = with_logarithms_apart(Equality(classifier(), sp.log(sp.Product(p[i]**2, (i, 1, n))), sp.S.Zero))
    >>> made.left
    Sum(2*log(p[i]), (i, 1, n))
    """
    network = equality.network
    named = [d for d in network.definitions if d.value.has(sp.Product)]
    sides = equality.left, equality.right
    if not named and not any(side.has(sp.Product) or _sums_logarithms(side) for side in sides):
        return None
    left, right = (_apart(side, named) for side in sides)
    if (left, right) == sides:
        return None
    return replace(equality, network=only_reached(network, left, right), left=left, right=right)


def _sums_logarithms(side: sp.Expr) -> bool:
    """True for Σ_i log(a_i b_i)."""
    logarithms = (inner for total in side.atoms(sp.Sum) for inner in total.function.atoms(sp.log))
    return any(isinstance(inner.args[0], (sp.Mul, sp.Pow, sp.exp)) for inner in logarithms)


def _apart(node: sp.Expr, named: Sequence[Definition]) -> sp.Expr:
    if isinstance(node, sp.log):
        argument = node.args[0]
        for definition in reversed(named):
            argument = unfold(argument, definition)
        return _logarithm(argument)
    if not node.args or isinstance(node, sp.Indexed):
        return node
    return map_children(node, lambda part: _apart(part, named))


def _logarithm(node: sp.Expr) -> sp.Expr:
    """log of a positive quantity, taken apart."""
    if isinstance(node, sp.Product):
        return sp.Sum(_logarithm(node.function), *node.limits)
    if isinstance(node, sp.Mul) and not node.could_extract_minus_sign():
        return sp.Add(*map(_logarithm, node.args))
    if isinstance(node, sp.exp):
        return node.args[0]
    if isinstance(node, sp.Pow):
        return node.exp * _logarithm(node.base)
    return sp.log(node)
