"""A side that differs from both its neighbours, which are equal: that one is wrong, however little else is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ...proof.verdict import Outcome
from ...reading.document.statements.bindings import Statement
from ...reading.expression.nodes import Node
from ..finding import NOTHING_EXPLAINS, Judgement

OfSides = Callable[[Statement, Node, Node], Judgement]
OfLink = Callable[[Statement, int, str], Judgement]
BEFORE = "its left side is what the link before it has wrong"


def between_equals(
    statement: Statement, place: int, judged: Judgement, of_sides: OfSides, of_link: OfLink
) -> Judgement | None:
    """The refutation of a link to B of A = B = C, where A = C is proved, B = C refuted and a slip explains B.

    B = C, which tells of no other slip, is open then; None where the link is no such one.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> statement = document_of([Claim("a = -b = c", 1, 1)]).statements[0]
    >>> wrong, right = Judgement(Outcome.REFUTED, "the sign is reversed"), Judgement(Outcome.PROVED)
    >>> between = lambda _, one, other: wrong if statement.trees[1] in (one, other) else right
    >>> between_equals(statement, 0, wrong, between, lambda *_: wrong).sure
    True
    """
    if _is_wrong(statement, place, judged, of_sides):
        return replace(judged, sure=True)
    if place and judged.verdict == Outcome.REFUTED:
        before = of_link(statement, place - 1, "=")
        if _is_wrong(statement, place - 1, before, of_sides):
            return Judgement(Outcome.UNDECIDED, BEFORE)
    return None


def _is_wrong(statement: Statement, place: int, judged: Judgement, of_sides: OfSides) -> bool:
    """True where the right side of a link is between two that are equal, and differs from both."""
    if judged.verdict != Outcome.REFUTED or NOTHING_EXPLAINS.match(judged.diagnosis):
        return False
    before, wrong, *behind = statement.trees[place : place + 3]
    if statement.chain.relations[place : place + 2] != ("=", "=") or before is None or wrong is None:
        return False
    if not behind or behind[0] is None or of_sides(statement, wrong, behind[0]).verdict != Outcome.REFUTED:
        return False
    return of_sides(statement, before, behind[0]).verdict == Outcome.PROVED
