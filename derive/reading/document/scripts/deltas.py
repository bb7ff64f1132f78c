"""What Kronecker's delta is told to be: δ_ij = 1 if i = j, else 0."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ...expression.nodes import Choice, Comparison, Node, Number, Scripted, walk
from ...tex.tokens import text_of

PAIR = re.compile(r"[A-Za-z],?[A-Za-z]")


def is_zero_or_one(node: Node | None) -> bool:
    """True for 0 and 1, and for what is 1 where two things are equal and else 0: the values of Kronecker's δ.

    >>> from ...expression.nodes import Name
    >>> equal = Comparison(Name("i"), "=", Name("j"))
    >>> cases = (((Number("1"), equal), (Number("0"), None)), ((Number("0"), equal), (Number("1"), None)))
    >>> [is_zero_or_one(Choice(case)) for case in cases]
    [True, False]
    """
    if isinstance(node, Choice):
        told = [
            (getattr(value, "text", ""), condition.relation if condition else "≠") for value, condition in node.cases
        ]
        return len(told) == 2 and set(told) == {("1", "="), ("0", "≠")}
    if isinstance(node, Comparison):
        return node.relation == "="
    return isinstance(node, Number) and node.text in ("0", "1")


def tells_zero_or_one(rest: Sequence[Node]) -> bool:
    """True for the sides behind δ_ij of δ_ij = 1 if i = j: it is Kronecker's, and no error of a layer.

    >>> tells_zero_or_one([Number("1")]), tells_zero_or_one([])
    (True, False)
    """
    return bool(rest) and all(map(is_zero_or_one, rest))


def is_of_pairs(sides: Sequence[Node | None]) -> bool:
    """True for δ_nk = y_nk − t_nk: errors with two indices.

    >>> is_of_pairs([Number("1")])
    False
    """
    first, rest = sides[0], [side for side in sides[1:] if side is not None]
    named = isinstance(first, Scripted) and first.letter == "delta" and PAIR.fullmatch(text_of(first.lower))
    return bool(named) and not tells_zero_or_one(rest)


def is_kronecker(chains: Sequence[Sequence[Node | None]]) -> bool:
    """True where every δ has two indices and nothing above, and none is said to be something else than 0 or 1.

    >>> from ...expression.parser import parsed
    >>> from ...tex import chains_of
    >>> lines = (r"a_i = \\delta_{ij} b_j", r"e = \\delta", r"\\delta_{ij} = a_i b_j")
    >>> lines = [chains_of(line, {})[0] for line in lines]
    >>> [is_kronecker([[*map(parsed, line.sides)]]) for line in lines]
    [True, False, False]
    """
    for sides in chains:
        read = [side for side in sides if side is not None]
        deltas = [n for side in read for n in walk(side) if isinstance(n, Scripted) and n.letter == "delta"]
        if any(delta.upper or not PAIR.fullmatch(text_of(delta.lower)) for delta in deltas):
            return False
        if is_of_pairs(sides):
            return False
    return True
