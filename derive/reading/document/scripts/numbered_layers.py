"""Layers by their numbers: a line with z^(2) on its left and a^(1) on its right counts layers, and so does z^(l)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...expression.nodes import Node, Scripted, walk
from ...tex.tokens import text_of

NUMBER = re.compile(r"\((\d{1,2})\)")


def made_of_the_layer_below(left: Scripted, rest: Sequence[Node]) -> set[str]:
    """The letters with the number of the left side, where another letter has the number below it; else none.

    >>> from ...expression.parser import parsed
    >>> from ...tex.tokens import scanned
    >>> left, right, other = (parsed(scanned(t)) for t in ("z^{(2)}", "W^{(2)} a^{(1)}", "W x^{(2)}"))
    >>> sorted(made_of_the_layer_below(left, [right])), sorted(made_of_the_layer_below(left, [other]))
    (['W', 'z'], [])
    """
    number = _number(left)
    others = [node for tree in rest for node in walk(tree) if isinstance(node, Scripted)]
    if number is None or not any(_number(node) == number - 1 and node.letter != left.letter for node in others):
        return set()
    return {node.letter for node in (left, *others) if _number(node) == number}


def _number(node: Scripted) -> int | None:
    found = [match for match in map(NUMBER.fullmatch, map(text_of, node.upper)) if match]
    return int(found[0][1]) if len(found) == 1 else None
