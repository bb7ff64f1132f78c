"""Links of a document that drops the index of its samples: judged as they stand, and with the index put back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..proof.verdict import Outcome
from ..reading.document.statements.bindings import Statement
from ..reading.expression.nodes import Total, names_in, walk
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
    """True where one side is of one sample, and the other is made of a sum over all of them."""
    document = judge.document
    letter = document.dropped.letter if document.dropped is not None else ""
    sides = [{name.name for name in names_in(tree)} for tree in twin.trees[place : place + 2] if tree is not None]
    if len({letter in names for names in sides}) < 2:
        return False
    reached = document.reached(name for names in sides if letter not in names for name in names)
    bodies = (b.body for name in reached for b in document.by_name.get(name, ()) if not b.value)
    return any(isinstance(node, Total) and letter in node.indices for body in bodies for node in walk(body))
