"""Sums without a bracket: Σ a − b, where Σ (a − b) may be meant."""

from __future__ import annotations

from dataclasses import replace

from .nodes import Node, Product, Terms, Total, mapped


def under_the_sum(node: Node) -> Node:
    """The tree in which a sum goes over all the terms behind it: Σ a − b is Σ (a − b).

    >>> from .nodes import Name
    >>> total = Total("sum", ("i",), Name("a"))
    >>> under_the_sum(Terms(((1, total), (-1, Name("b"))))).body.terms
    ((1, Name(name='a', indices=(), layer=None, bold=False)), (-1, Name(name='b', indices=(), layer=None, bold=False)))
    """
    made = mapped(node, under_the_sum)
    terms = made.terms if isinstance(made, Terms) else ()
    place = next((at for at, (_, part) in enumerate(terms[:-1]) if _open_sum(part) is not None), None)
    if place is None:
        return made
    sign, part = terms[place]
    total = _open_sum(part)
    assert total is not None
    wider = replace(total, body=Terms(((1, total.body), *terms[place + 1 :])))
    whole = replace(part, parts=(*part.parts[:-1], (part.parts[-1][0], wider))) if isinstance(part, Product) else wider
    return Terms((*terms[:place], (sign, whole))) if place or sign < 0 else whole


def _open_sum(node: Node) -> Total | None:
    """The sum that a term is, or ends in."""
    last = node.parts[-1][1] if isinstance(node, Product) and node.parts[-1][0] != "/" else node
    return last if isinstance(last, Total) and last.kind == "sum" and last.indices else None
