"""The whole zoo, and which formulas of it are ready for which test."""

from __future__ import annotations

from . import activations, layers, losses, structures
from .network_text import Entry

ENTRIES: tuple[Entry, ...] = (*losses.ENTRIES, *layers.ENTRIES, *structures.ENTRIES, *activations.ENTRIES)
FORMULAS: tuple[tuple[Entry, str], ...] = tuple((entry, text) for entry in ENTRIES for text in entry.expected)


def name_of(entry: Entry, text: str) -> str:
    """What a test is called: the network and the derivative."""
    return f"{entry.title}: {text.split(' = ')[0]}"
