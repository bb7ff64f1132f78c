"""How a value shows itself, when what draws it lies above it: told when the package is loaded, imported when asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Display = Callable[[Any], str]
Room = Callable[[], object]
_DISPLAYS: dict[str, Display] = {}
_ROOMS: list[Room] = []


def shown_by(name: str) -> Callable[[Display], Display]:
    """Register how a report shows itself as ``name``: the formats know that, the report does not.

    >>> @shown_by("small letters")
    ... def small(value: str) -> str:
    ...     return value.lower()
    >>> display("small letters")("A")
    'a'
    """

    def register(shown: Display) -> Display:
        _DISPLAYS[name] = shown
        return shown

    return register


def displays_in(room: Room) -> Room:
    """What imports the room in which displays are registered; it is called when the first of them is asked for."""
    _ROOMS.append(room)
    return room


def display(name: str) -> Display:
    """The display of that name."""
    while _ROOMS:
        _ROOMS.pop()()
    return _DISPLAYS[name]
