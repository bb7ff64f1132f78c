"""Two sides that are built alike, one of letters, one of numbers: which number stands in the place of which letter."""

from __future__ import annotations

from collections.abc import Iterator

from ...reading.expression.nodes import Call, Known, Node, Number, Power, Prime, Product, Terms
from .stated import numerals_of

Pair = tuple[Node, Node]


def beside_numbers(left: Node, right: Node) -> Iterator[Pair]:
    """The parts of a formula, each with the numbers in its place where the other side is built alike.

    >>> from ...reading.expression.nodes import Name
    >>> parts = list(map(Name, "wxb")), list(map(Number, "123"))
    >>> sides = [Terms(((1, Product((("", a), (".", b)))), (1, c))) for a, b, c in parts]
    >>> [(part.name, number.text) for part, number in beside_numbers(*sides)]
    [('w', '1'), ('x', '2'), ('b', '3')]
    """
    if left == right:
        return
    pairs = None if numerals_of(right) is not None else _alike(left, right)
    if pairs is None:
        yield left, right
    else:
        for one, other in pairs:
            yield from beside_numbers(one, other)


def puts_numbers_in(left: Node, right: Node) -> bool:
    """True for f'(z) = f'(0.7): the same formula with a rounded number in the place of a letter.

    >>> from ...reading.expression.nodes import Name
    >>> z, number = Name("z"), Number("0.7")
    >>> [puts_numbers_in(Known("exp", z), Known("exp", other)) for other in (number, z)]
    [True, False]
    """
    pairs = list(beside_numbers(left, right))
    put = [numerals_of(number) for _, number in pairs] if pairs != [(left, right)] else []
    return bool(put) and all(one is not None and any("." in text for text in one[1]) for one in put)


def _alike(left: Node, right: Node) -> list[Pair] | None:
    if isinstance(left, Terms) and isinstance(right, Terms) and len(left.terms) == len(right.terms):
        return _terms(left, right)
    if isinstance(left, Product) and isinstance(right, Product) and len(left.parts) == len(right.parts):
        alike = all(
            (one == "/") == (other == "/") for (one, _), (other, _) in zip(left.parts, right.parts, strict=True)
        )
        return [(one, other) for (_, one), (_, other) in zip(left.parts, right.parts, strict=True)] if alike else None
    if isinstance(left, Power) and isinstance(right, Power):
        return [(left.base, right.base), (left.exponent, right.exponent)]
    if (
        isinstance(left, Known)
        and isinstance(right, Known)
        and (left.function, left.base) == (right.function, right.base)
    ):
        return [(left.argument, right.argument)]
    if isinstance(left, Prime) and isinstance(right, Prime) and left.order == right.order:
        functions = (left.function, right.function)
        arguments = (left.argument, right.argument)
        told = functions[0] == functions[1] and None not in arguments
        return [(one, other) for one, other in [arguments] if one is not None and other is not None] if told else None
    if isinstance(left, Call) and isinstance(right, Call) and left.function == right.function:
        alike = len(left.arguments) == len(right.arguments)
        return list(zip(left.arguments, right.arguments, strict=True)) if alike else None
    return None


def _terms(left: Terms, right: Terms) -> list[Pair] | None:
    """Term by term: b of a + b may be −0.3, where a number with another sign stands in its place."""
    pairs: list[Pair] = []
    for (sign, part), (other, number) in zip(left.terms, right.terms, strict=True):
        if sign != other and not isinstance(number, Number):
            return None
        pairs.append((part, number if sign == other else Terms(((-1, number),))))
    return pairs
