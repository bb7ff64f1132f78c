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
from ...reading.expression.nodes import Call, Known, Name, Node, Number, Power, Prime, Product, Terms, names_in
from ..finding import Judgement
from ..links.link import Lowering
from .stated import numerals_of
from .with_numbers import judged_with_numbers

Pair = tuple[Node, Node]
HELD = (Outcome.PROVED, Outcome.ROUNDED)
PUT_IN = "numbers stand in the place of letters, and may be rounded"


def beside_numbers(left: Node, right: Node) -> Iterator[Pair]:
    """The parts of a formula, each with the numbers in its place where the other side is built alike.

    >>> parts = list(map(Name, "wxb")), list(map(Number, "123"))
    >>> sides = [Terms(((1, Product((("", a), (".", b)))), (1, c))) for a, b, c in parts]
    >>> [(part.name, number.text) for part, number in beside_numbers(*sides)]
    [('w', '1'), ('x', '2'), ('b', '3')]
    """
    if left == right:
        return
    pairs = None if numerals_of(right) is not None else _alike(left, right)
    if pairs is None:
        yield left, right
    else:
        for one, other in pairs:
            yield from beside_numbers(one, other)


def puts_numbers_in(left: Node, right: Node) -> bool:
    """True for f'(z) = f'(0.7): the same formula with a rounded number in the place of a letter.

    >>> z, number = Name("z"), Number("0.7")
    >>> [puts_numbers_in(Known("exp", z), Known("exp", other)) for other in (number, z)]
    [True, False]
    """
    pairs = list(beside_numbers(left, right))
    put = [numerals_of(number) for _, number in pairs] if pairs != [(left, right)] else []
    return bool(put) and all(one is not None and any("." in text for text in one[1]) for one in put)


def _alike(left: Node, right: Node) -> list[Pair] | None:
    if isinstance(left, Terms) and isinstance(right, Terms) and len(left.terms) == len(right.terms):
        return _terms(left, right)
    if isinstance(left, Product) and isinstance(right, Product) and len(left.parts) == len(right.parts):
        alike = all(
            (one == "/") == (other == "/") for (one, _), (other, _) in zip(left.parts, right.parts, strict=True)
        )
        return [(one, other) for (_, one), (_, other) in zip(left.parts, right.parts, strict=True)] if alike else None
    if isinstance(left, Power) and isinstance(right, Power):
        return [(left.base, right.base), (left.exponent, right.exponent)]
    if (
        isinstance(left, Known)
        and isinstance(right, Known)
        and (left.function, left.base) == (right.function, right.base)
    ):
        return [(left.argument, right.argument)]
    if isinstance(left, Prime) and isinstance(right, Prime) and left.order == right.order:
        functions = (left.function, right.function)
        arguments = (left.argument, right.argument)
        told = functions[0] == functions[1] and None not in arguments
        return [(one, other) for one, other in [arguments] if one is not None and other is not None] if told else None
    if isinstance(left, Call) and isinstance(right, Call) and left.function == right.function:
        alike = len(left.arguments) == len(right.arguments)
        return list(zip(left.arguments, right.arguments, strict=True)) if alike else None
    return None


def _terms(left: Terms, right: Terms) -> list[Pair] | None:
    """Term by term: b of a + b may be −0.3, where a number with another sign stands in its place."""
    pairs: list[Pair] = []
    for (sign, part), (other, number) in zip(left.terms, right.terms, strict=True):
        if sign != other and not isinstance(number, Number):
            return None
        pairs.append((part, number if sign == other else Terms(((-1, number),))))
    return pairs


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
