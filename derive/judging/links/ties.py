"""Two conventions that fit a document equally well: what holds under one of them only is told as that."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from ...proof.verdict import Outcome
from ...reading.document.conventions import conventions, entries_turned
from ...reading.document.model import Document, document_of
from ...reading.document.statements.bindings import Statement
from ...reading.notes.claims import Claim
from ..finding import Finding, Judgement
from .lines_of_layers import with_layers_settled
from .link import Lowering

MEAN, SUM = "dZ is the slope of the mean", "dZ is the slope of the sum"
Under = Callable[[Lowering, Statement, int], Judgement]
ROWS, COLUMNS = "vectors are rows", "vectors are columns"
FIRST, TURNED = "the rows of a matrix are the first index of its entries", "they are the second"
WITHIN, BESIDE = "−Σ a + b is −Σ (a + b)", "−Σ a + b is −Σ a + Σ b"
# What says that a line cannot be meant under a convention.
MISFIT = re.compile(r"a number stands|two (?:transposed )?vectors|a column before|a row behind|the shapes|two matrices")
MINUS = re.compile(r"-[^=&]{0,40}\\sum")


def best(fits: Sequence[tuple[int, Lowering]]) -> tuple[Lowering, list[Lowering]]:
    """The lowering under which most of the document holds, the first of those; and the others that fit as well.

    An index too many is a slip or none, which is no convention.
    """
    most = max(fit for fit, _ in fits)
    chosen, *tied = [lowering for fit, lowering in fits if fit == most]
    return chosen, [other for other in tied if other.narrow == chosen.narrow]


def fit_of(statement: Statement, findings: Callable[[Claim], list[Finding]]) -> int:
    """How many links of a line hold under a convention; of a definition those behind the first, such as its numbers."""
    if statement.kind in ("claim", "form"):
        return sum(found.verdict.proved for found in findings(statement.claim))
    if statement.kind != "definition" or len(statement.trees) < 3:
        return 0
    held = [found for found in findings(statement.claim) if found.verdict.proved or found.verdict == Outcome.ROUNDED]
    return sum(found.link > 1 for found in held)


def under_other_conventions(first: Lowering, documents: Sequence[Document], claims: Sequence[Claim]) -> list[Lowering]:
    """The document as it may be meant besides: gradients of the mean, vectors as rows, sums over all behind them."""
    found = [Lowering(document, mean=True) for document in documents[1:]]
    if first.unsure:
        found += [Lowering(document, rows=True, mean=place > 0) for place, document in enumerate(documents)]
    if first.ranks.widened:
        found += [Lowering(document, narrow=True, mean=place > 0) for place, document in enumerate(documents)]
    return found + summed_otherwise(claims, first.document)


def summed_otherwise(claims: Sequence[Claim], document: Document) -> list[Lowering]:
    r"""The document in which −Σ a_i + b_i is −Σ (a_i + b_i), where it has such a sum.

    >>> claims = [Claim(rf"L = -\sum_i {body}", 1, 1) for body in ("t_i a_i + b_i", "(t_i a_i + b_i)")]
    >>> [len(summed_otherwise([claim], document_of([claim]))) for claim in claims]
    [1, 0]
    """
    if not any(MINUS.search(claim.latex) for claim in claims):
        return []
    other = conventions(document_of(claims, bracketed=True))[0]
    pairs = zip(document.statements, other.statements, strict=False)
    return [Lowering(with_layers_settled(other), bracketed=True)] if any(a.trees != b.trees for a, b in pairs) else []


def with_entries_turned(chosen: Lowering) -> list[Lowering]:
    """The document as it may be meant besides, where nothing but letters says that w_{ij} is W_{ij}: it is W_{ji}."""
    document = entries_turned(chosen.document)
    return (
        [Lowering(document, rows=chosen.rows, narrow=chosen.narrow, mean=chosen.mean, turned=True)] if document else []
    )


def weighed(
    judged: Judgement, statement: Statement, place: int, chosen: Lowering, tied: Sequence[Lowering], under: Under
) -> Judgement:
    """The verdict over all conventions that fit, which says what it assumes where they differ.

    What one of them proves is refuted only where that one refutes another line: then the lines contradict each other.
    ``under`` gives the verdict on a link of a line under a convention.
    """
    if judged.verdict not in (Outcome.PROVED, Outcome.REFUTED):
        return judged
    for other in tied:
        twin = other.document.statements[statement.order]
        if twin.trees == statement.trees and (not _differ(chosen, other) or judged.verdict != Outcome.REFUTED):
            continue
        found = under(other, twin, place)
        mine, its = _words(chosen, other, differ=twin.trees != statement.trees)
        if judged.verdict == Outcome.PROVED and found.verdict == Outcome.REFUTED:
            between = ", " if "assuming" in judged.diagnosis else "; assuming "
            return replace(judged, diagnosis=f"{judged.diagnosis}{between}{mine}")
        if judged.verdict == Outcome.REFUTED and found.verdict.proved:
            line = _contradicted(chosen, other, under)
            if not line:
                return Judgement(Outcome.UNDECIDED, f"true if {its}, false if {mine}: say which is meant")
            said = f"{judged.diagnosis}, assuming {mine}; if {its}, this holds, and line {line} does not"
            return replace(judged, diagnosis=said)
        if judged.verdict == Outcome.REFUTED and found.verdict != Outcome.REFUTED and not MISFIT.match(found.diagnosis):
            words = f"it would be wrong if {mine}; if {its}, it stays open: {found.diagnosis}"
            return Judgement(Outcome.UNDECIDED, words)
    return judged


def _contradicted(chosen: Lowering, other: Lowering, under: Under) -> int:
    """The first line that holds under the one convention and is refuted under the other; 0 where there is none."""
    for mine, its in zip(chosen.document.statements, other.document.statements, strict=True):
        alike = mine.trees == its.trees and not _differ(chosen, other)
        claims = not alike and mine.kind in ("claim", "form") and mine.chain.relations[0] == "="
        if claims and under(chosen, mine, 0).verdict.proved and under(other, its, 0).verdict == Outcome.REFUTED:
            return mine.claim.line
    return 0


def _differ(chosen: Lowering, other: Lowering) -> bool:
    """True where two conventions differ in more than what is written in a line."""
    mine, its = ((low.rows, low.turned, low.bracketed) for low in (chosen, other))
    return mine != its


def _words(chosen: Lowering, other: Lowering, *, differ: bool) -> tuple[str, str]:
    """What the two conventions say."""
    if chosen.bracketed != other.bracketed:
        return (WITHIN, BESIDE) if chosen.bracketed else (BESIDE, WITHIN)
    if differ:  # the first of them is that of the sum, wherever there are two
        return (MEAN, SUM) if chosen.mean else (SUM, MEAN)
    if chosen.turned != other.turned:
        return (TURNED, FIRST) if chosen.turned else (FIRST, TURNED)
    return (ROWS, COLUMNS) if chosen.rows else (COLUMNS, ROWS)
