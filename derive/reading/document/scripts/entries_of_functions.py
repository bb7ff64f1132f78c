r"""Functions whose values are entries: s(z_j) = e^{z_j} / Σ_k e^{z_k} and σ(z)_j are s_j and σ_j of vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ...expression.nodes import Application, Entry, Known, Node, Scripted, Terms, mapped, walk
from ...tex.tokens import Tokens, argument, text_of
from .distributions import with_values_as_entries

ANOTHER = "of:"
Trees = Sequence[Node | None]


@dataclass(frozen=True, slots=True)
class EntriesOfFunctions:
    """The letters of such functions, each with the letter of what it is applied to.

    ``below`` are those whose entries are told by an index of the argument, ``whole`` those that are nothing else.
    """

    letters: dict[str, str] = field(default_factory=dict)
    below: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()

    def of(self, node: Node) -> Node:
        """The tree with entries of vectors for the values of these functions."""
        if not self.letters:
            return node
        if isinstance(node, Entry) and isinstance(node.of, Application) and self._is_mine(node.of):
            return replace(node.of.head, lower=node.lower)
        if isinstance(node, Application) and _is_of_a_sum(node, self.letters.get(node.head.letter, "")):
            return Known(of_another_argument(node.head.letter, self.letters[node.head.letter]), node.bracket)
        if isinstance(node, Application) and self._is_mine(node):
            letter = node.head.letter
            if (index := _index(_argument(node))) and letter in self.below | self.whole:
                return replace(node.head, lower=index)
            if not index and letter in self.whole:
                return node.head
        return mapped(node, self.of)

    def _is_mine(self, node: Application) -> bool:
        of = _argument(node)
        return of is not None and self.letters.get(node.head.letter) == of.letter


def entries_of_functions(chains: Sequence[Trees]) -> EntriesOfFunctions:
    """The functions of a document whose values are entries of vectors; s(z + c)_j is an entry of s too.

    >>> from ...expression.parser import parsed
    >>> from ...tex.tokens import scanned
    >>> def sides(*texts): return [parsed(scanned(text)) for text in texts]
    >>> lines = [sides("s(z_j)", "z_j z_k"), sides("g(z_j)", "2 z_j"), sides("h(z)_j", "z_j"), sides("h(z + 1)_j", "z")]
    >>> sorted(entries_of_functions([*lines, sides("r(z)_j", "z_j"), sides("r(u + 1)_j", "z")]).letters)
    ['h', 's']
    """
    made_of = _made_of(chains)
    lines = [trees[place:] for trees in chains for place in range(min(2, len(trees) - 1))]  # y_c = s(z)_c = … too
    told = [(left, _defined(left, [side for side in rest if side], made_of)) for left, *rest in lines]
    found = {letter: of for _, (letter, of) in told if letter}
    nodes = [node for trees in chains for tree in trees if tree is not None for node in walk(tree)]
    entries = [node.of for node in nodes if isinstance(node, Entry) and isinstance(node.of, Application)]
    for node in entries:
        if _argument(node) is None and not _is_of_a_sum(node, found.get(node.head.letter, "")):
            found.pop(node.head.letter, None)
    below = {letter for left, (letter, _) in told if letter and isinstance(left, Application)}
    plain = {left.head.letter for left, *_ in chains if isinstance(left, Application) and not _index(_argument(left))}
    primed = {node.head.letter for node in nodes if isinstance(node, Application) and node.head.primes}
    return EntriesOfFunctions(found, frozenset(below & set(found)), frozenset(set(found) - plain - primed))


def with_entries(
    lines: list[tuple[list[Node | None], str]], sections: Sequence[int]
) -> list[tuple[list[Node | None], str]]:
    """The trees of lines, each with why it is unread, with entries for the values of such functions.

    σ(z_i) = e^{z_i} / Σ_k e^{z_k} says nothing of sections before it, where others define σ(z) of a number too.
    """
    lines = with_values_as_entries(lines)
    entries = entries_of_functions([trees for trees, _ in lines])
    lefts = zip((trees[0] for trees, _ in lines), sections, strict=False)
    told = [(left.head.letter, n) for left, n in lefts if isinstance(left, Application) and _index(_argument(left))]
    first = {letter: section for letter, section in reversed(told) if letter in entries.below - entries.whole}
    of_each = {
        section: replace(entries, letters={f: of for f, of in entries.letters.items() if first.get(f, 0) <= section})
        for section in set(sections)
    }
    pairs = zip(lines, sections, strict=False)
    return [([tree and of_each[section].of(tree) for tree in trees], unread) for (trees, unread), section in pairs]


def _made_of(chains: Sequence[Trees]) -> dict[str, set[str]]:
    """The letters with scripts below that a letter is made of, by the lines that define it."""
    found: dict[str, set[str]] = {}
    for left, *rest in chains:
        if isinstance(left, Scripted):
            found.setdefault(left.letter, set()).update(letter for side in rest for letter, _ in _entries(side))
    return found


def _entries(tree: Node | None) -> Iterator[tuple[str, str]]:
    """The letters with scripts below, and these, in a tree and in what stands above its letters."""
    for node in walk(tree) if tree is not None else ():
        if isinstance(node, Scripted):
            yield from [(node.letter, text_of(node.lower))] if node.lower else []
            for script in node.upper:
                for place, token in enumerate(script[1:], 1):
                    if token.is_mark("_"):
                        yield script[place - 1].text, text_of(argument(script, place + 1)[0])


def _defined(left: Node | None, rest: Sequence[Node], made_of: dict[str, set[str]]) -> tuple[str, str]:
    """The letter that a line defines as such a function, and that of its argument; empty where it defines none."""
    entries = {entry for side in rest for entry in _entries(side)}
    if isinstance(left, Entry) and isinstance(left.of, Application):
        of = _argument(left.of)
        plain = of is not None and not of.lower and bool(left.lower)
        mine = plain and of is not None and of.letter in dict(entries)
        return (left.of.head.letter, of.letter) if mine and of is not None else ("", "")
    if not isinstance(left, Application) or left.head.upper or left.head.primes:
        return "", ""
    of = _argument(left)
    if of is None or not of.lower:
        return "", ""
    others = any(letter == of.letter and below != text_of(of.lower) for letter, below in entries)
    letters = {part.letter for side in rest for part in walk(side) if isinstance(part, Scripted)}
    again = any(isinstance(n, Application) and n.head.letter == left.head.letter for side in rest for n in walk(side))
    behind = not again and any(of.letter in made_of.get(letter, ()) for letter in letters)  # σ(z_i) = σ(w_i x + b_i)
    return (left.head.letter, of.letter) if others or behind else ("", "")


def of_another_argument(letter: str, of: str) -> str:
    """The name of the function s of another argument than its letter z.

    >>> of_another_argument("s", "z")
    'of:s:z'
    """
    return f"{ANOTHER}{letter}:{of}"


def _is_of_a_sum(node: Application, of: str) -> bool:
    """True for s(z + c), where s is defined of z; not for the product s(1 − s)."""
    items, head = node.bracket.items, node.head
    if not of or len(items) != 1 or node.bracket.square or head.lower or head.upper or head.primes:
        return False
    letters = {part.letter for part in walk(items[0]) if isinstance(part, Scripted)}
    return isinstance(items[0], Terms) and of in letters and head.letter not in letters


def _argument(node: Application) -> Scripted | None:
    """The only letter that a function is applied to; None for anything else."""
    items = node.bracket.items
    letter = items[0] if len(items) == 1 and not node.bracket.square and not node.head.lower else None
    return letter if isinstance(letter, Scripted) and not letter.primes else None


def _index(argument: Scripted | None) -> Tokens:
    """The index of an entry, below or, where none stands there, a letter above."""
    if argument is None or argument.lower or len(argument.upper) != 1:
        return argument.lower if argument is not None else ()
    above = argument.upper[0]  # l of z^l and L of z^L count layers
    return above if len(above) == 1 and above[0].kind == "letter" and above[0].text not in ("T", "l", "L") else ()
