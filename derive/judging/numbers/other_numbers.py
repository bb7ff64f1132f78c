"""A wrong number that stands elsewhere in the document: whose it is."""

from __future__ import annotations

from dataclasses import replace

from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement
from ...reading.expression.nodes import Name, Node
from ...reading.expression.printing import shown
from ..finding import Judgement
from .stated import numerals_of

FEWEST_DIGITS = 3


def with_its_owner(document: Document, statement: Statement, right: Node, judged: Judgement) -> Judgement:
    """The refutation with the words "0.7311 is a of line 16", where another line gives that very number.

    Numbers of fewer than three digits are nobody's.
    """
    written = numerals_of(right)
    if judged.verdict != Outcome.REFUTED or written is None or len(written[1]) != 1 or not judged.corrected:
        return judged
    numeral = written[1][0]
    if len(numeral.lstrip("-0.").replace(".", "")) < FEWEST_DIGITS:
        return judged
    for other in reversed(document.statements[: statement.order]):
        first, last = other.trees[0], other.trees[-1]
        same = last is not None and numerals_of(last) == written
        if same and isinstance(first, Name) and first != statement.trees[0]:
            place = f"line {other.claim.line}" + (f" of cell {other.claim.cell}" if other.claim.cell else "")
            return replace(judged, diagnosis=f"{judged.diagnosis}; {numeral} is {shown(first)} of {place}")
    return judged
