"""Sections that speak of numbers alone: what a letter is there, no other section says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from ...expression.nodes import (
    Derivative,
    Entry,
    Inner,
    Known,
    Matrix,
    Name,
    Node,
    Number,
    Power,
    Product,
    Total,
    Transposed,
    names_in,
    walk,
)  # fmt: skip
from ..model import Document
from ..samples.parts import OWN
from ..statements.bindings import Binding, Statement
from .numbers_beside_entries import numbers_beside_entries

OF_VECTORS = ("norm", "norm1", "trace", "softmax", "diag")


def numbers_of_sections(document: Document) -> Iterator[tuple[int, str]]:
    r"""The letters of a section that defines something and has no sign of a vector, if only others do not define them.

    So are those of a section whose one sign is a norm, in a line that such a section says once more, and what is added
    to an entry below a root.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> units = [Claim(r"z_i = \sum_k A_{ik} v_k", 3, 1, section=2)]
    >>> list(numbers_of_sections(document_of([Claim("o = w v", 1, 1, section=1), *units])))
    [(1, 'v'), (1, 'w')]
    >>> lines = [("o = k v", 1), (r"C = \|o - t\|^2", 1), ("o = k v", 2)]
    >>> list(numbers_of_sections(document_of([Claim(line, n, 1, section=at) for n, (line, at) in enumerate(lines)])))
    [(2, 'k'), (2, 'v'), (1, 'k'), (1, 'v')]
    """
    written = {n: [b for b in bound if b.value or b.order >= 0] for n, bound in document.by_name.items()}
    home = {n: {b.section for b in bound if not b.value} for n, bound in written.items() if bound}
    defining = {b.section for b in document.bindings if not b.value and b.order >= 0}
    units: set[str] = set()  # the letters of layers of one unit, until a section speaks of vectors
    normed: list[Binding] = []
    told: set[tuple[int, str]] = set()
    for section in sorted({s.claim.section for s in document.statements}):
        mine = [b for b in document.bindings if b.section == section]
        trees = [tree for s in document.statements if s.claim.section == section for tree in _without_gradients(s)]
        made = {b.name for b in mine if not b.value}
        squares = bool(units) or any(_is_squared(b.body) for b in mine)
        signs = [node for tree in trees for node in walk(tree) if _is_of_vectors(node, made, squares)]
        if signs:
            units = set()
            normed += mine if all(isinstance(sign, Known) and sign.function == "norm" for sign in signs) else []
            continue
        own = {name.name for b in mine for name in names_in(b.body)} if section in defining else set()
        let = {parameter.name.removeprefix(OWN) for b in mine for parameter in b.parameters}
        own = {n for n in own if (n in let or section in home.get(n, {section})) and not _is_said(document, n)}
        for name in sorted(own | (units & {name.name for tree in trees for name in names_in(tree)})):
            told.add((section, name))
            yield section, name
        units |= own if squares else set()
    yield from _said_once_more(document, normed, told)
    yield from numbers_beside_entries(document)


def _without_gradients(statement: Statement) -> Sequence[Node]:
    """The sides of a line; of ∇f = [∂f/∂x, ∂f/∂y] = [y, x], which lists numbers, none."""
    slopes = [tree for tree in statement.read if isinstance(tree, Derivative)]
    lists = [tree for tree in statement.read if isinstance(tree, Matrix)]
    return () if slopes and lists and len(slopes) + len(lists) == len(statement.read) else statement.read


def _said_once_more(
    document: Document, normed: Iterable[Binding], told: Collection[tuple[int, str]]
) -> Iterator[tuple[int, str]]:
    """The letters of lines that a section of numbers repeats word for word."""
    for binding in normed:
        names = sorted({name.name for name in names_in(binding.body)})
        for other in document.by_name.get(binding.name, ()):
            alike = (other.indices, other.layer, other.body) == (binding.indices, binding.layer, binding.body)
            if other.section != binding.section and alike and all((other.section, name) in told for name in names):
                yield from ((binding.section, name) for name in names)
                break


def _is_said(document: Document, name: str) -> bool:
    """True where a letter is an element of a space anywhere; one that is bold in other sections is another here."""
    elements = (s.trees[0] for s in document.statements if s.chain.relations[0] == "∈")
    return any(isinstance(e, Name) and e.name == name for e in elements)


def _is_squared(body: Node) -> bool:
    """True for (a^{(L)} − y)² of layers: a cost of one number, for that of a vector is summed or a norm."""
    square = body.parts[-1][1] if isinstance(body, Product) else body
    names = list(names_in(square)) if isinstance(square, Power) and square.exponent == Number("2") else []
    return any(name.layer for name in names) and not any(isinstance(node, (Known, Total)) for node in walk(square))


def _is_of_vectors(node: Node, made: Collection[str], squares: bool) -> bool:
    """True for what stands where vectors are spoken of: indices, bold letters, layers, sums, transposes, capitals.

    A capital that the section has ``made`` of its numbers is one; layers are of one unit where it ``squares`` them.
    """
    if isinstance(node, Name):
        written = any(not isinstance(index, Number) for index in node.indices)
        return bool(node.bold or (written and (node.layer or not squares)) or (node.layer and not squares))
    if isinstance(node, Product):
        names = [part.name.rpartition(":")[2] for _, part in node.parts if isinstance(part, Name)]
        return any(sign == "o" for sign, _ in node.parts) or any(
            name[:1].isupper() for name in names if name not in made
        )
    return (
        isinstance(node, (Transposed, Matrix, Entry, Inner))
        or (isinstance(node, Total) and not squares)
        or (isinstance(node, Known) and node.function in OF_VECTORS)
    )


def rank_of_a_value(name: str, written: int, turn: int, *tables: Mapping[tuple[int, str], int]) -> int | None:
    """How many axes a letter has of which a value is stated; None where that is told later.

    [0.5, 0.6] of a capital that is a matrix in another section is a matrix of one row.

    >>> rank_of_a_value("W", 1, 2, {(0, "W"): 2}), rank_of_a_value("W", 1, 2), rank_of_a_value("x", 1, 0)
    (2, 1, 1)
    """
    if written != 1 or not name[:1].isupper():
        return written
    if turn < 2:
        return None
    elsewhere = {rank for table in tables for (_, other), rank in table.items() if other == name}
    return 2 if 2 in elsewhere else written
