"""What a formula comes to with the values of its section, where a line puts other numbers in the place of letters."""

from __future__ import annotations

from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement, is_numeric
from ...reading.expression.nodes import Name
from ..finding import Judgement
from ..links.link import Lowering
from .with_numbers import judged_with_numbers

OF_ANOTHER = "the values that are stated in its section come to another number: those of another example may be meant"


def with_other_values(lowering: Lowering, statement: Statement) -> Judgement | None:
    r"""UNDECIDED for o = 2 · 2 + 1 = 5 of an o = w r + b in a section that says w = 1, r = 2, b = 0; None elsewhere.

    A letter with several values in the section may be meant with any of them.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = ("o = w r", "w = 1", "r = 2", r"o = 1 \cdot 2 = 2", r"o = 3 \cdot 2 = 6")
    >>> lowering = Lowering(document_of([Claim(text, n, 1, section=n > 0) for n, text in enumerate(lines)]))
    >>> [with_other_values(lowering, line) is None for line in lowering.document.statements[3:]]
    [True, False]
    """
    first, last = statement.trees[0], statement.trees[-1]
    if statement.kind != "numbers" or not isinstance(first, Name) or not _is_settled_here(lowering.document, statement):
        return None
    for side in (statement.trees[1], last):
        if side is None or not is_numeric(side):
            return None
        judged = judged_with_numbers(lowering, statement, first, side, statement.chain.relations[0], of=first)
        if judged is None or judged.verdict != Outcome.REFUTED:
            return None
    return Judgement(Outcome.UNDECIDED, OF_ANOTHER)


def _is_settled_here(document: Document, statement: Statement) -> bool:
    """True where the section states, each once, all values that a letter comes down to and that have some."""
    name, section = statement.trees[0], statement.claim.section
    if not isinstance(name, Name) or not document.defined(name.name):
        return False
    below = [letter for letter in document.reached([name.name]) if not document.defined(letter)]
    stated = [values for letter in below if (values := document.values(letter, statement.order))]
    here = [[binding for binding in values if binding.section == section] for values in stated]
    once = all(len({(b.indices, b.layer) for b in values}) == len(values) for values in here)
    return bool(here) and all(here) and once
