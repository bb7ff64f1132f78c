"""What every target is: a name, what it is for, and the files that it makes of a catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..system.visible_text import visible
from .entries import Catalogue

Files = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Target:
    """``files`` returns the text of each file by its name below the output folder; ``example`` shows them in use.

    ``colours`` writes a formula's colours as the target reads them; ``drawn`` says that it shows the network too.
    """

    name: str
    files: Callable[[Catalogue], Files]
    example: str
    colours: Callable[[str], str]
    drawn: bool = False

    def written(self, catalogue: Catalogue) -> Files:
        """The files of the formulas, in the target's colours."""
        return self.files(catalogue.rewritten(self.colours))


def origin(catalogue: Catalogue, name: str) -> str:
    """The line that says where a file comes from."""
    return visible(f"Written by Backproof: {catalogue.command} --to {name}")
