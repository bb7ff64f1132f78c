"""Sizes that a formula writes out entry by entry, where the document has a letter for them: p_1 + p_2 = 1 for K = 2."""

from __future__ import annotations

import re
from dataclasses import replace

from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement
from ...reading.expression.nodes import Number
from ..finding import Judgement
from .equalities import Equality
from .larger_sizes import WRITTEN_OUT
from .setting import sizes_in_full

WORDS = {2: re.compile(r"\b(?:two|binary|both)\b", re.IGNORECASE), 3: re.compile(r"\bthree\b", re.IGNORECASE)}


def at_told_sizes(judgement: Judgement, equality: Equality, document: Document, statement: Statement) -> Judgement:
    """The proof of what is written out, when the size is what that takes; open where another one is told.

    >>> from ...network.building import classifier
    >>> proof, equality = Judgement(Outcome.PROVED, "for every size"), Equality(classifier(), 0, 0)
    >>> at_told_sizes(proof, equality, None, None) == proof
    True
    """
    if not judgement.verdict.proved or not judgement.diagnosis.startswith(WRITTEN_OUT):
        return judgement
    sides = (equality.left, equality.right, *(made.value for made in equality.network.definitions))
    conditions = [judgement.condition] if judgement.condition else []
    for size in sorted(sizes_in_full(sides, equality.network), key=str):
        number = (equality.sizes or {}).get(size)
        if number is None or str(size) not in document.sizes:
            continue
        told = _told(str(size), document, statement)
        if told and number not in told:
            return Judgement(Outcome.UNDECIDED, f"it holds for {size} = {number}, and {size} = {min(told)} is told")
        if not told and f"{size}={number}" not in judgement.condition:
            conditions.append(f"{size}={number}")
    verdict = Outcome.PROVED_WHEN if conditions else judgement.verdict
    return replace(judgement, verdict=verdict, condition=", and ".join(conditions))


def _told(size: str, document: Document, statement: Statement) -> set[int]:
    """The numbers that a size is told to be: in the words around a formula, in its section, or anywhere."""
    words = f"{statement.claim.heading} {statement.claim.prose}"
    around = {int(number) for number in re.findall(rf"(?<![A-Za-z\\_]){re.escape(size)}\s*=\s*(\d+)(?!\.\d)", words)}
    around |= {number for number, word in WORDS.items() if word.search(words)}
    stated = [b for b in document.by_name.get(size, ()) if b.value and isinstance(b.body, Number)]
    here = [b for b in stated if b.section == statement.claim.section]
    return around or {int(b.body.text) for b in here or stated if isinstance(b.body, Number) and b.body.text.isdigit()}
