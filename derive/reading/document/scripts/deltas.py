"""What Kronecker's delta is told to be: δ_ij = 1 if i = j, else 0."""

from __future__ import annotations

from collections.abc import Sequence

from ...expression.nodes import Choice, Comparison, Node, Number


def is_zero_or_one(node: Node | None) -> bool:
    """True for 0 and 1, and for what is 1 where two things are equal and else 0: the values of Kronecker's δ.

    >>> from ...expression.nodes import Name
    >>> equal = Comparison(Name("i"), "=", Name("j"))
    >>> cases = (((Number("1"), equal), (Number("0"), None)), ((Number("0"), equal), (Number("1"), None)))
    >>> [is_zero_or_one(Choice(case)) for case in cases]
    [True, False]
    """
    if isinstance(node, Choice):
        told = [
            (getattr(value, "text", ""), condition.relation if condition else "≠") for value, condition in node.cases
        ]
        return len(told) == 2 and set(told) == {("1", "="), ("0", "≠")}
    if isinstance(node, Comparison):
        return node.relation == "="
    return isinstance(node, Number) and node.text in ("0", "1")


def tells_zero_or_one(rest: Sequence[Node]) -> bool:
    """True for the sides behind δ_ij of δ_ij = 1 if i = j: it is Kronecker's, and no error of a layer.

    >>> tells_zero_or_one([Number("1")]), tells_zero_or_one([])
    (True, False)
    """
    return bool(rest) and all(map(is_zero_or_one, rest))
