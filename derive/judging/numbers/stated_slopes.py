"""Slopes whose values earlier lines state, in the numbers of an update: 0.6 − 0.1 · 0.07 after ∂E/∂w = … = 0.07."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement, is_numeric
from ...reading.expression.nodes import Derivative, Node, Number, Terms, mapped, walk
from ..finding import Judgement
from ..links.link import Lowering
from ..links.ties import Under
from .stated import numerals_of

HOLDING = (Outcome.PROVED, Outcome.ROUNDED)
OF_LINES_BEFORE = "with the values that earlier lines end in"


def by_stated_slopes(
    lowering: Lowering, statement: Statement, place: int, judged: Judgement, under: Under
) -> Judgement:
    """The verdict on a link that is undecided but for the values that lines before it state of slopes.

    What holds with these, which may be rounded, is not refuted. ``under`` gives the verdict on a link of a line.
    """
    refuted = judged.verdict == Outcome.REFUTED
    open_ = refuted or judged.verdict == Outcome.UNDECIDED
    alone = any(isinstance(side, Derivative) for side in statement.trees[place : place + 2])
    open_ &= not (refuted and alone)  # what is stated of it again is held against its formula
    put_in = with_stated_slopes(lowering.document, statement, place) if open_ else None
    found = under(lowering, put_in, place) if put_in is not None else judged
    if refuted and found is not judged:
        return Judgement(Outcome.ROUNDED, OF_LINES_BEFORE) if found.verdict in HOLDING else judged
    return judged if found.verdict == Outcome.REJECTED else found


def with_stated_slopes(document: Document, statement: Statement, place: int) -> Statement | None:
    """The line with the stated values in a side beside numbers; None where there are none to put in.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = (r"\\frac{dE}{dw} = 2 w = 0.8", r"w - 0.1 \\frac{dE}{dw} = 0.4 - 0.1 \\cdot 0.8")
    >>> document = document_of([Claim(line, 1, 1) for line in lines])
    >>> first = with_stated_slopes(document, document.statements[1], 0).trees[0]
    >>> first.terms[1][1].parts[1][1].text
    '0.8'
    """
    sides = statement.trees[place : place + 2]
    if sum(side is not None and is_numeric(side) for side in sides) != 1:
        return None
    numbers = next(side for side in sides if side is not None and is_numeric(side))
    written = [node.text for node in walk(numbers) if isinstance(node, Number) and "." in node.text]
    known = {slope: _as_written(value, written) for slope, value in _stated_before(document, statement).items()}
    made = tuple(tree and _put_in(tree, known) for tree in sides)
    trees = (*statement.trees[:place], *made, *statement.trees[place + 2 :])
    return replace(statement, trees=trees) if made != sides else None


def _stated_before(document: Document, statement: Statement) -> dict[Derivative, Node]:
    """The slopes with the numerals that the lines before in the section end with, the newest of each."""
    found: dict[Derivative, Node] = {}
    for other in document.statements[: statement.order]:
        first, last = other.trees[0], other.trees[-1]
        near = other.claim.section == statement.claim.section
        if near and isinstance(first, Derivative) and last is not None and numerals_of(last) is not None:
            found[first] = last
    return found


def _as_written(value: Node, written: list[str]) -> Node:
    """The stated value with the digits that the numbers beside it have: 0.08217 as 0.0822, or as 0.0821 cut off."""
    if isinstance(value, Terms):
        return replace(value, terms=tuple((sign, _as_written(part, written)) for sign, part in value.terms))
    if not isinstance(value, Number) or "." not in value.text:
        return value
    exact = Fraction(value.text)
    shown = [text for text in written if len(text.replace(".", "").strip("0")) > 1]  # 0.5 may be another number
    near = [text for text in shown if abs(Fraction(text) - exact) < Fraction(1, 10 ** len(text.partition(".")[2]))]
    return Number(max(near, key=len)) if near and value.text not in written else value


def _put_in(node: Node, known: dict[Derivative, Node]) -> Node:
    found = known.get(node) if isinstance(node, Derivative) else None
    return found if found is not None else mapped(node, lambda part: _put_in(part, known))
