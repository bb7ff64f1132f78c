"""What a document defines a second time: the second holds from there on, and refutes nothing that the first proves."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from ..proof.verdict import Outcome
from ..reading.document.statements.bindings import Statement
from .explained import explained
from .finding import Judgement
from .guards.conditions_told import another_example
from .guards.other_meanings import is_of_a_slope, is_of_several_units
from .links.link import Lowering
from .links.usual_conditions import holds_usually

if TYPE_CHECKING:
    from .document_judge import DocumentJudge

OF_THE_FIRST = "true by the first definition of a letter, false by the second: say which is meant"


def redefine(judge: DocumentJudge) -> Lowering | None:
    """What is defined a second time and is not the same means the second from there on: it refutes nothing.

    The lowering in which it does not is returned, None where nothing is defined again.
    """
    first = copy.copy(judge.lowering)
    judge.choosing = True
    forms = [(s, s.binding) for s in judge.document.statements if s.kind == "form" and s.binding is not None]
    for form, binding in forms:
        if form.order in judge.lowering.circular or is_of_a_slope(judge.document, form):
            continue  # what it needs is defined by what it would define
        layer, units = binding.layer, is_of_several_units(judge.document, binding, judge.lowering.ranks)
        if layer is not None and not layer.letter.isdigit() and not units:
            continue  # of any layer, or of the last one, the first line has said it
        judged = judge.link(form, 0, form.chain.relations[0])
        differs = judged.verdict == Outcome.REFUTED
        if units or (differs and not holds_usually(judge.lowering, judge.document, form)):
            judge.again.add(form.order)
            if units or (
                another_example(judge.document, form) and not explained(judge.lowering, form, 0, judged).corrected
            ):
                judge.examples.add(form.order)
            judge.lowering.document = judge.document = judge.document.with_bindings([binding])
            judge.lowering.holding.clear()
    judge.choosing = False
    return first if judge.again else None


def by_the_first(judge: DocumentJudge, statement: Statement, place: int, judged: Judgement) -> Judgement:
    """The verdict on a link, of which the second definition of a letter refutes nothing that the first one proves."""
    if judged.verdict != Outcome.REFUTED or judge.first is None or judge.choosing:
        return judged
    first = judge.under(judge.first, statement, place)
    return Judgement(Outcome.UNDECIDED, OF_THE_FIRST) if first.verdict.proved else judged
