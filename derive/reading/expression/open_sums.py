"""Sums and operators without a bracket: Σ a − b, where Σ (a − b) may be meant, and d/dx a − b."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from .nodes import Derivative, Node, Product, Terms, Total, mapped

Rest = tuple[tuple[int, Node], ...]  # the terms behind one, with their signs


def under_the_sum(node: Node) -> Node:
    """The tree in which a sum goes over all the terms behind it: Σ a − b is Σ (a − b).

    >>> from .nodes import Name
    >>> total = Total("sum", ("i",), Name("a"))
    >>> under_the_sum(Terms(((1, total), (-1, Name("b"))))).body.terms
    ((1, Name(name='a', indices=(), layer=None, bold=False)), (-1, Name(name='b', indices=(), layer=None, bold=False)))
    """
    return _wider(mapped(node, under_the_sum), _with_terms_below)


def under_the_operator(node: Node) -> Node:
    """The tree in which an operator is of all the terms behind it: d/dx a − b is d/dx (a − b).

    >>> from .nodes import Name
    >>> slope = Derivative(Name("a"), (Name("x"),), open=True)
    >>> len(under_the_operator(Terms(((1, slope), (-1, Name("b"))))).numerator.terms)
    2
    """
    return _wider(mapped(node, under_the_operator), _with_terms_above)


def _wider(node: Node, widened: Callable[[Node, Rest], Node | None]) -> Node:
    """The tree with the first term that may go on over all the terms behind it."""
    terms = node.terms if isinstance(node, Terms) else ()
    for place, (sign, part) in enumerate(terms[:-1]):
        last = part.parts[-1][1] if isinstance(part, Product) and part.parts[-1][0] != "/" else part
        made = widened(last, terms[place + 1 :])
        if made is not None:
            whole = _ending_in(part, made) if last is not part else made
            return Terms((*terms[:place], (sign, whole))) if place or sign < 0 else whole
    return node


def _ending_in(node: Node, last: Node) -> Node:
    assert isinstance(node, Product)
    return replace(node, parts=(*node.parts[:-1], (node.parts[-1][0], last)))


def _with_terms_below(node: Node, rest: Rest) -> Node | None:
    if not isinstance(node, Total) or node.kind != "sum" or not node.indices:
        return None
    return replace(node, body=Terms(((1, node.body), *rest)))


def _with_terms_above(node: Node, rest: Rest) -> Node | None:
    if not isinstance(node, Derivative) or not node.open:
        return None
    return replace(node, numerator=Terms(((1, node.numerator), *rest)), open=False)
