r"""Letters below that tell things apart and count nothing: ℓ_h and ℓ_s of a hinge and a squared hinge loss.

They are labels where one letter is defined with several of them and none stands in what defines it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ...expression.nodes import Application, Node, Scripted, Total, mapped, walk
from ...tex.tokens import text_of

Chains = Sequence[Sequence[Node | None]]


def labelled_in(chains: Chains) -> frozenset[str]:
    r"""The letters whose scripts of one letter are labels.

    >>> from ...expression.parser import parsed
    >>> from ...tex import chains_of
    >>> lines = [r"\ell_h = \max(0, 1 - m)", r"\ell_e = e^{-m}", r"p_i = e^{z_i}", r"p_j = e^{z_j}"]
    >>> trees = [[parsed(side) for side in chain.sides] for line in lines for chain in chains_of(line, {})]
    >>> sorted(labelled_in(trees))
    ['ell']
    """
    heads: dict[str, dict[str, bool]] = defaultdict(dict)
    every: dict[str, set[str]] = defaultdict(set)
    bound: set[str] = set()
    for sides in chains:
        for node in (node for side in sides if side is not None for node in walk(side)):
            if isinstance(node, Scripted) and node.lower:
                every[node.letter].add(text_of(node.lower))
            elif isinstance(node, Total):
                bound |= set(node.indices)
        first = sides[0]
        if isinstance(first, Scripted) and len(first.lower) == 1 and len(sides) > 1:
            script, (_, *rest) = first.lower[0].text, sides
            free = _is_told(rest) and not _mentions(rest, script)
            heads[first.letter][script] = free and heads[first.letter].get(script, True)
    return frozenset(
        letter for letter, scripts in heads.items()
        if len(scripts) > 1 and all(scripts.values()) and not (set(scripts) & bound)
        and all(len(text) == 1 and text.isalpha() for text in every[letter])
    )  # fmt: skip


def _is_told(sides: Iterable[Node | None]) -> bool:
    """True where each side was read and has a letter in it: y_c = 1 beside y_k = 0 says what an index is."""
    return all(side is not None and any(isinstance(node, Scripted) for node in walk(side)) for side in sides)


def _mentions(sides: Iterable[Node | None], script: str) -> bool:
    nodes = [node for side in sides if side is not None for node in walk(side)]
    alone = {node.letter for node in nodes if isinstance(node, Scripted) and not (node.letter == "e" and node.upper)}
    scripts = [s for node in nodes if isinstance(node, Scripted) for s in (node.lower, *node.upper)]
    below = {token.text for tokens in scripts for token in tokens}
    return script in alone | below


def with_labels(tree: Node, letters: frozenset[str]) -> Node:
    r"""The tree in which the scripts of these letters are words.

    >>> from ...tex.tokens import scanned
    >>> with_labels(Scripted("ell", "", scanned("h")), frozenset(["ell"])).lower[0].kind
    'word'
    """

    def change(node: Node) -> Node:
        if isinstance(node, Application):
            node = replace(node, head=_labelled(node.head, letters))
        return mapped(_labelled(node, letters) if isinstance(node, Scripted) else node, change)

    return change(tree) if letters else tree


def _labelled(node: Scripted, letters: frozenset[str]) -> Scripted:
    if node.letter not in letters or len(node.lower) != 1:
        return node
    return replace(node, lower=(replace(node.lower[0], kind="word"),))
