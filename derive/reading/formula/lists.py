"""Lists in brackets, as notes write vectors and matrices of numbers: their entries and rows."""

from __future__ import annotations

from .nodes import Bracket, Node, Terms, lone


def list_of(node: Node) -> Bracket | None:
    """The brackets of a list with several entries, ``[1, 2]`` or ``(1, 2)``; None for anything else."""
    inner = lone(node)
    return inner if isinstance(inner, Bracket) and inner.kind in ("[", "(") and len(entries_of(inner)) > 1 else None


def listed_rows(node: Node | None) -> list[tuple[Terms, ...]]:
    """The rows of a matrix that is listed row by row, ``[[1, 2], [3, 4]]``; empty for anything else."""
    inner = lone(node)
    if not isinstance(inner, Bracket) or inner.kind != "[" or len(entries_of(inner)) < 2:
        return []
    rows = [lone(item) for item in entries_of(inner)]
    if not all(isinstance(row, Bracket) and row.kind == "[" for row in rows):
        return []
    entries = [entries_of(row) for row in rows if isinstance(row, Bracket)]
    return entries if len({len(row) for row in entries}) == 1 and entries[0] else []


def entries_of(bracket: Bracket) -> tuple[Terms, ...]:
    """What commas separate in brackets; nothing where they hold an equation."""
    return () if bracket.content.relations else bracket.content.sides[0].items
