"""What the check of one claim found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..errors import UnsupportedFormula, UsageError
from ..proof.verdict import Outcome, Verdict

VERDICTS = tuple(Outcome)
DEFINES = "this line defines it"  # the diagnosis of a link that says what a letter is
TRIED = "for the sizes tried"  # so begins what is said of a proof at small sizes alone: they are no condition
NOTHING_EXPLAINS = re.compile(r"the two sides differ|-?[\d.e-]+ on the left")  # so begins that of an error of no kind
NOTHING_ELSE = "nothing else in the document says what"  # so begins why a letter that stands once refutes nothing
WRONG_AS_READ = "it would be wrong as it is read ({}), but {}"  # why what differs is left open
# What stops one reading of a claim and none of the others.
FAULTS = (
    UnsupportedFormula, UsageError, ValueError, TypeError, AttributeError, KeyError, IndexError, ArithmeticError,
    RecursionError,
)  # fmt: skip


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """A line, counted from 1, and the notebook's cell that it is in (0 elsewhere).

    >>> str(Place(2, 3)), str(Place(0, 7))
    ('line 3 of cell 2', 'line 7')
    """

    cell: int
    line: int

    def __str__(self) -> str:
        return f"line {self.line}" + (f" of cell {self.cell}" if self.cell else "")

    def document(self) -> dict[str, object]:
        """The place for programs."""
        return {"line": self.line, "cell": self.cell} if self.cell else {"line": self.line}


@dataclass(frozen=True, slots=True)
class Finding:
    """A claim, how it was read, and the verdict with its reasons.

    ``line`` and ``column`` count from 1; ``cell`` is a notebook's cell; ``witness`` pairs names with
    exact values; ``corrected`` is LaTeX where one slip explains the error; ``related`` are the earlier
    or other lines that the diagnosis speaks of. ``link`` counts the equalities of a chain from 1 and is told
    behind the first, 0 where it is not known; ``hint`` is what the author can do about a formula that is open.
    ``sure`` is what is refuted however little else of the file is read.
    """

    line: int
    column: int
    latex: str
    reading: str
    verdict: Outcome
    condition: str = ""
    witness: tuple[tuple[str, str], ...] = ()
    diagnosis: str = ""
    corrected: str = ""
    cell: int = 0
    related: tuple[Place, ...] = ()
    link: int = 0
    hint: str = ""
    sure: bool = False

    @property
    def holds(self) -> str:
        """Under which condition it holds, or for which sizes it was shown; empty where it simply holds.

        >>> Finding(1, 1, "", "", Outcome.PROVED_WHEN, "K = 2").holds
        'when K = 2'
        >>> Finding(1, 1, "", "", Outcome.PROVED_WHEN, "for the sizes tried (n=2 or n=3)").holds
        'for the sizes tried (n=2 or n=3)'
        """
        if self.condition.startswith(TRIED) or not self.condition:
            return self.condition
        return f"when {self.condition}"

    def document(self) -> dict[str, object]:
        """The finding for programs."""
        document: dict[str, object] = {
            "line": self.line, "column": self.column, "latex": self.latex, "reading": self.reading,
            "verdict": self.verdict, "condition": self.condition, "witness": dict(self.witness),
            "diagnosis": self.diagnosis, "corrected": self.corrected,
        }  # fmt: skip
        cell: dict[str, object] = {"cell": self.cell} if self.cell else {}
        related: dict[str, object] = {"related": [place.document() for place in self.related]} if self.related else {}
        said: dict[str, object] = {"hint": self.hint} if self.hint else {}
        link: dict[str, object] = {"link": self.link} if self.link > 1 else {}
        return document | cell | related | said | link

    @classmethod
    def from_document(cls, document: Mapping[str, Any]) -> Finding:
        """The finding that ``document`` describes."""
        places = tuple(Place(place.get("cell", 0), place["line"]) for place in document.get("related", ()))
        verdict = Outcome(document["verdict"])
        witness = tuple(document["witness"].items())
        return cls(**{"link": 1, **document, "verdict": verdict, "witness": witness, "related": places})


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one equality, before it has a place; ``sure`` as that of a finding."""

    verdict: Outcome
    diagnosis: str = ""
    condition: str = ""
    witness: tuple[tuple[str, str], ...] = ()
    corrected: str = ""
    related: tuple[Place, ...] = ()
    sure: bool = False


def point_of(verdict: Verdict) -> tuple[tuple[str, str], ...]:
    """The witness of a refutation as pairs: the point, then the values of both sides."""
    if verdict.witness is None:
        return ()
    return (*verdict.witness.point, ("left", verdict.witness.left), ("right", verdict.witness.right))
