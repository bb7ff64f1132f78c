r"""P(y = k | x) beside P(y = j | x): one name with an index, where the letter behind the sign of equality varies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ...expression.nodes import Application, Node, Scripted, mapped, walk
from ...tex.tokens import Token, Tokens
from .primed import primed_letters, with_primed_letters

Letters = tuple[str, ...]
Read = tuple[list[Node | None], str]  # the sides of a chain, and why one of them is not read


def with_own_letters(read: Sequence[Read]) -> list[Read]:
    """The sides of a document with v′ as a letter where it is one, and with what is given by its letters."""
    chains = [trees for trees, _ in read]
    primed, given = primed_letters(chains), names_with_letters(chains)
    own = [[tree and with_primed_letters(tree, primed) for tree in sides] for sides in chains]
    made = ([tree and with_letters_as_indices(tree, given) for tree in sides] for sides in own)
    return [(trees, unread) for trees, (_, unread) in zip(made, read, strict=True)]


def names_with_letters(chains: Iterable[Sequence[Node | None]]) -> dict[str, frozenset[int]]:
    r"""The names of what is given, each with the places of its letters that vary: 0 of P(y = k | x), P(y = j | x).

    >>> from ...expression.parser import parsed
    >>> from ...tex import chains_of
    >>> lines = [r"P(y = k \mid x) = p_k", r"s = \sum_j P(y=j|x)", r"Q(y = k | x) = p_k"]
    >>> trees = [[parsed(side) for side in chain.sides] for line in lines for chain in chains_of(line, {})]
    >>> names_with_letters(trees)
    {'P(y=·|x)': frozenset({0})}
    """
    found: dict[str, set[Letters]] = defaultdict(set)
    for node in (node for sides in chains for side in sides if side is not None for node in walk(side)):
        if isinstance(node, Application) and (told := _name_and_letters(node)) is not None:
            found[told[0]].add(told[1])
    varying = {
        name: frozenset(place for place, letters in enumerate(zip(*rows, strict=True)) if len(set(letters)) > 1)
        for name, rows in found.items()
    }
    return {name: places for name, places in varying.items() if places}


def with_letters_as_indices(tree: Node, names: Mapping[str, frozenset[int]]) -> Node:
    """The tree in which the letters that vary are the indices of these names."""
    told = _name_and_letters(tree) if isinstance(tree, Application) and names else None
    if told is not None and told[0] in names and isinstance(tree, Application):
        name, letters = told
        parts = name.split("·")
        kept = ("·" if place in names[name] else letter for place, letter in enumerate(letters))
        name = "".join(part for pair in zip(parts, (*kept, ""), strict=True) for part in pair)
        at = tree.bracket.tokens[0]
        lower = tuple(
            token for place in sorted(names[told[0]])
            for token in (replace(at, kind="mark", text=","), replace(at, kind="letter", text=letters[place]))
        )[1:]  # fmt: skip
        return replace(tree.head, letter=name, lower=lower)
    return mapped(tree, lambda part: with_letters_as_indices(part, names)) if names else tree


def _name_and_letters(node: Application) -> tuple[str, Letters] | None:
    """P(y=·|x) and k of P(y = k | x); None for what is no name of something given."""
    tokens, plain = node.bracket.tokens, Scripted(node.head.letter, node.head.style)
    if node.head != plain or not any(_is_bar(token) for token in tokens):
        return None
    places = [n for n in range(1, len(tokens)) if _is_value(tokens, n)]
    if not places:
        return None
    texts = ("·" if n in places else "|" if _is_bar(token) else token.text for n, token in enumerate(tokens))
    return f"{node.head.letter}({''.join(texts)})", tuple(tokens[n].text for n in places)


def _is_bar(token: Token) -> bool:
    return token.text in ("mid", "|")


def _is_value(tokens: Tokens, place: int) -> bool:
    """True for the letter k of y = k, with nothing behind it but the bar, a comma or the end."""
    behind = tokens[place + 1] if place + 1 < len(tokens) else None
    alone = behind is None or _is_bar(behind) or behind.is_mark(",;")
    return tokens[place].kind == "letter" and tokens[place - 1].is_mark("=") and alone
