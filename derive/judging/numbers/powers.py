"""γ^T of a number γ: a power where the document says what T is, and no transpose."""

from __future__ import annotations

from ...reading.document.model import Document
from ...reading.expression.nodes import Name, Node, Number, Power, Transposed, mapped

STEPS = "T"


def with_powers(document: Document, order: int, node: Node) -> Node:
    """The tree with powers for transposes of letters that are stated to be numbers, where T is stated too.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim("g = 0.9", 1, 1), Claim("T = 7", 2, 1)])
    >>> with_powers(document, 3, Transposed(Name("g"))).exponent.name
    'T'
    """
    if is_of_a_number(document, order, node) and _is_stated(document, STEPS, order):
        assert isinstance(node, Transposed)
        return Power(node.base, Name(STEPS))
    return mapped(node, lambda part: with_powers(document, order, part))


def is_of_a_number(document: Document, order: int, node: Node) -> bool:
    """True for the transpose of a letter that is stated to be a number."""
    if not isinstance(node, Transposed) or not isinstance(node.base, Name) or node.base.indices or node.base.bold:
        return False
    return _is_stated(document, node.base.name, order)


def _is_stated(document: Document, name: str, order: int) -> bool:
    bodies = [binding.body for binding in document.values(name, order)]
    return bool(bodies) and all(isinstance(body, Number) for body in bodies)
