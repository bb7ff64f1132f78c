"""What stands on the diagonal of diag(1 − h_t²) is a vector, though h_t and h_{t−1} tell of no entry."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from ...expression.nodes import Call, Known, Name, Node, Power, Prime, Product, Terms, names_in, picked, walk
from ..statements.bindings import Statement


def vectors_on_diagonals(
    statements: Iterable[Statement], steps: Collection[str], written: Mapping[tuple[int, str], int]
) -> dict[tuple[int, str], int]:
    """The ranks, by section, of letters that are vectors because diag(…) is of them, where an axis less is written.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> document = document_of([Claim(r"A = \\mathrm{diag}(1 - h^2) W", 1, 1), Claim(r"D = \\mathrm{diag}(s_i)", 2, 1)])
    >>> vectors_on_diagonals(document.statements, (), {})
    {(0, 'h'): 1}
    """
    found: dict[tuple[int, str], int] = {}
    for statement in statements:
        for node in (node for tree in statement.read for node in walk(tree)):
            for name in _on_the_diagonal(node, steps) if isinstance(node, Known) and node.function == "diag" else ():
                key = statement.claim.section, name.name
                found[key] = max(picked(name) + 1, written.get(key, 0))
    return found


def _on_the_diagonal(node: Known, steps: Collection[str]) -> list[Name]:
    """The letters in diag(…); none where an entry, a matrix or a list may be meant."""
    found = list(_entry_by_entry(node.argument))
    products = (part for part in walk(node.argument) if isinstance(part, Product))
    apart = any(sign != "o" for product in products for sign, _ in product.parts[1:])
    plain = all(_is_whole(name, steps) for name in found)
    return found if plain and (len({name.name for name in found}) == 1 or not apart) else []


def _entry_by_entry(node: Node) -> Iterator[Name]:
    """The letters of a formula that is worked out entry by entry."""
    if isinstance(node, Name):
        yield node
    elif isinstance(node, Terms):
        for _, part in node.terms:
            yield from _entry_by_entry(part)
    elif isinstance(node, Product):
        for _, part in node.parts:
            yield from _entry_by_entry(part)
    elif isinstance(node, Power):
        yield from _entry_by_entry(node.base)
    elif isinstance(node, (Prime, Known)) and node.argument is not None:
        yield from _entry_by_entry(node.argument)
    elif isinstance(node, Call) and len(node.arguments) == 1:
        yield from _entry_by_entry(node.arguments[0])


def _is_whole(name: Name, steps: Collection[str]) -> bool:
    """True for h, and for h_t and h_{t−1} of steps or layers; a capital may be a matrix."""
    letters = {inner.name for index in name.indices for inner in names_in(index)}
    return name.name.rpartition(":")[2][:1].islower() and letters <= set(steps)
