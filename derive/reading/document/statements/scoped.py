"""Which definitions hold at a place: an inner one inside of its scope, and not behind it where an outer one stands."""

from __future__ import annotations

from collections.abc import Sequence

from ...expression.nodes import Number
from .bindings import Binding
from .index import Index

Numbers = tuple[int, ...]


def visible(index: Index, bindings: Sequence[Binding], order: int, asked: int) -> list[Binding]:
    """The definitions of a letter without those of scopes that are closed, where one from around these stands.

    ``order`` is the line that needs the letter, ``asked`` the one that is judged.

    >>> from ..model import document_of
    >>> from ...notes.sections import claims_in_text
    >>> document = document_of(claims_in_text("# A\\n$h = 2 a$\\n## B\\n$h = a^3$\\n## C\\n$v = h$", "markdown"))
    >>> [b.line for b in visible(document.index, document.by_name["h"], 2, 2)]
    [2]
    >>> [b.line for b in visible(document.index, document.by_name["h"], 1, 1)]
    [2, 4]
    """
    if len(bindings) < 2:
        return list(bindings)
    here = {scope_of(index, order), scope_of(index, asked)}
    known = [(binding, scope_of(index, binding.order), _kind(binding)) for binding in bindings]
    written = {(scope, kind) for binding, scope, kind in known if 0 <= binding.order <= max(order, asked)}
    return [
        binding for binding, scope, kind in known
        if any(is_in(place, scope) for place in here)
        or not any((scope[:depth], kind) in written for depth in range(len(scope)))
    ]  # fmt: skip


def _kind(binding: Binding) -> tuple[object, ...]:
    """What two definitions of one letter share that say the same thing anew: A^{[0]} is none of A^{[l]}, a_1 of a_2."""
    indices = tuple(index.text if isinstance(index, Number) else "" for index in binding.indices)
    return binding.layer, indices, bool(binding.parameters)


def is_in(inner: Numbers, outer: Numbers) -> bool:
    """True for a scope that is another one or lies in it.

    >>> is_in((1, 2), (1,)), is_in((1,), (1, 2)), is_in((), ())
    (True, False, True)
    """
    return inner[: len(outer)] == outer


def scope_of(index: Index, order: int) -> Numbers:
    """The scope of a line; the whole document for what no line says.

    >>> scope_of(Index((), ()), 3)
    ()
    """
    return index.statements[order].claim.scope if 0 <= order < len(index.statements) else ()
