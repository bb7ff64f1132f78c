"""The numbers that are shown beside a corrected side: those of the reading in which that side was proved."""

from __future__ import annotations

from dataclasses import replace

from ...proof.verdict import Outcome
from ...reading.document.statements.bindings import Statement
from ...reading.expression.nodes import Node
from ..equality.equalities import decided
from ..equality.told_values import among_told_values, told_up_to
from ..equality.witness_letters import in_letters
from ..finding import FAULTS, Judgement
from .link import Lowering


def seen_where_corrected(
    lowering: Lowering, statement: Statement, sides: tuple[Node, Node], judged: Judgement
) -> Judgement:
    """The refutation with the numbers of the reading under which a corrected side was proved, or without any.

    Another reading refutes with numbers of its own, which may be those of no corrected side.
    """
    try:
        equality = lowering.equality(statement, *sides, lowering.plainly)
        again = decided(equality, quick=True)
        again = among_told_values(equality, again, told_up_to(lowering.document, statement)) or again
    except FAULTS:
        return replace(judged, witness=())
    refuted = again.verdict == Outcome.REFUTED
    return replace(judged, witness=in_letters(again, equality.network).witness if refuted else ())
