"""A^{−1}, and products in which it stands beside what it is of; inverses of functions, sin^{−1}."""

from __future__ import annotations

from collections.abc import Callable

from .nodes import Known, Node, Number, Power, Product, Terms, mapped

INVERSE_FUNCTIONS = {
    "sin": "arcsin", "cos": "arccos", "tan": "arctan", "sinh": "arsinh", "cosh": "arcosh", "tanh": "artanh",
}  # fmt: skip
RECIPROCAL = "true if sin^{-1} is 1/sin, false if it is the inverse function: say which is meant"
SIDE_BY_SIDE = ("", ".")
MINUS_ONE = Terms(((-1, Number("1")),))
Parts = tuple[tuple[str, Node], ...]


def is_inverse(node: Node) -> bool:
    """True for A^{−1}.

    >>> from .nodes import Name
    >>> is_inverse(Power(Name("A"), Terms(((-1, Number("1")),)))), is_inverse(Power(Name("A"), Number("2")))
    (True, False)
    """
    return isinstance(node, Power) and node.exponent == MINUS_ONE


def inverse_function(function: str, argument: Node, power: Node | None) -> Known | None:
    """sin^{−1}(u), which is arcsin u by custom, and 1/sin u for some; None for any other power and function.

    >>> inverse_function("sin", Number("1"), Terms(((-1, Number("1")),)))
    Known(function='arcsin', argument=Number(text='1'), base='-1')
    """
    inverse = INVERSE_FUNCTIONS.get(function) if power == MINUS_ONE else None
    return Known(inverse, argument, "-1") if inverse else None


def with_reciprocals(node: Node) -> Node:
    """The tree with 1/sin u for sin^{−1}(u).

    >>> with_reciprocals(Known("arcsin", Number("2"), "-1"))
    Product(parts=(('', Number(text='1')), ('/', Known(function='sin', argument=Number(text='2'), base=''))))
    """
    made = mapped(node, with_reciprocals)
    if not isinstance(made, Known) or made.base != "-1":
        return made
    function = next(word for word, inverse in INVERSE_FUNCTIONS.items() if inverse == made.function)
    return Product((("", Number("1")), ("/", Known(function, made.argument))))


def cancelled(node: Product, is_matrix: Callable[[Node], bool]) -> Node:
    """The product without A^{−1} A and A A^{−1}, where something is left of it.

    >>> from .nodes import Name
    >>> a, b, c = map(Name, "ABC")
    >>> inverse_of = Power(Product((("", a), ("", b))), Terms(((-1, Number("1")),)))
    >>> cancelled(Product((("", inverse_of), ("", a), ("", b), ("", c))), lambda node: True)
    Name(name='C', indices=(), layer=None, bold=False)
    """
    parts = whole = _flat(node)
    while shorter := _without_one(parts, is_matrix):
        parts = shorter
    if parts is whole:
        return node
    return parts[0][1] if len(parts) == 1 else Product(parts)


def _flat(node: Product) -> Parts:
    """The factors of a product and of those in it that only stand side by side."""
    found: list[tuple[str, Node]] = []
    for sign, part in node.parts:
        inner = _flat(part) if isinstance(part, Product) and sign in SIDE_BY_SIDE else ((sign, part),)
        (_, first), *rest = inner if all(mark in SIDE_BY_SIDE for mark, _ in inner) else ((sign, part),)
        found += [(sign, first), *rest]
    return tuple(found)


def _without_one(parts: Parts, is_matrix: Callable[[Node], bool]) -> Parts:
    """The factors without an inverse and what it is of, where they are neighbours."""
    for place, (sign, part) in enumerate(parts):
        if not is_inverse(part) or sign not in SIDE_BY_SIDE:
            continue
        assert isinstance(part, Power)
        own = [one for _, one in (_flat(part.base) if isinstance(part.base, Product) else (("", part.base),))]
        for start in (place - len(own), place + 1):
            beside = parts[start : start + len(own)] if start >= 0 else ()
            alike = [one for _, one in beside] == own and all(mark in SIDE_BY_SIDE for mark, _ in beside)
            if alike and is_matrix(part.base):
                first, last = min(start, place), max(start + len(own), place + 1)
                return (*parts[:first], *parts[last:])
    return ()
