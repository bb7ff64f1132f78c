"""The sides of a chain: their trees, and what each letter in them is."""

from __future__ import annotations

from collections.abc import Sequence

from ..expression.nodes import Node, free_letters
from ..expression.parser import parsed
from ..expression.stream import Unread
from ..notes.claims import Claim
from ..tex.chains import Chain
from .scripts.roles import Roles
from .scripts.roles_by_section import roles_by_section
from .scripts.rows_of_matrices import with_rows_before_vectors
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


def understood_by_section(
    raw: Sequence[tuple[list[Node | None], str]], read: Sequence[tuple[Claim, Chain]], roles: Roles
) -> list[tuple[tuple[Node | None, ...], str]]:
    """The sides of each chain, by what the letters are used for in the section of its claim.

    >>> from ..tex.chains import chains_of
    >>> understood_by_section([([None], "")], [(Claim("a", 1, 1), chains_of("a = )", {})[0])], Roles())
    [((None,), '')]
    """
    chains, sections = [trees for trees, _ in raw], [claim.section for claim, _ in read]
    here = roles_by_section(chains, sections, roles)
    made = [understood_sides(trees, here[section]) for trees, section in zip(chains, sections, strict=False)]
    return with_rows_before_vectors(made, roles)


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
