"""A side that fits no shape because of one slip, which is refuted where the side without it is proved."""

from __future__ import annotations

from collections.abc import Callable

from ..proof.verdict import Outcome
from ..reading.document.statements.bindings import Statement
from ..reading.expression.nodes import Node
from ..reading.tex.index_letters import written_plainly
from .corrections import read_side, side_of
from .equality.equalities import Equality, decided, is_empty
from .finding import FAULTS, Judgement
from .links.link import Lowering
from .links.readings import Reading
from .slips.own_side import changed_sides

MISFITS = frozenset(
    {
        "the shapes do not fit together", "the shapes do not fit", "the shapes of the two sides differ",
        "a number stands beside a vector", "it needs two sizes to be equal of which nothing says so",
    }
)  # fmt: skip
MOST_TRIED = 60
LeftOpen = Callable[[Statement, Equality, tuple[Node, Node]], list[str]]


def undone(lowering: Lowering, statement: Statement, place: int, judged: Judgement, left_open: LeftOpen) -> Judgement:
    """The refutation of a side that fits no shape, where it is proved without one slip; else what was judged.

    ``left_open`` says why a refutation stays open.
    """
    left, claim = statement.trees[place], statement.claim
    if judged.verdict != Outcome.UNDECIDED or judged.diagnosis not in MISFITS or left is None:
        return judged
    side = side_of(claim, place + 1)
    for tried, (sentence, latex) in enumerate(changed_sides(side, claim.latex)):
        if tried == MOST_TRIED:
            break
        tree = read_side(latex, claim, lowering.document)
        equality = _proved(lowering, statement, left, tree) if tree is not None else None
        if tree is not None and equality is not None:
            if left_open(statement, equality, (left, tree)):
                return judged
            return Judgement(Outcome.REFUTED, sentence, corrected=written_plainly(latex))
    return judged


def _proved(lowering: Lowering, statement: Statement, left: Node, tree: Node) -> Equality | None:
    """The equality of the left side with a tree where it is proved, and more than 0 = 0."""
    try:
        equality = lowering.equality(statement, left, tree, Reading(held=bool(lowering.document.roles.steps)))
        open_ones = equality.doubts or equality.strained or equality.missing or equality.unbound
        if open_ones or is_empty(equality) or not decided(equality, quick=True).verdict.proved:
            return None
    except FAULTS:
        return None
    return equality
