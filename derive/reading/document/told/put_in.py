"""Stated values that a line leaves out: E = −log(1 − p), where the label is 0."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ...expression.nodes import Name, Number, Product, Terms, names_in, walk
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


def is_written_out(document: Document, statement: Statement, value: Binding) -> bool:
    """True for a letter that is 0 elsewhere and a factor here, of a term that the other letters are made of too.

    For Δ = 0 nobody writes the term with Δ that the slope of a penalty has.

    >>> from ...notes.claims import Claim
    >>> from ..model import document_of
    >>> lines = ("E = u^2 + b u", "b = 0", r"\frac{dE}{du} = 2 u + b u", r"\frac{dE}{du} = 2 u")
    >>> document = document_of([Claim(line, 1, 1) for line in lines])
    >>> value = document.statements[1].binding
    >>> [is_written_out(document, statement, value) for statement in document.statements[2:]]
    [True, False]
    """
    if value.body != Number("0"):
        return False
    sums = [node for tree in statement.read for node in walk(tree) if isinstance(node, Terms) and len(node.terms) > 1]
    products = [part for node in sums for _, part in node.terms if isinstance(part, Product)]
    factors = {part.name for product in products for _, part in product.parts if isinstance(part, Name)}
    others = {name.name for tree in statement.read for name in names_in(tree)} - {value.name}
    return value.name in factors and value.name in document.reached(others)
