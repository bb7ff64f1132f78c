"""Definitions that say entry by entry what an earlier one of the section says as a whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from ...reading.document.statements.bindings import Binding
from ...reading.expression.nodes import Number


def said_again(definitions: Collection[Binding], ranks: Mapping[int, int | None]) -> set[int]:
    r"""The orders of the definitions that say again what an earlier one says, P_nk = … after P = softmax(S).

    Args:
        definitions: in their order.
        ranks: how many axes each has, by its order.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> document = document_of([Claim("a = W x", 1, 1), Claim(r"a_i = \\sum_j W_{ij} x_j", 2, 1)])
    >>> said_again(document.bindings, {0: 1, 1: 1})
    {1}
    """
    alike: dict[tuple[str, int], list[Binding]] = defaultdict(list)
    for binding in definitions:
        alike[binding.name, binding.section].append(binding)
    return {b.order for b in definitions if any(_same_quantity(o, b, ranks) for o in alike[b.name, b.section])}


def _same_quantity(first: Binding, second: Binding, ranks: Mapping[int, int | None]) -> bool:
    """P = softmax(S), then P_nk = …: the second says the first again, entry by entry."""
    rank = ranks.get(first.order)
    return (
        first.order < second.order and first.name == second.name and first.section == second.section
        and len(first.indices) != len(second.indices) and first.layer == second.layer
        and rank is not None and rank == ranks.get(second.order)
        and not any(index.__class__ is Number for b in (first, second) for index in b.indices)
    )  # fmt: skip
