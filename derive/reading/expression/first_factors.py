"""Operators and divisors before a product that may be meant of its first factor alone: 1/s (a − b), d/dx (a) · b."""

from __future__ import annotations

from dataclasses import replace

from .nodes import Beside, Derivative, Node, Product, mapped, walk


def by_the_first(node: Node) -> Node:
    """The tree in which what stands beside a divisor is none, 1/s (a − b) is (a − b)/s, and d/dx (a) · b is a′ b.

    >>> from .nodes import Name, Number
    >>> divisor = Beside((("", Name("s")), ("", Name("a"))))
    >>> [sign for sign, _ in by_the_first(Product((("", Number("1")), ("/", divisor)))).parts]
    ['', '/', '']
    """
    if isinstance(node, Product):
        parts: list[tuple[str, Node]] = []
        for sign, part in node.parts:
            made = by_the_first(part)
            beside = sign == "/" and isinstance(made, Beside)
            parts += (
                [("/", made.parts[0][1]), *made.parts[1:]] if beside and isinstance(made, Beside) else [(sign, made)]
            )
        return replace(node, parts=tuple(parts))
    made = mapped(node, by_the_first)
    if isinstance(made, Derivative) and made.stops and isinstance(made.numerator, Product):
        (_, first), *rest = made.numerator.parts
        return Product((("", replace(made, numerator=first, stops=False)), *rest))
    return made


def has_a_shorter_reading(node: Node) -> bool:
    """True where ``by_the_first`` changes the tree."""
    return any(isinstance(part, Beside) or (isinstance(part, Derivative) and part.stops) for part in walk(node))


def of_the_first_factor(node: Node) -> Node:
    """The tree in which an operator that nothing closes is of the next factor alone: d/dx a b is a′ b.

    >>> from .nodes import Name
    >>> product = Product((("", Name("a")), ("", Name("b"))))
    >>> isinstance(of_the_first_factor(Derivative(product, (Name("x"),), open=True)), Product)
    True
    """
    made = mapped(node, of_the_first_factor)
    if not isinstance(made, Derivative) or not made.open or not isinstance(made.numerator, Product):
        return made
    parts = made.numerator.parts
    end = next((place for place, (sign, _) in enumerate(parts) if place and sign != "/"), len(parts))
    first = Product(parts[:end]) if end > 1 else parts[0][1]
    return Product((("", replace(made, numerator=first, open=False)), *parts[end:])) if end < len(parts) else made
