"""1 - -0.2^2: the square of 0.2 with a minus, or the square of −0.2, which was put in for a letter."""

from __future__ import annotations

from dataclasses import replace

from .nodes import Node, Number, Power, Product, Terms, mapped


def of_negative(node: Node) -> Node:
    """What stands behind an operator and a minus; the power of a number may be that of the negative number.

    >>> of_negative(Power(Number("0.2"), Number("2"))).of_negative
    True
    """
    if isinstance(node, Power) and isinstance(node.base, Number):
        return replace(node, of_negative=True)
    if isinstance(node, Product):
        (sign, first), *rest = node.parts
        return replace(node, parts=((sign, of_negative(first)), *rest))
    return node


def with_negatives_put_in(node: Node) -> Node:
    """The tree with the powers of negative numbers where they may be meant.

    >>> square = of_negative(Power(Number("0.2"), Number("2")))
    >>> with_negatives_put_in(Terms(((1, Number("1")), (1, square)))).terms[1]
    (-1, Power(base=Terms(terms=((-1, Number(text='0.2')),)), exponent=Number(text='2'), of_negative=False))
    """
    if isinstance(node, Terms):
        terms = [(sign, part, _put_in(part)) for sign, part in node.terms]
        return Terms(
            tuple((sign, with_negatives_put_in(old)) if new is None else (-sign, new) for sign, old, new in terms)
        )
    return mapped(node, with_negatives_put_in)


def _put_in(node: Node) -> Node | None:
    """(−a)^n for the power that a term begins with; None where it is no such power."""
    if isinstance(node, Power) and node.of_negative:
        return Power(Terms(((-1, node.base),)), node.exponent)
    if isinstance(node, Product):
        (sign, first), *rest = node.parts
        made = _put_in(first)
        return None if made is None else replace(node, parts=((sign, made), *rest))
    return None
