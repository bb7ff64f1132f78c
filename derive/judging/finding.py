"""What the check of one claim found."""

from __future__ import annotations

from dataclasses import dataclass

from ..verdict import Verdict

VERDICTS = ("PROVED", "PROVED WHEN", "ROUNDED", "REFUTED", "UNDECIDED", "REJECTED")


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim, how it was read, and the verdict with its reasons.

    ``line`` and ``column`` count from 1; ``cell`` is a notebook's cell; ``witness`` pairs names with
    exact values; ``corrected`` is LaTeX where one slip explains the error.
    """

    line: int
    column: int
    latex: str
    reading: str
    verdict: str
    condition: str = ""
    witness: tuple[tuple[str, str], ...] = ()
    diagnosis: str = ""
    corrected: str = ""
    cell: int = 0

    def document(self) -> dict[str, object]:
        """The finding for programs."""
        document: dict[str, object] = {
            "line": self.line, "column": self.column, "latex": self.latex, "reading": self.reading,
            "verdict": self.verdict, "condition": self.condition, "witness": dict(self.witness),
            "diagnosis": self.diagnosis, "corrected": self.corrected,
        }  # fmt: skip
        return document | ({"cell": self.cell} if self.cell else {})


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one equality, before it has a place."""

    verdict: str
    diagnosis: str = ""
    condition: str = ""
    witness: tuple[tuple[str, str], ...] = ()
    corrected: str = ""


def point_of(verdict: Verdict) -> tuple[tuple[str, str], ...]:
    """The witness of a refutation as pairs: the point, then the values of both sides."""
    if verdict.witness is None:
        return ()
    return (*verdict.witness.point, ("left", verdict.witness.left), ("right", verdict.witness.right))
