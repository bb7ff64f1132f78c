"""Constants: a vector of ones in bold, one of zeros, and e with two scripts."""

from __future__ import annotations

from ...expression.nodes import Node, Number, Ones, Power, Scripted, Transposed
from ...expression.parser import TRANSPOSES
from ...tex.tokens import text_of
from .roles import Roles


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


def exponential_of_an_entry(node: Scripted, roles: Roles) -> Node | None:
    """e^x_j as e^{x_j}, where x is a vector of the document; None for e^l_j and e_j^2, entries of a letter e.

    >>> from ...tex.tokens import scanned
    >>> power = Scripted("e", "", scanned("j"), (scanned("x"),))
    >>> found = [exponential_of_an_entry(power, Roles(indexed=frozenset(known))) for known in ("x", "e")]
    >>> found[0].exponent.letter, text_of(found[0].exponent.lower), found[1]
    ('x', 'j', None)
    """
    if (node.letter, node.style, node.primes) != ("e", "", 0) or not node.lower or len(node.upper) != 1:
        return None
    above = node.upper[0]
    letter = above[0].text
    vector = len(above) == 1 and above[0].kind in ("letter", "command") and letter in roles.indexed
    if not vector or letter in roles.layers | roles.samples | roles.running:
        return None
    return Power(Scripted("e"), Scripted(letter, "", node.lower))
