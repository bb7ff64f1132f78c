r"""v′ and v″ as letters of their own: output vectors beside the input vector v, by which the document has slopes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ...expression.nodes import Application, Derivative, Node, Scripted, mapped, walk
from .applied import stands_in_its_bracket

PRIMES = {1: "prime", 2: "primes"}
Primed = tuple[str, int]  # a letter, and how many primes it has


def primed_letters(chains: Iterable[Sequence[Node | None]]) -> frozenset[Primed]:
    r"""The letters that stand with primes below a ∂, and nowhere as the slope of a function: ∂E/∂w′ of E = (w′)ᵀ h.

    >>> from ...expression.parser import parsed
    >>> from ...tex import chains_of
    >>> slope = r"\frac{\partial u}{\partial %s'} = h"
    >>> lines = [r"u = v' h", slope % "v", r"g'(x) = x", slope % "g"]
    >>> trees = [[parsed(side) for side in chain.sides] for line in lines for chain in chains_of(line, {})]
    >>> sorted(primed_letters(trees))
    [('v', 1)]
    """
    below: set[Primed] = set()
    applied: set[str] = set()
    for node in (node for sides in chains for side in sides if side is not None for node in walk(side)):
        if isinstance(node, Derivative):
            inside = (part for denominator in node.denominators for part in walk(denominator))
            below |= {(p.letter, p.primes) for p in inside if isinstance(p, Scripted) and p.primes in PRIMES}
        elif isinstance(node, Application) and node.head.primes and not stands_in_its_bracket(node):
            applied.add(node.head.letter)
    return frozenset((letter, primes) for letter, primes in below if letter not in applied)


def with_primed_letters(tree: Node, letters: frozenset[Primed]) -> Node:
    """The tree in which these letters with primes are letters of their own.

    >>> with_primed_letters(Scripted("v", primes=1), frozenset({("v", 1)})).letter
    'prime:v'
    """
    if isinstance(tree, Scripted) and (tree.letter, tree.primes) in letters:
        tree = replace(tree, letter=f"{PRIMES[tree.primes]}:{tree.letter}", primes=0)
    return mapped(tree, lambda part: with_primed_letters(part, letters)) if letters else tree
