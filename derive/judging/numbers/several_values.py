"""Letters to which lines give one value after the other: of an iteration no value refutes another."""

from __future__ import annotations

from collections import defaultdict

from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement
from ...reading.document.statements.index import Index
from ...reading.expression.nodes import Name
from .stated import numerals_of

SEVERAL_VALUES = "other lines give it several values: it changes from line to line"


def has_several_values(document: Document, statement: Statement) -> bool:
    """True for a line w = …, where others end in two or more different numbers for w: it changes from line to line.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = ["w = 2 + 1 = 3", "w = 3 + 1 = 4", "w = 5", "v = 5"]
    >>> document = document_of([Claim(text, place, 1) for place, text in enumerate(lines, 1)])
    >>> [has_several_values(document, statement) for statement in document.statements]
    [True, True, True, False]
    """
    first = statement.trees[0]
    if not isinstance(first, Name):
        return False
    others = document.index.made(_last_numbers).get(first, {})
    return len({numbers for order, numbers in others.items() if order != statement.order}) > 1


def _last_numbers(index: Index) -> dict[Name, dict[int, object]]:
    """The numbers that lines on each letter end in, by their places."""
    found: dict[Name, dict[int, object]] = defaultdict(dict)
    for statement in index.statements:
        first, last = statement.trees[0], statement.trees[-1]
        numbers = numerals_of(last) if last is not None and len(statement.trees) > 1 else None
        if isinstance(first, Name) and numbers is not None:
            found[first][statement.order] = numbers
    return dict(found)
