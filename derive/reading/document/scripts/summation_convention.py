"""Einstein's convention: an index that stands twice in a product, and is none of the claim's own, is summed over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ...expression.nodes import (
    Delta,
    Derivative,
    Entry,
    Name,
    Node,
    Number,
    Ones,
    Power,
    Product,
    Terms,
    Total,
    children,
    free_letters,
    mapped,
    walk,
)

TOLD = re.compile(
    r"\bsummation (?:convention|notation)|\bEinstein|\b(?:index|tensor) (?:notation|calculus)|\b(?:repeated|dummy) ind",
    re.IGNORECASE,
)
ONES = "1"
Trees = tuple[Node | None, ...]


def with_silent_sums(lines: Sequence[tuple[Trees, str]], prose: Iterable[str]) -> list[tuple[Trees, str]]:
    """The sides with the sums that are meant, where words tell of the convention and a definition needs it.

    With the sides of each line goes why one is not read.

    >>> entry = Name("x", (Name("b"), Name("h")))
    >>> line = (Name("m", (Name("b"),)), Product((("", Ones("h")), ("", entry))))
    >>> [with_silent_sums([(line, "")], [words])[0][0][1] == line[1] for words in ("In index notation", "")]
    [False, True]
    """
    lines = list(lines)
    told = any(TOLD.search(text) for text in prose)
    if not told or not any(_needs_it(trees) for trees, _ in lines):
        return lines
    plain = [(tuple(tree and _with_entries_of_ones(tree) for tree in trees), reason) for trees, reason in lines]
    sizes = _sizes_of_means(trees for trees, _ in plain)
    return [(_Summing(_own_letters(trees), sizes).sides(trees), reason) for trees, reason in plain]


def _needs_it(trees: Trees) -> bool:
    """True for a definition of entries, or of a letter without any, with an index twice that the left side has not."""
    left, right = trees[0], trees[1] if len(trees) > 1 else None
    if not isinstance(left, Name) or right is None:
        return False
    twice = {letter for letter, times in _times(_with_entries_of_ones(right)).items() if times > 1}
    return bool(twice - free_letters(left))


def _with_entries_of_ones(node: Node) -> Node:
    """1_h as the entry h of a vector of ones: a letter of its own at first, so that h is counted."""
    if isinstance(node, Ones) and len(node.size) == 1 and node.size.islower():
        return Name(ONES, (Name(node.size),))
    return mapped(node, _with_entries_of_ones)


def _without_ones(node: Node) -> Node:
    return Number("1") if isinstance(node, Name) and node.name == ONES else mapped(node, _without_ones)


def _times(node: Node) -> Counter[str]:
    """How often each letter stands as an index that no sum binds; twice in a square."""
    if isinstance(node, Total):
        inner = _times(node.body)
        return Counter({letter: times for letter, times in inner.items() if letter not in node.indices})
    if isinstance(node, Terms):
        found: Counter[str] = Counter()
        for _, part in node.terms:
            found |= _times(part)
        return found
    if isinstance(node, (Name, Delta)):
        parts = node.indices if isinstance(node, Name) else (node.left, node.right)
        return Counter(i.name for i in parts if isinstance(i, Name) and not i.indices and len(i.name) == 1)
    if isinstance(node, Power):
        base = _times(node.base)
        return base + base if node.exponent == Number("2") else base
    return sum(map(_times, children(node)), Counter[str]())


def _own_letters(trees: Trees) -> frozenset[str]:
    """The letters that a chain is about: those of a name or a slope on its left, else those not twice in each term."""
    first = trees[0]
    if isinstance(first, (Name, Derivative, Delta, Entry)):
        return frozenset(free_letters(first))
    terms = [part for tree in trees if tree is not None for part in _terms_of(tree)]
    return frozenset(letter for part in terms for letter, times in _times(part).items() if times != 2)


def _terms_of(node: Node) -> list[Node]:
    return [part for _, part in node.terms] if isinstance(node, Terms) else [node]


def _sizes_of_means(sides: Iterable[Trees]) -> dict[str, str]:
    """H for h of x_bh/H in the definition of m_b: the letter of a size that what is summed is divided by."""
    found: dict[str, str] = {}
    for left, right in (trees[:2] for trees in sides if len(trees) > 1):
        if not isinstance(left, Name) or right is None:
            continue
        divided = [
            part for node in walk(right) if isinstance(node, Product) for sign, part in node.parts if sign == "/"
        ]
        for letter in set(_times(right)) - free_letters(left):
            if Name(letter.upper()) in divided:
                found[letter] = letter.upper()
    return found


@dataclass(frozen=True, slots=True)
class _Summing:
    """The walk over a chain; ``own`` letters are summed over nowhere."""

    own: frozenset[str]
    sizes: dict[str, str]

    def sides(self, trees: Trees) -> Trees:
        return tuple(tree and _without_ones(self.term(tree, self.own)) for tree in trees)

    def term(self, node: Node, bound: frozenset[str]) -> Node:
        """A factor or a product, with a sum over each letter that stands twice in it."""
        if isinstance(node, Terms):
            return replace(node, terms=tuple((sign, self.term(part, bound)) for sign, part in node.terms))
        if isinstance(node, Total):
            return replace(node, body=self.term(node.body, bound | set(node.indices)))
        letters = sorted(self.twice(node) - bound)
        inner = self.inside(node, bound | set(letters))
        for letter in reversed(letters):
            size = self.sizes.get(letter)
            inner = Total("sum", (letter,), inner, None, Name(size) if size else None)
        return inner

    def twice(self, node: Node) -> set[str]:
        """The letters that two factors of a product have, or one in which they stand twice outside of any bracket."""
        parts = [part for _, part in node.parts] if isinstance(node, Product) else [node]
        found: Counter[str] = Counter()
        for part in parts:
            times = _times(part)
            plain = isinstance(part, (Name, Delta, Derivative)) or _is_square(part)
            found += times if plain else Counter(set(times))
        return {letter for letter, times in found.items() if times > 1}

    def inside(self, node: Node, bound: frozenset[str]) -> Node:
        if isinstance(node, Product):
            return replace(node, parts=tuple((sign, self.factor(part, bound)) for sign, part in node.parts))
        return self.factor(node, bound)

    def factor(self, node: Node, bound: frozenset[str]) -> Node:
        if isinstance(node, (Terms, Product, Total)):
            return self.term(node, bound)
        if isinstance(node, Name) or _is_square(node):
            return node
        return mapped(node, lambda part: self.term(part, bound))


def _is_square(node: Node) -> bool:
    return isinstance(node, Power) and isinstance(node.base, Name)
