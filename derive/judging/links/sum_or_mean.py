"""A loss that is not told to be a sum may be of an example here and the mean there: 1/m between them is no slip."""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import replace

import sympy as sp

from ...reading.document.model import Document
from ...reading.document.shapes.sections_of_numbers import OF_VECTORS
from ...reading.document.told.given import divisors
from ...reading.expression.nodes import (
    Derivative,
    Known,
    Largest,
    Name,
    Node,
    Number,
    Power,
    Product,
    Terms,
    Total,
    Transposed,
    names_in,
    walk,
)
from ..equality.equalities import Equality, decided

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
            scaled = replace(equality, left=left, right=right)
            if _is_of_each(document, loss) or decided(scaled, quick=True).verdict.proved:
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
    return loss if inner and given and made and not _is_summed(document, loss, other) else ""


def _is_summed(document: Document, loss: str, other: Node) -> bool:
    """True where the definition of a loss adds up examples; −y log a does not, nor Σ_k y_k log a_k beside a^(i).

    A loss that is a multiple or a sum of others, J = E + λR, is what these are.
    """
    vectors = _of_examples(document, other)
    waiting, seen = [loss], set[str]()
    while waiting:
        name = waiting.pop()
        for body in [b.body for b in document.by_name.get(name, ()) if not b.value and name not in seen]:
            nodes, letters = list(walk(body)), {part.name for part in names_in(body)}
            if not all(_is_of_one(node, document.roles.samples, bool(vectors & letters)) for node in nodes):
                return True
            if not any(isinstance(node, (Known, Power, Largest, Total)) for node in nodes):
                waiting += letters
        seen.add(name)
    return False


def _is_of_each(document: Document, loss: str) -> bool:
    """True for L(a^(i), y^(i)) = …, where no line says what all of them come to: its slope may be that of this."""
    samples = {(Name(letter),) for letter in document.roles.samples}
    mine = [b for b in document.by_name.get(loss, ()) if not b.value]
    others = [b for b in document.bindings if b.name != loss and any(n.name == loss for n in names_in(b.body))]
    above = [b for b in others if not any(isinstance(node, Derivative) for node in walk(b.body))]
    return not above and any(name.indices in samples for b in mine for name in names_in(b.body))


def _of_examples(document: Document, other: Node) -> set[str]:
    """The letters that stand with the index of an example alone, where the side sums over it."""
    indices = {index for node in walk(other) if isinstance(node, Total) for index in node.indices}
    alone = [(Name(index),) for index in indices & document.roles.samples]
    nodes = (node for s in document.statements for tree in s.read for node in walk(tree))
    return {node.name for node in nodes if isinstance(node, Name) and node.indices in alone}


def _is_of_one(node: Node, samples: Set[str], vectors: bool) -> bool:
    """True for what works entry by entry; of letters that are vectors for each example, for sums of their entries."""
    if isinstance(node, ENTRYWISE) or (isinstance(node, Known) and (vectors or node.function not in OF_VECTORS)):
        return True
    return vectors and (isinstance(node, Transposed) or (isinstance(node, Total) and not samples & set(node.indices)))


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
