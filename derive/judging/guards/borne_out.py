"""Whether the rest of a document bears out how a letter is read: where most of it is open, one line refutes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement, is_numeric
from ...reading.document.statements.index import Index
from ...reading.expression.nodes import Derivative, Node, names_in, walk
from ...reading.expression.printing import letter
from ..finding import DEFINES, NOTHING_EXPLAINS, WRONG_AS_READ, Finding, Judgement

NEAREST = 8  # other lines that are asked about a letter
ASKED = ("claim", "form", "definition")
Link = tuple[int, int]  # the place of a statement in its document, and that of the link in its chain


@dataclass
class Evidence:
    """What the other lines of a document say of the letters of a claim.

    ``findings`` judges a line by itself, ``rank`` tells how many axes a formula has in a section.
    """

    document: Document
    findings: Callable[[Statement], list[Finding]]
    rank: Callable[[Node, int], int | None]
    known: dict[int, dict[int, Finding]] = field(default_factory=dict)

    def weighed(self, judged: Judgement, statement: Statement, place: int) -> Judgement:
        """The verdict on a link, which stays open where the other lines do not bear out how its letters are read."""
        if judged.verdict != Outcome.REFUTED:
            return judged
        if self.was_worked_out(statement, place):
            return Judgement(Outcome.ROUNDED, "within the digits that earlier lines show")
        against = self.against(statement, place)
        if not against and NOTHING_EXPLAINS.match(judged.diagnosis):
            against = self._against_layout(statement, place)
        return Judgement(Outcome.UNDECIDED, WRONG_AS_READ.format(judged.diagnosis, against)) if against else judged

    def against(self, statement: Statement, place: int) -> str:
        """Why a link is not refuted: of other lines that tell what one of its letters is too few hold."""
        for name in sorted(self._told_by(statement, place)):
            told = self.document.index.made(_by_letter).get(name, ())
            found = [self._verdict(*link) for link in islice(_by_nearness(told, statement, place), NEAREST)]
            verdicts = [verdict for verdict in found if verdict is not None]
            left_open = sum(not verdict.proved for verdict in verdicts)
            if 2 * left_open > len(verdicts):
                lines = "the other line" if len(verdicts) == 1 else f"{left_open} of {len(verdicts)} other lines"
                return f"{lines} with {letter(name)} on one side did not hold either"
        return ""

    def was_worked_out(self, statement: Statement, place: int) -> bool:
        """True for a number that an earlier line, all of which holds, ends in for the same formula."""
        left, right = statement.trees[place : place + 2]
        if left is None or right is None or not is_numeric(right):
            return False
        lines = [
            other for other in self.document.statements[: statement.order]
            if len(other.trees) > 2 and other.trees[0] == left and other.trees[-1] == right
        ]  # fmt: skip
        found = [finding for line in lines[-1:] for finding in self.findings(line)]
        return bool(found) and all(finding.verdict.holds for finding in found)

    def _against_layout(self, statement: Statement, place: int) -> str:
        """Why a slope with several axes is not refuted: there are others, and none holds that tells which is which."""
        if not self._has_axes(statement, place):
            return ""
        others = _by_nearness(self.document.index.made(_links), statement, place)
        alike = (link for link in others if self._has_axes(self.document.statements[link[0]], link[1]))
        nearest = list(islice(alike, NEAREST))
        found = (self._verdict(*link) for link in nearest)
        if not nearest or any(verdict is not None and verdict.proved for verdict in found):
            return ""
        return "no other slope that holds tells how those with several axes are laid out"

    def _has_axes(self, statement: Statement, place: int) -> bool:
        """True for a link with a slope of a matrix, by one, or of a vector by a vector."""
        slopes = [
            node for side in statement.trees[place : place + 2] if side is not None
            for node in walk(side) if isinstance(node, Derivative)
        ]  # fmt: skip
        at = statement.claim.section
        return any(sum(self.rank(n, at) or 0 for n in (slope.numerator, *slope.denominators)) > 1 for slope in slopes)

    def _told_by(self, statement: Statement, place: int) -> set[str]:
        """The defined letters that stand on one side alone: of these the link tells what they are."""
        return {name for name in _on_one_side(statement, place) if self.document.defined(name)}

    def _verdict(self, order: int, place: int) -> Outcome | None:
        """The verdict on a link of another line; None where it is none, or says what the letter is."""
        if order not in self.known:
            found = self.findings(self.document.statements[order])
            self.known[order] = {finding.link - 1: finding for finding in found}
        finding = self.known[order].get(place)
        return None if finding is None or finding.diagnosis.startswith(DEFINES) else finding.verdict


def _by_nearness(links: Iterable[Link], statement: Statement, place: int) -> list[Link]:
    others = (link for link in links if link != (statement.order, place))
    return sorted(others, key=lambda link: (abs(link[0] - statement.order), link))


def _links(index: Index) -> list[Link]:
    """The links between formulas in letters."""
    return [
        (statement.order, place) for statement in index.statements
        for place in range(len(statement.trees) - 1 if statement.kind in ASKED else 0)
        if not any(side is not None and is_numeric(side) for side in statement.trees[place : place + 2])
    ]  # fmt: skip


def _by_letter(index: Index) -> dict[str, list[Link]]:
    """The links with a letter on one side alone."""
    found: dict[str, list[Link]] = {}
    for order, place in index.made(_links):
        for name in _on_one_side(index.statements[order], place):
            found.setdefault(name, []).append((order, place))
    return found


def _on_one_side(statement: Statement, place: int) -> set[str]:
    first, second = (_names(side) for side in statement.trees[place : place + 2])
    return first ^ second


def _names(side: Node | None) -> set[str]:
    return {name.name for name in names_in(side)} if side is not None else set()
