"""What lines state of letters, in the place of these: q of −ln q is 0.354, or the 2.1 / 5.9 that comes to it."""

from __future__ import annotations

from ...reading.document.model import Document
from ...reading.document.statements.bindings import Binding, is_numeric
from ...reading.expression.nodes import Matrix, Name, Node, Number, mapped
from .stated import numerals_of

DEEPEST = 4


def with_stated(document: Document, order: int, node: Node, base: int, *, formulas: bool = False) -> Node:
    """The tree with numbers for its letters: the newest that are stated, or what their definitions come to.

    Args:
        document: the lines.
        order: the place before which they are stated.
        node: the tree.
        base: what entries are counted from.
        formulas: whether the arithmetic stands there that a number was worked out of, where there is some.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim(r"q = \\frac{2}{3} = 0.67", 1, 1), Claim("u = 3 q", 2, 1)])
    >>> with_stated(document, 1, Name("q"), 1)
    Number(text='0.67')
    >>> with_stated(document, 1, Name("q"), 1, formulas=True)
    Product(parts=(('', Number(text='2')), ('/', Number(text='3'))))
    """
    return _put_in(document, order, node, base, formulas, 0)


def _put_in(document: Document, order: int, node: Node, base: int, formulas: bool, depth: int) -> Node:
    if not isinstance(node, Name):
        return mapped(node, lambda part: _put_in(document, order, part, base, formulas, depth))
    for binding in reversed(document.values(node.name, order)):
        number = _number(binding, node, base) if binding.layer == node.layer else None
        if number is not None:
            return (_worked_out_of(document, binding, number) if formulas else None) or number
    bound = document.defining(node, order)
    if bound is None or bound.parameters or bound.indices != node.indices or depth == DEEPEST:
        return node
    return _put_in(document, order, bound.body, base, formulas, depth + 1)


def _number(binding: Binding, node: Name, base: int) -> Node | None:
    """The number that is stated of a name, or the entry of a list that is."""
    if binding.indices == node.indices:
        told = numerals_of(binding.body)
        return binding.body if told is not None and not told[0] else None
    if binding.indices or not isinstance(binding.body, Matrix) or not all(isinstance(i, Number) for i in node.indices):
        return None
    places = [int(i.text) - base for i in node.indices if isinstance(i, Number) and i.text.isdigit()]
    rows = binding.body.rows
    cells = [[cell for row in rows for cell in row]] if 1 in (len(rows), len(rows[0])) and len(places) == 1 else rows
    row, column = (0, *places)[-2:] if places else (-1, -1)
    inside = 0 <= row < len(cells) and 0 <= column < len(cells[row])
    return cells[row][column] if inside and numerals_of(cells[row][column]) is not None else None


def _worked_out_of(document: Document, binding: Binding, number: Node) -> Node | None:
    """The arithmetic before the number in the line that states it."""
    line = next((s for s in document.statements if s.order == binding.order), None)
    trees = [tree for tree in line.trees[1:] if tree is not None] if line is not None else []
    before = trees[: trees.index(number)] if number in trees else []
    return next((tree for tree in before if is_numeric(tree)), None)
