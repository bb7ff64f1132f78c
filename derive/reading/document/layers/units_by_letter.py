r"""Layers that the letter of a unit tells apart: a_j = Σ_i w_{ji} z_i with z_j = h(a_j), where i is a unit below j.

One letter is then the output of two layers. The letters of the indices are put in a row by the sums, i below j below k,
and what has several of them gets the layer of its letter, as z^{[l]}_j and z^{[l−1]}_i. The inputs x_i of the lowest
layer, a_j = Σ_i w_{ji} x_i, stand where the outputs of a layer below would stand: they are z^{[l−2]}_i. Where every
layer has its own lines, a_j = Σ_i w_{ji} x_i and a_k = Σ_j w_{kj} z_j, the layers have numbers: a^{[1]}_j, a^{[2]}_k.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ...expression.nodes import Application, Node, Scripted, Terms, Total, mapped, walk
from ...tex.tokens import Token, Tokens, text_of
from ..scripts.roles import LETTER

LAYERS = "luvhm"  # what the layer of the unit in the definition may be called
ONE = rf"(?![A-Z])(?:ell|{LETTER})"
PAIR = re.compile(rf"({ONE}),?({ONE})")
Chains = Sequence[Sequence[Node | None]]
Sum = tuple[str, str, int, str, str, str]  # what is made, the weights, the place of its unit, unit, unit below, of what


@dataclass(frozen=True, slots=True)
class UnitsByLetter:
    """How far each letter is above the unit of the definition, which letters have layers, where their unit stands."""

    levels: dict[str, int] = field(default_factory=dict)
    last: dict[str, int] = field(default_factory=dict)  # how far the letters of the last layers are above the last one
    layered: frozenset[str] = frozenset()
    weights: dict[str, int] = field(default_factory=dict)  # 0 where w_{ji} leads to j, 1 where w_{ij} does
    inputs: dict[str, str] = field(default_factory=dict)  # z for x, where x_i is the input of the lowest layer
    name: str = LAYERS[0]  # empty where layers have numbers

    def of(self, tree: Node) -> Node:
        """The tree with the layers of its letters above."""
        return self._changed(tree) if self.levels else tree

    def _changed(self, node: Node) -> Node:
        if isinstance(node, Application):
            node = replace(node, head=self._above(node.head))
        return mapped(self._above(node) if isinstance(node, Scripted) else node, self._changed)

    def _above(self, node: Scripted) -> Scripted:
        if node.letter == "e" and not node.lower:
            return replace(node, upper=tuple(map(self._in_tokens, node.upper)))  # e^{-x_j}
        text = text_of(node.lower)
        pair = PAIR.fullmatch(text)
        if node.letter in self.weights and pair is not None:
            text = pair[self.weights[node.letter] + 1]
        elif node.letter in self.inputs and node.lower:
            node = replace(node, letter=self.inputs[node.letter])
        elif node.letter not in self.layered:
            return node
        if text not in self.levels and text not in self.last:
            return node
        return replace(node, upper=(self._layer(text, node.lower[0]), *node.upper))

    def _layer(self, text: str, at: Token) -> Tokens:
        """The script [l + level], or [L + level]; the number of the layer."""
        if not self.name:
            signs = (("mark", "["), ("number", str(self.levels[text])), ("mark", "]"))
            return tuple(Token(kind, word, at.start, at.end) for kind, word in signs)
        name, level = (self.name, self.levels[text]) if text in self.levels else (self.name.upper(), self.last[text])
        shift = () if not level else (("mark", "+" if level > 0 else "-"), ("number", str(abs(level))))
        named = (("mark", "["), ("letter", name), *shift, ("mark", "]"))
        return tuple(Token(kind, word, at.start, at.end) for kind, word in named)

    def _in_tokens(self, tokens: Tokens) -> Tokens:
        found: list[Token] = []
        for at, token in enumerate(tokens):
            found.append(token)
            one = at > 1 and tokens[at - 1].is_mark("_") and tokens[at - 2].text in self.layered
            if one and (token.text in self.levels or token.text in self.last):
                mark = Token("mark", "^", token.start, token.start)
                found += [
                    mark,
                    replace(mark, text="{"),
                    *self._layer(token.text, token),
                    replace(mark, text="}"),
                ]
        return tuple(found)


def units_by_letter(chains: Chains, patterns: frozenset[str] = frozenset()) -> UnitsByLetter:
    r"""The letters of units in layers; nothing where no letter is made of itself at a unit below.

    What counts ``patterns`` above a letter is no layer of it.

    >>> from ...expression.parser import parsed
    >>> from ...tex import chains_of
    >>> lines = [r"a_j = \sum_i w_{ji} z_i", r"z_j = h(a_j)", r"\delta_j = h'(a_j) \sum_k w_{kj} \delta_k"]
    >>> trees = [[parsed(side) for side in chain.sides] for line in lines for chain in chains_of(line, {})]
    >>> found = units_by_letter(trees)
    >>> sorted(found.levels.items()), sorted(found.layered), found.weights
    ([('i', -1), ('j', 0), ('k', 1)], ['a', 'delta', 'z'], {'w': 0})
    """
    found = UnitsByLetter()
    sums = list(_sums(chains, patterns))
    if (numbered := _in_numbers(chains, sums)) is not None:
        return numbered
    for made, weights, place, unit, below, out in sums:
        again = any(other[:2] == (made, weights) and other[3] == below for other in sums)
        if not _comes_back(chains, made, unit, out) and not (again and _comes_back(chains, made, below, out)):
            continue
        levels, last = _levels(chains, weights, place, unit, below)
        places = {text: (False, level) for text, level in levels.items()} | {t: (True, n) for t, n in last.items()}
        used: dict[str, set[tuple[bool, int]]] = defaultdict(set)
        for node in _nodes(chains):
            if isinstance(node, Scripted) and (text := text_of(node.lower)) in places:
                used[node.letter].add(places[text])
        several = {letter for letter, found_at in used.items() if len(found_at) > 1}
        nodes = [node for node in _nodes(chains) if isinstance(node, Scripted)]
        scripts = [script for node in nodes for script in (node.lower, *node.upper)]
        taken = {token.text for script in scripts for token in script} | {node.letter for node in nodes}
        names = [name for name in LAYERS if name not in taken and not (last and name.upper() in taken)]
        layered = frozenset(several | {made, out} | set(_biases(chains, made, unit)))
        alike = [one for one in sums if one[:3] == (made, weights, place)]
        inputs = dict.fromkeys(_inputs(chains, alike, layered, levels), out)
        first = levels.get(alike[0][3], 0) if inputs else 0  # the first line is that of the layer l
        levels = {text: level - first for text, level in levels.items()}
        return UnitsByLetter(levels, last, layered, {weights: place}, inputs, names[0]) if names else found
    return found


def _in_numbers(chains: Chains, sums: Sequence[Sum]) -> UnitsByLetter | None:
    """Layers with numbers, where one sum is made of what another one has made, with the same letter for the weights.

    What is defined of one layer is defined of each that it stands in: none of it is meant of any layer.
    """
    pairs = [
        (one, other) for one in sums for other in sums
        if one[1:3] == other[1:3] and other[4] == one[3] != one[4] != other[3] and one[5] != other[0]
        and (other[5] == one[0] or _comes_back(chains, one[0], one[3], other[5]))
    ]  # fmt: skip
    if not pairs:
        return None
    (_, weights, place, unit, below, _), _ = pairs[0]
    levels, last = _levels(chains, weights, place, unit, below)
    lowest = min(levels.values())
    levels = {text: level - lowest for text, level in levels.items()}
    used: dict[str, set[int]] = defaultdict(set)
    for node in _nodes(chains):
        if isinstance(node, Scripted) and text_of(node.lower) in levels:
            used[node.letter].add(levels[text_of(node.lower)])
    defined: dict[str, set[int]] = defaultdict(set)
    for left, *rest in chains:
        if rest and isinstance(left, Scripted) and text_of(left.lower) in levels:
            defined[left.letter].add(levels[text_of(left.lower)])
    layered = {letter for letter, found in used.items() if len(found) > 1}
    if last or any(used[letter] - {0} - defined[letter] for letter in layered if defined[letter]):
        return None
    others = _beside(chains, levels, layered)
    return UnitsByLetter({**others, **levels}, {}, frozenset(layered), {weights: place}, {}, "")


def _beside(chains: Chains, levels: Mapping[str, int], layered: Collection[str]) -> dict[str, int]:
    """c of p_k = e^{a_k} / Σ_c e^{a_c}: it runs over the units that k names."""
    found: dict[str, set[int]] = defaultdict(set)
    for left, *rest in chains:
        unit = text_of(left.lower) if isinstance(left, Scripted) else ""
        nodes = [node for side in rest if side is not None for node in walk(side)] if unit in levels else []
        for index in (node.indices[0] for node in nodes if isinstance(node, Total) and len(node.indices) == 1):
            scripted = [node for node in nodes if isinstance(node, Scripted)]
            if index not in levels and any(
                all(any(_is_of(node, letter, text) for node in scripted) for text in (unit, index))
                for letter in layered
            ):
                found[index].add(levels[unit])
    return {index: places.pop() for index, places in found.items() if len(places) == 1}


def _inputs(chains: Chains, sums: Sequence[Sum], layered: Collection[str], levels: Mapping[str, int]) -> Iterator[str]:
    """x of a_j = Σ_i w_{ji} x_i, where no layer has the unit i, and x stands with no other letter."""
    lowest = min(levels.values(), default=0)
    below: dict[str, set[str]] = defaultdict(set)
    for node in _nodes(chains):
        if isinstance(node, Scripted):
            below[node.letter].add(text_of(node.lower))
    defined = {side[0].letter for side in chains if len(side) > 1 and isinstance(side[0], Scripted) and side[0].lower}
    for *_, unit, last, letter in sums:
        bottom = levels.get(last) == lowest and lowest < 0 and levels.get(unit) == lowest + 1
        alone = all(text in (last, "") or text.isdigit() for text in below[letter]) and letter not in defined
        if bottom and alone and not any(last in below[other] for other in layered):
            yield letter


def _sums(chains: Chains, patterns: frozenset[str]) -> Iterator[Sum]:
    """a, w, the place of j in w_{ji}, j, i and z of each a_j = Σ_i w_{ji} z_i, in any order."""
    for sides in chains:
        left = sides[0] if len(sides) > 1 else None
        if (
            not isinstance(left, Scripted)
            or not {*map(text_of, left.upper)} <= patterns
            or not re.fullmatch(ONE, text_of(left.lower))
        ):
            continue  # z^l_j has its layer above already
        unit = text_of(left.lower)
        totals = (node for side in sides[1:] if side is not None for node in walk(side) if isinstance(node, Total))
        for total in totals:
            if total.kind != "sum" or len(total.indices) != 1:
                continue
            below = total.indices[0]
            inside = [node for node in walk(total.body) if isinstance(node, Scripted) and node.lower]
            pairs = [(node, pair) for node in inside if (pair := PAIR.fullmatch(text_of(node.lower)))]
            outs = [node for node in inside if text_of(node.lower) == below]
            if len(pairs) == len(outs) == 1 and {*pairs[0][1].groups()} == {unit, below}:
                weights, pair = pairs[0]
                yield left.letter, weights.letter, pair.groups().index(unit), unit, below, outs[0].letter


def _biases(chains: Chains, made: str, unit: str) -> Iterator[str]:
    """b of a_j = Σ_i w_{ji} z_i + b_j, which no line defines: every layer has its own."""
    defined = {sides[0].letter for sides in chains if len(sides) > 1 and isinstance(sides[0], Scripted)}
    for left, *rest in chains:
        if isinstance(left, Scripted) and (left.letter, text_of(left.lower)) == (made, unit):
            terms = [part for side in rest if isinstance(side, Terms) for _, part in side.terms]
            yield from (
                part.letter for part in terms
                if isinstance(part, Scripted) and text_of(part.lower) == unit and part.letter not in defined
            )  # fmt: skip


def _comes_back(chains: Chains, made: str, unit: str, out: str) -> bool:
    """True where z of the sum is defined of a, both with the letter of a unit: z_j = h(a_j)."""
    for sides in chains:
        left, *rest = sides
        if isinstance(left, Scripted) and left.letter == out and text_of(left.lower) == unit:
            nodes = [node for side in rest if side is not None for node in walk(side) if isinstance(node, Scripted)]
            return any(_is_of(node, made, unit) for node in nodes) and made != out
    return False


def _is_of(node: Scripted, made: str, unit: str) -> bool:
    """True for a_j, and for e^{-a_j}."""
    if node.letter == made and text_of(node.lower) == unit:
        return True
    scripts = [[token.text for token in script] for script in node.upper if node.letter == "e"]
    return any(texts[at : at + 3] == [made, "_", unit] for texts in scripts for at in range(len(texts)))


def _levels(chains: Chains, weights: str, place: int, unit: str, below: str) -> tuple[dict[str, int], dict[str, int]]:
    """The letters in a row, by the pairs at the weights; what an earlier pair says holds.

    Of w_{kj} and w_{jk} one is a slip: what is there less often, or leads down the alphabet where j and i go up.
    A pair of two others, w_{ho} beside w_{jk}, is of the last layer o and the one below it.
    """
    pairs = [
        (pair[place + 1], pair[2 - place]) for node in _nodes(chains)
        if isinstance(node, Scripted) and node.letter == weights and (pair := PAIR.fullmatch(text_of(node.lower)))
    ]  # fmt: skip
    seen = Counter(pairs)
    turned = {pair for pair in seen if _is_turned(pair, seen, upwards=below < unit) and {*pair} != {unit, below}}
    pairs = [pair for pair in pairs if pair not in turned]
    levels = {unit: 0, below: -1}
    for _ in pairs:
        for upper, lower in pairs:
            if upper in levels:
                levels.setdefault(lower, levels[upper] - 1)
            elif lower in levels:
                levels[upper] = levels[lower] + 1
    others = {pair for pair in pairs if not levels.keys() & {*pair} and len({*pair}) == 2}
    return levels, dict(zip(others.pop(), (0, -1), strict=True)) if len(others) == 1 else {}


def _is_turned(pair: tuple[str, str], seen: Mapping[tuple[str, str], int], *, upwards: bool) -> bool:
    """True for the pair of an upper and a lower letter that is a slip, where the same letters stand in both orders."""
    there, here = seen.get((pair[1], pair[0]), 0), seen[pair]
    return there > here or (there == here and (pair[1] < pair[0]) != upwards)


def _nodes(chains: Chains) -> Iterator[Node]:
    return (node for sides in chains for side in sides if side is not None for node in walk(side))
