"""The case i = j of −Σ_j y_j …: where j is bound by the sum, its terms with j = i are meant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from ...reading.expression.nodes import Name, Node, Total, mapped, walk

if TYPE_CHECKING:
    from .readings import IndexCase


def is_bound_by_a_sum(trees: Iterable[Node], case: IndexCase) -> bool:
    """True where a sum binds one letter of a case.

    >>> from .readings import IndexCase
    >>> total = Total("sum", ("j",), Name("y", (Name("j"),)))
    >>> [is_bound_by_a_sum([total], IndexCase(first, second, True)) for first, second in ("ij", "ik")]
    [True, False]
    """
    return any(_bound(node, case) for tree in trees for node in walk(tree))


def in_terms(node: Node, case: IndexCase) -> Node:
    """The tree in which each sum over a letter of the case has the terms of the case alone.

    >>> from .readings import IndexCase
    >>> in_terms(Total("sum", ("j",), Name("y", (Name("j"),))), IndexCase("i", "j", True)).indices[0].name
    'i'
    """
    letter = _bound(node, case)
    if not letter or not isinstance(node, Total):
        return mapped(node, lambda part: in_terms(part, case))
    other = Name(case.other_than(letter))
    return _with(node.body, letter, other) if case.equal else replace(node, excluded=other)


def _bound(node: Node, case: IndexCase) -> str:
    """The letter of the case that a sum over it alone binds; empty where there is none."""
    plain = isinstance(node, Total) and node.kind == "sum" and len(node.indices) == 1 and node.excluded is None
    other = case.other_than(node.indices[0]) if isinstance(node, Total) and plain else ""
    return node.indices[0] if isinstance(node, Total) and len(other) == 1 else ""


def _with(node: Node, letter: str, other: Name) -> Node:
    return other if node == Name(letter) else mapped(node, lambda part: _with(part, letter, other))
