"""Slopes whose values earlier lines state, in the numbers of an update: 0.6 − 0.1 · 0.07 after ∂E/∂w = … = 0.07."""

from __future__ import annotations

from dataclasses import replace

from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement, is_numeric
from ...reading.expression.nodes import Derivative, Node, mapped
from .stated import numerals_of


def with_stated_slopes(document: Document, statement: Statement, place: int) -> Statement | None:
    """The line with the stated values in a side beside numbers; None where there are none to put in.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = (r"\\frac{dE}{dw} = 2 w = 0.8", r"w - 0.1 \\frac{dE}{dw} = 0.4 - 0.1 \\cdot 0.8")
    >>> document = document_of([Claim(line, 1, 1) for line in lines])
    >>> first = with_stated_slopes(document, document.statements[1], 0).trees[0]
    >>> first.terms[1][1].parts[1][1].text
    '0.8'
    """
    sides = statement.trees[place : place + 2]
    if sum(side is not None and is_numeric(side) for side in sides) != 1:
        return None
    known = _stated_before(document, statement)
    if not known:
        return None
    made = tuple(tree and _put_in(tree, known) for tree in sides)
    trees = (*statement.trees[:place], *made, *statement.trees[place + 2 :])
    return replace(statement, trees=trees) if made != sides else None


def _stated_before(document: Document, statement: Statement) -> dict[Derivative, Node]:
    """The slopes with the numerals that the lines before in the section end with, the newest of each."""
    found: dict[Derivative, Node] = {}
    for other in document.statements[: statement.order]:
        first, last = other.trees[0], other.trees[-1]
        near = other.claim.section == statement.claim.section
        if near and isinstance(first, Derivative) and last is not None and numerals_of(last) is not None:
            found[first] = last
    return found


def _put_in(node: Node, known: dict[Derivative, Node]) -> Node:
    found = known.get(node) if isinstance(node, Derivative) else None
    return found if found is not None else mapped(node, lambda part: _put_in(part, known))
