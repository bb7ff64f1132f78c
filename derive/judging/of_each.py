"""Links of a document that drops the index of its samples: judged as they stand, and with the index put back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..proof.verdict import Outcome
from .finding import Judgement

if TYPE_CHECKING:
    from .document_judge import DocumentJudge


def of_each_sample(judged: Judgement, order: int, place: int, judge: DocumentJudge | None) -> Judgement | None:
    """The verdict on a link with the index put back, where that says more than the link as it stands.

    With s = wᵀ x beside z_i = σ(wᵀ x_i), log(z/(1 − z)) = s is of any sample, and no refutation of it is one.

    >>> of_each_sample(Judgement(Outcome.REFUTED), 0, 0, None) is None
    True
    """
    if judge is None or judged.verdict in (Outcome.PROVED, Outcome.ROUNDED, Outcome.REJECTED):
        return None
    twin = judge.document.statements[order]
    found = judge.link(twin, place, twin.chain.relations[place])
    if judged.verdict == Outcome.PROVED_WHEN:
        return found if found.verdict == Outcome.PROVED else None
    return found if judged.verdict == Outcome.REFUTED or found.verdict != Outcome.UNDECIDED else None
