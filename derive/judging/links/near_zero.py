"""√(1 + x) ≈ 1 + x/2: what a function of one letter is near 0, up to the power of it that the polynomial shows."""

from __future__ import annotations

import sympy as sp

from ...network.function_heads import Sigmoid
from ...proof.verdict import Outcome
from ..equality.equalities import Equality
from ..finding import Judgement
from .first_order import HIGHEST, ORDERS

SMOOTH = (sp.exp, sp.log, sp.sin, sp.cos, sp.tan, sp.sinh, sp.cosh, sp.tanh, Sigmoid)
FORMS = (*SMOOTH, sp.Add, sp.Mul, sp.Pow, sp.Symbol, sp.Number, sp.NumberSymbol)


def near_zero(equality: Equality) -> Judgement | None:
    """PROVED WHEN the letter is small, for ≈ between a function of one letter and a polynomial; None where it is not.

    >>> from ...network.definitions import Network
    >>> from ...network.tensors import Role, Tensor
    >>> x = Tensor("x", (), Role.INPUT, "x")
    >>> root, network = sp.sqrt(1 + x.at()), Network((x,), ())
    >>> near_zero(Equality(network, root, 1 + x.at() / 2)).condition
    'x is small: to first order in it'
    >>> near_zero(Equality(network, root, 1 + x.at())) is None
    True
    """
    sides, given = (equality.left, equality.right), equality.network.given
    if equality.network.definitions or len(given) != 1 or given[0].axes or not all(map(_is_smooth, sides)):
        return None
    (letter,) = (tensor.at() for tensor in given)
    polynomials = [side for side in sides if side.is_polynomial(letter)]
    degree = max((sp.degree(side, letter) for side in polynomials if side.has(letter)), default=0)
    order = max(1, int(degree))
    if len(polynomials) != 1 or order >= HIGHEST or not _agree(*sides, letter, order):
        return None
    name = given[0].meaning or given[0].name
    return Judgement(Outcome.PROVED_WHEN, "", f"{name} is small: to {ORDERS[order]} order in it")


def _is_smooth(side: sp.Expr) -> bool:
    return all(isinstance(node, FORMS) for node in sp.preorder_traversal(side))


def _agree(left: sp.Expr, right: sp.Expr, letter: sp.Expr, order: int) -> bool:
    """True where the values and the slopes up to an order are the same rational numbers at 0."""
    for _ in range(order + 1):
        first, second = (side.xreplace({letter: sp.S.Zero}) for side in (left, right))
        if not first.is_Rational or first != second:
            return False
        left, right = sp.diff(left, letter), sp.diff(right, letter)
    return True
