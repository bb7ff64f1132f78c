"""A chapter on its own: what the letters of other chapters leave open is judged by what its own lines define.

Letters mean other things in each problem, example or part of a document. A chapter is taken with the lines of earlier
ones that define what it does not define itself; of what then holds, only a proof is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from ..proof.verdict import Outcome
from ..reading.document.reached import names_beside_indices
from ..reading.document.statements.bindings import Binding, Statement
from ..reading.expression.nodes import Name, names_in
from ..reading.notes.claims import Claim
from .finding import DEFINES, Finding
from .saying import finding_of

if TYPE_CHECKING:
    from .document_judge import DocumentJudge

MOST_LINES = 60  # a longer chapter takes seconds to be read on its own, and tells little that the whole does not
ALONE = "by what its chapter defines"


class Chapters:
    """The judges of the chapters of a document, each made when a claim of it is open."""

    def __init__(self, whole: DocumentJudge, judged: Callable[[Sequence[Claim]], DocumentJudge]) -> None:
        self.whole, self.judged = whole, judged
        self.statements = whole.document.statements
        self.several = len({statement.claim.chapter for statement in self.statements}) > 1
        self.made: dict[int, DocumentJudge | None] = {}

    def better(self, statement: Statement, found: list[Finding]) -> list[Finding]:
        """The findings in a chain; what is open in the whole document may be proved in its chapter."""
        whole = self.whole
        part = whole.put_back or whole.alone or whole.choosing or whole.asking or not self.several
        is_open = any(finding.verdict == Outcome.UNDECIDED and finding.link for finding in found)
        if part or not is_open or not self._is_met_elsewhere(statement):
            return found
        judge = self._judge(statement.claim.chapter)
        twin = judge.statements.get(statement.claim) if judge is not None else None
        if judge is None or twin is None or not self._is_of_that_chapter(judge, statement, twin):
            return found
        return [self._proved(judge, twin, finding) or finding for finding in found]

    def _proved(self, judge: DocumentJudge, twin: Statement, finding: Finding) -> Finding | None:
        """The finding of what is proved in its chapter, where it is open else."""
        place = finding.link - 1
        if finding.verdict != Outcome.UNDECIDED or not 0 <= place < len(twin.chain.relations):
            return None
        judged = judge.link(twin, place, twin.chain.relations[place])
        if not judged.verdict.proved or judged.diagnosis == DEFINES:
            return None
        said = "; ".join(part for part in (judged.diagnosis, ALONE) if part)
        return finding_of(twin, place, replace(judged, diagnosis=said))

    def _is_met_elsewhere(self, statement: Statement) -> bool:
        """True where other chapters have a letter of what a claim comes down to."""
        names = self.whole.document.reached(_names([statement]))
        return any(names & self.names[other] for other in self.names if other != statement.claim.chapter)

    @cached_property
    def names(self) -> dict[int, set[str]]:
        """The letters of each chapter."""
        found: dict[int, set[str]] = {}
        for statement in self.statements:
            found.setdefault(statement.claim.chapter, set()).update(_names([statement]))
        return found

    def _judge(self, chapter: int) -> DocumentJudge | None:
        if chapter not in self.made:
            orders = self._lines(chapter)
            claims = [statement.claim for statement in self.statements if statement.order in orders]
            worth = len(orders) < len(self.statements) and len(orders) <= MOST_LINES
            self.made[chapter] = self.judged(claims) if worth else None
        return self.made[chapter]

    def _chapter(self, binding: Binding) -> int:
        return self.statements[binding.order].claim.chapter if binding.order < len(self.statements) else 0

    def _lines(self, chapter: int) -> set[int]:
        """The places of the lines of a chapter, and of those that define what they need in the chapters before."""
        mine = [statement for statement in self.statements if statement.claim.chapter == chapter]
        found = {statement.order for statement in mine}
        waiting, seen = _names(mine), _told_in(mine)
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            bound = [b for b in self.whole.document.by_name.get(name, ()) if not b.value]
            if any(self._chapter(b) == chapter for b in bound):
                continue
            for binding in (b for b in bound if self._chapter(b) < chapter):
                found.add(binding.order)
                waiting |= {part.name for part in names_in(binding.body)}
        return found

    def _is_of_that_chapter(self, judge: DocumentJudge, statement: Statement, twin: Statement) -> bool:
        """True where every letter that a claim comes down to is made there as in the whole, or is another letter."""
        names = judge.document.reached(_names([statement, twin]))
        told = _told_in(s for s in judge.document.statements if s.claim.chapter == statement.claim.chapter)
        for name in names:
            mine = [b for b in judge.document.by_name.get(name, ()) if not b.value]
            theirs = [b for b in self.whole.document.by_name.get(name, ()) if not b.value]
            if mine and not {self._line(b, judge) for b in mine} <= {self._line(b, self.whole) for b in theirs}:
                return False
            if theirs and not mine and name not in told and not self._has_other_axes(judge, twin, name, theirs):
                return False
        return True

    def _line(self, binding: Binding, judge: DocumentJudge) -> Claim | None:
        lines = judge.document.statements
        return lines[binding.order].claim if binding.order < len(lines) else None

    def _has_other_axes(self, judge: DocumentJudge, twin: Statement, name: str, theirs: Sequence[Binding]) -> bool:
        """True where no other chapter defines something of that name with as many axes."""
        mine = judge.lowering.ranks.of(name, twin.claim.section)
        return all(self.whole.lowering.ranks.of(name, b.section) != mine for b in theirs)


def _names(statements: Iterable[Statement]) -> set[str]:
    """The letters in lines; those of indices stand for nothing that a line defines."""
    return {n.name for s in statements for tree in s.trees if tree is not None for n in names_beside_indices(tree)}


def _told_in(statements: Iterable[Statement]) -> set[str]:
    """The letters that lines let be something: x of f(x) = …, and x of x ∈ …"""
    found: set[str] = set()
    for statement in statements:
        if statement.binding is not None and not statement.binding.value:
            found |= {parameter.name for parameter in statement.binding.parameters}
        elif statement.chain.relations[0] == "∈" and isinstance(statement.trees[0], Name):
            found.add(statement.trees[0].name)
    return found
