"""The sides of a chain: their trees, and what each letter in them is."""

from __future__ import annotations

from ..expression.nodes import Node, free_letters
from ..expression.parser import parsed
from ..expression.stream import Unread
from ..tex.chains import Chain
from .scripts.roles import Roles
from .scripts.understood import understood


def trees_of(chain: Chain) -> tuple[list[Node | None], str]:
    """The tree of each side, None where it is not read, and why the first of these is not.

    >>> from ..tex.chains import chains_of
    >>> trees_of(chains_of("a = )", {})[0])[0][1] is None
    True
    """
    trees: list[Node | None] = []
    reason = ""
    for side in chain.sides:
        try:
            trees.append(parsed(side))
        except Unread as error:
            trees.append(None)
            reason = reason or error.message
    return trees, reason


def understood_sides(trees: list[Node | None], roles: Roles) -> tuple[tuple[Node | None, ...], str]:
    """The sides with what each letter is in the document, None where that is not told, and why it is not.

    >>> understood_sides([None], Roles())
    ((None,), '')
    """
    made: list[Node | None] = []
    reason, left = "", frozenset[str]()
    for place, tree in enumerate(trees):
        try:
            found = understood(tree, roles, left) if tree is not None else None
            if place == 0 and found is not None:
                left = frozenset(free_letters(found))
            made.append(found)
        except Unread as error:
            made.append(None)
            reason = reason or error.message
    return tuple(made), reason
