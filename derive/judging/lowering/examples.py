"""Sums over a data letter: Σ_x adds up over the examples, of which x, y and what is made of them are each one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set

import sympy as sp

from ...network.occurring import free_symbols_in
from ...reading.document.model import Document
from ...reading.document.statements.bindings import CONSTANTS
from ...reading.document.told.given import divisors
from ...reading.expression.nodes import (
    Delta,
    Derivative,
    Entry,
    Name,
    Node,
    Product,
    Total,
    free_letters,
    names_in,
    walk,
)
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
    nodes = [node for s in document.statements for tree in s.read for node in walk(tree)]
    names = [node for node in nodes if isinstance(node, Name)]
    values = {name.name for name in names if not name.indices}
    indexed = [index for node in nodes if isinstance(node, (Name, Entry)) for index in node.indices]
    indexed += [letter for node in nodes if isinstance(node, Delta) for letter in (node.left, node.right)]
    values -= {index.name for index in indexed if isinstance(index, Name)}
    size_of = _sizes(nodes, document)
    below = {d.name for node in nodes if isinstance(node, Derivative) for d in node.denominators if isinstance(d, Name)}
    found: dict[str, tuple[str, str]] = {}
    for total in nodes:
        if isinstance(total, Total) and _over_data(total, values):
            (letter,) = total.indices
            given = {name.name for name in names_in(total.body) if not name.indices and not document.defined(name.name)}
            for name in (given - below - document.sizes - document.roles.functions) | {letter}:
                found[name] = (f"each {letter}", size_of.get(letter, ""))
    return found or _of_silent_sums(document, nodes)


def _of_silent_sums(document: Document, nodes: Iterable[Node]) -> dict[str, tuple[str, str]]:
    """The letters of Σ_{i=1}^m (h − t)², in which nothing has an i, and of what h is made of; what is learned is none.

    Nothing where another sum over that letter has it, as in Σ_i w_i x_i.
    """
    sums = [node for node in nodes if isinstance(node, Total) and len(node.indices) == 1 and node.kind == "sum"]
    sized = [node for node in sums if _is_of_examples(node, document)]
    sized = [node for node in sized if not any("(" in name.name for name in names_in(node.body))]  # P(x_t | h) has a t
    silent = [node for node in sized if node.indices[0] not in _letters(node.body)]  # Σ_i i adds up numbers
    letters = {node.indices[0] for node in silent}
    if len(letters) != 1 or any(set(node.indices) & letters for node in sums if node not in silent):
        return {}
    (letter,) = letters
    sizes = {node.upper.name for node in silent if isinstance(node.upper, Name)}
    losses = {b.name for b in document.bindings if not b.value and any(node in silent for node in walk(b.body))}
    learned = {
        below.name for node in nodes if isinstance(node, Derivative) for below in node.denominators
        if isinstance(below, Name) and _is_of_a_loss(node.numerator, losses, document)
    }  # fmt: skip
    data = document.reached(name.name for node in silent for name in names_in(node.body))
    data = {name for name in data if not document.defined(name)} - set(CONSTANTS)
    data -= learned | document.sizes | document.roles.functions
    if len(sizes) != 1 or not data:
        return {}
    (size,) = sizes
    return dict.fromkeys(sorted(data | {letter}), (f"each {letter}", size))


def _letters(node: Node) -> set[str]:
    """The letters in a formula, also those that count layers or steps: t of Σ_t h^t."""
    counted = {name.layer.letter for name in names_in(node) if name.layer is not None}
    return {*free_letters(node), *counted, *(name.name for name in names_in(node))}


def _is_of_a_loss(node: Node, losses: Set[str], document: Document) -> bool:
    """True for the top of ∂J/∂w, where J is such a sum or nothing defines it; not for that of ∂h/∂r."""
    names = {name.name for name in names_in(node)}
    return any(name in losses or not document.defined(name) for name in names) or bool(document.reached(names) & losses)


def _is_of_examples(total: Total, document: Document) -> bool:
    """Σ_{i=1}^m with a size at its end that nothing is learned of."""
    return isinstance(total.upper, Name) and total.upper.name in document.sizes and total.excluded is None


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
        if (symbol in free_symbols_in(left)) != (symbol in free_symbols_in(right)):
            raise Stuck("one side is of a single example, the other is not")


def _sizes(nodes: Iterable[Node], document: Document) -> dict[str, str]:
    """The size that the sum over each letter is divided by, where it is."""
    found: dict[str, str] = {}
    for node in nodes:
        if isinstance(node, Product):
            summed = [part.indices[0] for _, part in node.parts if isinstance(part, Total) and len(part.indices) == 1]
            size = next((size for size in divisors(node) if size in document.sizes), "") if summed else ""
            for letter in summed if size else ():
                found.setdefault(letter, size)
    return found


def _over_data(total: Total, values: Set[str]) -> bool:
    """Σ_x without an end, where x stands as a value in what the document says and never as an index."""
    ends = total.lower or total.upper or total.excluded
    return len(total.indices) == 1 and not ends and total.indices[0] in values
