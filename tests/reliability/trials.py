"""A table of trials: what was tried, how often, and what went wrong."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

KINDS = ("lost", "hung", "traced", "fault", "noise", "status")


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the trials may write, their random numbers, and whether the short form is run."""

    folder: Path
    random: random.Random
    short: bool

    def times(self, short: int, long: int) -> int:
        """How often something is tried."""
        return short if self.short else long

    def new_folder(self, name: str) -> Path:
        """An empty folder for one trial."""
        number = sum(path.name.startswith(f"{name}-") for path in self.folder.iterdir())
        made = self.folder / f"{name}-{number}"
        made.mkdir()
        return made


@dataclass
class Row:
    """One line of the table."""

    what: str
    tries: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, problems: list[str]) -> None:
        """Count one try and what went wrong in it."""
        self.tries += 1
        self.problems += problems

    def count(self, kind: str) -> int:
        """How many problems are of that kind."""
        return sum(problem.startswith(kind) for problem in self.problems)


Group = Callable[[Settings], Iterator[Row]]


def table(rows: list[Row]) -> str:
    """The rows with what was lost, hung, traced, and everything else that may not be."""
    width = max(len(row.what) for row in rows)
    lines = [f"{'':{width}}  tries  lost  hung  traced  other"]
    for row in [*rows, _sum(rows)]:
        lost, hung = row.count("lost"), row.count("hung")
        traced = row.count("traced") + row.count("fault")
        other = len(row.problems) - lost - hung - traced
        lines.append(f"{row.what:{width}}  {row.tries:5}  {lost:4}  {hung:4}  {traced:6}  {other:5}")
    return "\n".join(lines)


def _sum(rows: list[Row]) -> Row:
    return Row("all", sum(row.tries for row in rows), [problem for row in rows for problem in row.problems])
