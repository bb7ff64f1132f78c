"""A weight that stands alone beside Σ_j w_j x_j: the bias, where the last feature, or that of number 0, is always 1."""

from __future__ import annotations

from collections.abc import Iterator, Set

from ...reading.expression.nodes import Name, Node, Number, Product, Terms, Total, walk


def constant_features(sides: tuple[Node, Node], sizes: Set[str]) -> Iterator[str]:
    r"""Why Σ_{j=1}^d w_j x_j = Σ_{j=1}^{d−1} w_j x_j + w_d is not refuted.

    >>> from ...reading.notes.claims import Claim
    >>> from ...reading.document.model import document_of
    >>> lines = [rf"\sum_{{j=1}}^d w_j{x} = \sum_{{j=1}}^{{d-1}} w_j{x} + w_d" for x in (" x_j", "")]
    >>> [list(constant_features(s.trees, {"d"})) for s in document_of([Claim(line, 1, 1) for line in lines]).statements]
    [['it is true if the entry of x beside w is always 1: say so'], []]
    """
    products = {pair for side in sides for node in walk(side) if isinstance(node, Total) for pair in _factors(node)}
    for side in sides:
        for _, term in side.terms if isinstance(side, Terms) else ():
            index = term.indices[0] if isinstance(term, Name) and len(term.indices) == 1 else None
            fixed = isinstance(index, Number) or (isinstance(index, Name) and index.name in sizes)
            for weight, feature in sorted(products):
                if fixed and isinstance(term, Name) and term.name == weight:
                    yield f"it is true if the entry of {feature} beside {weight} is always 1: say so"


def _factors(total: Total) -> Iterator[tuple[str, str]]:
    """w and x of Σ_j w_j x_j, each way round."""
    parts = [part for _, part in total.body.parts] if isinstance(total.body, Product) else []
    names = [part.name for part in parts if isinstance(part, Name) and part.indices]
    if len(names) == len(parts) == 2:
        yield names[0], names[1]
        yield names[1], names[0]
