"""The syntax tree: what stands where in a formula, before anything is meant by it.

Every node knows ``at``, the place of its first character in the normalised source.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Node:
    """Anything that stands in a formula."""

    at: int


@dataclass(frozen=True, slots=True)
class Number(Node):
    """A decimal numeral, with its digits as they are written."""

    text: str


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A letter: ``y``, ``alpha``; with its accent, ``yhat``; ``bold`` marks a vector or matrix."""

    letter: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Word(Node):
    """Upright text, such as softmax or out."""

    text: str


@dataclass(frozen=True, slots=True)
class Operator(Node):
    """A named operator: log, sum, partial, nabla, max …"""

    name: str


@dataclass(frozen=True, slots=True)
class Mark(Node):
    """A superscript that is no number: transpose, star, or the indicator 1[…]."""

    name: str


@dataclass(frozen=True, slots=True)
class Scripted(Node):
    """A base with a subscript, a superscript, or both."""

    base: Node
    subscript: Node | None
    superscript: Node | None


@dataclass(frozen=True, slots=True)
class Bracket(Node):
    """Something in brackets; ``kind`` is the opening bracket, ``{`` for an invisible group."""

    kind: str
    content: Chain
    end: int


@dataclass(frozen=True, slots=True)
class TransposedLayer(Node):
    r"""The superscript of a layer's transpose, ``^{[1]\top}`` or ``^{(1)T}``."""

    layer: Bracket


@dataclass(frozen=True, slots=True)
class Fraction(Node):
    """above over below."""

    above: Node
    below: Node


@dataclass(frozen=True, slots=True)
class Root(Node):
    """The root of that degree."""

    degree: int
    radicand: Node


@dataclass(frozen=True, slots=True)
class Cases(Node):
    """The rows of a case distinction: value and condition (None: otherwise)."""

    rows: tuple[tuple[Node, Chain | None], ...]


@dataclass(frozen=True, slots=True)
class Range(Node):
    """``k = 1..K`` in the plain syntax."""

    index: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class Part(Node):
    """One factor of a product and what joins it: "" (side by side), ``*``, ``/``, ``odot`` or ``oslash``."""

    joined: str
    negative: bool
    factor: Node


@dataclass(frozen=True, slots=True)
class Product(Node):
    """The factors of a product, in order."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Terms(Node):
    """A sum: pairs of (negative, product)."""

    terms: tuple[tuple[bool, Product], ...]


@dataclass(frozen=True, slots=True)
class Items(Node):
    """What commas separate."""

    items: tuple[Terms, ...]


@dataclass(frozen=True, slots=True)
class Chain(Node):
    """Sides and the relations between them."""

    sides: tuple[Items, ...]
    relations: tuple[str, ...]


def walk(node: object) -> Iterator[Node]:
    """Every node of a tree, from the top."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, tuple):
            waiting += here[::-1]
        elif isinstance(here, Node):
            yield here
            waiting += [getattr(here, name) for name in reversed(here.__dataclass_fields__)]


def lone(node: Node | None) -> Node | None:
    """The only factor of a group, product or sum that has only one; the node itself otherwise."""
    while True:
        inner: Node | None = None
        if isinstance(node, Bracket) and node.kind == "{" and not node.content.relations:
            inner = node.content.sides[0]
        elif isinstance(node, Items) and len(node.items) == 1:
            inner = node.items[0]
        elif isinstance(node, Terms) and len(node.terms) == 1 and not node.terms[0][0]:
            inner = node.terms[0][1]
        elif isinstance(node, Product) and len(node.parts) == 1 and not node.parts[0].negative:
            inner = node.parts[0].factor
        if inner is None:
            return node
        node = inner
