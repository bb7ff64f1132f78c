"""Sums that nobody writes: m_b = x_{bh} / H over h, where a document leaves out Σ as a habit; shares of two classes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...reading.document.model import Document
from ...reading.document.statements.index import Index
from ...reading.expression.nodes import Call, Known, Name, Node, Number, Ones, Terms, Total, children, names_in, walk


def summed_silently(document: Document, sides: tuple[Node, Node]) -> Iterator[str]:
    """Why a claim is not refuted whose index stands twice on one side alone, where definitions leave out their sums.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim("y_b = w_h x_{bh}", 1, 1), Claim("y_b = 2 w_h x_{bh}", 2, 1)])
    >>> list(summed_silently(document, tuple(document.statements[1].trees)))
    ['h stands twice and on one side alone: write the sum over it, if one is meant']
    """
    samples = document.roles.samples  # whose index may be left out for another reason
    letters = (_repeated(*sides) | _repeated(*sides[::-1])) - samples
    if letters and document.index.made(summed_by_habit) - samples:
        yield f"{min(letters)} stands twice and on one side alone: write the sum over it, if one is meant"
    yield from _of_two_shares(*sides)


def _of_two_shares(left: Node, right: Node) -> Iterator[str]:
    """Σ_{i=1}^2 y_i log q_i beside 1 − y_1: y_2 may be what is left of 1."""
    sums = [n for tree in (left, right) for n in walk(tree) if isinstance(n, Total) and n.upper == Number("2")]
    rests = [n for tree in (left, right) for n in walk(tree) if isinstance(n, Terms) and _is_rest(n)]
    if sums and rests:
        yield "of two shares the second may be what is left of 1: say that they sum to 1"


def _is_rest(node: Terms) -> bool:
    """1 − y_1."""
    (first, one), (second, name) = node.terms if len(node.terms) == 2 else ((0, node), (0, node))
    entry = isinstance(name, Name) and name.indices == (Number("1"),)
    return (first, second) == (1, -1) and one == Number("1") and entry


def summed_by_habit(index: Index) -> frozenset[str]:
    """The letters that a definition of entries has twice as an index, that its left side has not, and no sum binds."""
    lines = (s.trees[:2] for s in index.statements if s.kind == "definition")
    entries = ((left, right) for left, right in lines if isinstance(left, Name) and left.indices and right is not None)
    return frozenset().union(*(_repeated(left, right) for left, right in entries))


def _repeated(left: Node, right: Node) -> set[str]:
    bound = {index for node in walk(right) if isinstance(node, Total) for index in node.indices}
    there = {letter.name for name in names_in(left) for index in name.indices for letter in names_in(index)}
    return _twice(right) - bound - there


def _twice(node: Node) -> set[str]:
    """The letters that are an index twice outside of functions, or twice in one: not in f(x_c) / g(x_c)."""
    letters: Counter[str] = Counter()
    found, waiting = set[str](), [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, (Known, Call)) and part is not node:
            found |= _twice(part)
            continue
        if isinstance(part, Name):
            letters.update(index.name for index in part.indices if isinstance(index, Name))
        if isinstance(part, Ones) and part.size:
            letters[part.size] += 1
        waiting += children(part)
    return found | {letter for letter, times in letters.items() if times > 1}
