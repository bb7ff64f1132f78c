"""What the letters of a sum, and how they are written, tell of the axes of its terms."""

from __future__ import annotations

from ...expression.nodes import Name, Node, Product, Terms, Transposed, names_in


def of_addend(node: Terms, part: Node, rank: int) -> int:
    """The rank of an addend: a small letter beside matrices is a bias, a vector.

    >>> terms = Terms(((1, Name("W")), (1, Name("b"))))
    >>> [of_addend(terms, part, 2) for _, part in terms.terms]
    [2, 1]
    """
    matrices = any(name.name[:1].isupper() for _, other in node.terms for name in names_in(other))
    small = isinstance(part, Name) and part.name[:1].islower() and not part.bold
    return min(rank, 1) if small and matrices else rank


def capitals(node: Node) -> bool:
    """True where a capital stands in it.

    >>> capitals(Terms(((1, Name("b")), (1, Name("hat:Y"))))), capitals(Name("b"))
    (True, False)
    """
    return any(name.name.rpartition(":")[2][:1].isupper() for name in names_in(node))


def all_capitals(node: Node) -> bool:
    """True where there are letters in it, and all are capitals.

    >>> all_capitals(Terms(((1, Name("Y")), (-1, Name("T"))))), all_capitals(Terms(((1, Name("b")), (1, Name("Y")))))
    (True, False)
    """
    names = list(names_in(node))
    return bool(names) and all(name.name.rpartition(":")[2][:1].isupper() for name in names)


def has_transpose(node: Node) -> bool:
    """True for a product one of whose factors is transposed.

    >>> has_transpose(Product((("", Transposed(Name("w"))), ("", Name("x")))))
    True
    """
    return isinstance(node, Product) and any(isinstance(part, Transposed) for _, part in node.parts)
