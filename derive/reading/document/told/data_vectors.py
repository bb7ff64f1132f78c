r"""y = [y^{(1)}, …, y^{(n)}]: the vector of what is given for the samples, whatever y was in other sections."""

from __future__ import annotations

import re

from ...expression.nodes import Dots, Matrix, Name, Transposed
from ..statements.bindings import Binding
from ..statements.index import Index

FIRST = re.compile(r"\^\s*(?:\{\s*\(1\)\s*\}|\(1\))")


def is_data_since(index: Index, binding: Binding, order: int) -> bool:
    r"""True where another section, behind a definition and up to here, says of the letter that it is such a vector.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = ("y = w x", r"y = [y^{(1)}, \ldots, y^{(n)}]^T", "J = X w - y")
    >>> document = document_of([Claim(line, n, 1, section=n) for n, line in enumerate(lines)])
    >>> [is_data_since(document.index, document.by_name["y"][0], order) for order in range(3)]
    [False, True, True]
    """
    lines = index.made(data_vectors).get(binding.name, ())
    return any(binding.order < at <= order and section != binding.section for at, section in lines)


def data_vectors(index: Index) -> dict[str, list[tuple[int, int]]]:
    """By the letter, the place and the section of each line that shows the values of all samples.

    >>> data_vectors(Index((), ()))
    {}
    """
    found: dict[str, list[tuple[int, int]]] = {}
    for statement in (s for s in index.statements if len(s.trees) > 1 and FIRST.search(s.claim.latex)):
        first, second = statement.trees[:2]
        table = second.base if isinstance(second, Transposed) else second
        if not isinstance(first, Name) or first.indices or not isinstance(table, Matrix):
            continue
        cells = [cell for row in table.rows for cell in row if not isinstance(cell, Dots)]
        if cells and all(isinstance(cell, Name) and cell.name == first.name and cell.indices for cell in cells):
            found.setdefault(first.name, []).append((statement.order, statement.claim.section))
    return found
