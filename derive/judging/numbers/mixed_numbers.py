"""What numbers side by side may be meant as: a row beside a vector, and 1¾."""

from __future__ import annotations

from ...reading.expression.nodes import Matrix, Node, Number, Product, Terms, Transposed, mapped


def with_rows(node: Node) -> Node:
    """[1, 2] as a row beside a vector: [1, 2] [3, 4]^T is 11, and a column times [1, 2] is a matrix.

    >>> row = with_rows(Matrix(((Number("1"),), (Number("2"),)), is_list=True))
    >>> len(row.rows)
    1
    """
    if isinstance(node, Matrix) and node.is_list and all(len(row) == 1 for row in node.rows):
        return Matrix((tuple(cell for (cell,) in node.rows),))
    return mapped(node, with_rows) if isinstance(node, (Terms, Product, Transposed)) else node


def with_mixed_numbers(node: Node) -> Node:
    """1¾ is 1 + ¾ where a whole number stands before a fraction below 1, and nothing else; else 1 · ¾ it is.

    >>> part = Product((("", Number("3")), ("/", Number("4"))))
    >>> len(with_mixed_numbers(Product((("", Number("1")), ("", part)))).terms)
    2
    """
    if isinstance(node, Terms):
        return mapped(node, with_mixed_numbers)
    if isinstance(node, Product) and [sign for sign, _ in node.parts] == ["", ""]:
        (_, whole), (_, part) = node.parts
        inside = [p for _, p in part.parts] if isinstance(part, Product) and len(part.parts) == 2 else []
        texts = [p.text for p in (whole, *inside) if isinstance(p, Number) and p.text.isdigit()]
        if len(texts) == 3 and isinstance(part, Product) and part.parts[1][0] == "/" and int(texts[1]) < int(texts[2]):
            return Terms(((1, whole), (1, part)))
    return node
