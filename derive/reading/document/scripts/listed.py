"""Letters whose numbers below are entries: after w = [0.4, −1], or beside w^T x, w_1 and w_2 are those of w."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TypeGuard

from ...expression.nodes import (
    Application,
    Bracket,
    Known,
    Matrix,
    Node,
    Number,
    Product,
    Scripted,
    Terms,
    Total,
    Transposed,
    names_in,
    walk,
)
from ...expression.words import CUSTOMARY
from ...tex.tokens import text_of


def letters_with_entries(chains: Iterable[Sequence[Node | None]]) -> set[str]:
    """The letters whose numbers below say which entry is meant: those of lists, of inner products and of Σ_j e^{z_j}.

    >>> letters_with_entries([])
    set()
    """
    sides = list(chains)
    return letters_of_lists(sides) | letters_of_vectors(sides) | letters_of_exponents(sides)


def letters_of_lists(chains: Iterable[Sequence[Node | None]]) -> set[str]:
    """The letters that are a list of numbers somewhere and elsewhere have numbers below, none beyond its length.

    >>> from ...expression.parser import parsed
    >>> from ...tex.chains import chains_of
    >>> lines = ["w = [0.4, -1]", "x = [2, 1]", "z = w_1 x_3"]
    >>> sorted(letters_of_lists([parsed(side) for side in chains_of(line, {})[0].sides] for line in lines))
    ['w']
    """
    lengths: dict[str, set[int]] = defaultdict(set)
    below: dict[str, set[int]] = defaultdict(set)
    for sides in chains:
        if len(sides) == 2 and isinstance(first := sides[0], Scripted) and not (first.lower or first.upper):
            lengths[first.letter] |= {length} if (length := _length(sides[1])) else set()
        for node in (node for side in sides if side is not None for node in walk(side)):
            if isinstance(node, Scripted) and node.lower:
                text = text_of(node.lower)
                below[node.letter].add(int(text) if text.isdigit() else 0)
    return {
        letter for letter, found in lengths.items()
        if len(found) == 1 and below[letter] and min(below[letter]) > 0 and max(below[letter]) <= max(found)
    }  # fmt: skip


def letters_of_vectors(chains: Iterable[Sequence[Node | None]]) -> set[str]:
    """The small letters of w^T x and of p = softmax(z) whose entries are named by numbers, w_1 and x_1.

    Not where they are vectors: in w_1^T x, in w_1 = w_0 − g of steps, and in f(x_1) of points.

    >>> from ...expression.parser import parsed
    >>> from ...tex.chains import chains_of
    >>> lines = ["z = w^T x", "s = w_1 x_1", "u = v^T q", "r = v_1^T q_1", "h = w^T p", "p_1 = p_0", "f(c_1) = w^T c"]
    >>> sorted(letters_of_vectors([parsed(side) for side in chains_of(line, {})[0].sides] for line in lines))
    ['w', 'x']
    """
    chains = list(chains)
    whole, apart, below = set[str](), set(filter(None, map(_stepped, chains))), defaultdict[str, set[str]](set)
    for node in (node for sides in chains for side in sides if side is not None for node in walk(side)):
        if isinstance(node, Scripted) and node.lower:
            below[node.letter].add(text_of(node.lower))
        if isinstance(node, Application) and len(node.bracket.items) == 1 and node.head.letter not in CUSTOMARY:
            apart |= {item.letter for item in node.bracket.items if isinstance(item, Scripted) and item.lower}
        for vector in _factors(node):
            (apart if vector.lower else whole).add(vector.letter)
    for sides in chains:
        for first, second in pairwise(sides):
            if isinstance(first, Scripted) and isinstance(second, Known) and second.function == "softmax":
                (apart if first.lower else whole).add(first.letter)
    return {
        letter for letter in whole - apart
        if not letter[:1].isupper() and below[letter] and all(text.isdigit() for text in below[letter])
    }  # fmt: skip


def letters_of_exponents(chains: Iterable[Sequence[Node | None]]) -> set[str]:
    r"""The letters that have the letter of a sum below them in an exponent; not where z_1 is made of something else.

    >>> from ...expression.parser import parsed
    >>> from ...tex.chains import chains_of
    >>> lines = [r"s = \sum_j e^{z_j} + e^{u_i}", r"r = \sum_j e^{v_j}", "v_1 = w x", "q = z_1"]
    >>> sorted(letters_of_exponents([parsed(side) for side in chains_of(line, {})[0].sides] for line in lines))
    ['z']
    """
    bound, found, made = set[str](), set[tuple[str, str]](), set[str]()
    for sides in chains:
        if isinstance(first := sides[0], Scripted) and text_of(first.lower).isdigit() and len(sides) > 1:
            made |= {first.letter} if not _is_number(sides[1] or Number("0")) else set()
        for node in (node for side in sides if side is not None for node in walk(side)):
            bound |= set(node.indices) if isinstance(node, Total) else set()
            for script in node.upper if isinstance(node, Scripted) and node.letter == "e" else ():
                found |= {
                    (one.text, below.text)
                    for one, mark, below in zip(script, script[1:], script[2:], strict=False)
                    if mark.is_mark("_")
                }
    return {letter for letter, index in found if index in bound and len(letter) == 1} - made


def _factors(node: Node) -> Iterator[Scripted]:
    """w and x of w^T x, z of softmax(z)."""
    for (_, first), (sign, second) in pairwise(node.parts) if isinstance(node, Product) else ():
        if sign in ("", ".") and _is_row(first) and isinstance(second, Scripted):
            yield from (first, second)
    if isinstance(node, Known) and node.function == "softmax" and isinstance(node.argument, Bracket):
        yield from (item for item in node.argument.items if isinstance(item, Scripted))


def _stepped(sides: Sequence[Node | None]) -> str:
    """The letter of w_1 = w_0 − g; empty text of any other line."""
    first, second = sides[:2] if len(sides) > 1 else (None, None)
    if not isinstance(first, Scripted) or not first.lower or second is None:
        return ""
    others = (node for node in walk(second) if isinstance(node, Scripted) and node.letter == first.letter)
    return first.letter if any(node.lower and text_of(node.lower) != text_of(first.lower) for node in others) else ""


def _is_row(node: Node) -> TypeGuard[Scripted]:
    """w^T."""
    return isinstance(node, Scripted) and any(text_of(script) in ("T", "top", "intercal") for script in node.upper)


def _length(node: Node | None) -> int:
    """How many numbers a list, a row or a column has; 0 of anything else."""
    node = node.base if isinstance(node, Transposed) else node
    if isinstance(node, Matrix) and (len(node.rows) == 1 or len(node.rows[0]) == 1):
        cells = tuple(cell for row in node.rows for cell in row)
    else:
        cells = node.items if isinstance(node, Bracket) else ()
    return len(cells) if len(cells) > 1 and all(map(_is_number, cells)) else 0


def _is_number(node: Node) -> bool:
    return isinstance(node, Number) or (
        isinstance(node, Terms) and len(node.terms) == 1 and isinstance(node.terms[0][1], Number)
    )


def lists_its_entries(name: str, body: Node) -> bool:
    """True for r = (r_1, r_2, r_3), which says of r_i nothing but how many there are.

    >>> from ...expression.nodes import Name
    >>> row = Matrix(((Name("r_1"), Name("r_2")),))
    >>> lists_its_entries("r", row), lists_its_entries("s", row)
    (True, False)
    """
    letters = {part.name.partition("_")[0] for part in names_in(body)}
    return isinstance(body, (Matrix, Transposed)) and letters == {name}
