"""Sizes of layers: (224 − 7 + 6) / 2 + 1 = 112 holds where the quotient is rounded, which authors leave out."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

from ...reading.document.statements.bindings import Statement
from ...reading.expression.nodes import Node, Number, Product, Terms


def rounds_quotients(statement: Statement, place: int) -> bool:
    """True for a link between whole numbers that holds where each quotient is rounded down, or each one up.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim(r"\\frac{9 - 2}{2} + 1 = 4", 1, 1), Claim("7 / 2 = 5", 2, 1)])
    >>> [rounds_quotients(statement, 0) for statement in document.statements]
    [True, False]
    """
    left, right = statement.trees[place : place + 2]
    if left is None or right is None:
        return False
    for rounded in (math.floor, math.ceil):
        first, second = _value(left, rounded), _value(right, rounded)
        if first is not None and first == second:
            return True
    return False


def _value(node: Node, rounded: Callable[[Fraction], int]) -> Fraction | None:
    """The value of arithmetic with whole numbers, its quotients rounded; None for anything else."""
    if isinstance(node, Number):
        return Fraction(node.text) if node.text.isdecimal() else None
    if isinstance(node, Terms):
        values = [(sign, _value(term, rounded)) for sign, term in node.terms]
        return sum((sign * value for sign, value in values if value is not None), Fraction(0)) if _all(values) else None
    if isinstance(node, Product):
        parts = [(sign, _value(part, rounded)) for sign, part in node.parts]
        if not _all(parts) or any(sign == "/" and not value for sign, value in parts):
            return None
        found = math.prod((value for sign, value in parts if sign != "/" and value is not None), start=Fraction(1))
        for sign, value in parts:
            found = Fraction(rounded(found / value)) if sign == "/" and value else found
        return found
    return None


def _all(values: Sequence[tuple[object, Fraction | None]]) -> bool:
    return all(value is not None for _, value in values)
