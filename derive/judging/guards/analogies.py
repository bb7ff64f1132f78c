"""Units that are made like a sibling: where a claim hangs on it, it is said, and refuted only what numbers confirm."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property

from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Binding, Statement, is_chosen
from ...reading.document.statements.siblings import kin_of
from ...reading.expression.nodes import Name, Node, names_in
from ...reading.expression.printing import shown
from ..finding import Judgement
from ..numbers.stated import numerals_of

NEAR = 1000


def analogies_in(document: Document, trees: Iterable[Node | None]) -> list[Binding]:
    """The definitions by analogy that formulas reach, directly or through others."""
    waiting = [name.name for tree in trees if tree is not None for name in names_in(tree)]
    seen: set[str] = set()
    found: list[Binding] = []
    while waiting:
        letter = waiting.pop()
        if letter in seen:
            continue
        seen.add(letter)
        for binding in document.by_name.get(letter, ()):
            if not binding.value:
                found += [binding] if binding.like is not None else []
                waiting += [name.name for name in names_in(binding.body)]
    return found


@dataclass
class Analogies:
    """Which siblings a document's own numbers confirm; ``judged`` says what becomes of a stated value."""

    document: Document
    judged: Callable[[Statement], Judgement | None]
    known: set[Name] | None = field(default=None)

    def confirmed(self) -> set[Name]:
        """The siblings after which a unit is made whose stated value then comes out right."""
        if self.known is None:
            self.known = set()
            for statement in self.document.statements:
                trees = statement.trees[:1]
                if statement.kind == "value" and not is_chosen(statement):
                    reached = analogies_in(self.document, trees)
                    judgement = self.judged(statement) if reached else None
                    if judgement is not None and judgement.verdict.holds:
                        self.known |= {binding.like for binding in reached if binding.like is not None}
        return self.known

    @cached_property
    def any(self) -> bool:
        """True where anything is made like a sibling."""
        return any(binding.like for bound in self.document.by_name.values() for binding in bound)

    def told(self, statement: Statement, trees: Iterable[Node | None], judgement: Judgement) -> Judgement:
        """The judgement with the siblings that it assumes; not refuted by a sibling that nothing confirms."""
        if not self.any:
            return judgement
        reached = {shown(_named(b)): b for b in analogies_in(self.document, trees)}
        if not reached or judgement.verdict in (Outcome.UNDECIDED, Outcome.REJECTED):
            return judgement
        if judgement.verdict == Outcome.REFUTED:
            sure = {_unit(name) for name in self.confirmed()}
            doubtful = [b for b in reached.values() if b.like is None or _unit(b.like) not in sure]
            if doubtful and not _is_near(statement, judgement):
                name, like = shown(_named(doubtful[0])), shown(doubtful[0].like or Name(""))
                return Judgement(Outcome.UNDECIDED, f"nothing says whether {name} is made like {like}")
        own = {name.name for tree in trees if tree is not None for name in names_in(tree)}
        named = {name: b for name, b in reached.items() if b.name in own} or dict(list(reached.items())[:1])
        words = ", ".join(f"{name} is made like {shown(b.like or Name(''))}" for name, b in sorted(named.items()))
        joined = "; ".join(part for part in (judgement.diagnosis, f"assuming {words}") if part)
        return replace(judgement, diagnosis=joined)


def _unit(name: Name) -> tuple[str, tuple[int, ...]]:
    """The unit that a name is of: h1 of out_{h1} and net_{h1}."""
    kin = kin_of(name)
    return (kin[0].mark, kin[1]) if kin is not None else (name.name, ())


def _is_near(statement: Statement, judgement: Judgement) -> bool:
    """True where the stated value and the right one begin alike: what it is made of is then no question."""
    shown = numerals_of(statement.trees[-1]) if statement.trees[-1] is not None else None
    if shown is None or len(shown[1]) != 1 or not judgement.corrected:
        return False
    try:
        stated, right = Fraction(shown[1][0]), Fraction(judgement.corrected)
    except ValueError:  # what is corrected is a formula
        return False
    return abs(stated - right) * NEAR < abs(right)


def _named(binding: Binding) -> Name:
    return Name(binding.name, binding.indices)
