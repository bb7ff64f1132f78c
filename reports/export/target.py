"""What every target is: a name, what it is for, and the files that it makes of a catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .entries import Catalogue

Files = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Target:
    """``files`` returns the text of each file by its name below the output folder; ``example`` shows them in use."""

    name: str
    files: Callable[[Catalogue], Files]
    example: str


def origin(catalogue: Catalogue, name: str) -> str:
    """The line that says where a file comes from."""
    return f"Written by Backproof: {catalogue.command} --to {name}"
