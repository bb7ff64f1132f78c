"""Vectors side by side without a transpose: w x_i + b is said of numbers, though w and x_i are vectors elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise

from ...expression.nodes import Known, Name, Node, Product, Transposed, picked, walk
from ..statements.bindings import Statement

OF_VECTORS = ("norm", "diag", "softmax")
Rank = Callable[[Node, int], int | None]


def numbers_side_by_side(statements: Iterable[Statement], rank: Rank) -> dict[tuple[int, str], int]:
    r"""The ranks of letters that are numbers in a section, since a definition of it multiplies two vectors.

    A letter that stands in bold there, with two sorts of indices, beside a matrix or with a transpose is none.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> document = document_of([Claim("f(w) = w x_i + b", 1, 1, section=3)])
    >>> numbers_side_by_side(document.statements, lambda node, section: 1)
    {(3, 'w'): 0, (3, 'x'): 1}
    """
    sections: dict[int, list[Statement]] = {}
    for statement in statements:
        sections.setdefault(statement.claim.section, []).append(statement)
    found: dict[tuple[int, str], int] = {}
    for section, mine in sections.items():
        pairs = [pair for s in mine if s.kind == "definition" for pair in _side_by_side(s, rank)]
        written = _written(mine) if pairs else {}
        taken = _of_vectors(mine, rank) if pairs else set()
        for pair in pairs:
            if all(name.name not in taken and written[name.name] == {picked(name)} for name in pair):
                found |= {(section, name.name): picked(name) for name in pair}
    return found


def _side_by_side(statement: Statement, rank: Rank) -> Iterator[tuple[Name, Name]]:
    """The letters side by side that are vectors."""
    section = statement.claim.section
    for node in (node for tree in statement.read for node in walk(tree)):
        for (_, one), (sign, other) in pairwise(node.parts if isinstance(node, Product) else ()):
            if not (isinstance(one, Name) and isinstance(other, Name)) or sign or one.name == other.name:
                continue
            if rank(one, section) == 1 == rank(other, section):
                yield one, other


def _written(statements: Iterable[Statement]) -> Mapping[str, set[int]]:
    """How many indices each letter has, wherever it stands; one more in bold."""
    found: dict[str, set[int]] = {}
    for name in (n for s in statements for tree in s.read for n in walk(tree) if isinstance(n, Name)):
        found.setdefault(name.name, set()).add(picked(name) + 2 * name.bold)
    return found


def _of_vectors(statements: Iterable[Statement], rank: Rank) -> set[str]:
    """The letters with a transpose, beside a matrix or in a norm."""
    found = set[str]()
    for statement in statements:
        for node in (node for tree in statement.read for node in walk(tree)):
            inside = node.base if isinstance(node, Transposed) else None
            inside = node.argument if isinstance(node, Known) and node.function in OF_VECTORS else inside
            found |= {name.name for name in (walk(inside) if inside else ()) if isinstance(name, Name)}
            for (_, one), (_, other) in pairwise(node.parts if isinstance(node, Product) else ()):
                if 2 in (rank(one, statement.claim.section), rank(other, statement.claim.section)):
                    found |= {part.name for part in (one, other) if isinstance(part, Name)}
    return found
