"""What the letters of a sum, and how they are written, tell of the axes of its terms."""

from __future__ import annotations

from ...expression.nodes import Name, Node, Product, Terms, Transposed, names_in


def of_addend(node: Terms, part: Node, rank: int) -> int:
    """The rank of an addend: a small letter beside matrices is a bias, a vector."""
    matrices = any(name.name[:1].isupper() for _, other in node.terms for name in names_in(other))
    small = isinstance(part, Name) and part.name[:1].islower() and not part.bold
    return min(rank, 1) if small and matrices else rank


def capitals(node: Node) -> bool:
    return any(name.name.rpartition(":")[2][:1].isupper() for name in names_in(node))


def all_capitals(node: Node) -> bool:
    names = list(names_in(node))
    return bool(names) and all(name.name.rpartition(":")[2][:1].isupper() for name in names)


def has_transpose(node: Node) -> bool:
    return isinstance(node, Product) and any(isinstance(part, Transposed) for _, part in node.parts)
