r"""Distributions as functions that are arguments of others: of H(P) = −Σ_j P(j) log P(j) the values are entries P_j."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ...expression.nodes import Application, Node, Scripted, Total, children, mapped, walk
from ...tex.tokens import Token, Tokens

OFTEN = 2  # a letter that stands before brackets more than so many times as often as alone is a function anyway
Line = tuple[list[Node | None], str]


def with_values_as_entries(lines: Sequence[Line]) -> list[Line]:
    r"""The trees of lines, each with why it is unread, with entries for the values of such functions.

    >>> from ...expression.parser import parsed
    >>> from ...tex.tokens import scanned
    >>> def line(*texts): return [parsed(scanned(text)) for text in texts], ""
    >>> found = with_values_as_entries([line("H(P)", r"\sum_j P(j)"), line("P(j)", "2 Q(m)")])
    >>> [isinstance(trees[0], Scripted) for trees, _ in found]
    [False, True]
    """
    trees = [tree for made, _ in lines for tree in made if tree is not None]
    heads = _heads([made for made, _ in lines])
    nodes = [node for tree in trees for node in walk(tree)] if heads else []
    letters = {letter for head in heads for letter in head if _is_seldom_applied(letter, nodes)}
    real = {part.letter for node in nodes for part in getattr(node, "denominators", ()) if isinstance(part, Scripted)}
    indices = {index for tree in trees for letter, index in _summed(tree, frozenset()) if letter in letters} - real
    applied = [node for node in nodes if isinstance(node, Application)]
    indices |= _beside(indices, nodes, applied) - real
    others = {node.letter for node in nodes if isinstance(node, Scripted) and (node.lower or node.primes)}
    others |= {node.head.letter for node in applied if node.head.letter not in letters and _index(node) not in indices}
    others |= {letter for node in nodes for letter, index in _in_exponents(node) if index not in indices}
    found = {node.head.letter for node in applied if _index(node) in indices} - others
    found -= {letter for head in heads if not head <= found for letter in head}  # all of H(P, Q), or none
    if not found & letters:
        return [*lines]
    return [(_of_line(made, found, indices), unread) for made, unread in lines]


def _beside(indices: set[str], nodes: Sequence[Node], applied: Sequence[Application]) -> set[str]:
    """u of Σ_u e^{a(u)}, where a(x) stands too and x is one of these letters."""
    bound = {letter for node in nodes if isinstance(node, Total) for letter in node.indices}
    pairs = {(node.head.letter, _index(node)) for node in applied}
    pairs |= {pair for node in nodes for pair in _in_exponents(node)}
    scores = {letter for letter, index in pairs if index in indices}
    return {index for letter, index in pairs if letter in scores and index in bound}


def _of_line(trees: list[Node | None], letters: set[str], indices: set[str]) -> list[Node | None]:
    """The sides with entries, but for letters that are applied to something else there too, as p of p(x, y) is."""
    applied = [node for tree in trees if tree is not None for node in walk(tree) if isinstance(node, Application)]
    mine = letters - {node.head.letter for node in applied if _index(node) not in indices}
    return [tree and _of(tree, mine) for tree in trees] if mine else trees


def _heads(chains: Sequence[Sequence[Node | None]]) -> list[set[str]]:
    """The letters that are arguments of what a line defines: P of H(P), P and Q of H(P, Q)."""
    heads = [trees[0] for trees in chains if len(trees) > 1 and isinstance(trees[0], Application)]
    items = [head.bracket.items for head in heads if isinstance(head, Application)]
    alone = [[item for item in some if isinstance(item, Scripted) and _is_plain(item)] for some in items]
    return [{item.letter for item in some} for some in alone if some]


def _is_seldom_applied(letter: str, nodes: Sequence[Node]) -> bool:
    """True where a letter stands alone so often that P(j) would be taken for a product."""
    before = sum(isinstance(node, Application) and node.head.letter == letter for node in nodes)
    there = sum(isinstance(node, Scripted) and node.letter == letter and not node.lower for node in nodes)
    return before <= OFTEN * (there - before)


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


def _in_exponents(node: Node) -> Iterator[tuple[str, str]]:
    """The letters before a bracket in what stands above, f of e^{f(x)}, with the letter that is alone in it."""
    for script in node.upper if isinstance(node, Scripted) else ():
        for place in range(len(script) - 1):
            if script[place].kind in ("letter", "command") and script[place + 1].is_mark("("):
                yield script[place].text, script[place + 2].text if _is_applied(script[place:]) else ""


def _is_applied(tokens: Tokens) -> bool:
    """True where f(x) begins."""
    return len(tokens) > 3 and tokens[2].kind in ("letter", "command") and tokens[3].is_mark(")")


def _of_tokens(script: Tokens, letters: set[str]) -> Tokens:
    """What stands above with f_x for f(x)."""
    made, place = list[Token](), 0
    while place < len(script):
        made.append(script[place])
        found = script[place].text in letters and script[place + 1 : place + 2] and script[place + 1].is_mark("(")
        if found and _is_applied(script[place:]):
            made += [replace(script[place + 1], text="_"), script[place + 2]]
            place += 3
        place += 1
    return tuple(made)


def _is_plain(node: Scripted) -> bool:
    return not (node.lower or node.upper or node.primes)


def _of(node: Node, letters: set[str]) -> Node:
    if isinstance(node, Application) and node.head.letter in letters:
        return replace(node.head, lower=node.bracket.tokens)
    if isinstance(node, Scripted) and node.upper:
        return replace(node, upper=tuple(_of_tokens(script, letters) for script in node.upper))
    return mapped(node, lambda part: _of(part, letters))
