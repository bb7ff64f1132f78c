"""∂L/∂z ∂z/∂W, as people write the chain rule: what stands between the slopes is summed over; beside ⊙ it is not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import sympy as sp

from ...reading.expression.nodes import Derivative, Name, Node
from .arrays import Arithmetic, Array
from .scope import Scope

Part = tuple[str, Array]
Joined = tuple[Array, Derivative | None]


class Arrays(Protocol):
    """What makes arrays of trees."""

    arithmetic: Arithmetic
    beside_the_diagonal: list[sp.Expr]

    def array(self, node: Node, scope: Scope) -> Array:
        """The array that a tree stands for."""
        ...


def with_chains(low: Arrays, parts: Sequence[tuple[str, Node]], scope: Scope) -> list[Part]:
    """The factors as arrays; slopes that follow each other, ∂a/∂b ∂b/∂c or ∂b/∂c ∂a/∂b, are one where b has axes."""
    made: list[Part] = []
    last: Derivative | None = None  # the slope that the factors so far are
    for sign, node in parts:
        array = low.array(node, scope)
        slope = _slope(node)
        joined = None
        if made and sign in ("", ".", "*"):
            joined = _joined(low, last, slope, made[-1][1], array, scope)
        elif made and sign == "o":
            joined = _by_entries(low, last, slope, made[-1][1], array)
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
) -> Joined | None:
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


def _by_entries(
    low: Arrays, first: Derivative | None, second: Derivative | None, one: Array, other: Array
) -> Joined | None:
    """∂L/∂a ⊙ ∂a/∂z, where a is made of z entry by entry: the diagonal of ∂a/∂z, which has the shape of ∂L/∂a."""
    if second is not None and other.rank == 2 * one.rank:
        diagonal = _diagonal(low, other)
    elif first is not None and one.rank == 2 * other.rank:
        diagonal = _diagonal(low, one)
        first, second, one = second, first, other
    else:
        return None
    if diagonal is None:
        return None
    assert second is not None
    follows = first is not None and first.denominators[0] == second.numerator
    whole = Derivative(first.numerator, second.denominators) if first is not None and follows else None
    return low.arithmetic.times("o", one, diagonal), whole


def _diagonal(low: Arrays, jacobian: Array) -> Array | None:
    """The diagonal of a Jacobian, None where it has none; what is beside it is noted: it has to be 0."""
    half = jacobian.rank // 2
    above, below = jacobian.indices[:half], jacobian.indices[half:]
    roots = [low.arithmetic.classes.root(axis) for axis in jacobian.axes]
    if roots[:half] != roots[half:]:
        return None
    sizes = [(1, low.arithmetic.classes.size(axis)) for axis in jacobian.axes[:half]]
    same = sp.Mul(*(sp.KroneckerDelta(i, j, ends) for i, j, ends in zip(above, below, sizes, strict=True)))
    low.beside_the_diagonal.append(jacobian.entry * (1 - same))
    return Array(jacobian.at((*above, *above)), above, jacobian.axes[:half])


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
