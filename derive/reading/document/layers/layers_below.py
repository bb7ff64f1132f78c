r"""Layers that are counted below, z_l = W_l a_{l-1} + b_l, read as those above, z^{[l]} = W^{[l]} a^{[l-1]} + b^{[l]}.

A letter counts layers where what it makes is a capital of that layer times what the layer before has made: of a state
in time, h_t = tanh(U x_t + V h_{t-1}), the weights have no t. Of layers with numbers, z_2 = W_2 h_1, a letter counts
them where it stands below those letters and runs nowhere: δ_i = ∂L/∂z_i.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ...expression.nodes import Application, Node, Product, Scripted, Total, Transposed, mapped, walk
from ...tex.tokens import Token, text_of

COUNT = re.compile(r"(?P<letter>ell|[A-Za-z]|\d)(?P<shift>[+-]1)?(?:,|$)")
Chains = Sequence[Sequence[Node | None]]


@dataclass(frozen=True, slots=True)
class LayersBelow:
    """The letters that count layers, and the letters that have layers; nothing where none are counted below."""

    counting: frozenset[str] = frozenset()
    layered: frozenset[str] = frozenset()

    def of(self, tree: Node) -> Node:
        """The tree with the layers of its letters above."""
        return self._changed(tree) if self.counting else tree

    def _changed(self, node: Node) -> Node:
        if isinstance(node, Application):
            node = replace(node, head=self._above(node.head))
        return mapped(self._above(node) if isinstance(node, Scripted) else node, self._changed)

    def _above(self, node: Scripted) -> Scripted:
        found = COUNT.match(text_of(node.lower))
        counts = found is not None and (found["letter"] in self.counting or found["letter"].isdigit())
        if found is None or not counts or node.letter not in self.layered:
            return node
        cut = next((place for place, token in enumerate(node.lower) if token.is_mark(",")), len(node.lower))
        first, last = node.lower[0], node.lower[cut - 1]
        opening, closing = Token("mark", "[", first.start, first.start), Token("mark", "]", last.end, last.end)
        return replace(node, lower=node.lower[cut + 1 :], upper=((opening, *node.lower[:cut], closing), *node.upper))


def layers_below(chains: Chains) -> LayersBelow:
    r"""The layers that a document counts below.

    >>> from ...expression.parser import parsed
    >>> from ...tex import chains_of
    >>> lines = r"z_l = W_l a_{l-1} + b_l \\ a_l = f(z_l) \\ C = (a_L - y)^2"
    >>> found = layers_below([[parsed(side) for side in chain.sides] for chain in chains_of(lines, {})])
    >>> sorted(found.counting), sorted(found.layered)
    (['L', 'l'], ['W', 'a', 'b', 'z'])
    """
    made = [pair for sides in chains for pair in _made_of_the_layer_before(sides)]
    if not made:
        return LayersBelow()
    trees = [side for sides in chains for side in sides if side is not None]
    nodes = [node for tree in trees for node in walk(tree)]
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
