"""What a document defines a second time, or once more of one case: what holds from there on, and what is a claim."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

from ..proof.verdict import Outcome
from ..reading.document.model import Document
from ..reading.document.statements.bindings import Binding, Statement, is_introduced
from ..reading.document.statements.special_cases import is_entry_of, is_special_case
from ..reading.expression.nodes import Call, Derivative, Name, names_in
from .explained import explained
from .finding import NOTHING_EXPLAINS, Judgement
from .guards.conditions_told import another_example, is_of_its_parameters
from .guards.of_a_slope import is_of_a_slope, is_of_any_loss
from .guards.other_meanings import is_of_several_units
from .links.link import Lowering
from .links.steps_down import as_a_step, is_wrong_step
from .links.usual_conditions import holds_usually
from .numbers.other_examples import with_other_values
from .other_scopes import by_other_scopes
from .updates import judged_alone

if TYPE_CHECKING:
    from .document_judge import DocumentJudge

OF_THE_FIRST = "true by the first definition of a letter, false by the second: say which is meant"
OTHERWISE = "another line says in another way what it is for every index"
NEXT = re.compile(r"\b(?:next|now|let|take|consider|suppose|instead|another)\b[^.$]{0,24}\$*\W*$", re.IGNORECASE)


def redefine(judge: DocumentJudge) -> Lowering | None:
    """What is defined a second time and is not the same means the second from there on: it refutes nothing.

    The lowering in which it does not is returned, None where nothing is defined again.
    """
    first = copy.copy(judge.lowering)
    first.holding = {}  # what holds by the second definition may not hold by the first
    judge.choosing = True
    rewritten = set[tuple[int, str]]()
    forms = [(s, s.binding) for s in judge.document.statements if s.kind == "form" and s.binding is not None]
    for form, binding in forms:
        if form.order in judge.lowering.circular or is_of_a_slope(judge.document, form):
            continue  # what it needs is defined by what it would define
        if is_of_any_loss(judge.document, form):
            continue
        layer, units = binding.layer, is_of_several_units(judge.document, binding, judge.lowering.ranks)
        if layer is not None and not layer.letter.isdigit() and not units:
            continue  # of any layer, or of the last one, the first line has said it
        judged = judge.link(form, 0, form.chain.relations[0])
        differs = judged.verdict == Outcome.REFUTED
        if judged.verdict.proved:
            rewritten.add((binding.section, binding.name))
            if _is_in_more_steps(judge.document, form, binding):
                judge.lowering.document = judge.document = judge.document.with_bindings([binding])
        rearranged = differs and (binding.section, binding.name) in rewritten and not NEXT.search(form.claim.before)
        slip = rearranged and explained(judge.lowering, form, 0, judged).corrected
        if rearranged and (slip or not _is_told_by_its_slope(judge, form, binding)):
            continue  # its formula is rearranged in this section, and this is a step of it
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


def _is_told_by_its_slope(judge: DocumentJudge, form: Statement, binding: Binding) -> bool:
    """True for f(x, y) = x + y right before ∂f/∂x = 1, which holds of it: that is what f is from there on."""
    if not is_of_its_parameters(binding):
        return False
    behind = next(iter(judge.document.statements[form.order + 1 : form.order + 2]), None)
    slope = behind.trees[0] if behind is not None and behind.claim.section == binding.section else None
    above = slope.numerator if isinstance(slope, Derivative) else None
    if behind is None or (above.function if isinstance(above, Call) else above) != Name(binding.name):
        return False
    lowering = copy.copy(judge.lowering)
    lowering.document = judge.document.with_bindings([binding])
    return judge.under(lowering, behind, 0).verdict.proved


def _is_in_more_steps(document: Document, form: Statement, binding: Binding) -> bool:
    """True for y = b + h where y = b + sin(f) came first, f and h have lines since, and all steps of it are in both."""
    before = document.defining(Name(binding.name, binding.indices), form.order - 1)
    if before is None or before.layer != binding.layer or before.indices != binding.indices:
        return False
    first, second = (
        {name for name in document.reached(n.name for n in names_in(body)) if document.defined(name)}
        for body in (before.body, binding.body)
    )
    return first < second and binding.name not in second


def by_the_first(judge: DocumentJudge, statement: Statement, place: int, judged: Judgement) -> Judgement:
    """The verdict on a link: the second definition of a letter refutes nothing that the first one proves.

    Nor does that of one scope refute what the definition of another one proves.
    """
    if judged.verdict != Outcome.REFUTED or judge.choosing:
        return judged
    if judge.first is None:
        return by_other_scopes(judge, statement, place, judged)
    first = copy.copy(judge.first)
    first.document = first.document.with_bindings(_announced(judge, statement))
    by_first = judge.under(first, statement, place)
    if by_first.verdict.proved:
        return Judgement(Outcome.UNDECIDED, OF_THE_FIRST)
    return by_other_scopes(judge, statement, place, judged)


def _announced(judge: DocumentJudge, statement: Statement) -> list[Binding]:
    """The further examples of functions that a word announces in the section of a claim: "next f(x) = e^x" is meant."""
    forms = [judge.document.statements[order] for order in sorted(judge.examples) if order < statement.order]
    mine = [form for form in forms if form.claim.section == statement.claim.section and NEXT.search(form.claim.before)]
    return [form.binding for form in mine if form.binding is not None and is_of_its_parameters(form.binding)]


def of_one_case(judge: DocumentJudge, statement: Statement, place: int) -> Judgement | None:
    """The verdict on a line that says of one index what another says of every one; None where it says something new.

    So is a step Δb = η δ beside Δw = −η ∂L/∂w. It is refuted where a slip explains it: p_1 = e^{z_1} / Σ_j e^{−z_j}
    after p_i = e^{z_i} / Σ_j e^{z_j}. An entry that is otherwise made of the same letters is open; the first step of a
    recurrence is a start.
    """
    binding = statement.binding
    if judge.choosing or place or binding is None:
        return None
    if (of_another := with_other_values(judge.lowering, statement)) is not None:
        return of_another
    of_all = [b for b in judge.document.by_name.get(binding.name, ()) if is_special_case(binding, b)]
    entry = any(is_entry_of(binding, b) for b in of_all)  # for two classes p_1 is said of the same p
    step = None if of_all or is_introduced(statement) else as_a_step(judge.document, statement)
    if step is None and (not of_all or (is_introduced(statement) and not entry)):
        return None
    document = judge.document if step else judge.document.with_forms([statement.order])
    judged = judged_alone(judge, step or document.statements[statement.order], document)
    named = judged.verdict == Outcome.REFUTED and not NOTHING_EXPLAINS.match(judged.diagnosis)
    named &= step is None or is_wrong_step(judge.document, statement, judged.diagnosis)
    if judged.verdict.proved or named:
        return judged
    if not entry:
        return None
    return Judgement(Outcome.UNDECIDED, OTHERWISE) if judged.verdict == Outcome.REFUTED else judged
