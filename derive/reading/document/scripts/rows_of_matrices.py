"""A row of a matrix before a vector, A_k x where A has entries A_ij: their inner product, as nobody writes A_kᵀ x."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from ...expression.nodes import Name, Node, Product, Transposed, mapped, walk
from .roles import Roles

Trees = Sequence[Node | None]
Lines = list[tuple[tuple[Node | None, ...], str]]


def with_rows_before_vectors(lines: Lines, roles: Roles) -> Lines:
    """The lines, each with why it is unread, in which a row of a matrix before a vector is a transpose.

    >>> beside = Product((("", Name("A", (Name("k"),))), ("", Name("x"))))
    >>> roles = Roles(frozenset("Ax"), frozenset("A"))
    >>> with_rows_before_vectors([([beside], "")], roles)[0][0][0].parts[0][1] == Transposed(Name("A", (Name("k"),)))
    True
    """
    rows = lone_rows((made for made, _ in lines), roles.twice, roles.layers)
    args = rows, roles.indexed, roles.layers
    return (
        [(tuple(t and with_rows_turned(t, *args) for t in made), unread) for made, unread in lines] if rows else lines
    )


def lone_rows(lines: Iterable[Trees], twice: Collection[str], layers: Collection[str]) -> frozenset[str]:
    """The letters with two indices that have one where they stand before a letter without any, and are never turned.

    ``twice`` are the letters with two indices, ``layers`` those that count layers.

    >>> row, x = Name("A", (Name("k"),)), Name("x")
    >>> beside = Product((("", row), ("", x)))
    >>> sorted(lone_rows([(beside,)], "A", "l")), sorted(lone_rows([(beside, Transposed(row))], "A", "l"))
    (['A'], [])
    """
    nodes = [node for trees in lines for tree in trees if tree is not None for node in walk(tree)]
    turned = {node.base.name for node in nodes if isinstance(node, Transposed) and isinstance(node.base, Name)}
    before = {row.name for node in nodes if isinstance(node, Product) for row, _ in _pairs(node, layers)}
    return frozenset(before & set(twice) - turned)


def with_rows_turned(tree: Node, rows: Collection[str], vectors: Collection[str], layers: Collection[str]) -> Node:
    """The formula with each row of a matrix that stands before one of the ``vectors`` as its transpose.

    >>> made = with_rows_turned(Product((("", Name("A", (Name("k"),))), ("", Name("x")))), "A", "x", "l")
    >>> made.parts[0][1] == Transposed(Name("A", (Name("k"),)))
    True
    """
    if not rows:
        return tree

    def changed(node: Node) -> Node:
        if isinstance(node, Product):
            met = {row for row, vector in _pairs(node, layers) if row.name in rows and vector.name in vectors}
            if met:
                parts = tuple((sign, Transposed(part) if part in met else part) for sign, part in node.parts)
                node = replace(node, parts=parts)
        return mapped(node, changed)

    return changed(tree)


def _pairs(node: Product, layers: Collection[str]) -> Iterable[tuple[Name, Name]]:
    """A_k and x of A_k x."""
    for (_, first), (sign, second) in zip(node.parts, node.parts[1:], strict=False):
        if sign == "" and isinstance(first, Name) and isinstance(second, Name) and not second.indices:
            (*_, index) = first.indices or (None,)
            one = len(first.indices) == 1 and isinstance(index, Name) and index.name not in layers
            if one and first.layer is None and second.layer is None:
                yield first, second
