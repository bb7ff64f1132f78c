"""Steps, w ← w − η g: what they claim is that g is the slope that is gone down, and each equality behind the step."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING

from ..proof.verdict import Outcome
from ..reading.document.model import Document
from ..reading.document.statements.bindings import Statement, is_numeric
from .explained import explained
from .finding import NOTHING_EXPLAINS, Finding, Judgement
from .links.steps_down import as_a_step, is_of_a_slope, is_wrong_step
from .misfits import with_its_slip
from .saying import finding_of

if TYPE_CHECKING:
    from .document_judge import DocumentJudge

EQUAL = ("=", "≈")


def of_an_update(judge: DocumentJudge, statement: Statement) -> list[Finding]:
    """The findings in a step: its first link where a slope is known that it should go down, and all behind it."""
    found = []
    told = of_a_step(judge, statement)
    if told is not None:
        found.append(finding_of(statement, 0, told))
    for place, relation in list(enumerate(statement.chain.relations))[1:]:
        if relation in EQUAL and statement.chain.sides[place]:
            judged = judge.link(statement, place, relation)
            if judged.verdict != Outcome.UNDECIDED or not _is_stated(statement, place):
                found.append(finding_of(statement, place, judged))
    return found


def _is_stated(statement: Statement, place: int) -> bool:
    """True for the number at the end of w ← w − η g = 0.48, where the letters have no values."""
    right = statement.trees[place + 1]
    return right is not None and is_numeric(right)


def of_a_step(judge: DocumentJudge, statement: Statement) -> Judgement | None:
    """The verdict on w − η ∂L/∂w = w − η g; None where no line says what is gone down, or the two may differ."""
    if judge.choosing or len(statement.trees) < 2:
        return None
    first = replace(statement, trees=statement.trees[:2], kind="definition", body=1)
    step = as_a_step(judge.document, first)
    if step is None:
        return None
    judged = judged_alone(judge, step, judge.document)
    named = judged.verdict == Outcome.REFUTED and not NOTHING_EXPLAINS.match(judged.diagnosis)
    sure = named and is_wrong_step(judge.document, first, judged.diagnosis)
    return judged if sure or (judged.verdict.proved and not is_of_a_slope(first)) else None


def judged_alone(judge: DocumentJudge, statement: Statement, document: Document) -> Judgement:
    """The verdict on the first link of a line in a document, whatever others say, with the slip that explains it."""
    lowering = copy.copy(judge.lowering)
    lowering.document, lowering.holding = document, {}
    alone, judge.alone = judge.alone, True  # for every size, and not for small ones alone
    judged = judge.under(lowering, statement, 0)
    judge.alone = alone
    if judged.verdict == Outcome.REFUTED:
        judged = explained(lowering, statement, 0, judged)
        judged = with_its_slip(lowering, statement, 0, judged)
    return judged
