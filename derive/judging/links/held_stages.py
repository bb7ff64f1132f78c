"""∂x̂/∂μ as the slope of one stage: what the line of x̂ says, with σ² in it held, though σ² is made of μ too.

Who goes through a computation stage by stage means each slope so, and adds up the ways behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import sympy as sp

from ...algebra.indices import map_children
from ...network.definitions import Network
from ...network.partial import Partial
from ...network.tensors import Tensor
from ...proof.derivatives import Derivatives
from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement
from ...reading.document.statements.index import Index
from ...reading.expression.nodes import Derivative, Name, Node, names_in, walk
from ..equality.equalities import Equality, decided
from ..finding import FAULTS, Judgement
from .link import Lowering
from .order import is_large
from .readings import Reading

SAY = "say which is meant"


def under_held_stages(
    lowering: Lowering, statement: Statement, left: Node, right: Node, judged: Judgement | None = None, *, quick: bool
) -> Judgement | None:
    """The verdict on slopes of single stages; None where the link has none, or does not hold so either.

    Where the document differentiates by what is held, stages are meant: PROVED WHEN. Elsewhere a refutation is open.
    Before anything is ``judged`` they are looked at only where many steps make everything else slow.
    """
    left, right = _by_name(left, statement, lowering.document), _by_name(right, statement, lowering.document)
    slopes = [node for side in (left, right) for node in walk(side) if isinstance(node, Derivative)]
    if not any(_has_stages(node, lowering.document) for node in slopes):
        return None
    if judged is None and not is_large(lowering, statement, left, right):
        return None
    steps = [True] if lowering.document.roles.steps else []
    for held, entrywise, diagonal in product((False, *steps), (False, True), (False, True)):
        reading = Reading(held=held, diagonal=diagonal, entrywise=entrywise)
        try:
            equality = lowering.equality(statement, left, right, reading)
            found = list(_with_held(equality, lowering.document))
            proved = next(
                ((held, how) for made, held in found if (how := decided(made, quick=quick)).verdict.proved), None
            )
        except FAULTS:
            continue
        if proved is not None and not equality.missing:
            return _told(lowering.document, judged, *proved, reading)
    return None


def _by_name(side: Node, statement: Statement, document: Document) -> Node:
    """∂(x − m)/∂x as ∂u/∂x, where that is what its chain works out and the line of u says u = x − m."""
    if not isinstance(side, Derivative) or isinstance(side.numerator, Name):
        return side
    for other in statement.read:
        name = other.numerator if isinstance(other, Derivative) and other.denominators == side.denominators else None
        bound = document.by_name.get(name.name, ()) if isinstance(name, Name) else ()
        if any(b.body == side.numerator and b.indices == name.indices for b in bound if isinstance(name, Name)):
            return other
    return side


def _told(
    document: Document, judged: Judgement | None, held: list[str], how: Judgement, reading: Reading
) -> Judgement | None:
    words = f"{', '.join(held)} {'is' if len(held) == 1 else 'are'} held"
    if set(held) & document.index.made(_below):
        condition = ", ".join(part for part in (words, reading.said, how.condition) if part)
        return replace(how, verdict=Outcome.PROVED_WHEN, condition=condition, diagnosis=how.diagnosis + reading.note)
    if judged is None or judged.verdict != Outcome.REFUTED:
        return None
    return Judgement(Outcome.UNDECIDED, f"true if {words}, false if not: {SAY}")


def _below(index: Index) -> frozenset[str]:
    """The letters by which the document differentiates something."""
    nodes = (node for s in index.statements for tree in s.read for node in walk(tree))
    below = (part for node in nodes if isinstance(node, Derivative) for part in node.denominators)
    return frozenset(name.name for part in below for name in names_in(part))


def _has_stages(node: Derivative, document: Document) -> bool:
    """True for a slope of what a line makes of that by which it is differentiated and of something that is made too."""
    above, below = node.numerator, node.denominators
    if not isinstance(above, Name) or len(below) != 1 or not isinstance(below[0], Name):
        return False
    for binding in document.by_name.get(above.name, ()):
        letters = {name.name for name in names_in(binding.body)}
        if below[0].name in letters and any(document.defined(name) for name in letters - {below[0].name}):
            return not binding.value
    return False


def _with_held(equality: Equality, document: Document) -> Iterator[tuple[Equality, list[str]]]:
    """The equality with slopes of single stages on both sides, then on the right one alone; and what they hold."""
    stages = _Stages(equality.network, document)
    right = stages.of(equality.right)
    for left in (stages.of(equality.left), equality.left):
        if (left, right) != (equality.left, equality.right):
            yield replace(equality, left=left, right=right), sorted(stages.held)


class _Stages:
    """The slopes of single stages in a formula; ``held`` gathers what was held."""

    def __init__(self, network: Network, document: Document) -> None:
        self.network, self.document = network, document
        self.held: set[str] = set()

    def of(self, node: sp.Expr) -> sp.Expr:
        """The formula with the slope of a stage for each ∂a/∂b where b stands in what a is made of."""
        if isinstance(node, Partial):
            return self._slope(node)
        return map_children(node, self.of) if node.has(Partial) else node

    def _slope(self, node: Partial) -> sp.Expr:
        above = next(self.network.tensors_in(node.numerator), None)
        below = next(self.network.tensors_in(node.denominator), None)
        if above is None or below is None or not isinstance(node.numerator, (sp.Symbol, sp.Indexed)):
            return node
        goes_on = self._goes_on(above.meaning)
        if not (goes_on or above.axes):
            return node  # the number that goes into nothing is the loss, and its slopes go through all that there is
        stage = self._stage(above)
        inside = {t for d in stage.definitions for t in self.network.tensors_in(d.value)}
        held = {t for t in inside if t != below and self.network.depends(t, below) and stage.definition(t.name) is None}
        if not goes_on:
            held = {t for t in held if self._of_other_sections(t.meaning, above.meaning)}
        if below not in inside or not held:
            return node
        self.held |= {tensor.meaning for tensor in held}
        return Derivatives(stage).worked_out(node)

    def _goes_on(self, name: str) -> bool:
        return bool(self.document.mentioning.get(name)) or name in self.document.index.made(_below)

    def _of_other_sections(self, name: str, above: str) -> bool:
        """True where no section makes both: the letter that a line is made of may be another one of that name."""
        sections = [{b.section for b in self.document.by_name.get(letter, ())} for letter in (name, above)]
        return sections[0].isdisjoint(sections[1])

    def _stage(self, above: Tensor) -> Network:
        """The network in which that tensor alone is made of others, and parts of its line that have no name."""
        reached, waiting = {above}, [above]
        while waiting:
            definition = self.network.definition(waiting.pop().name)
            parts = self.network.tensors_in(definition.value) if definition is not None else ()
            nameless = [t for t in parts if not t.meaning and t not in reached]
            reached |= set(nameless)
            waiting += nameless
        own = tuple(d for d in self.network.definitions if d.tensor in reached)
        return Network(tuple(t for t in self.network.tensors if t not in reached), own)
