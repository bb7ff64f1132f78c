r"""e as a letter of the author's own, e = y − t, beside e^{-z}, which is the exponential function in every document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ...expression.nodes import Application, Derivative, Node, Number, Scripted, mapped, walk
from ...expression.parser import TRANSPOSES
from ...tex.tokens import Tokens, text_of

OWN = "own:e"


def with_own_letter(raw: list[tuple[list[Node | None], str]]) -> list[tuple[list[Node | None], str]]:
    """The trees of all chains, in which e is a letter of its own where the document has one.

    >>> with_own_letter([([Scripted("e", "", ()), Scripted("y", "", ())], "")])[0][0][0].letter
    'own:e'
    """
    if not has_its_own(trees for trees, _ in raw):
        return raw
    return [([tree and with_its_own(tree) for tree in trees], unread) for trees, unread in raw]


def has_its_own(chains: Iterable[Sequence[Node | None]]) -> bool:
    """True where an equation says what e is, and no number, or where something is differentiated by it.

    >>> e, sum_ = Scripted("e", "", ()), Scripted("y", "", ())
    >>> has_its_own([[e, sum_]]), has_its_own([[e, Number("2.718")]]), has_its_own([[sum_, e]])
    (True, False, False)
    """
    for first, *rest in chains:
        if _is_alone(first) and rest and rest[0] is not None and not isinstance(rest[0], Number):
            return True
        sides = [side for side in (first, *rest) if side is not None]
        slopes = (node for side in sides for node in walk(side) if isinstance(node, Derivative))
        if any(_is_alone(below) for slope in slopes for below in slope.denominators):
            return True
    return False


def with_its_own(node: Node) -> Node:
    """The tree in which e is that letter, wherever it has no exponent but a whole number, a transpose or a mark.

    >>> square = Scripted("e", "", (), ((Number("2"),),))
    >>> with_its_own(Scripted("e", "", ())).letter
    'own:e'
    """
    if isinstance(node, Application):
        node = replace(node, head=_named(node.head))
    return mapped(_named(node) if isinstance(node, Scripted) else node, with_its_own)


def _named(node: Scripted) -> Scripted:
    exponential = any(_is_exponent(script) for script in node.upper) and not node.lower
    return node if node.letter != "e" or exponential else replace(node, letter=OWN)


def _is_exponent(script: Tokens) -> bool:
    text = text_of(script)
    return not (text.isdigit() or text in (*TRANSPOSES, "prime", "*") or text[:1] in ("(", "["))


def _is_alone(node: Node | None) -> bool:
    bold = isinstance(node, Scripted) and node.style == "bold"  # while an upright one is the number
    return isinstance(node, Scripted) and node.letter == "e" and not node.upper and (bold or not node.style)
