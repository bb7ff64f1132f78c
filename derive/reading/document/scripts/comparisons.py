"""A comparison in a bracket as a factor: (z > 0) of g ⊙ (z > 0) is 1 there and 0 elsewhere, as programs write it."""

from __future__ import annotations

from collections.abc import Sequence

from ...expression.nodes import Bracket, Comparison, Node, Scripted
from ...expression.parser import parsed
from ...tex.brackets import INDICES
from ...tex.chains import JOINING, RELATIONS
from ...tex.tokens import split

ORDERS = (">", "<", "≥", "≤")
EXPLICIT = frozenset({"o", "*"})  # without a sign the bracket may be a remark: y = x (x > 0)


def with_masks(parts: Sequence[tuple[str, Node]]) -> list[tuple[str, Node]]:
    r"""The factors of a product, with a comparison for each bracket that holds one beside such a sign.

    >>> from ...expression.nodes import Number
    >>> from ...tex.tokens import scanned
    >>> factor = parsed(scanned("(z > 0)"))
    >>> [with_masks([("", Number("2")), (sign, factor)])[1][1] == factor for sign in ("o", "")]
    [False, True]
    """
    behind = [*(sign for sign, _ in parts[1:]), ""]
    return [
        (sign, _comparison(part) or part if EXPLICIT & {sign, after} else part)
        for (sign, part), after in zip(parts, behind, strict=True)
    ]


def pair_of_indices(node: Comparison) -> str:
    """The two letters of i = j; empty where something else is compared.

    >>> from ...tex.tokens import scanned
    >>> pair_of_indices(Comparison(parsed(scanned("i")), "=", parsed(scanned("j"))))
    'ij'
    """
    sides = [
        s.letter for s in (node.left, node.right) if isinstance(s, Scripted) and not (s.lower or s.upper or s.primes)
    ]
    alike = len(sides) == 2 and all(letter in INDICES for letter in sides) and sides[0] != sides[1]
    return "".join(sides) if alike and node.relation in ("=", "≠") else ""


def _comparison(node: Node) -> Comparison | None:
    """What a bracket compares, by its order; None for any other factor."""
    if not isinstance(node, Bracket) or node.items:
        return None
    sides, relations = split(node.tokens, JOINING)
    order = RELATIONS[relations[0].text] if len(relations) == 1 else ""
    return Comparison(parsed(sides[0]), order, parsed(sides[1])) if order in ORDERS else None
