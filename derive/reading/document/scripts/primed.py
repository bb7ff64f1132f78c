r"""v′ as a letter of its own: the output vector beside the input vector v, by which the document differentiates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ...expression.nodes import Application, Derivative, Node, Scripted, mapped, walk
from .applied import stands_in_its_bracket

PRIME = "prime"


def primed_letters(chains: Iterable[Sequence[Node | None]]) -> frozenset[str]:
    r"""The letters that stand with a prime below a ∂, and nowhere as the slope of a function: ∂E/∂w′ of E = (w′)ᵀ h.

    >>> from ...expression.parser import parsed
    >>> from ...tex import chains_of
    >>> slope = r"\frac{\partial u}{\partial %s'} = h"
    >>> lines = [r"u = v' h", slope % "v", r"g'(x) = x", slope % "g"]
    >>> trees = [[parsed(side) for side in chain.sides] for line in lines for chain in chains_of(line, {})]
    >>> sorted(primed_letters(trees))
    ['v']
    """
    below: set[str] = set()
    applied: set[str] = set()
    for node in (node for sides in chains for side in sides if side is not None for node in walk(side)):
        if isinstance(node, Derivative):
            inside = (part for denominator in node.denominators for part in walk(denominator))
            below |= {part.letter for part in inside if isinstance(part, Scripted) and part.primes == 1}
        elif isinstance(node, Application) and node.head.primes and not stands_in_its_bracket(node):
            applied.add(node.head.letter)
    return frozenset(below - applied)


def with_primed_letters(tree: Node, letters: frozenset[str]) -> Node:
    """The tree in which these letters with a prime are letters of their own.

    >>> with_primed_letters(Scripted("v", primes=1), frozenset("v")).letter
    'prime:v'
    """
    if isinstance(tree, Scripted) and tree.primes == 1 and tree.letter in letters:
        tree = replace(tree, letter=f"{PRIME}:{tree.letter}", primes=0)
    return mapped(tree, lambda part: with_primed_letters(part, letters)) if letters else tree
