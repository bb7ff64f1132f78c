"""What is wrong by the definition that holds and right by one of another scope is open: either may be meant."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ..proof.verdict import Outcome
from ..reading.document.statements.bindings import Binding, Statement
from ..reading.document.statements.scoped import scope_of
from ..reading.expression.nodes import Name, names_in
from .finding import Judgement

if TYPE_CHECKING:
    from .document_judge import DocumentJudge

MOST_TRIED = 6


def by_other_scopes(judge: DocumentJudge, statement: Statement, place: int, judged: Judgement) -> Judgement:
    """The verdict on a link, which is open where a letter has another meaning in an example, a section or around them.

    A line in the very scope of what defines its letters speaks of these, but where an example has perhaps ended.
    """
    if judged.verdict != Outcome.REFUTED or judge.choosing:
        return judged
    for tried, (used, other) in enumerate(_competing(judge, statement)):
        if other is None:
            words = f"what {used.name} is, line {used.line} says for an example alone: say it anew where it is meant"
            return Judgement(Outcome.UNDECIDED, words)
        if tried >= MOST_TRIED:
            break
        lowering = copy.copy(judge.lowering)
        lowering.document = replace(judge.document, by_name={**judge.document.by_name, used.name: (other,)})
        lowering.holding = {}
        if judge.under(lowering, statement, place).verdict.proved:
            words = f"true if {used.name} is that of line {other.line}, false if that of line {used.line}"
            return Judgement(Outcome.UNDECIDED, f"{words}: say which is meant")
    return judged


def _competing(judge: DocumentJudge, statement: Statement) -> Iterator[tuple[Binding, Binding | None]]:
    """The definitions by which a line is judged, each with every other one; None for one of an example that is over."""
    document, index = judge.document.asked_at(statement.order), judge.document.index
    here = statement.claim.scope
    for used in _used(judge, statement):
        scope = scope_of(index, used.order)
        if any(number < 0 and number not in here for number in scope):
            yield used, None
        if scope == here and not statement.claim.perhaps_behind:
            continue
        for other in document.by_name.get(used.name, ()):
            alike = other.layer == used.layer and len(other.indices) == len(used.indices)
            alike &= len(other.parameters) == len(used.parameters)
            apart = scope_of(index, other.order) != scope and other.order < statement.order
            if alike and apart and not other.value and other.body != used.body:
                yield used, other


def _used(judge: DocumentJudge, statement: Statement) -> Iterator[Binding]:
    """The definitions that a line comes down to."""
    document = judge.document.asked_at(statement.order)
    waiting: list[tuple[Name, int]] = [(name, statement.order) for tree in statement.read for name in names_in(tree)]
    seen: set[int] = set()
    while waiting:
        name, order = waiting.pop(0)
        used = document.defining(name, order)
        if used is not None and id(used) not in seen:
            seen.add(id(used))
            yield used
            waiting += [(inner, used.order) for inner in names_in(used.body)]
