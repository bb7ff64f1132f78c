"""Values by cases, and what is 1 where a condition holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from ...network.function_heads import Positive
from ...reading.expression.nodes import Choice, Comparison, Delta, Node, chosen_by
from .arrays import Array, Stuck
from .scope import Scope

if TYPE_CHECKING:
    from .expressions import Expressions


def choice(low: Expressions, node: Choice, scope: Scope) -> Array:
    """Values where conditions hold, entry by entry; on a boundary stands any of them.

    Raises:
        Stuck: the cases leave something open.
    """
    if (made := _by_values(low, node, scope)) is not None:
        return made
    cases = [case for case in node.cases if not _is_boundary(case[1], node)]
    if not _is_rest([condition for _, condition in cases]):
        raise Stuck("the cases leave something open")
    result = low.array(cases[-1][0], scope)
    for value, condition in reversed(cases[:-1]):
        assert condition is not None
        parts = (low.array(condition, scope), low.array(value, scope), result)
        result = low.arithmetic.entry_by_entry(lambda holds, one, other: holds * one + (1 - holds) * other, *parts)
    return result


def _by_values(low: Expressions, node: Choice, scope: Scope) -> Array | None:
    """What a letter's values choose, −log p if y = 1, as a polynomial in it; None for other cases."""
    found = chosen_by(node)
    if found is None or scope.runs(found[0].name) is not None:
        return None
    name, numbers = found
    places = [sp.Rational(number) for number in numbers]

    def through(letter: sp.Expr, *values: sp.Expr) -> sp.Expr:
        weights = [sp.prod([(letter - other) / (here - other) for other in places if other != here]) for here in places]
        return sp.Add(*(weight * value for weight, value in zip(weights, values, strict=True)))

    arrays = [low.array(part, scope) for part in (name, *(value for value, _ in node.cases))]
    return low.arithmetic.entry_by_entry(through, *arrays)


OPPOSITE = {">": "<", "≥": "<", "<": ">", "≤": ">", "=": "≠", "≠": "="}
STRICT = {"≥": ">", "≤": "<"}


def _is_boundary(condition: Node | None, node: Choice) -> bool:
    """x = 0 between x < 0 and x > 0, which is a case of its own at one point only."""
    sides = {(c.left, c.right) for _, c in node.cases if c is not None and c.relation in "<>"}
    return (
        isinstance(condition, Comparison) and condition.relation == "=" and (condition.left, condition.right) in sides
    )


def _is_rest(conditions: list[Node | None]) -> bool:
    """True where the last case is all that the others leave, and no other has no condition."""
    *others, last = conditions
    if not all(isinstance(condition, Comparison) for condition in others):
        return False
    if last is None:
        return True
    if len(others) != 1 or not isinstance(last, Comparison) or not isinstance(others[0], Comparison):
        return False
    relation, first = STRICT.get(last.relation, last.relation), others[0]
    turned = (last.right, last.left) == (first.left, first.right)
    opposite = OPPOSITE.get(first.relation)
    if turned and relation in "<>":
        opposite = OPPOSITE.get(opposite or "")
    return relation == opposite and (turned or (last.left, last.right) == (first.left, first.right))


def comparison(low: Expressions, node: Comparison, scope: Scope) -> Array:
    """1 where the condition holds, 0 elsewhere; an equation is of two indices.

    Raises:
        Stuck: the condition is of another kind.
    """
    if node.relation in ("=", "≠"):
        axis = low.classes.fresh()
        left, right = (low.place(side, axis, scope) for side in (node.left, node.right))
        same = sp.KroneckerDelta(left, right, (1, low.classes.size(axis)))
        return Array(same if node.relation == "=" else 1 - same)
    first, second = low.array(node.left, scope), low.array(node.right, scope)
    if node.relation in (">", "≥"):
        return low.arithmetic.entry_by_entry(lambda one, other: Positive(one - other), first, second)
    if node.relation in ("<", "≤"):
        return low.arithmetic.entry_by_entry(lambda one, other: Positive(other - one), first, second)
    raise Stuck(f"the condition {node.relation} is not judged here")


def delta(low: Expressions, node: Delta, scope: Scope) -> Array:
    """Kronecker's delta."""
    return comparison(low, Comparison(node.left, "=", node.right), scope)
