"""Conditions behind a formula: ∂p_i/∂z_j = −p_i p_j for i ≠ j holds only where the indices differ."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import sympy as sp

from ...algebra.indices import bound_indices, free_indices, substitute
from ...network.axes import index_symbol
from ...reading.formula import RejectedFormula
from ...reading.formula.reading import Reading, Side

SPACE = r"(?:\\q?quad(?![A-Za-z])|\\[,;: ]|~|\s)*"
WORD = r"(?:\\(?:text|textrm|mathrm|mbox)\s*\{\s*(?:if|for|when|where|falls|für)\s*:?\s*\}|(?<![A-Za-z\\])(?:if|for))"
EQUALITY = r"(?P<first>[cdijklmnqr])\s*(?P<relation>=|\\neq?(?![A-Za-z])|\\not\s*=|≠|!=)\s*(?P<second>[cdijklmnqry])"
TRAILING = re.compile(
    rf"(?:{SPACE},{SPACE}{WORD}?|{SPACE}{WORD}|{SPACE}\\q?quad(?![A-Za-z]))"
    rf"{SPACE}(?P<open>\()?{SPACE}{WORD}?{SPACE}{EQUALITY}{SPACE}(?(open)\))\s*$"
)


@dataclass(frozen=True, slots=True)
class IndexCondition:
    r"""``first`` and ``second`` are equal, or they are not.

    >>> latex, condition = split_condition(r"a_{ij} = 0 \quad \text{if } i \neq j")
    >>> latex, str(condition)
    ('a_{ij} = 0', 'i ≠ j')
    """

    first: str
    second: str
    equal: bool

    def __str__(self) -> str:
        return f"{self.first} {'=' if self.equal else '≠'} {self.second}"

    def restricted(self, reading: Reading) -> Reading:
        """The reading where the condition holds: one index for the other, or 0 on both sides where they are equal.

        Raises:
            RejectedFormula: a sum in the formula has bound that index.
        """
        first, second = index_symbol(self.first), index_symbol(self.second)
        values = [value for side in reading.sides for value in side.values]
        if not any(first in free_indices(value) for value in values):
            if any(self.first in {index.name for index in bound_indices(value)} for value in values):
                raise RejectedFormula(f"the condition {self} is of an index that a sum has bound")
            return reading
        apart = 1 - sp.KroneckerDelta(first, second)

        def there(value: sp.Expr) -> sp.Expr:
            return substitute(value, {first: second}) if self.equal else apart * value

        def side(old: Side) -> Side:
            return replace(old, values=tuple(map(there, old.values)), echo=str(old))

        return replace(reading, sides=tuple(map(side, reading.sides)))


def split_condition(latex: str) -> tuple[str, IndexCondition | None]:
    """The formula without the condition on its indices that stands behind it, and that condition."""
    found = TRAILING.search(latex[-200:]) if "=" in latex else None
    start = len(latex) - len(latex[-200:]) + found.start() if found else 0
    if found is None or not latex[:start].strip():
        return latex, None
    return latex[:start], IndexCondition(found["first"], found["second"], found["relation"] == "=")
