"""A value of what a document defines, which is a claim where its letters have values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..proof.verdict import Outcome
from ..reading.document.statements.bindings import Statement, is_chosen
from .finding import Finding
from .guards.other_meanings import of_others
from .numbers.given_data import is_among_data
from .numbers.several_values import has_several_values
from .saying import finding_of

if TYPE_CHECKING:
    from .document_judge import DocumentJudge


def of_a_value(judge: DocumentJudge, statement: Statement) -> list[Finding]:
    """A value of what the document defines is a claim, where its letters have values; any other is stated."""
    judged = None if is_chosen(statement) else judge.stated(statement)
    if judged is not None:
        judged = judge.analogies.told(statement, statement.trees[:1], judged)
    refuted = judged is not None and judged.verdict == Outcome.REFUTED
    of_another = (is_among_data, of_others, has_several_values)
    if refuted and any(tells(judge.document, statement) for tells in of_another):
        return []
    return [] if judged is None or judged.verdict == Outcome.UNDECIDED else [finding_of(statement, 0, judged)]
