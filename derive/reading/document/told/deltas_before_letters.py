r"""δh of a document that writes δh = ∂E/∂h: the slope of the loss by h, and no product.

It becomes a letter with δ as its mark, so that what is written of every other one is a claim, as it is of \bar h.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...expression.nodes import Derivative, Name, Node, Product, Transposed, mapped

Trees = tuple[Node | None, ...]
MARK = "delta"


def with_slopes_named(lines: Sequence[tuple[Trees, str]]) -> list[tuple[Trees, str]]:
    """The sides with one letter for δ before a letter, where a line says so; with each goes why one is not read.

    >>> both = Product((("", Name("delta")), ("", Name("h"))))
    >>> told = ((both, Derivative(Name("E"), (Name("h"),))), "")
    >>> [with_slopes_named([told, ((both,), "")][start:])[-1][0][0] == both for start in (0, 1)]
    [False, True]
    """
    if not any(map(_tells, (trees for trees, _ in lines))):
        return list(lines)
    return [(tuple(tree and _named(tree) for tree in trees), reason) for trees, reason in lines]


def _tells(trees: Trees) -> bool:
    if len(trees) < 2 or not isinstance(first := trees[0], Product) or not isinstance(second := trees[1], Derivative):
        return False
    return len(first.parts) == 2 and _is_delta(first.parts[0][1]) and second.denominators == (first.parts[1][1],)


def _is_delta(node: Node) -> bool:
    return node == Name(MARK)


def _named(node: Node) -> Node:
    made = mapped(node, _named)
    if not isinstance(made, Product):
        return made
    parts: list[tuple[str, Node]] = []
    for sign, part in made.parts:
        letter = part.base if isinstance(part, Transposed) else part
        if not sign and parts and _is_delta(parts[-1][1]) and isinstance(letter, Name):
            named = replace(letter, name=f"{MARK}:{letter.name}")
            parts[-1] = (parts[-1][0], named if letter is part else Transposed(named))
        else:
            parts.append((sign, part))
    return parts[0][1] if len(parts) == 1 and not parts[0][0] else Product(tuple(parts))
