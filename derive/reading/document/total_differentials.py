r"""dL = Σ_k (p_k − y_k) dz_k: the change of L with those of what it is made of, and no slopes of a loss.

A line says so where each term on its right has the d of one letter that its left side is made of; in dW = dZ A^T, the
slopes of a loss, Z is made of W. What it claims is that Σ_k ∂L/∂z_k dz_k is the right side, whatever the dz_k are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..expression.nodes import (
    Derivative,
    Differential,
    Inner,
    Name,
    Node,
    Product,
    Terms,
    Total,
    Transposed,
    mapped,
    walk,
)  # fmt: skip
from .model import Document
from .statements.bindings import Statement


def with_total_differentials(document: Document) -> Document:
    r"""The document in which such lines claim what they mean.

    >>> from ..notes.claims import Claim
    >>> from .model import document_of
    >>> lines = ("y = x^2 u", r"dy = 2 x u\, dx + x^2\, du", "u = e^w", "dw = y du")
    >>> found = with_total_differentials(document_of([Claim(line, 1, 1) for line in lines])).statements
    >>> [type(found[n].trees[0]).__name__ for n in (1, 3)]
    ['Terms', 'Differential']
    """
    return replace(document, statements=tuple(_changed(s, document) for s in document.statements))


def _changed(statement: Statement, document: Document) -> Statement:
    first, *rest = statement.trees
    of = first.of if isinstance(first, Differential) else None
    sides = [tree for tree in rest if tree is not None]
    if not isinstance(of, Name) or not document.defined(of.name) or not sides or len(sides) < len(rest):
        return statement
    changes = list(dict.fromkeys(replace(name, indices=()) for side in sides for name in _differentials(side)))
    reached = document.reached([of.name]) - {of.name}
    layers = any(name.layer is not None for name in (of, *changes))
    if not changes or layers or not {name.name for name in changes} <= reached or not all(map(_is_linear, sides)):
        return statement
    terms = tuple((1, _change_with(of, name, sides)) for name in changes)
    left = terms[0][1] if len(terms) == 1 else Terms(terms)
    return replace(statement, trees=(left, *(tree and _of_changes(tree) for tree in rest)))


def _change_with(of: Name, name: Name, sides: list[Node]) -> Node:
    """What a change of one letter makes: ∂y/∂x dx of a number, the sum over the entries of any other."""
    slope, change = Derivative(of, (name,)), _named(name)
    entries = any(found.indices for side in sides for found in _differentials(side) if found.name == name.name)
    turned = any(isinstance(node, Transposed) for side in sides for node in walk(side))
    return Inner(slope, change) if entries or turned or name.bold else Product((("", slope), ("", change)))


def _differentials(node: Node) -> Iterator[Name]:
    for part in walk(node):
        if isinstance(part, Differential) and isinstance(part.of, Name):
            yield part.of


def _is_linear(node: Node) -> bool:
    """True where each term has one d as a factor."""
    if isinstance(node, Terms):
        return all(_is_linear(part) for _, part in node.terms)
    if isinstance(node, Total):
        return node.kind == "sum" and _is_linear(node.body)
    if isinstance(node, Product):
        inside = [(sign, part) for sign, part in node.parts if any(True for _ in _differentials(part))]
        return len(inside) == 1 and inside[0][0] != "/" and _is_linear(inside[0][1])
    return isinstance(node, Differential) and isinstance(node.of, Name)


def _of_changes(node: Node) -> Node:
    """The tree with a letter of its own for each dz_k, which may be any number."""
    if isinstance(node, Differential) and isinstance(node.of, Name):
        return _named(node.of)
    return mapped(node, _of_changes)


def _named(name: Name) -> Name:
    return replace(name, name=f"d{name.name}")
