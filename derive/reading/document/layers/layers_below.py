r"""Layers that are counted below, z_l = W_l a_{l-1} + b_l, read as those above, z^{[l]} = W^{[l]} a^{[l-1]} + b^{[l]}.

A letter counts layers where what it makes is a capital of that layer times what the layer before has made: of a state
in time, h_t = tanh(U x_t + V h_{t-1}), the weights have no t. Of layers with numbers, z_2 = W_2 h_1, a letter counts
them where it stands below those letters and runs nowhere: δ_i = ∂L/∂z_i. The number of a layer may stand before the
letters of indices, z_{2i} = Σ_j W_{2ij} h_j, where z_2 and W_2 stand alone too, and neither z_i nor W_ij does.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ...expression.nodes import Application, Node, Product, Scripted, Total, Transposed, mapped, walk
from ...tex.tokens import Token, text_of

NUMBERED = re.compile(r"(\d)(?:[a-z]|[a-z],?[a-z])?")
LETTERS = re.compile(r"[a-z](?:,?[a-z])*")
COUNT = re.compile(r"(?P<letter>ell|[A-Za-z]|\d)(?P<shift>[+-]1)?(?:,|$)")
Chains = Sequence[Sequence[Node | None]]


@dataclass(frozen=True, slots=True)
class LayersBelow:
    """The letters that count layers, and the letters that have layers; nothing where none are counted below."""

    counting: frozenset[str] = frozenset()
    layered: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()  # the number of a layer stands below them, before letters of indices

    def of(self, tree: Node) -> Node:
        """The tree with the layers of its letters above."""
        return self._changed(tree) if self.counting or self.numbered else tree

    def _changed(self, node: Node) -> Node:
        if isinstance(node, Application):
            node = replace(node, head=self._above(node.head))
        return mapped(self._above(node) if isinstance(node, Scripted) else node, self._changed)

    def _above(self, node: Scripted) -> Scripted:
        if node.letter in self.numbered and NUMBERED.fullmatch(text_of(node.lower)):
            return _with_layer(node, 1, 1)
        found = COUNT.match(text_of(node.lower))
        counts = found is not None and (found["letter"] in self.counting or found["letter"].isdigit())
        if found is None or not counts or node.letter not in self.layered:
            return node
        cut = next((place for place, token in enumerate(node.lower) if token.is_mark(",")), len(node.lower))
        return _with_layer(node, cut, cut + 1)


def _with_layer(node: Scripted, cut: int, rest: int) -> Scripted:
    """The letter with what its script below begins with as a layer above."""
    first, last = node.lower[0], node.lower[cut - 1]
    opening, closing = Token("mark", "[", first.start, first.start), Token("mark", "]", last.end, last.end)
    return replace(node, lower=node.lower[rest:], upper=((opening, *node.lower[:cut], closing), *node.upper))


def layers_below(chains: Chains) -> LayersBelow:
    r"""The layers that a document counts below.

    >>> from ...expression.parser import parsed
    >>> from ...tex import chains_of
    >>> lines = r"z_l = W_l a_{l-1} + b_l \\ a_l = f(z_l) \\ C = (a_L - y)^2"
    >>> found = layers_below([[parsed(side) for side in chain.sides] for chain in chains_of(lines, {})])
    >>> sorted(found.counting), sorted(found.layered)
    (['L', 'l'], ['W', 'a', 'b', 'z'])
    """
    trees = [side for sides in chains for side in sides if side is not None]
    nodes = [node for tree in trees for node in walk(tree)]
    if numbered := _before_indices(nodes):
        return LayersBelow(numbered=numbered)
    made = [pair for sides in chains for pair in _made_of_the_layer_before(sides)]
    if not made:
        return LayersBelow()
    running = {letter for node in nodes if isinstance(node, Total) for letter in node.indices}
    scripted = [(node.letter, found["letter"]) for node in nodes if isinstance(node, Scripted) and node.lower
                and (found := COUNT.match(text_of(node.lower)))]  # fmt: skip
    symbols = {count for _, count in made if not count.isdigit()} - running
    if symbols:
        symbols |= {count for _, count in scripted if count.lower() in symbols or (count == "L" and "ell" in symbols)}
    else:
        symbols = _of_numbers({letter for letter, _ in made}, scripted) - running
    if not symbols:
        return LayersBelow()
    return LayersBelow(frozenset(symbols), frozenset(letter for letter, count in scripted if count in symbols)
                       | {letter for letter, _ in made})  # fmt: skip


def _before_indices(nodes: Iterable[Node]) -> frozenset[str]:
    """z and W of z_{2i} and W_{2ij}, where one of such letters stands with a number alone too: z_2."""
    below: dict[str, set[str]] = defaultdict(set)
    for node in nodes:
        if isinstance(node, Scripted) and node.lower:
            below[node.letter].add(text_of(node.lower))
    found = {letter for letter, texts in below.items() if _has_numbers_before_indices(texts)}
    alone = any(text.isdigit() and len(text) == 1 for letter in found for text in below[letter])
    return frozenset(found) if alone else frozenset()


def _has_numbers_before_indices(texts: set[str]) -> bool:
    """True where 2ij stands below a letter, and nothing that says that 2 is an index too: neither ij nor kij."""
    counts = {len(re.sub(r"[\d,]", "", text)) for text in texts if NUMBERED.fullmatch(text)} - {0}
    letters = {len(text.replace(",", "")) for text in texts if LETTERS.fullmatch(text)}
    return bool(counts) and not letters & {size + more for size in counts for more in (0, 1)}


def _of_numbers(layered: set[str], scripted: list[tuple[str, str]]) -> set[str]:
    """The letters below letters of layers with numbers, and below δ, that stand below nothing else."""
    letters = {count for letter, count in scripted if letter in layered and not count.isdigit()}
    return {count for count in letters if all(one in layered | {"delta"} for one, other in scripted if other == count)}


def _made_of_the_layer_before(sides: Sequence[Node | None]) -> Iterator[tuple[str, str]]:
    """The letters and counts of z_l = W_l a_{l-1}, or z_2 = W_2 h_1."""
    left, *rest = sides
    if not isinstance(left, Scripted) or not left.lower or not rest or rest[0] is None:
        return
    mine = COUNT.fullmatch(text_of(left.lower))
    if mine is None or mine["shift"]:
        return
    for node in walk(rest[0]):
        parts = [part for _, part in node.parts] if isinstance(node, Product) else []
        for first, second in itertools.pairwise(parts):
            one, other = (part.base if isinstance(part, Transposed) else part for part in (first, second))
            if isinstance(one, Scripted) and isinstance(other, Scripted):
                for weights, before in ((one, other), (other, one)):
                    if (
                        _is_of(weights, mine["letter"])
                        and weights.letter.isupper()
                        and _is_before(before, mine["letter"])
                    ):
                        yield from ((name, mine["letter"]) for name in (left.letter, weights.letter, before.letter))


def _is_of(node: Scripted, count: str) -> bool:
    return text_of(node.lower) == count


def _is_before(node: Scripted, count: str) -> bool:
    script = text_of(node.lower)
    return script == (str(int(count) - 1) if count.isdigit() else f"{count}-1")
