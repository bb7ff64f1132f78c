"""Whether the rest of a document bears out how a letter is read: where most of it is open, one line refutes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement, is_numeric
from ...reading.expression.nodes import Node, names_in
from ..finding import DEFINES, Finding, Judgement

NEAREST = 8  # other lines that are asked about a letter
ASKED = ("claim", "form", "definition")
Link = tuple[int, int]  # the place of a statement in its document, and that of the link in its chain


@dataclass
class Evidence:
    """What the other lines of a document say of the letters of a claim; ``findings`` judges a line by itself."""

    document: Document
    findings: Callable[[Statement], list[Finding]]
    known: dict[int, dict[int, Finding]] = field(default_factory=dict)

    def weighed(self, judged: Judgement, statement: Statement, place: int) -> Judgement:
        """The verdict on a link, which stays open where the other lines do not bear out how its letters are read."""
        against = self.against(statement, place) if judged.verdict == Outcome.REFUTED else ""
        if not against:
            return judged
        return Judgement(Outcome.UNDECIDED, f"it would be wrong as it is read ({judged.diagnosis}), but {against}")

    def against(self, statement: Statement, place: int) -> str:
        """Why a link is not refuted: of other lines that tell what one of its letters is too few hold."""
        for letter in sorted(self._told_by(statement, place)):
            found = [self._verdict(*link) for link in self._nearest(letter, statement, place)]
            verdicts = [verdict for verdict in found if verdict is not None]
            left_open = sum(not verdict.proved for verdict in verdicts)
            if 2 * left_open > len(verdicts):
                lines = "the other line" if len(verdicts) == 1 else f"{left_open} of {len(verdicts)} other lines"
                return f"{lines} with {letter} on one side did not hold either"
        return ""

    def _told_by(self, statement: Statement, place: int) -> set[str]:
        """The defined letters that stand on one side alone: of these the link tells what they are."""
        return {name for name in _on_one_side(statement, place) if self.document.defined(name)}

    def _nearest(self, letter: str, statement: Statement, place: int) -> list[Link]:
        links = (link for link in self._links_of(letter) if link != (statement.order, place))
        return sorted(links, key=lambda link: (abs(link[0] - statement.order), link))[:NEAREST]

    def _links_of(self, letter: str) -> Iterator[Link]:
        for statement in self.document.statements:
            if statement.kind not in ASKED:
                continue
            for place in range(len(statement.trees) - 1):
                sides = statement.trees[place : place + 2]
                numbers = any(side is not None and is_numeric(side) for side in sides)
                if not numbers and letter in _on_one_side(statement, place):
                    yield statement.order, place

    def _verdict(self, order: int, place: int) -> Outcome | None:
        """The verdict on a link of another line; None where it is none, or says what the letter is."""
        if order not in self.known:
            found = self.findings(self.document.statements[order])
            self.known[order] = {finding.link - 1: finding for finding in found}
        finding = self.known[order].get(place)
        return None if finding is None or finding.diagnosis.startswith(DEFINES) else finding.verdict


def _on_one_side(statement: Statement, place: int) -> set[str]:
    first, second = (_names(side) for side in statement.trees[place : place + 2])
    return first ^ second


def _names(side: Node | None) -> set[str]:
    return {name.name for name in names_in(side)} if side is not None else set()
