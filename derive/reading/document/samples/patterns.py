r"""A letter above that counts patterns, s_k^p = Σ_j w_{jk} y_j^p and E = Σ_p E^p: an index like those below, no power.

So is the letter below Δ of Δ_p w_{jk}, the change that the pattern p makes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from ...expression.nodes import Node, Product, Scripted, Total, mapped, walk
from ...tex.tokens import Token, Tokens, text_of

COUNTING = re.compile(r"(?!t$)[a-z]")  # t is a transpose too
FEWEST = 2  # letters that are defined with it above and an index below


def pattern_letters(chains: Sequence[Sequence[Node | None]]) -> frozenset[str]:
    r"""The letters that count patterns: alone above several letters that equations define, and nowhere else.

    >>> from ...expression.parser import parsed
    >>> from ...tex import chains_of
    >>> lines = [r"s_k^p = \sum_j w_{jk} y_j^p", r"y_k^p = F(s_k^p)", r"E = \sum_p E^p", "v_k^q = q v_k^{q-1}"]
    >>> trees = [[parsed(side) for side in chain.sides] for line in lines for chain in chains_of(line, {})]
    >>> sorted(pattern_letters(trees))
    ['p']
    """
    nodes = [node for sides in chains for side in sides if side is not None for node in walk(side)]
    scripted = [node for node in nodes if isinstance(node, Scripted)]
    above: dict[str, set[str]] = defaultdict(set)  # by letter: what stands above it; s of F(s) is any number
    for node in (node for node in scripted if node.lower or node.upper):
        above[node.letter] |= {text_of(script) for script in node.upper} or {""}
    heads: dict[str, set[str]] = defaultdict(set)
    for sides in chains:
        first = sides[0] if len(sides) > 1 else None
        if isinstance(first, Scripted) and first.lower and len(first.upper) == 1:
            heads[text_of(first.upper[0])].add(first.letter)
    found = {
        letter for letter, mine in heads.items()
        if COUNTING.fullmatch(letter) and len(mine) >= FEWEST and all(above[one] == {letter} for one in mine)
    }  # fmt: skip
    return frozenset(letter for letter in found if not _stands_elsewhere(letter, scripted, nodes))


def _stands_elsewhere(letter: str, scripted: Sequence[Scripted], nodes: Sequence[Node]) -> bool:
    """True for a letter that is one of the formulas too, or an index below, or above in another way: p − 1, a power."""
    if any(isinstance(node, Total) and node.kind != "sum" and letter in node.indices for node in nodes):
        return True
    for node in scripted:
        if node.letter == letter or (node.letter != "Delta" and _mentions(node.lower, letter)):
            return True
        if any(_mentions(script, letter) and text_of(script) != letter for script in node.upper):
            return True
    return False


def _mentions(script: Tokens, letter: str) -> bool:
    return any(token.kind == "letter" and token.text == letter for token in script)


def with_patterns(tree: Node, letters: frozenset[str]) -> Node:
    r"""The tree in which what counts patterns stands before the indices below.

    >>> from ...expression.parser import parsed
    >>> from ...tex.tokens import scanned
    >>> made = [with_patterns(parsed(scanned(text)), frozenset("p")) for text in ("s_{jk}^p", r"\Delta_p w_k")]
    >>> text_of(made[0].lower), text_of(made[1].lower)
    ('p,j,k', 'p,k')
    """
    return _changed(tree, letters) if letters else tree


def _changed(node: Node, letters: frozenset[str]) -> Node:
    if isinstance(node, Product):
        parts = _changes(node.parts, letters)
        node = parts[0][1] if len(parts) == 1 else replace(node, parts=tuple(parts))
    if isinstance(node, Scripted):
        return _below(node, letters)
    return mapped(node, lambda part: _changed(part, letters))


def _below(node: Scripted, letters: frozenset[str]) -> Scripted:
    mine = [script for script in node.upper if text_of(script) in letters]
    if len(mine) != 1:
        return node
    return replace(_before_its_indices(node, mine[0]), upper=tuple(one for one in node.upper if one is not mine[0]))


def _before_its_indices(node: Scripted, script: Tokens) -> Scripted:
    comma = Token("mark", ",", script[-1].end, script[-1].end)
    rest: list[Token] = []
    for token in node.lower:
        rest += [token] if token.is_mark(",") or not rest or rest[-1].is_mark(",") else [comma, token]
    plain = all(token.kind == "letter" or token.is_mark(",") for token in node.lower)
    below = tuple(rest) if plain else node.lower
    return replace(node, lower=(*script, comma, *below) if below else script)


def _changes(parts: Sequence[tuple[str, Node]], letters: frozenset[str]) -> list[tuple[str, Node]]:
    """The factors, where Δ_p before a letter is the change of it by the pattern p."""
    found: list[tuple[str, Node]] = []
    for sign, part in parts:
        before = found[-1][1] if found and not sign else None
        delta = isinstance(before, Scripted) and before.letter == "Delta" and text_of(before.lower) in letters
        if delta and isinstance(before, Scripted) and isinstance(part, Scripted):
            change = replace(part, letter=f"Δ{part.letter}")
            found[-1] = (found[-1][0], _before_its_indices(change, before.lower))
        else:
            found.append((sign, part))
    return found
