"""Lines that were not read and may define what a claim speaks of."""

from __future__ import annotations

from collections.abc import Iterator

from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement
from ...reading.expression.nodes import Name, names_in

LONGEST_LEFT = 8  # tokens: what is longer, and was not read, defines no letter


def unread_definitions(document: Document, statement: Statement) -> list[str]:
    r"""The lines of the section that were not read, with a letter on the left that the claim comes down to.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = ["z = w x", r"x = \frob{3}", r"q = \frob{3}", r"\frac{dz}{dw} = 1"]
    >>> document = document_of([Claim(text, number, 1) for number, text in enumerate(lines, 1)])
    >>> unread_definitions(document, document.statements[-1])
    ['line 2, which may define x, was not read']
    """
    unread = document.index.unread(statement.claim.section)
    reached = _reached(document, statement) if unread else set()
    found = []
    for other in unread:
        first, left = other.trees[0], other.chain.sides[0]
        if not isinstance(first, Name) and (first is not None or len(left) >= LONGEST_LEFT):
            continue
        letters = {first.name} if isinstance(first, Name) else {t.text for t in left if t.kind != "mark"}
        common = sorted({piece for letter in letters for piece in _pieces(letter)} & reached)
        if common:
            found.append(f"line {other.claim.line}, which may define {common[0]}, was not read")
    return found


def _reached(document: Document, statement: Statement) -> set[str]:
    """The letters of a claim, and of the definitions that it comes down to."""
    reached = document.reached(name.name for tree in statement.read for name in names_in(tree))
    return {piece for letter in reached for piece in _pieces(letter)}


def _pieces(letter: str) -> Iterator[str]:
    """A letter without its accent and label.

    >>> sorted(_pieces("hat:y_new"))
    ['y']
    """
    yield letter.rpartition(":")[2].partition("_")[0]
