"""What two sides say together: nothing, where both are 0; what a function or a loss is, where one side alone has it."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from .links import Equality, decided
from .one_sided import functions_of_one_side, losses_of_one_side


def is_empty(equality: Equality) -> bool:
    """True where both sides are 0 because data were taken for what the document makes of them, y_i for m x_i + b.

    >>> from ..network.building import classifier
    >>> is_empty(Equality(classifier(), sp.Integer(1), sp.Symbol("a"), (), None, (), ()))
    False
    """
    if equality.left.is_number or equality.right.is_number or not equality.network.definitions:
        return False
    return decided(replace(equality, right=sp.S.Zero, doubts=()), quick=True).verdict.proved


def told_by_one_side(equality: Equality) -> tuple[str, ...]:
    """The functions and losses that nothing defines and that one side alone is made of.

    >>> from ..network.building import classifier
    >>> told_by_one_side(Equality(classifier(), sp.Symbol("a"), sp.Symbol("a"), (), None, (), ()))
    ()
    """
    sides = equality.network, equality.left, equality.right
    return (*functions_of_one_side(*sides), *losses_of_one_side(*sides))
