"""Which number an author puts in the place of which letter: a formula beside the same formula in numbers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields

import sympy as sp

from ...reading.formula import Glossary, RejectedFormula
from ...reading.formula.nodes import Bracket, Items, Name, Node, Number, Operator, Product, Scripted, Terms, lone
from ...reading.formula.resolver import Resolver
from ...reading.formula.syntax import parse

Pair = tuple[Node, str]


def numbers_plugged_in(latex: str, glossary: Glossary) -> Iterator[tuple[int, str, str]]:
    r"""Yield the number of the side, the name of the letter and the numeral in its place, side by side in a chain.

    Only where both sides are built alike: ``w_{11} x_1 + w_{12} x_2 = 0.15 \cdot 0.81 + 0.29 \cdot 0.57``.

    >>> list(numbers_plugged_in(r"2 x_1 + b_1 = 2 \cdot 0.81 + 3", Glossary()))
    [(0, 'x[1]', '0.81'), (0, 'b[1]', '3')]
    """
    try:
        chain, _ = parse(latex)
    except RejectedFormula:
        return  # what the reader of whole documents alone can read
    resolver = Resolver(chain, glossary)
    for number, (left, right) in enumerate(zip(chain.sides, chain.sides[1:], strict=False)):
        for letter, numeral in _pairs(left, right) or () if chain.relations[number] in ("=", "≈") else ():
            with suppress(RejectedFormula):
                name = resolver.value(letter).expression
                if isinstance(name, (sp.Symbol, sp.Indexed)):
                    yield number, str(name), numeral


def _pairs(left: Node | None, right: Node | None) -> list[Pair] | None:
    """The letters on the left with the numerals on the right; None where the two are not built alike."""
    left, right = _bare(left), _bare(right)
    if left is None or right is None:
        return [] if left is right else None
    numeral = _numeral(right)
    if numeral and _is_letter(left):
        return [(left, numeral)]
    if type(left) is not type(right):
        return None
    if isinstance(left, (Number, Operator, Name)):
        return [] if str(_content(left)) == str(_content(right)) else None
    return _of_parts(_content(left), _content(right))


def _bare(node: Node | None) -> Node | None:
    inner = lone(node)
    if isinstance(inner, Bracket) and inner.kind in ("(", "[") and not inner.content.relations:
        items = inner.content.sides[0].items
        return _bare(items[0]) if len(items) == 1 else inner
    return inner


def _is_letter(node: Node) -> bool:
    base = lone(node.base) if isinstance(node, Scripted) else node
    return isinstance(base, Name) and not (base.letter == "e" and isinstance(node, Scripted))


def _numeral(node: Node) -> str:
    """0.81, −0.1517, also in brackets."""
    if isinstance(node, Number):
        return node.text
    if isinstance(node, Terms) and len(node.terms) == 1 and node.terms[0][0]:
        inner = lone(node.terms[0][1])
        return f"-{inner.text}" if isinstance(inner, Number) else ""
    return ""


def _content(node: Node) -> tuple[object, ...]:
    """Everything that a node says but its place; how two factors are joined is no matter of what they are."""
    if isinstance(node, Product):
        return tuple((part.joined == "/", part.negative, part.factor) for part in node.parts)
    if isinstance(node, Items):
        return node.items
    return tuple(getattr(node, field.name) for field in fields(node) if field.name not in ("at", "end", "kind"))


def _of_parts(left: object, right: object) -> list[Pair] | None:
    if isinstance(left, Node) and isinstance(right, Node):
        return _pairs(left, right)
    if isinstance(left, tuple) and isinstance(right, tuple):
        if len(left) != len(right):
            return None
        found: list[Pair] = []
        for one, other in zip(left, right, strict=True):
            pairs = _of_parts(one, other)
            if pairs is None:
                return None
            found += pairs
        return found
    return [] if left == right else None
