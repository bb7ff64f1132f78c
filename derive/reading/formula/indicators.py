"""Case distinctions, indicators and vectors of ones: what is 1 here and 0 there, or 1 everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from ...network.axes import Axis
from ...network.functions import FUNCTIONS
from ...network.layers import CLASSES, FEATURES, SAMPLES
from .glossary import HIDDEN
from .letters import single_index
from .nodes import Bracket, Cases, Chain, Items, Mark, Name, Node, Product, Scripted, Word, lone
from .notation import is_transpose
from .rejection import RejectedFormula
from .values import ANY_AXIS, Slot, Value, added, multiplied, transposed

if TYPE_CHECKING:
    from .products import Stream
    from .resolver import Resolver

AXES = {axis.size_name: axis for axis in (SAMPLES, FEATURES, CLASSES, HIDDEN)}
ORDERS = ("<", ">", "≤", "≥")
OTHERWISE = {"otherwise", "else", "other", "sonst"}


def cases(resolver: Resolver, node: Cases) -> Value:
    """``{a where i = j, b where i ≠ j}`` is b + δ_ij (a − b)."""
    rows = node.rows
    if len(rows) != 2 or rows[0][1] is None:
        raise RejectedFormula("cases are read with two rows, for equal and for different indices", node.at)
    first = _equality(resolver, rows[0][1])
    second = _equality(resolver, rows[1][1]) if rows[1][1] is not None and not _is_otherwise(rows[1][1]) else None
    if second is not None and (second[1] == first[1] or set(second[0]) != set(first[0])):
        raise RejectedFormula("the two cases are not each other's opposite", node.at)
    equal, different = (rows[0][0], rows[1][0]) if first[1] else (rows[1][0], rows[0][0])
    delta = sp.KroneckerDelta(*first[0])
    otherwise, there = resolver.value(different), resolver.value(equal)
    gap = added(there, Value(-otherwise.expression, otherwise.row, otherwise.column), node.at)
    return added(otherwise, multiplied(Value(delta), gap, node.at), node.at)


def _is_otherwise(chain: Chain) -> bool:
    inner = lone(chain.sides[0]) if not chain.relations else None
    return isinstance(inner, Word) and inner.text.lower() in OTHERWISE


def _equality(resolver: Resolver, chain: Chain) -> tuple[tuple[sp.Expr, sp.Expr], bool]:
    """The two indices of a condition, and whether they are equal."""
    sides = [_without_words(side) for side in chain.sides]
    if len(chain.relations) != 1 or chain.relations[0] not in ("=", "≠"):
        raise RejectedFormula("a condition is read as i = j or i ≠ j", chain.at)
    first, second = (single_index(resolver, side) for side in sides)
    return (first, second), chain.relations[0] == "="


def indicator(resolver: Resolver, node: Node, stream: Stream) -> Value:
    r"""``\mathbb{1}[i = j]`` and ``\mathbb{1}_{i = j}``; without a condition, a vector of ones."""
    subscript = node.subscript if isinstance(node, Scripted) else None
    if isinstance(subscript, Bracket) and isinstance(node, Scripted) and node.superscript is None:
        condition = _unwrapped(subscript.content)
        if condition.relations:
            return indicator_of(resolver, condition, node.at)
    following = stream.beside
    mark = isinstance(node, Mark) and node.name == "indicator"
    if mark and following is not None and isinstance(following.factor, Bracket) and following.factor.content.relations:
        stream.take()
        return indicator_of(resolver, following.factor.content, node.at)
    base = node.base if isinstance(node, Scripted) else node
    if not isinstance(base, Mark) or base.name != "indicator":
        raise RejectedFormula("this symbol is not read here", node.at)
    return ones(node)


def indicator_of(resolver: Resolver, chain: Chain, at: int) -> Value:
    """1 where the condition holds, else 0: of indices that are equal or not, of numbers that are greater or less."""
    relation = chain.relations[0] if len(chain.relations) == 1 else ""
    if relation in ORDERS:
        return _comparison(resolver, chain, relation)
    (first, second), equal = _equality(resolver, chain)
    delta = sp.KroneckerDelta(first, second)
    return Value(delta if equal else 1 - delta)


def _comparison(resolver: Resolver, chain: Chain, relation: str) -> Value:
    """[u > v] is 1 where u − v is positive; [u ≥ v] is 1 − [v > u]."""
    above, below = (resolver.value(side) for side in chain.sides)
    if not (above.scalar and below.scalar):
        raise RejectedFormula("a condition compares numbers, and these are vectors", chain.at)
    gap = above.expression - below.expression
    positive = FUNCTIONS["positive"]
    return Value({">": positive(gap), "<": positive(-gap), "≥": 1 - positive(-gap), "≤": 1 - positive(gap)}[relation])


def ones(node: Node) -> Value:
    r"""A column of ones, ``\mathbf{1}_K``; without a size below it, as long as what it stands beside."""
    below, above = (node.subscript, node.superscript) if isinstance(node, Scripted) else (None, None)
    column = Value(sp.S.One, Slot.on(_axis(below, node.at) if below is not None else ANY_AXIS))
    if above is not None and not is_transpose(above):
        raise RejectedFormula("this superscript of a vector of ones is not read", node.at)
    return column if above is None else transposed(column)


def _axis(below: Node, at: int) -> Axis:
    size = lone(below)
    axis = AXES.get(size.letter) if isinstance(size, Name) else None
    if axis is None:
        raise RejectedFormula("the size of this vector of ones is not read", at, hint=r"\mathbf{1}_K is")
    return axis


def _without_words(side: Items) -> Node:
    """``if i = y``: the word if says nothing more."""
    inner = lone(side)
    if not isinstance(inner, Product) or len(inner.parts) != 2:
        return side
    word, said = (part.factor for part in inner.parts)
    return said if isinstance(word, Word) and word.text.lower() in ("if", "for", "when", "where") else side


def _unwrapped(chain: Chain) -> Chain:
    inner = lone(chain.sides[0]) if not chain.relations else None
    return inner.content if isinstance(inner, Bracket) else chain
