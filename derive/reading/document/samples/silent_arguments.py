r"""Arguments that say nothing: e_j(n) of a document in which everything is of the step n, R(θ) where θ stands for all.

A letter is silent that stands nowhere but alone in brackets behind letters; h(x)_c is then h_c. So is a list with an
ellipsis, E(w_1, …, w_K), where it is always the same, and the letter of S(z)_i where S is applied to nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from ...expression.nodes import Application, Dots, Entry, Node, Scripted, Total, children, mapped, walk
from ...tex.tokens import UNICODE, text_of

Chains = Sequence[Sequence[Node | None]]


@dataclass(frozen=True, slots=True)
class SilentArguments:
    """The silent letters, those behind which a list with an ellipsis stands, and S of S(z)_i with its argument."""

    letters: frozenset[str] = frozenset()
    heads: frozenset[str] = frozenset()
    entries: frozenset[tuple[str, str]] = frozenset()

    def out_of(self, sides: Sequence[Node | None]) -> list[Node | None]:
        """The sides without silent arguments; those of a step, w(n + 1) = w(n) + …, as they are."""
        if not (self.letters or self.heads or self.entries) or any(
            _is_shifted(side, self.letters) for side in sides if side
        ):
            return list(sides)
        return [side and self._changed(side) for side in sides]

    def _changed(self, node: Node) -> Node:
        if isinstance(node, Application) and self._is_silent(node):
            return node.head
        made = mapped(node, self._changed)
        of = made.of if isinstance(made, Entry) else None
        dropped = isinstance(node, Entry) and isinstance(node.of, Application) and isinstance(of, Scripted)
        if dropped and isinstance(node, Entry) and isinstance(of, Scripted) and not (of.lower or of.primes):
            return replace(of, lower=node.lower)  # f(x)_c is f_c
        return made

    def _is_silent(self, node: Application) -> bool:
        if _listed(node):
            return node.head.letter in self.heads
        letter = _alone(node)
        return bool(letter) and (letter in self.letters or (node.head.letter, letter) in self.entries)


def silent_arguments(chains: Chains) -> SilentArguments:
    r"""What is silent in a document.

    >>> from ...expression.parser import parsed
    >>> from ...tex import chains_of
    >>> lines = [r"e(n) = d(n) - y(n)", r"E(n) = e(n)^2", r"f(x) = x^2", r"g'(u) = h(u)"]
    >>> trees = [[parsed(side) for side in chain.sides] for line in lines for chain in chains_of(line, {})]
    >>> sorted(silent_arguments(trees).letters)
    ['n']
    >>> sorted(silent_arguments([[parsed(side) for side in chains_of("a = r(n) - r(m)", {})[0].sides]]).letters)
    []
    """
    trees = [side for sides in chains for side in sides if side is not None]
    heads: dict[str, set[str]] = defaultdict(set)  # by argument
    others: dict[str, set[str]] = defaultdict(set)  # by head: the arguments that are more than a letter
    lists: dict[str, set[str]] = defaultdict(set)
    elsewhere: set[str] = set()
    for tree in trees:
        _gather(tree, heads, others, lists, elsewhere)
    for letter, mine in heads.items():
        for head in mine:
            others[head].add(letter)  # f(z) and f(u) are two values
    silent = {
        letter for letter, mine in heads.items()
        if letter not in elsewhere and not any(_is_other(other, letter) for head in mine for other in others[head])
    }  # fmt: skip
    alike = frozenset(head for head, texts in lists.items() if len(texts) == 1)
    return SilentArguments(frozenset(silent), alike, _of_entries(trees))


def _of_entries(trees: Sequence[Node]) -> frozenset[tuple[str, str]]:
    """S and z of S(z)_i = …, where S stands nowhere without that bracket, nor with a prime or a script of its own."""
    nodes = [node for tree in trees for node in walk(tree)]
    wanted = {
        (node.of.head.letter, _alone(node.of)) for node in nodes
        if isinstance(node, Entry) and isinstance(node.of, Application) and _alone(node.of)
    }  # fmt: skip
    applied: dict[str, set[str]] = defaultdict(set)
    inside = {id(node.head) for node in nodes if isinstance(node, Application)}
    for node in nodes:
        if isinstance(node, Application):
            plain = not (node.head.primes or node.head.lower or node.head.upper)
            applied[node.head.letter].add(_alone(node) if plain else "")
        elif isinstance(node, Scripted) and id(node) not in inside:
            applied[node.letter].add("")
    return frozenset((head, letter) for head, letter in wanted if applied[head] == {letter})


def _gather(
    node: Node,
    heads: dict[str, set[str]],
    others: dict[str, set[str]],
    lists: dict[str, set[str]],
    elsewhere: set[str],
) -> None:
    if isinstance(node, Application) and _listed(node):
        lists[node.head.letter].add(text_of(node.bracket.tokens))
        return
    if isinstance(node, Application) and (letter := _alone(node)):
        heads[letter].add(node.head.letter)
        if node.head.primes:
            elsewhere.add(letter)
        elsewhere |= _in_scripts(node.head)
        return
    if isinstance(node, Application) and not node.bracket.items:
        elsewhere |= _in_scripts(node.head)  # P(y = c | x) is a name
        return
    if isinstance(node, Application):
        others[node.head.letter].add(text_of(node.bracket.tokens))
    if isinstance(node, Scripted):
        elsewhere |= {node.letter} | _in_scripts(node)
    if isinstance(node, Total):
        elsewhere |= {UNICODE.get(letter, letter) for letter in node.indices}  # Σ_u f(u) is over the values of f
    for child in children(node):
        _gather(child, heads, others, lists, elsewhere)


def _alone(node: Application) -> str:
    """The letter that stands alone in the brackets."""
    items = node.bracket.items
    if len(items) != 1 or node.bracket.square or not isinstance(items[0], Scripted):
        return ""
    plain = items[0]
    return plain.letter if not (plain.lower or plain.upper or plain.primes) else ""


def _listed(node: Application) -> bool:
    items = node.bracket.items
    return len(items) > 2 and any(isinstance(item, Dots) for item in items)


def _in_scripts(node: Scripted) -> set[str]:
    return {token.text for script in (node.lower, *node.upper) for token in script}


def _is_other(text: str, letter: str) -> bool:
    """True for f(0), f(x_i) beside f(x); the step after n is the same argument."""
    return text not in (letter, f"{letter}+1", f"{letter}-1")


def _is_shifted(node: Node, letters: Collection[str]) -> bool:
    texts = {text_of(part.bracket.tokens) for part in walk(node) if isinstance(part, Application)}
    return any(f"{letter}{shift}" in texts for letter in letters for shift in ("+1", "-1"))
