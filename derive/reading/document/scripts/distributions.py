r"""Distributions as functions that are arguments of others: of H(P) = −Σ_j P(j) log P(j) the values are entries P_j."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...expression.nodes import Application, Node, Scripted, Total, children, mapped, walk

Line = tuple[list[Node | None], str]


def with_values_as_entries(lines: Sequence[Line]) -> list[Line]:
    r"""The trees of lines, each with why it is unread, with entries for the values of such functions.

    >>> from ...expression.parser import parsed
    >>> from ...tex.tokens import scanned
    >>> def line(*texts): return [parsed(scanned(text)) for text in texts], ""
    >>> found = with_values_as_entries([line("H(P)", r"\sum_j P(j) P(j)"), line("P(j)", "2 Q(j)")])
    >>> [isinstance(trees[0], Scripted) for trees, _ in found]
    [False, True]
    """
    trees = [tree for made, _ in lines for tree in made if tree is not None]
    letters = _handed_on([made for made, _ in lines]) if trees else set()
    letters -= {node.letter for tree in trees for node in walk(tree) if isinstance(node, Scripted) and node.lower}
    sums = {letter: set[str]() for letter in letters}
    for tree in trees if letters else ():
        for letter, index in _summed(tree, frozenset()):
            sums.get(letter, set()).add(index)
    for application in (node for tree in trees for node in walk(tree) if letters and isinstance(node, Application)):
        if application.head.letter in letters and _index(application) not in sums[application.head.letter]:
            letters.discard(application.head.letter)
    return [([tree and _of(tree, letters) for tree in made], unread) for made, unread in lines] if letters else [*lines]


def _handed_on(chains: Sequence[Sequence[Node | None]]) -> set[str]:
    """The letters that are arguments of what a line defines: P of H(P) and H(P, Q)."""
    heads = [trees[0] for trees in chains if len(trees) > 1]
    items = [item for head in heads if isinstance(head, Application) for item in head.bracket.items]
    return {item.letter for item in items if isinstance(item, Scripted) and _is_plain(item)}


def _summed(node: Node, bound: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The letters that stand before a bracket with the letter of a sum around it, with that letter."""
    bound = bound | set(node.indices) if isinstance(node, Total) else bound
    if isinstance(node, Application) and (index := _index(node)) in bound:
        yield node.head.letter, index
    for child in children(node):
        yield from _summed(child, bound)


def _index(node: Application) -> str:
    """j of P(j); empty where a letter with scripts stands before a bracket, or something else in it."""
    items = node.bracket.items
    item = items[0] if len(items) == 1 and not node.bracket.square and _is_plain(node.head) else None
    return item.letter if isinstance(item, Scripted) and _is_plain(item) and not item.style else ""


def _is_plain(node: Scripted) -> bool:
    return not (node.lower or node.upper or node.primes)


def _of(node: Node, letters: set[str]) -> Node:
    if isinstance(node, Application) and node.head.letter in letters:
        return replace(node.head, lower=node.bracket.tokens)
    return mapped(node, lambda part: _of(part, letters))
