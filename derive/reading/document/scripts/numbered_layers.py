"""Layers by their numbers: a line with z^(2) on its left and a^(1) on its right counts layers, and so does z^(l)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

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


def numbered_in_bold(written: Mapping[str, Collection[tuple[bool, str]]]) -> set[str]:
    r"""The letters whose numbers below are part of the name: \mathbf{z}_1 beside z_2, of two layers.

    No letter stands below any of them, and no number below both in bold and not. Where one is in bold without a
    number too, none has one and is not in bold: x_2 is an entry of \mathbf{x}. ``written`` says of each letter
    whether it was in bold, and what stood below.

    >>> letters = {"z": {(True, "1"), (False, "2")}, "x": {(True, ""), (True, "1"), (False, "2")}, "w": {(True, "i")}}
    >>> numbered_in_bold(letters)
    {'z'}
    """
    found = set()
    for letter, shapes in written.items():
        bold, plain = ({text for style, text in shapes if style is wanted} for wanted in (True, False))
        numbers = all(text.isdigit() for text in bold | plain if text) and bool(bold - {""})
        entries = "" in bold and bool(plain - {""})
        if numbers and not entries and not (bold & plain) - {""}:
            found.add(letter)
    return found


def _number(node: Scripted) -> int | None:
    found = [match for match in map(NUMBER.fullmatch, map(text_of, node.upper)) if match]
    return int(found[0][1]) if len(found) == 1 else None
