"""Why a refuted link is wrong: the slip that explains it, and the corrected side."""

from __future__ import annotations

from dataclasses import replace

from ..proof.verdict import Outcome
from ..reading.document.samples.one_sample import without_sample
from ..reading.document.statements.bindings import Statement
from ..reading.expression.nodes import Derivative, Name, Node, Prime, names_in, walk
from .corrections import slip_in
from .equality.equalities import at_sizes, decided
from .equality.leaves import only_reached, with_free_leaves
from .equality.one_sided import letters_of_one_side
from .finding import FAULTS, NOTHING_ELSE, Judgement
from .links.corrected_numbers import seen_where_corrected
from .links.jacobians import only_the_diagonal
from .links.link import Lowering
from .lowering.examples import of_one_example

MANY_TENSORS = 14  # of so many, slips are looked for only in what a claim looks at


def explained(lowering: Lowering, statement: Statement, place: int, judged: Judgement) -> Judgement:
    """A refutation with the slip that explains it, and the corrected side; UNDECIDED where a letter is nothing's."""
    reading = lowering.plainly
    left, right = statement.trees[place : place + 2]
    assert left is not None and right is not None
    try:
        equality = lowering.equality(statement, left, right, reading)
        network, sides = at_sizes(equality)
        if len(network.tensors) > MANY_TENSORS:
            network = only_reached(with_free_leaves(network, *sides) or network, *sides)
    except FAULTS:  # it was refuted under another reading
        diagonal = only_the_diagonal(lowering, statement, left, right)
        return replace(judged, diagnosis=diagonal) if diagonal else judged

    def proves(tree: Node) -> bool:
        if tree == left:
            return False  # that a side is right is no correction of the other
        try:
            return decided(lowering.equality(statement, left, tree, reading), quick=True).verdict.proved
        except FAULTS:
            return False

    slopes = any(isinstance(node, (Derivative, Prime)) for side in (left, right) for node in walk(side))
    first, second = ({name.name for name in names_in(side) if not name.indices} for side in (left, right))
    alone = [] if slopes else [name for name in letters_of_one_side(network, *sides) if name not in first & second]
    slip = None if alone and isinstance(left, Name) and isinstance(right, Name) else slip_in(
        statement.claim, lowering.document, network, sides, place + 1, proves
    )  # fmt: skip
    if alone and (slip is None or not slip.corrected):
        return Judgement(Outcome.UNDECIDED, f"{NOTHING_ELSE} {alone[0]} is")
    if slip is None:
        return replace(judged, diagnosis="the two sides differ")
    if slip.corrected:
        judged = seen_where_corrected(lowering, statement, (left, right), judged)
    corrected = without_sample(slip.corrected, statement.sample)
    return replace(judged, diagnosis=of_one_example(slip.sentence), corrected=corrected)
