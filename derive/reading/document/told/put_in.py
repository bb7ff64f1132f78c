"""Stated values that a line leaves out: E = −log(1 − p), where the label is 0."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ...expression.nodes import Name, Number, names_in
from ..statements.bindings import Binding, Statement

if TYPE_CHECKING:
    from ..model import Document


def values_put_in(document: Document, statement: Statement) -> Iterator[Binding]:
    """The stated values of given letters that stand in the definition of a letter, and not where it is written again.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> found = document_of([Claim(line, 1, 1) for line in ("y = 2", "E = y (p - 1)", "E = 2 (p - 1)")])
    >>> [binding.name for binding in values_put_in(found, found.statements[-1])]
    ['y']
    """
    first = statement.trees[0]
    made = document.defining(first, statement.order) if isinstance(first, Name) and statement.kind == "form" else None
    inside = {name.name for tree in statement.read for name in names_in(tree)}
    for name in sorted({name.name for name in names_in(made.body)} - inside) if made is not None else ():
        stated = [] if document.defined(name) else document.values(name, statement.order)
        here = [b for b in stated if b.section == statement.claim.section] or stated
        if here and not here[-1].indices and isinstance(here[-1].body, Number):
            yield replace(here[-1], value=False)
