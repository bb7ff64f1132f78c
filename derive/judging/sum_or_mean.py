"""A loss that is not told to be a sum may be of an example here and the mean there: 1/m between them is no slip."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import sympy as sp

from ..reading.document.given import divisors
from ..reading.document.model import Document
from ..reading.document.sections_of_numbers import OF_VECTORS
from ..reading.expression.nodes import (
    Derivative,
    Known,
    Largest,
    Name,
    Node,
    Number,
    Power,
    Product,
    Terms,
    Transposed,
    names_in,
    walk,
)
from .links import Equality, decided

ENTRYWISE = (Name, Number, Power, Product, Terms, Largest)


def sum_or_mean(document: Document, equality: Equality, sides: tuple[Node, Node]) -> str:
    """Why ∂L/∂b = (1/m) Σ_i ∂L/∂z_i is not refuted where nothing says that L is a sum; empty text where it may be.

    One side is the slope of L by a letter that nothing defines, the other is made of slopes of L by what is defined,
    and the two agree but for a written 1/m.
    """
    for (side, other), swapped in ((sides, False), (sides[::-1], True)):
        loss = _untold_loss(document, side, other)
        for size in _written_sizes(equality, other) if loss else ():
            first, second = equality.left, equality.right
            left, right = (first * size, second) if swapped else (first, second * size)
            if decided(replace(equality, left=left, right=right), quick=True).verdict.proved:
                return (
                    f"true if the loss {loss} is of each of {size} examples where 1/{size} stands and their mean on "
                    f"the other side, false if it is one: say whether {loss} is a sum or a mean"
                )
    return ""


def _untold_loss(document: Document, side: Node, other: Node) -> str:
    """L, of which one side is the slope by what is given, and the other is made of slopes by what is defined."""
    side = side.base if isinstance(side, Transposed) else side
    if not isinstance(side, Derivative) or not isinstance(side.numerator, Name):
        return ""
    loss = side.numerator.name
    inner = [name for node in _with_named_slopes(document, other, loss) for name in node.denominators]
    given = not any(isinstance(name, Name) and document.defined(name.name) for name in side.denominators)
    made = all(isinstance(name, Name) and document.defined(name.name) for name in inner)
    return loss if inner and given and made and not _is_summed(document, loss) else ""


def _is_summed(document: Document, loss: str) -> bool:
    """True where the definition of a loss adds up: Σ, a norm, a product with a transposed; −y log a does not.

    A loss that is a multiple or a sum of others, J = E + λR, is what these are.
    """
    waiting, seen = [loss], set[str]()
    while waiting:
        name = waiting.pop()
        for body in [b.body for b in document.by_name.get(name, ()) if not b.value and name not in seen]:
            nodes = list(walk(body))
            if not all(isinstance(node, ENTRYWISE) or _is_of_an_entry(node) for node in nodes):
                return True
            if not any(isinstance(node, (Known, Power, Largest)) for node in nodes):
                waiting += [part.name for part in names_in(body)]
        seen.add(name)
    return False


def _is_of_an_entry(node: Node) -> bool:
    return isinstance(node, Known) and node.function not in OF_VECTORS


def _with_named_slopes(document: Document, node: Node, loss: str) -> Iterator[Derivative]:
    """The slopes of the loss in a side, and in what the document defines of its letters, such as δ = ∂L/∂z."""
    named = [b.body for name in names_in(node) for b in document.by_name.get(name.name, ()) if not b.value]
    for part in (part for tree in (node, *named) for part in walk(tree)):
        if isinstance(part, Derivative) and isinstance(part.numerator, Name) and part.numerator.name == loss:
            yield part


def _written_sizes(equality: Equality, side: Node) -> list[sp.Symbol]:
    """The sizes that the side is divided by."""
    written = {name for node in walk(side) if isinstance(node, Product) for name in divisors(node)}
    free = equality.left.free_symbols | equality.right.free_symbols
    return sorted((s for s in free if s.is_Symbol and s.is_integer and s.name in written), key=str)
