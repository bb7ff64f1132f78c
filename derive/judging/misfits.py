"""A slip of the pen in the author's own side: what fits no shape is refuted where it is proved without one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice

import sympy as sp

from ..proof.verdict import Outcome
from ..reading.document.model import Document
from ..reading.document.statements.bindings import Statement
from ..reading.expression.nodes import Derivative, Name, Node, Total, names_in, walk
from ..reading.tex.index_letters import written_plainly
from .corrections import read_side, side_of
from .equality.equalities import Equality, decided, differs_somewhere, is_empty
from .equality.right_class import of_the_right_class
from .finding import FAULTS, NOTHING_ELSE, Judgement
from .links.corrected_numbers import seen_where_corrected
from .links.link import Lowering
from .slips.own_side import changed_sides, letters_of, rewritten_sides

MISFITS = frozenset(
    {
        "the shapes do not fit together", "the shapes do not fit", "the shapes of the two sides differ",
        "a number stands beside a vector", "it needs two sizes to be equal of which nothing says so",
    }
)  # fmt: skip
NOWHERE = "nothing in the document says what {} is"
MOST_TRIED, MOST_LETTERS = 60, 12
MOST_NODES = 3000  # of all sides that are tried together
LeftOpen = Callable[[Statement, Equality, tuple[Node, Node]], list[str]]
Found = tuple[str, str, Equality, Node]  # what is wrong, the side without it, and that it is proved


def undone(lowering: Lowering, statement: Statement, place: int, judged: Judgement, left_open: LeftOpen) -> Judgement:
    """The refutation of a side that fits no shape, where it is proved without one slip; else what was judged.

    ``left_open`` says why a refutation stays open.
    """
    left = statement.trees[place]
    misfit = judged.diagnosis in MISFITS or judged.diagnosis.startswith(NOTHING_ELSE)
    if judged.verdict != Outcome.UNDECIDED or not misfit or left is None:
        return judged
    side = side_of(statement.claim, place + 1)
    found = _first_proved(lowering, statement, left, changed_sides(side, statement.claim.latex))
    if found is None or left_open(statement, found[2], (left, found[3])):
        return judged
    return Judgement(Outcome.REFUTED, found[0], corrected=written_plainly(found[1]))


def with_its_slip(lowering: Lowering, statement: Statement, place: int, judged: Judgement) -> Judgement:
    """The refutation with the author's own side corrected, where one slip of the pen explains it; else as it is.

    What stays open because a letter stands nowhere else is refuted where the side holds with one transpose or index.
    """
    left = statement.trees[place]
    if judged.diagnosis.startswith(NOTHING_ELSE):
        return undone(lowering, statement, place, judged, lambda *_: [])
    if judged.verdict != Outcome.REFUTED or judged.corrected or left is None:
        return judged
    right, side, latex = statement.trees[place + 1], side_of(statement.claim, place + 1), statement.claim.latex
    near = (s.claim.latex for s in lowering.document.statements if s.claim.section == statement.claim.section)
    letters = list(dict.fromkeys(letter for text in (latex, *near) for letter in letters_of(text)))[:MOST_LETTERS]
    found = _first_proved(lowering, statement, left, rewritten_sides(side, latex, letters))
    if found is None or right is None:
        strange = letters_of_nothing(lowering.document, statement, (left, right)) if right is not None else []
        return Judgement(Outcome.UNDECIDED, NOWHERE.format(strange[0])) if strange else judged
    judged = seen_where_corrected(lowering, statement, (left, right), judged)
    return replace(judged, diagnosis=found[0], corrected=written_plainly(found[1]))


def letters_of_nothing(document: Document, statement: Statement, sides: tuple[Node, Node]) -> list[str]:
    """Letters beside a slope that are met in later definitions alone, and that what is differentiated is not made of.

    >>> from ..reading.document.model import document_of
    >>> from ..reading.notes.claims import Claim
    >>> lines = "E = (y - w x)^2", r"\\frac{\\partial E}{\\partial w} = d x", "q = d w"
    >>> document = document_of([Claim(line, number, 1) for number, line in enumerate(lines, 1)])
    >>> letters_of_nothing(document, document.statements[1], document.statements[1].trees)
    ['d']
    """
    found = list[str]()
    for slope, other in (sides, sides[::-1]):
        if not any(isinstance(node, Derivative) for node in walk(slope)):
            continue
        made = document.reached(name.name for name in names_in(slope))
        counted = {letter for part in walk(other) if isinstance(part, Total) for letter in part.indices}
        counted |= {index.name for name in names_in(other) for index in name.indices if isinstance(index, Name)}
        strange = dict.fromkeys(n.name for n in names_in(other) if n.name not in made | counted)
        found += [name for name in strange if not document.defined(name) and _is_met_later(document, statement, name)]
    return found


def _is_met_later(document: Document, statement: Statement, name: str) -> bool:
    mentions = [b.order for b in document.bindings if any(part.name == name for part in names_in(b.body))]
    return bool(mentions) and min(mentions) > statement.order


def _first_proved(
    lowering: Lowering, statement: Statement, left: Node, changes: Iterator[tuple[str, str]]
) -> Found | None:
    reading, nodes = lowering.plainly, 0
    for sentence, latex in islice(changes, MOST_TRIED):
        tree = read_side(latex, statement.claim, lowering.document)
        if tree in (None, left) or nodes > MOST_NODES:
            continue
        try:
            equality = lowering.equality(statement, left, tree, reading)
            nodes += _nodes_of(equality)
            if _is_proved(equality, lowering.document):
                return sentence, latex, equality, tree
        except FAULTS:
            continue
    return None


def _nodes_of(equality: Equality) -> int:
    """How much there is to look at."""
    sides = (equality.left, equality.right, *(definition.value for definition in equality.network.definitions))
    return sum(1 for side in sides for _ in sp.preorder_traversal(side))


def _is_proved(equality: Equality, document: Document) -> bool:
    """True where it is proved, of the right class that is told too, and more than 0 = 0."""
    open_ones = equality.doubts or equality.strained or equality.missing or equality.unbound
    if open_ones or differs_somewhere(equality) or is_empty(equality):
        return False
    if decided(equality, quick=True).verdict.proved:
        return True
    of_class = of_the_right_class(equality, document)
    return of_class is not None and of_class.verdict.proved
