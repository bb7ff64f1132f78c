"""Shapes that are multiplied in a line of their own: [1 × d] = [1 × k] · [k × d] claims nothing of the network."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ...tex.chains import Chain
from ...tex.tokens import CLOSING, OPENING, Token, Tokens, split, text_of

TIMES = frozenset({("command", "times")})
Shape = tuple[str, ...]


def fit_together(chain: Chain) -> bool:
    r"""True for a chain of shapes whose inner sizes agree and whose ends are the same on every side.

    >>> from ...tex.chains import chains_of
    >>> [fit_together(chains_of(text, {})[0]) for text in (r"[1 \times d] = [1 \times k] \times [k \times d]",
    ...     r"[1 \times d] = [1 \times k] \times [d \times k]", "a = b")]
    [True, False, False]
    """
    if set(chain.relations) != {"="}:
        return False
    products = [_shapes_of(side) for side in chain.sides]
    inner = all(one[-1] == other[0] for shapes in products for one, other in pairwise(shapes))
    ends = {(shapes[0][0], shapes[-1][-1]) for shapes in products if shapes}
    return all(products) and inner and len(ends) == 1


def _shapes_of(side: Tokens) -> list[Shape]:
    """The shapes that a side multiplies; none where it has anything else."""
    found: list[Shape] = []
    place = 0
    while place < len(side):
        token = side[place]
        if found and token.is_command("times", "cdot") and place + 1 < len(side):
            place += 1
            continue
        end = _end_of(side, place)
        parts = [text_of(part) for part in split(side[place + 1 : end], TIMES)[0]] if end else []
        if len(parts) != 2 or not all(part.replace("_", "").isalnum() for part in parts):
            return []
        found.append(tuple(parts))
        place = end + 1
    return found


def _end_of(side: Sequence[Token], place: int) -> int:
    depth = 0
    for end in range(place, len(side)):
        depth += (side[end].is_mark(OPENING)) - (side[end].is_mark(CLOSING))
        if depth == 0:
            return end if end > place else 0
    return 0
