"""What the letters are used for in each section, where it is another use than in the rest of the document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ...expression.nodes import Application, Derivative, Node, Number, Scripted, walk
from ...expression.words import CUSTOMARY
from .applied import stands_in_its_bracket
from .deltas import is_kronecker, is_of_pairs
from .roles import Roles, is_square

Chains = Sequence[Sequence[Node | None]]


def roles_by_section(chains: Chains, sections: Sequence[int], roles: Roles) -> dict[int, Roles]:
    """The roles in each section: σ of σ(z) is a function where nothing but brackets is behind it.

    σ² is a letter of its own from the section on that defines it or differentiates by it, but where σ is a function;
    x² = 9 behind x = 3 is a square. δ_ij is Kronecker's up to the section in which another δ stands first.

    >>> from ...expression.parser import parsed
    >>> from ...tex import chains_of
    >>> lines = [chains_of(line, {})[0] for line in (r"a = \\sigma(z)", r"\\sigma^2 = v")]
    >>> found = roles_by_section([[*map(parsed, line.sides)] for line in lines], [1, 2], Roles(squares={"sigma"}))
    >>> [(sorted(found[n].functions), sorted(found[n].squares)) for n in (1, 2)]
    [(['sigma'], []), ([], ['sigma'])]
    """
    of_each: dict[int, list[Sequence[Node | None]]] = defaultdict(list)
    for sides, section in zip(chains, sections, strict=False):
        of_each[section].append(sides)
    found, squares = dict[int, Roles](), set[str]()
    errors = roles.errors if any(map(is_of_pairs, chains)) else frozenset[str]()
    for section, mine in of_each.items():
        errors = errors if is_kronecker(mine) else roles.errors
        squares |= _squared(mine) & roles.squares
        functions = _functions(mine)
        squared = frozenset(squares - functions)
        found[section] = replace(roles, functions=roles.functions | functions, squares=squared, errors=errors)
    return found


def _functions(chains: Chains) -> set[str]:
    """The letters that are customary for functions, and stand before brackets alone."""
    applied, bare = set[str](), set[str]()
    for tree in (side for sides in chains for side in sides if side is not None):
        heads = {
            id(node.head) for node in walk(tree) if isinstance(node, Application) and not stands_in_its_bracket(node)
        }
        for node in walk(tree):
            if isinstance(node, Scripted) and node.letter in CUSTOMARY:
                (applied if id(node) in heads and not node.lower else bare).add(node.letter)
    return applied - bare


def _squared(chains: Chains) -> set[str]:
    """The letters whose square is defined, or differentiated by, and that have no value of their own before that."""
    found, valued = set[str](), set[str]()
    for sides in chains:
        first = sides[0]
        if isinstance(first, Scripted) and is_square(first) and first.letter not in valued:
            found.add(first.letter)
        elif isinstance(first, Scripted) and not first.upper and any(isinstance(side, Number) for side in sides[1:]):
            valued.add(first.letter)
        for node in (node for side in sides if side is not None for node in walk(side)):
            below = node.denominators if isinstance(node, Derivative) else ()
            found |= {part.letter for part in below if isinstance(part, Scripted) and is_square(part)}
    return found
