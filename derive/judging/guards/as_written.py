r"""What is written may be a part of something longer, or a name: ``$w = 0 - (0.1)$ $(1 + 2) = 4$``, HH for a height."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ...reading.document.statements.bindings import Statement


def written_otherwise(statement: Statement) -> Iterator[str]:
    """Why a formula is not refuted that may be a part of something, or have names in it that are read as products."""
    if statement.claim.touching:
        yield "it touches another formula, with which it may be one"
    yield from (f"{name} may be a name" for name in doubled_letters(statement))


def doubled_letters(statement: Statement) -> list[str]:
    """Letters that stand twice side by side, HH: a name, it may be, and no square.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> [doubled_letters(s) for s in document_of([Claim("HH = 3", 1, 1), Claim("a b = 3", 2, 1)]).statements]
    [['HH'], []]
    """
    found = []
    for side in statement.chain.sides:
        for first, second in pairwise(side):
            touching = first.kind == second.kind == "letter" and first.end == second.start
            if touching and first.text == second.text:
                found.append(first.text + second.text)
    return found
