"""Verdicts: what a check found. Never a boolean, never a tolerance."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..network.short_repr import cut


class Outcome(StrEnum):
    """What can be found of an equality; as text it is what a reader and every document see.

    Numbers may be ROUNDED; REJECTED is what could not be read.

    >>> Outcome("PROVED WHEN").name, str(Outcome.ROUNDED)
    ('PROVED_WHEN', 'ROUNDED')
    """

    PROVED = "PROVED"
    PROVED_WHEN = "PROVED WHEN"
    ROUNDED = "ROUNDED"
    REFUTED = "REFUTED"
    UNDECIDED = "UNDECIDED"
    REJECTED = "REJECTED"

    @property
    def proved(self) -> bool:
        """True for PROVED and PROVED WHEN.

        >>> Outcome.PROVED_WHEN.proved, Outcome.ROUNDED.proved
        (True, False)
        """
        return self in (Outcome.PROVED, Outcome.PROVED_WHEN)

    @property
    def holds(self) -> bool:
        """True for what is proved, and for numbers that agree in the digits shown.

        >>> Outcome.ROUNDED.holds, Outcome.UNDECIDED.holds
        (True, False)
        """
        return self.proved or self == Outcome.ROUNDED


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

    def __repr__(self) -> str:
        return cut(f"Verdict({self})")

    def __str__(self) -> str:
        head = f"{self.outcome.value} {self.condition}".strip()
        return f"{head}: {self.reason or self.method}"

    @property
    def proved(self) -> bool:
        """True for PROVED and PROVED WHEN."""
        return self.outcome.proved
