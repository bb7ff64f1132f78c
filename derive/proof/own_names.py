"""One name for each symbol: two symbols that share a name are two elements, and results show the name given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sympy as sp

from ..network.definitions import Condition
from .verdict import Verdict, Witness

MARK = "\ue000"  # of the private use area: no font and no keyboard has it


def with_own_names(
    left: sp.Expr, right: sp.Expr, conditions: Sequence[Condition]
) -> tuple[sp.Expr, sp.Expr, tuple[Condition, ...]]:
    """The same question with a mark behind the name of every symbol whose name another symbol has.

    >>> from sympy import Dummy
    >>> left, right, _ = with_own_names(Dummy("x"), Dummy("x"), ())
    >>> left.name == right.name, without_marks(left.name + right.name)
    (False, 'xx')
    """
    parts = [left, right, *(side for c in conditions for side in (c.left, c.right))]
    symbols = sorted(sp.Tuple(*parts).atoms(sp.Symbol), key=sp.default_sort_key)
    taken: set[str] = set()
    renamed: dict[sp.Basic, sp.Basic] = {}
    for symbol in symbols:
        name = symbol.name
        while name in taken:
            name += MARK
        taken.add(name)
        if name != symbol.name:
            renamed[symbol] = sp.Symbol(name, **symbol.assumptions0)
    if not renamed:
        return left, right, tuple(conditions)
    own = tuple(replace(c, left=c.left.xreplace(renamed), right=c.right.xreplace(renamed)) for c in conditions)
    return left.xreplace(renamed), right.xreplace(renamed), own


def without_marks(text: str) -> str:
    """The text with the names as they were given."""
    return text.replace(MARK, "")


def in_given_names(verdict: Verdict) -> Verdict:
    """The verdict with the names as they were given, also in its witness."""
    witness = verdict.witness
    if witness is not None:
        point = tuple((without_marks(name), value) for name, value in witness.point)
        witness = Witness(point, witness.left, witness.right)
    return replace(
        verdict,
        condition=without_marks(verdict.condition),
        witness=witness,
        reason=without_marks(verdict.reason),
    )
