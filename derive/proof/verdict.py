"""Verdicts: what a check found. Never a boolean, never a tolerance."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Outcome(Enum):
    """The possible outcomes of deciding an equality.

    >>> Outcome("PROVED WHEN").name
    'PROVED_WHEN'
    """

    PROVED = "PROVED"
    PROVED_WHEN = "PROVED WHEN"
    REFUTED = "REFUTED"
    UNDECIDED = "UNDECIDED"


@dataclass(frozen=True, slots=True)
class Witness:
    """A point at which two formulas differ: the values put in, and both results.

    ``point`` pairs names such as ``z[1,2]`` with exact rationals written as ``p/q``; ``left`` and
    ``right`` are decimal strings of 20 digits.
    """

    point: tuple[tuple[str, str], ...]
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome and how it was reached.

    >>> str(Verdict(Outcome.PROVED, "canonical form, every size"))
    'PROVED: canonical form, every size'
    """

    outcome: Outcome
    method: str
    condition: str = ""
    witness: Witness | None = None
    reason: str = ""

    def __str__(self) -> str:
        head = f"{self.outcome.value} {self.condition}".strip()
        return f"{head}: {self.reason or self.method}"

    @property
    def proved(self) -> bool:
        """True for PROVED and PROVED WHEN."""
        return self.outcome in (Outcome.PROVED, Outcome.PROVED_WHEN)
