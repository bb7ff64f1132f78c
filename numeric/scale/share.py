"""Which share of the rows was taken: plain values."""

from __future__ import annotations

from dataclasses import dataclass

SEED = 0


@dataclass(frozen=True, slots=True)
class DrawnShare:
    """So many of all rows, drawn with the named seed.

    >>> str(DrawnShare(60, 150))
    '60 of 150 rows (drawn with seed 0)'
    """

    rows: int
    count: int

    def __str__(self) -> str:
        return f"{self.rows} of {self.count} rows (drawn with seed {SEED})"
