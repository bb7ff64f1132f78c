"""The block of the page that can be played with: tables of values that a reader may change or see change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ..blocks import Math


@dataclass(frozen=True, slots=True)
class PlayValue:
    """One number: ``role`` is given, forward, gradient or updated; ``place`` counts within the role.

    ``tensor`` and ``entry`` say what it belongs to, so that it lights up with its symbol.
    """

    text: str
    role: str
    place: int
    tensor: str = ""
    entry: str = ""


@dataclass(frozen=True, slots=True)
class PlayRow:
    """A row of values under its letter; ``opens`` is true for the first row of a group."""

    heading: Math
    values: tuple[PlayValue, ...]
    opens: bool = True


@dataclass(frozen=True, slots=True)
class PlayTable:
    """The rows that share their columns; a single number has no ``corner`` and one column without a name."""

    caption: str
    corner: Math | None
    columns: tuple[str, ...]
    rows: tuple[PlayRow, ...]


@dataclass(frozen=True, slots=True)
class Playground:
    """Everything of the section: the tables, the numbers of the summary, the program and its data as JSON.

    ``curved`` are the names of the parameters that a Newton step moves; empty where none can be taken.
    """

    tables: tuple[PlayTable, ...]
    rate: PlayValue
    loss: PlayValue
    loss_after: PlayValue
    base: str
    curved: tuple[str, ...]
    program: str
    data: str
    kind: ClassVar[str] = "playground"
