"""∂L/∂z ∂z/∂W, as people write the chain rule: what stands between the slopes is summed over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import sympy as sp

from ...reading.expression.nodes import Derivative, Name, Node
from .arrays import Arithmetic, Array
from .scope import Scope

Part = tuple[str, Array]


class Arrays(Protocol):
    """What makes arrays of trees."""

    arithmetic: Arithmetic

    def array(self, node: Node, scope: Scope) -> Array:
        """The array that a tree stands for."""
        ...


def with_chains(low: Arrays, parts: Sequence[tuple[str, Node]], scope: Scope) -> list[Part]:
    """The factors as arrays; slopes that follow each other, ∂a/∂b ∂b/∂c or ∂b/∂c ∂a/∂b, are one where b has axes."""
    made: list[Part] = []
    last: Derivative | None = None
    for sign, node in parts:
        array = low.array(node, scope)
        slope = _slope(node)
        joined = _joined(low, last, slope, made[-1][1], array, scope) if made and sign in ("", ".", "*") else None
        if joined is None:
            made.append((sign, array))
            last = slope
        else:
            made[-1], last = (made[-1][0], joined[0]), joined[1]
    return made


def _slope(node: Node) -> Derivative | None:
    return node if isinstance(node, Derivative) and len(node.denominators) == 1 and not node.gradient else None


def _joined(
    low: Arrays, first: Derivative | None, second: Derivative | None, one: Array, other: Array, scope: Scope
) -> tuple[Array, Derivative] | None:
    """Both slopes as one, where the first is by what the second is of, or the other way round."""
    if first is None or second is None:
        return None
    if first.denominators[0] != second.numerator:
        first, second, one, other = second, first, other, one
    between = first.denominators[0]
    if between != second.numerator or not isinstance(between, Name):
        return None
    rank = low.array(between, scope).rank
    if not rank or one.rank < rank or other.rank < rank:
        return None
    return _contracted(low.arithmetic, one, other, rank), Derivative(first.numerator, second.denominators)


def _contracted(arithmetic: Arithmetic, one: Array, other: Array, rank: int) -> Array:
    """Σ over the last axes of the first and the first of the second."""
    bound = [arithmetic.index() for _ in range(rank)]
    rest = [arithmetic.index() for _ in other.indices[rank:]]
    for axis, same in zip(one.axes[-rank:], other.axes[:rank], strict=True):
        arithmetic.classes.unify(axis, same)
    body = one.at((*one.indices[:-rank], *bound)) * other.at((*bound, *rest))
    limits = [(i, 1, arithmetic.classes.size(axis)) for i, axis in zip(bound, one.axes[-rank:], strict=True)]
    return Array(
        sp.Sum(body, *limits), (*one.indices[:-rank], *rest), (*one.axes[:-rank], *other.axes[rank:]), other.turned
    )
