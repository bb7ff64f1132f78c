"""Links of a document that drops the index of its samples: judged as they stand, and with the index put back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..proof.verdict import Outcome
from ..reading.document.statements.bindings import Statement
from ..reading.expression.nodes import names_in
from .finding import Judgement

if TYPE_CHECKING:
    from .document_judge import DocumentJudge


def of_each_sample(judged: Judgement, order: int, place: int, judge: DocumentJudge | None) -> Judgement | None:
    """The verdict on a link with the index put back, where that says more than the link as it stands.

    With s = wᵀ x beside z_i = σ(wᵀ x_i), log(z/(1 − z)) = s is of any sample, and no refutation of it is one. What is
    of one sample beside what is made of all is refuted by nothing: which of both is meant is not told.

    >>> of_each_sample(Judgement(Outcome.REFUTED), 0, 0, None) is None
    True
    """
    if judge is None or judged.verdict in (Outcome.PROVED, Outcome.ROUNDED, Outcome.REJECTED):
        return None
    twin = judge.document.statements[order]
    found = judge.link(twin, place, twin.chain.relations[place])
    if judged.verdict == Outcome.PROVED_WHEN:
        return found if found.verdict == Outcome.PROVED else None
    if found.verdict == Outcome.REFUTED and judged.verdict != Outcome.REFUTED and _is_of_one(twin, place, judge):
        return None
    return found if judged.verdict == Outcome.REFUTED or found.verdict != Outcome.UNDECIDED else None


def _is_of_one(twin: Statement, place: int, judge: DocumentJudge) -> bool:
    """True where one side alone has the letter of the sample."""
    letter = judge.document.dropped.letter if judge.document.dropped is not None else ""
    sides = [tree for tree in twin.trees[place : place + 2] if tree is not None]
    return len({letter in {name.name for name in names_in(side)} for side in sides}) == 2
