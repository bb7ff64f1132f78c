"""What the rooms above do for a network, such as its gradient and its text: a network asks for them here by name.

The package offers them when it is loaded; what does the work is imported when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Ability = Callable[..., Any]
_OFFERED: dict[str, Ability] = {}


def offered(name: str) -> Callable[[Ability], Ability]:
    """Offer a function to every network under that name.

    >>> ability("gradient").__name__
    'gradient'
    """

    def offer(function: Ability) -> Ability:
        _OFFERED[name] = function
        return function

    return offer


def ability(name: str) -> Ability:
    """The function that is offered under that name."""
    return _OFFERED[name]
