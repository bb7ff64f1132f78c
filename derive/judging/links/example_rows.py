"""x^(i) beside z = W x: example i, not row i of x; a claim that was read with rows refutes nothing."""

from __future__ import annotations

from collections.abc import Iterator

from ...network.definitions import Network
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement
from ...reading.document.statements.index import Index
from ...reading.expression.nodes import Name, Transposed, names_in, walk
from ..equality.equalities import Equality


def read_as_rows(document: Document, statement: Statement, equality: Equality) -> Iterator[str]:
    """Why nothing is refuted: letters with the index of an example that were read as rows of a matrix.

    Only where this makes two sizes one of which nothing says so: z = W x has a column of x for each example.
    """
    nodes = [node for tree in statement.read for node in walk(tree)]
    whole = {node.base for node in nodes if isinstance(node, Transposed)}  # x_i in x_iᵀ is a vector
    indexed = {node: _lone_index(node) for node in nodes if isinstance(node, Name)}
    samples = document.roles.samples
    of_examples = {n.name for n, letter in indexed.items() if letter and (letter in samples or n in whole)}
    matrices = {t.meaning for t in equality.network.tensors if len(t.axes) == 2}
    if equality.doubts:
        for name in sorted(of_examples & matrices & document.index.made(_without_an_index)):
            yield f"{name} is of one example where it has no index, or of all: write the index there too"


def _without_an_index(index: Index) -> frozenset[str]:
    names = (name for s in index.statements for tree in s.read for name in names_in(tree))
    return frozenset(name.name for name in names if not name.indices)


def read_with_rows_of_numbers(document: Document, equality: Equality) -> Iterator[str]:
    """Why nothing is refuted: y of y_j = γ_j x_j + β_j, a number for each j, that was read as a matrix for y_{ij}."""
    ranks = {t.meaning: len(t.axes) for t in equality.network.tensors}
    for name in sorted(name for name, rank in ranks.items() if rank == 2):
        for binding in document.by_name.get(name, ()):
            index = binding.indices[0] if len(binding.indices) == 1 and not binding.value else None
            beside = {n.name for n in walk(binding.body) if isinstance(n, Name) and n.indices == (index,)}
            if index is not None and any(ranks.get(other) == 1 for other in beside):
                yield f"{name} has one index where it is defined, and two elsewhere"


def _lone_index(name: Name) -> str:
    index = name.indices[0] if len(name.indices) == 1 else None
    return index.name if isinstance(index, Name) and not index.indices else ""


def row_of_a_capital(network: Network) -> str:
    """What is said of x_i and X, both given: x_i may be a row of X. Empty where there are no two such letters.

    >>> row_of_a_capital(Network((), ()))
    ''
    """
    tables = {tensor.meaning for tensor in network.given if len(tensor.axes) == 2}
    small = sorted(letter for letter in tables if letter.islower() and letter.upper() in tables)
    return f"{small[0]}_i may be a row of {small[0].upper()}, and nothing says so" if small else ""
