"""Definitions that say again what an earlier one says: as a whole what that says entry by entry, or word for word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping

from ...reading.document.statements.bindings import Binding
from ...reading.expression.nodes import Number, names_in


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


def said_word_for_word(
    definitions: Collection[Binding], ranks: Mapping[int, int | None], rank_of: Callable[[str, int], int]
) -> set[int]:
    r"""The orders of the definitions that repeat an earlier section's, of whose letters none is another thing since.

    Args:
        definitions: in their order.
        ranks: how many axes each has, by its order.
        rank_of: how many a letter has in a section.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = [("a = w x", 1), ("q = a - t", 1), ("a = w x", 2), ("x = k r", 3), ("a = w x", 3)]
    >>> document = document_of([Claim(line, 1, 1, section=section) for line, section in lines])
    >>> said_word_for_word(document.bindings, dict.fromkeys(range(5), 0), lambda name, section: 0)
    {2}
    """
    found: set[int] = set()
    newest: dict[str, Binding] = {}
    for binding in definitions:
        before = newest.get(binding.name)
        if before is not None and _repeats(binding, before, ranks, rank_of) and not _changed(binding, before, newest):
            found.add(binding.order)
        else:
            newest[binding.name] = binding
    return found


def _repeats(
    binding: Binding, before: Binding, ranks: Mapping[int, int | None], rank_of: Callable[[str, int], int]
) -> bool:
    said = [(b.indices, b.layer, b.parameters, b.body, b.total, ranks.get(b.order)) for b in (before, binding)]
    names = {name.name for name in names_in(binding.body)}
    alike = all(rank_of(name, before.section) == rank_of(name, binding.section) for name in names)
    return before.section != binding.section and said[0] == said[1] and alike


def _changed(binding: Binding, before: Binding, newest: Mapping[str, Binding]) -> bool:
    """True where a letter of the body was defined since, or what its definition comes down to."""
    waiting, seen = [name.name for name in names_in(binding.body)], set[str]()
    while waiting:
        name = waiting.pop()
        inner = newest.get(name)
        if name in seen or inner is None:
            continue
        if inner.order > before.order:
            return True
        seen.add(name)
        waiting += [part.name for part in names_in(inner.body)]
    return False
