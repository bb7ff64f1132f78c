"""Sums over a data letter: Σ_x adds up over the examples, of which x, y and what is made of them are each one."""

from __future__ import annotations

import re
from collections.abc import Mapping

import sympy as sp

from ...reading.document.given import divisors
from ...reading.document.model import Document
from ...reading.expression.nodes import Derivative, Name, Node, Product, Total, names_in, walk
from .arrays import Stuck
from .scope import Scope


def letters_of_examples(document: Document) -> dict[str, tuple[str, str]]:
    """The letters that differ from example to example, each with the name of their sum and of its size.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = [r"z = w x", r"C = \\frac{1}{n} \\sum_x (y - z)^2", r"\\frac{\\partial C}{\\partial w} = 0"]
    >>> sorted(letters_of_examples(document_of([Claim(line, 1, 1) for line in lines])))
    ['x', 'y']
    """
    nodes = [node for s in document.statements for tree in s.trees if tree is not None for node in walk(tree)]
    sums = [node for node in nodes if _over_data(node, document)]
    below = {d.name for node in nodes if isinstance(node, Derivative) for d in node.denominators if isinstance(d, Name)}
    found: dict[str, tuple[str, str]] = {}
    for total in sums:
        if isinstance(total, Total):
            (letter,) = total.indices
            sizes = [
                size for node in nodes if isinstance(node, Product) and _has(node, letter) for size in divisors(node)
            ]
            size = next((size for size in sizes if size in document.sizes), "")
            given = {name.name for name in names_in(total.body) if not name.indices and not document.defined(name.name)}
            for name in (given - below - document.sizes - document.roles.functions) | {letter}:
                found[name] = (f"each {letter}", size)
    return found


def of_one_example(words: str) -> str:
    """The words without the index of the example, which the author does not write.

    >>> of_one_example("the derivative of σ_each_x, 1 − σ_each_x, is missing")
    'the derivative of σ, 1 − σ, is missing'
    """
    return re.sub(r"_each_\w+", "", words)


def both_of_each(hidden: Mapping[str, tuple[str, str]], scope: Scope, left: sp.Expr, right: sp.Expr) -> None:
    """Refuse a link of which one side is of a single example and the other of all.

    Raises:
        Stuck: it is such a link.
    """
    for letter in {summed for summed, _ in hidden.values()} & set(scope.open):
        symbol = scope.open[letter][0]
        if (symbol in left.free_symbols) != (symbol in right.free_symbols):
            raise Stuck("one side is of a single example, the other is not")


def _over_data(node: Node, document: Document) -> bool:
    """Σ_x without an end, where x stands as a value in what the document says and never as an index."""
    if not isinstance(node, Total) or len(node.indices) != 1 or node.lower or node.upper or node.excluded:
        return False
    (letter,) = node.indices
    trees = [tree for s in document.statements for tree in s.trees if tree is not None]
    names = [name for tree in trees for name in names_in(tree)]
    as_index = any(isinstance(i, Name) and i.name == letter for name in names for i in name.indices)
    return not as_index and any(name.name == letter and not name.indices for name in names)


def _has(node: Product, letter: str) -> bool:
    return any(isinstance(part, Total) and part.indices == (letter,) for _, part in node.parts)
