r"""Scripts above that name layers in words or by their number: W^{(out)} and W^{(h)}, z^{(n_l)} of the last layer n_l.

A word in brackets is part of the letter, and so is a letter in brackets beside one; n_l is the last layer L; a letter
in square brackets over which a sum runs counts examples, as in round ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ...expression.nodes import Application, Node, Scripted, Total, mapped, walk
from ...tex.tokens import Token, Tokens, text_of

PIECE = re.compile(
    r"\(([A-Za-z]+|[A-Za-z]_\{?(?:l|ell|L)\}?(?:[+-]\d)?)\)|\[([A-Za-z]+(?:_\{?(?:l|ell)\}?)?(?:[+-]\d)?)\]"
)
LAST = re.compile(r"([A-Za-z])_\{?(?:l|ell|L)\}?([+-]\d)?")
Chains = Sequence[Sequence[Node | None]]


@dataclass(frozen=True, slots=True)
class LayerScripts:
    """The scripts in brackets that are names, and the letters in square ones that count examples."""

    names: frozenset[str] = frozenset()
    examples: frozenset[str] = frozenset()
    last: frozenset[str] = frozenset()

    def of(self, tree: Node) -> Node:
        """The tree with these scripts as words, as L and as (i)."""
        return self._changed(tree) if self.names or self.examples or self.last else tree

    def _changed(self, node: Node) -> Node:
        if isinstance(node, Application):
            node = replace(node, head=self._plain(node.head))
        return mapped(self._plain(node) if isinstance(node, Scripted) else node, self._changed)

    def _plain(self, node: Scripted) -> Scripted:
        upper = tuple(part for script in node.upper for part in self._parts(script))
        return replace(node, upper=upper) if upper != node.upper else node

    def _parts(self, script: Tokens) -> Iterator[Tokens]:
        """(out)[i] as out and (i)."""
        pieces = list(_pieces(script))
        if not pieces:
            yield (
                script
                if not (found := LAST.fullmatch(text_of(script))) or found[1] not in self.last
                else _last(script, found)
            )
            return
        for piece in pieces:
            inside = text_of(piece[1:-1])
            found = LAST.fullmatch(inside)
            if inside in self.names and piece[0].is_mark("("):
                yield (replace(piece[1], kind="word", text=inside),)
            elif inside in self.examples and piece[0].is_mark("["):
                yield (replace(piece[0], text="("), *piece[1:-1], replace(piece[-1], text=")"))
            elif found and found[1] in self.last:
                yield (piece[0], *_last(piece[1:-1], found), piece[-1])
            else:
                yield piece


def layer_scripts(chains: Chains) -> LayerScripts:
    r"""What the scripts above of a document name.

    >>> from ...expression.parser import parsed
    >>> from ...tex import chains_of
    >>> lines = r"Z^{(h)} = Z^{(in)} W^{(h)} \\ J = \sum_i a^{(out)[i]} \\ h = a^{(n_l)} - z^{(l)}"
    >>> found = layer_scripts([[parsed(side) for side in chain.sides] for chain in chains_of(lines, {})])
    >>> sorted(found.names), sorted(found.examples), sorted(found.last)
    (['h', 'in', 'out'], ['i'], ['n'])
    """
    nodes = [node for sides in chains for side in sides if side is not None for node in walk(side)]
    bound = {letter for node in nodes if isinstance(node, Total) for letter in node.indices}
    scripted = [node for node in nodes if isinstance(node, Scripted)]
    below = {token.text for node in scripted for token in node.lower}
    pieces = [(node.letter, piece) for node in scripted for script in node.upper for piece in _pieces(script)]
    inside = [(letter, piece[0].text, text_of(piece[1:-1])) for letter, piece in pieces]
    words = {text for _, mark, text in inside if mark == "(" and len(text) > 1 and text.isalpha() and text != "ell"}
    words = {word for word in words if word not in bound}
    worded = {letter for letter, _, text in inside if text in words}
    letters = {text for letter, mark, text in inside if mark == "(" and letter in worded and len(text) == 1}
    shifted = {text[0] for node in scripted for script in node.upper for text in _shifted(text_of(script))}
    names = words | {text for text in letters if text not in bound | below | shifted and text.isalpha()}
    examples = {text for _, mark, text in inside if mark == "[" and text in bound - shifted}
    lasts = [LAST.fullmatch(text) for text in [*(text for _, _, text in inside), *_whole(scripted)]]
    counts = shifted | {text for _, _, text in inside} | set(_whole(scripted))
    last = {found[1] for found in lasts if found} if {"l", "ell"} & counts and "L" not in counts else set()
    return LayerScripts(frozenset(names), frozenset(examples), frozenset(last))


def _whole(scripted: Iterable[Scripted]) -> list[str]:
    return [text_of(script) for node in scripted for script in node.upper]


def _shifted(text: str) -> list[str]:
    return re.findall(r"(?<![A-Za-z_])[A-Za-z](?=[+-]\d)|ell(?=[+-]\d)", text)


def _pieces(script: Tokens) -> Iterator[Tokens]:
    """The brackets that a script is made of; nothing where it is made of more."""
    found, at = [], 0
    while at < len(script):
        closing = {"(": ")", "[": "]"}.get(script[at].text) if script[at].kind == "mark" else None
        end = next((n for n in range(at, len(script)) if closing and script[n].is_mark(closing)), None)
        if end is None or not PIECE.fullmatch(text_of(script[at : end + 1])):
            return
        found.append(script[at : end + 1])
        at = end + 1
    yield from found


def _last(script: Tokens, found: re.Match[str]) -> Tokens:
    """L, or L − 1, for n_l."""
    first = replace(script[0], kind="letter", text="L")
    shift = (("mark", found[2][0]), ("number", found[2][1:])) if found[2] else ()
    return (first, *(Token(kind, text, first.start, first.end) for kind, text in shift))
