"""Letters that are given with other data, x = 2, w = 0.5, y = 1, though a formula of another section makes them."""

from __future__ import annotations

from ...reading.document.model import Document
from ...reading.document.statements.bindings import Binding, Statement
from ...reading.document.told.properties import concludes
from ...reading.expression.nodes import Name, names_in
from ...reading.notes.claims import Claim

MOST_DATA = 8


def is_among_data(document: Document, statement: Statement) -> bool:
    """True for y = 1 of "x = 2, w = 0.5, y = 1", where another section defines a y: here it is given with the others.

    >>> from ...reading.document.model import document_of
    >>> claims = [Claim("y = 3 x", 1, 1), Claim("x = 2", 5, 1, section=1), Claim("y = 1", 5, 9, section=1)]
    >>> document = document_of(claims)
    >>> [is_among_data(document, statement) for statement in document.statements]
    [False, False, True]
    """
    first, claim = statement.trees[0], statement.claim
    if statement.kind != "value" or not isinstance(first, Name) or concludes(claim):
        return False  # "and we get y = 1"
    mine = [b for b in document.by_name.get(first.name, ()) if not b.value]
    beside = document.statements[max(statement.order - MOST_DATA, 0) : statement.order + MOST_DATA]
    others = [s for s in beside if s is not statement and _stand_together(s.claim, claim)]
    data = [s.trees[0] for s in others if s.kind == "value" and isinstance(s.trees[0], Name)]
    given = any(not document.defined(name.name) for name in data if isinstance(name, Name))
    return given and bool(mine) and all(b.section != claim.section for b in mine)


def _stand_together(one: Claim, other: Claim) -> bool:
    """True for formulas on one line, or side by side in one display."""
    if one.cell != other.cell:
        return False
    if one.line == other.line:
        return True
    first, second = sorted((one, other), key=lambda claim: claim.line)
    text, left, right = (" ".join(part.split()) for part in (second.prose, first.latex, second.latex))
    _, found, behind = text.partition(left)
    between, found_too, _ = behind.partition(right)
    return bool(found and found_too) and not any(mark in between for mark in ("$", "\\]", "\\end{", "="))


def newest_data(document: Document, name: str, order: int) -> Binding | None:
    """The value that a letter is given with other data after the last formula of it; None where there is none."""
    formulas = [b for b in document.by_name.get(name, ()) if not b.value and b.order < order]
    given = [b for b in document.values(name, order) if is_among_data(document, document.statements[b.order])]
    return given[-1] if given and formulas and formulas[-1].order < given[-1].order else None


def given_anew(document: Document, statement: Statement) -> list[str]:
    """What is said of letters that a formula defines, and that a later section gives as data, where neither is here.

    >>> from ...reading.document.model import document_of
    >>> lines = [("y = 3 x", 1), ("x = 2", 5), ("y = 1", 5), ("r = y - x", 6), ("r = 4", 9)]
    >>> document = document_of([Claim(text, line, 1, section=line // 4) for text, line in lines])
    >>> given_anew(document, document.statements[-1])
    ['y is given anew in line 5']
    """
    reached = document.reached(name.name for tree in statement.read for name in names_in(tree))
    given = {name: newest_data(document, name, statement.order) for name in sorted(reached)}
    return [
        f"{name} is given anew in line {value.line}"
        for name, value in given.items() if value is not None and value.section != statement.claim.section
    ]  # fmt: skip
