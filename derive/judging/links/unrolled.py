"""What follows from a recurrence: m_1, m_2 and closed forms of m_t where m_t = β m_{t−1} + (1 − β) g_t stands before.

A line that says such a letter again is no new definition: it is compared with the recurrence, step by step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import cast

from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement, is_introduced, is_numeric
from ...reading.document.statements.recurrences import position
from ...reading.expression.nodes import Name, Node, names_in
from ...reading.expression.words import GREEK
from ..finding import DEFINES, Judgement, Place
from .steps_algebra import MOST_STEPS, NotOfSteps
from .steps_compared import AtSteps, Compared

RELATIONS = ("=", ":=")
SAYING = ("update", "definition", "form", "claim", "value")


class Unrolled:
    """The lines that say anew what a recurrence of their section gives.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = "m_t = 3 m_{t-1} + g_t", "m_0 = 0", "m_1 = g_1", "m_2 = 3 g_1 + g_2", "m_2 = g_1 + 3 g_2"
    >>> document = document_of([Claim(line, number, 1) for number, line in enumerate(lines, 1)])
    >>> unrolled = Unrolled(document, lambda name, section: None)
    >>> [str(found.verdict) if (found := unrolled.judged(line)) else "" for line in document.statements]
    ['', '', 'PROVED', 'PROVED', 'REFUTED']
    """

    def __init__(self, document: Document, rank: Callable[[str, int], int | None]) -> None:
        self.document, self.rank = document, rank
        self.recurrences: dict[tuple[int, str], AtSteps] = {}
        self.of_others = set[tuple[int, str]]()  # not made of their own past, but of what is
        self.layered = set[str]()  # letters whose step may be a layer
        self.found: dict[int, tuple[Statement, Judgement | None]] = {}  # by the order of the line
        self.starting: dict[int, dict[str, tuple[int, Node]]] = {}  # by section
        for statement in document.statements:
            found = self._recurrence(statement)
            if found is not None:
                self.recurrences.setdefault((statement.claim.section, found.name), found)

    def _recurrence(self, statement: Statement) -> AtSteps | None:
        """What the line says of every step; None where it says it of none, or of what has no past."""
        line, section = self._line(statement), statement.claim.section
        if line is None or not line.letter or is_numeric(line.body):
            return None
        steps = [position(part) for part in names_in(line.body) if part.name == line.name]
        own = bool(steps) and all(s is not None and s[0] == line.letter and s[1] < line.ahead for s in steps)
        past = any((section, part.name) in self.recurrences for part in names_in(line.body))
        if not own and (steps or not past):
            return None
        self.layered |= {line.name} if cast("Name", statement.trees[0]).layer is not None else set()
        self.of_others |= set() if own else {(section, line.name)}
        return line

    def _line(self, statement: Statement) -> AtSteps | None:
        """What the first link says of a letter at a step: at every one, or at that of a number, which has no letter."""
        first = statement.trees[0]
        at = position(first) if isinstance(first, Name) and statement.chain.relations[0] in RELATIONS else None
        body = statement.trees[statement.body] if at is not None else None
        if statement.kind not in SAYING or body is None or at is None or not 0 <= at[1] <= (1 if at[0] else MOST_STEPS):
            return None
        claim, ahead = statement.claim, at[1] if at[0] else 0
        place = Place(claim.cell or 0, claim.line)
        return AtSteps(cast("Name", first).name, at[0], body, statement.order, place, ahead)

    def _starts(self, section: int) -> dict[str, tuple[int, Node]]:
        """The first step of which a line says what the letter is there: 0 and the number of m_0 = 0; found once."""
        if section in self.starting:
            return self.starting[section]
        found = self.starting[section] = {}
        made = self._made(section)
        own = made.keys() - {name for where, name in self.of_others if where == section}
        for statement in self.document.statements:
            line = self._line(statement)
            if line is None or line.letter or line.name not in own:
                continue
            step = cast("tuple[str, int]", position(cast("Name", statement.trees[0])))[1]
            here = statement.claim.section == section or is_numeric(line.body)
            past = any(part.name in made for part in names_in(line.body))
            first = 0 if self._is_met_at_0(line.name, section) else 1
            if here and not past and step <= first and step < found.get(line.name, (2, None))[0]:
                found[line.name] = step, line.body
        return found

    def _is_met_at_0(self, name: str, section: int) -> bool:
        mine = [tree for s in self.document.statements if s.claim.section == section for tree in s.read]
        return any(part.name == name and position(part) == ("", 0) for tree in mine for part in names_in(tree))

    def _made(self, section: int) -> dict[str, AtSteps]:
        return {name: line for (where, name), line in self.recurrences.items() if where == section}

    def is_silent(self, statement: Statement) -> bool:
        """True for a step, w ← w − η g, that claims nothing: it is not compared with what a line before it says."""
        return statement.kind == "update" and (len(statement.trees) > 2 or self.judged(statement) is None)

    def judged(self, statement: Statement) -> Judgement | None:
        """The verdict on the first link of a line; None where no recurrence before it speaks of what it defines."""
        known = self.found.get(statement.order)
        if known is None or known[0] is not statement:  # another view of the line may be of another kind
            known = self.found[statement.order] = statement, self._judged(statement)
        return known[1]

    def _judged(self, statement: Statement) -> Judgement | None:
        section, line = statement.claim.section, self._line(statement)
        recurrence = self.recurrences.get((section, line.name)) if line is not None else None
        if line is None or recurrence is None or recurrence.order >= line.order or statement.kind == "value":
            return None
        if statement.body != 1 or is_introduced(statement) or is_numeric(line.body):
            return None
        if line.letter and (line.letter != recurrence.letter or (section, line.name) in self.of_others):
            return None
        judged = self._compared(recurrence, line, statement)
        defines = statement.kind == "definition" and line.name not in self.layered
        left_open = judged.verdict == Outcome.UNDECIDED and not defines  # what others say of it counts
        return None if left_open else replace(judged, related=(recurrence.place,))

    def _compared(self, recurrence: AtSteps, line: AtSteps, statement: Statement) -> Judgement:
        section = statement.claim.section
        starting = self._starts(section)
        starts = {name: start for name, start in starting.items() if start[1] is not line.body}
        compared = Compared(
            self._made(section), starts, lambda name: is_greek(name) or self.rank(name, section) == 0
        )  # fmt: skip
        try:
            if line.letter:
                judged = compared.at_every_step(recurrence, line)
                anew = judged.verdict == Outcome.REFUTED and _past(line) & _past(recurrence)
                return Judgement(Outcome.UNDECIDED, "it is defined again here, in another way") if anew else judged
            step = cast("tuple[str, int]", position(cast("Name", statement.trees[0])))[1]
            judged = compared.at_a_step(recurrence, line, step)
        except (NotOfSteps, RecursionError):
            said = f"{recurrence.place} tells it too, and the two are not compared"
            return Judgement(Outcome.UNDECIDED, said)
        if judged.verdict == Outcome.REFUTED and starting.get(line.name, (0, None))[1] is line.body:
            return Judgement(Outcome.PROVED, DEFINES)  # the first step is what the line says
        return judged


def _past(line: AtSteps) -> set[int]:
    """How far before its own step a line uses the letter that it is of."""
    steps = [position(part) for part in names_in(line.body) if part.name == line.name]
    return {step[1] - line.ahead for step in steps if step is not None and step[0] == line.letter}


def is_greek(name: str) -> bool:
    """True for β and β_1, which are numbers unless they are told to be something else.

    >>> is_greek("beta_1"), is_greek("Sigma"), is_greek("b")
    (True, False, False)
    """
    letter = name.partition("_")[0]
    return letter in GREEK and letter.islower()
