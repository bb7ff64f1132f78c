"""Constants in bold: a vector of ones, and one of zeros."""

from __future__ import annotations

from ...expression.nodes import Node, Number, Ones, Scripted, Transposed
from ...expression.parser import TRANSPOSES
from ...tex.tokens import text_of


def constant_in_bold(node: Scripted) -> Node | None:
    """1 and 0 in bold, of n entries and transposed too; None for 1_i, which may be a unit vector, and for letters.

    >>> [constant_in_bold(Scripted(letter, "bold")) for letter in "10w"]
    [Ones(size=''), Number(text='0'), None]
    """
    size = text_of(node.lower)
    turned = [text_of(script) in TRANSPOSES[:3] for script in node.upper]
    if node.letter not in ("0", "1") or node.primes or not all(turned) or size in ("i", "j", "k"):
        return None
    if node.letter == "0":
        return Number("0")
    return Transposed(Ones(size)) if turned else Ones(size)
