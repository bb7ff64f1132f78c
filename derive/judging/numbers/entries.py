"""The entries of what is made of matrices of numbers, each as a formula of its own."""

from __future__ import annotations

from dataclasses import replace

from ...reading.document.statements.bindings import is_numeric
from ...reading.expression.nodes import Known, Matrix, Node, Number, Product, Terms, Transposed

Table = tuple[tuple[Node, ...], ...]


def entries_of(node: Node) -> list[Node]:
    """The entries, row by row, of numbers times a matrix, of products, sums and functions of matrices; else nothing.

    >>> column = Matrix(((Number("2"),), (Number("3"),)))
    >>> len(entries_of(Product((("", Number("5")), ("", column))))), entries_of(Number("5"))
    (2, [])
    """
    table = _table(node) if is_numeric(node) else None
    return [entry for row in table for entry in row] if table is not None else []


def _table(node: Node) -> Table | None:
    if isinstance(node, Matrix):
        return node.rows
    if isinstance(node, Transposed):
        below = _table(node.base)
        return tuple(zip(*below, strict=True)) if below is not None else None
    if isinstance(node, Known):
        inside = _table(node.argument)
        if node.function == "softmax" and inside is not None:
            return _shares(inside)
        return _each(inside, node) if inside is not None and node.function not in ("norm", "norm1") else None
    if isinstance(node, Terms):
        return _sum(node)
    return _product(node) if isinstance(node, Product) else None


def _shares(table: Table) -> Table:
    """The entries of a softmax of one vector."""
    powers = [[Known("exp", entry) for entry in row] for row in table]
    total = Terms(tuple((1, power) for row in powers for power in row))
    return tuple(tuple(Product((("", power), ("/", total))) for power in row) for row in powers)


def _each(table: Table, node: Known) -> Table:
    return tuple(tuple(replace(node, argument=entry) for entry in row) for row in table)


def _sum(node: Terms) -> Table | None:
    tables = [_table(part) for _, part in node.terms]
    if any(table is None for table in tables) or len({_shape(table) for table in tables if table is not None}) != 1:
        return None
    signs = [sign for sign, _ in node.terms]
    rows = zip(*(table for table in tables if table is not None), strict=True)
    return tuple(
        tuple(Terms(tuple(zip(signs, entries, strict=True))) for entries in zip(*row, strict=True)) for row in rows
    )


def _product(node: Product) -> Table | None:
    """The product of matrices in turn; numbers before and behind them are factors of each entry."""
    whole: Table | None = None
    numbers: list[tuple[str, Node]] = []
    for sign, part in node.parts:
        table = _table(part)
        if table is None:
            numbers.append((sign, part))
        elif sign == "/":
            return None
        elif whole is None:
            whole = table
        else:
            whole = _entry_by_entry(whole, table) if sign == "o" else _times(whole, table)
            if whole is None:
                return None
    if whole is None or not numbers:
        return whole
    first = [] if numbers[0][0] in ("", "*", ".") else [("", Number("1"))]
    return tuple(tuple(Product((*first, *numbers, ("*", entry))) for entry in row) for row in whole)


def _times(first: Table, second: Table) -> Table | None:
    if _shape(first)[1] != len(second):
        return None
    columns = tuple(zip(*second, strict=True))
    return tuple(
        tuple(
            Terms(tuple((1, Product((("", a), ("*", b)))) for a, b in zip(row, column, strict=True)))
            for column in columns
        )
        for row in first
    )


def _entry_by_entry(first: Table, second: Table) -> Table | None:
    if _shape(first) != _shape(second):
        return None
    pairs = zip(first, second, strict=True)
    return tuple(tuple(Product((("", a), ("*", b))) for a, b in zip(one, other, strict=True)) for one, other in pairs)


def _shape(table: Table) -> tuple[int, int]:
    return len(table), len(table[0])
