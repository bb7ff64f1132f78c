"""Numbers put in for letters: w_1 x_1 + b = 0.15 · 0.05 + 0.35 says what letters are whose values nothing else states.

Such a link claims nothing. What it says of the letters may prove a later line, and refutes none: the numbers of another
example may be meant there.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ...proof.verdict import Outcome
from ...reading.document.statements.bindings import CONSTANTS, Binding, Statement, is_numeric
from ...reading.expression.nodes import Name, Node, names_in
from ..finding import Judgement
from ..links.link import Lowering
from .built_alike import Pair, beside_numbers, puts_numbers_in
from .stated import numerals_of
from .with_numbers import judged_with_numbers

HELD = (Outcome.PROVED, Outcome.ROUNDED)
PUT_IN = "numbers stand in the place of letters, and may be rounded"


@dataclass
class NumbersPutIn:
    """What the links of a document put in for which letters; ``lowering`` is that of the document."""

    lowering: Lowering
    found: dict[int, list[Binding]] = field(default_factory=dict)
    stating: set[tuple[int, int]] = field(default_factory=set)
    named: set[str] = field(init=False)
    ends: list[tuple[Node | None, Node | None]] = field(init=False)

    def __post_init__(self) -> None:
        document = self.lowering.document
        self.named = {b.name for b in document.bindings}
        self.ends = list(_ends(document.statements))
        for statement in document.statements:
            for place, (left, right) in enumerate(pairwise(statement.trees)):
                if left is not None and right is not None and _puts_in(left, right):
                    self._take(statement, place, left, right)

    def _take(self, statement: Statement, place: int, left: Node, right: Node) -> None:
        pairs = list(beside_numbers(left, right))
        told: dict[Name, Node] = {}
        for part, number in pairs:
            if not self._is_open(part):
                continue
            assert isinstance(part, Name)
            if numerals_of(number) is None or told.setdefault(part, number) != number:
                return  # a letter is one number
        rest = [(part, number) for part, number in pairs if part not in told]
        if not told or pairs == [(left, right)] or not all(self._holds(statement, *pair) for pair in rest):
            return
        self.stating.add((statement.order, place))
        self.found[statement.order] = [
            Binding(
                name.name, name.indices, name.layer, (), number, statement.order, statement.claim.section,
                value=True, line=statement.claim.line,
            )
            for name, number in told.items()
        ]  # fmt: skip

    def _is_open(self, part: Node) -> bool:
        """True for a letter of which no equation says what it is, nor what its value is."""
        return isinstance(part, Name) and part.name not in self.named and part.name not in CONSTANTS

    def _holds(self, statement: Statement, part: Node, number: Node) -> bool:
        """True where a part has the value that stands in its place, or an earlier line ended so."""
        if any(ended == (part, number) for ended in self.ends[: statement.order]):
            return True
        judged = judged_with_numbers(self._with_all(), statement, part, number, "=")
        return judged is not None and judged.verdict in HELD

    def _with_all(self) -> Lowering:
        lowering = copy.copy(self.lowering)
        bindings = [binding for found in self.found.values() for binding in found]
        lowering.document = self.lowering.document.with_bindings(bindings)
        return lowering

    def put_in_here(self, statement: Statement, sides: Pair, relation: str) -> Judgement | None:
        """What is known of a link that puts rounded numbers in the place of its letters; None for another link."""
        if not puts_numbers_in(*sides):
            return None
        return self.judged(statement, sides, relation) or Judgement(Outcome.UNDECIDED, PUT_IN)

    def judged(self, statement: Statement, sides: Pair, relation: str) -> Judgement | None:
        """The verdict on a link with a number on a side, where what was put in before, or found, proves it."""
        left, right = sides
        judged = judged_with_numbers(self._with_all(), statement, left, right, relation) if self.found else None
        if judged is not None and judged.verdict in HELD:
            return judged
        pairs = list(beside_numbers(left, right)) if _puts_in(left, right) else [(left, right)]
        alike = pairs != [(left, right)] and all(self._holds(statement, *pair) for pair in pairs)
        return Judgement(Outcome.PROVED, "earlier lines end in these numbers") if alike else None


def _ends(statements: Sequence[Statement]) -> Iterator[tuple[Node | None, Node | None]]:
    """What the chain of each statement begins with, in the lines of a display before it too, and ends in."""
    head, last = None, None
    for statement in statements:
        first = statement.trees[0]
        head = head if first is not None and first == last else first
        last = statement.trees[-1]
        yield head, last


def _puts_in(left: Node, right: Node) -> bool:
    return is_numeric(right) and not is_numeric(left) and not isinstance(left, Name) and any(names_in(left))
