"""Letters that are given as lists of numbers: after w = [0.4, −1], w_1 and w_2 are its entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from ...expression.nodes import Bracket, Matrix, Node, Number, Scripted, Terms, Transposed, names_in, walk
from ...tex.tokens import text_of


def letters_of_lists(chains: Iterable[Sequence[Node | None]]) -> set[str]:
    """The letters that are a list of numbers somewhere and elsewhere have numbers below, none beyond its length.

    >>> from ...expression.parser import parsed
    >>> from ...tex.chains import chains_of
    >>> lines = ["w = [0.4, -1]", "x = [2, 1]", "z = w_1 x_3"]
    >>> sorted(letters_of_lists([parsed(side) for side in chains_of(line, {})[0].sides] for line in lines))
    ['w']
    """
    lengths: dict[str, set[int]] = defaultdict(set)
    below: dict[str, set[int]] = defaultdict(set)
    for sides in chains:
        if len(sides) == 2 and isinstance(first := sides[0], Scripted) and not (first.lower or first.upper):
            lengths[first.letter] |= {length} if (length := _length(sides[1])) else set()
        for node in (node for side in sides if side is not None for node in walk(side)):
            if isinstance(node, Scripted) and node.lower:
                text = text_of(node.lower)
                below[node.letter].add(int(text) if text.isdigit() else 0)
    return {
        letter for letter, found in lengths.items()
        if len(found) == 1 and below[letter] and min(below[letter]) > 0 and max(below[letter]) <= max(found)
    }  # fmt: skip


def _length(node: Node | None) -> int:
    """How many numbers a list, a row or a column has; 0 of anything else."""
    node = node.base if isinstance(node, Transposed) else node
    if isinstance(node, Matrix) and (len(node.rows) == 1 or len(node.rows[0]) == 1):
        cells = tuple(cell for row in node.rows for cell in row)
    else:
        cells = node.items if isinstance(node, Bracket) else ()
    return len(cells) if len(cells) > 1 and all(map(_is_number, cells)) else 0


def _is_number(node: Node) -> bool:
    return isinstance(node, Number) or (
        isinstance(node, Terms) and len(node.terms) == 1 and isinstance(node.terms[0][1], Number)
    )


def lists_its_entries(name: str, body: Node) -> bool:
    """True for r = (r_1, r_2, r_3), which says of r_i nothing but how many there are.

    >>> from ...expression.nodes import Name
    >>> row = Matrix(((Name("r_1"), Name("r_2")),))
    >>> lists_its_entries("r", row), lists_its_entries("s", row)
    (True, False)
    """
    letters = {part.name.partition("_")[0] for part in names_in(body)}
    return isinstance(body, (Matrix, Transposed)) and letters == {name}
