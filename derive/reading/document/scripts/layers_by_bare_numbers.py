"""Layers by their bare numbers: a factor of layer 2 before what comes from layer 1, W^2 a^1, tells of no powers."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import pairwise

from ...expression.nodes import Node, Product, Scripted, walk
from ...tex.tokens import text_of
from .roles import Roles

BARE = re.compile(r"(\d{1,2})(?:T|top|intercal)?")
Chains = Sequence[Sequence[Node | None]]


def with_bare_layers(roles: Roles, chains: Chains) -> Roles:
    """The roles with these letters among those of which a number above is that of a layer.

    >>> with_bare_layers(Roles(), []) == Roles()
    True
    """
    found = layers_by_bare_numbers(chains, roles.upper)
    squares = roles.squares - found
    return replace(roles, upper=roles.upper | found, layered=roles.layered | found, squares=squares)


def layers_by_bare_numbers(chains: Chains, above: Collection[str]) -> set[str]:
    r"""The letters with the number of a layer and no bracket around it; ``above`` are those that have a 1 there.

    W^2 a^1 tells two of them; what stands in a line with them, and has a 1 above somewhere, is one too, and so is
    what such a line makes of letters with its own number: o^2 of o^2 = W^2 a^1.

    >>> from ...expression.parser import parsed
    >>> from ...tex import chains_of
    >>> lines = (r"u^1 = V^1 r", r"h^1 = \\tanh(u^1)", r"o^2 = V^2 h^1", r"C = (o^2 - t)^2", r"A = r^2")
    >>> sides = [[parsed(side) for side in chain.sides] for line in lines for chain in chains_of(line, {})]
    >>> sorted(layers_by_bare_numbers(sides, {"u", "h", "V"}))
    ['V', 'h', 'o', 'u']
    >>> layers_by_bare_numbers(sides[:2], {"u", "h", "V"})
    set()
    """
    lines = [[tree for tree in sides if tree is not None] for sides in chains]
    numbered = [_with_bare_numbers(trees) for trees in lines]
    found = {letter for trees in lines for tree in trees for letter in _maps(tree, above)}
    size = 0
    while size < len(found):
        size = len(found)
        for trees, mine in zip(lines, numbered, strict=True):
            if not found & mine.keys():
                continue
            found |= mine.keys() & above
            left = trees[0]
            if len(trees) > 1 and isinstance(left, Scripted) and (number := _bare(left)) is not None:
                same = {letter for letter, numbers in mine.items() if number in numbers and letter != left.letter}
                found |= {left.letter} | same if same & found else set()
    return found | {letter for mine in numbered for letter in mine if letter.upper() in found}  # z^2_{ij} of Z^2


def _bare(node: Scripted) -> int | None:
    found = [match for match in map(BARE.fullmatch, map(text_of, node.upper)) if match]
    return int(found[0][1]) if len(found) == 1 and node.letter != "e" else None


def _with_bare_numbers(trees: Sequence[Node]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for node in (node for tree in trees for node in walk(tree) if isinstance(node, Scripted)):
        if (number := _bare(node)) is not None:
            found.setdefault(node.letter, set()).add(number)
    return found


def _maps(tree: Node, above: Collection[str]) -> set[str]:
    """W and a of each W^2 a^1, of w^2_{jk} a^1_k or of the rows A^1 W^2, both of which have a 1 above somewhere."""
    found = set[str]()
    for node in (node for node in walk(tree) if isinstance(node, Product)):
        for (_, first), (sign, second) in pairwise(node.parts):
            if sign == "" and isinstance(first, Scripted) and isinstance(second, Scripted):
                numbers = _bare(first), _bare(second)
                step = (numbers[0] or 0) - (numbers[1] or 0) if None not in numbers else 0
                capitals = [node.letter[:1].isupper() for node in (first, second)]
                maps = (step == 1 and (capitals[0] or len(first.lower) > 1)) or (step == -1 and all(capitals))
                if maps and first.letter != second.letter and {first.letter, second.letter} <= set(above):
                    found |= {first.letter, second.letter}
    return found
