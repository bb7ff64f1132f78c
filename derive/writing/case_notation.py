"""Case distinctions as an author writes them: a where u > 0, else b; [u > 0]; |u|; the largest over an axis."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Not, Or

from ..network.cases import Cases, branches
from ..network.function_heads import ElementaryHead, Positive
from ..network.functions import function_of
from ..network.maximum import Maximum

SIGNS = {sp.Gt: ">", sp.Ge: "≥", sp.Lt: "<", sp.Le: "≤", sp.Eq: "=", sp.Ne: "≠"}
UPPER_BOUNDS, LOWER_BOUNDS = (sp.Lt, sp.Le), (sp.Gt, sp.Ge)
Row = tuple[str, str | None]


def indicated(expression: sp.Expr) -> sp.Basic | None:
    """The condition whose indicator an expression is, 1 where it holds and else 0; None for anything else.

    >>> u = sp.Symbol("u", real=True)
    >>> indicated(sp.Piecewise((1, u > 0), (0, True))), indicated(sp.Piecewise((0, u > 0), (1, True)))
    (u > 0, u <= 0)
    """
    rows = list(branches(expression)) if isinstance(expression, (Cases, sp.Piecewise)) else []
    if len(rows) != 2 or rows[1][1] != sp.true:
        return None
    (first, condition), (second, _) = rows
    if (first, second) == (0, 1):
        return sp.Not(condition)
    return condition if (first, second) == (1, 0) else None


def exceeds(difference: sp.Expr) -> sp.Basic:
    """difference > 0 as an author writes it: what is subtracted stands on the right, −u > 0 is u < 0.

    >>> u = sp.Symbol("u", real=True)
    >>> exceeds(u - 1), exceeds(-u), exceeds(-1 - u)
    (u > 1, u < 0, u < -1)
    """
    terms = sp.Add.make_args(difference)
    numbers = [term for term in terms if term.is_number]
    others = [term for term in terms if not term.is_number]
    left = [term for term in others if not term.could_extract_minus_sign()]
    right = [-term for term in others if term.could_extract_minus_sign()]
    if left:
        return sp.Gt(sp.Add(*left), sp.Add(*right) - sp.Add(*numbers), evaluate=False)
    return sp.Lt(sp.Add(*right), sp.Add(*numbers), evaluate=False)


def as_written(expression: sp.Expr) -> sp.Expr:
    """The expression with what is shown in the place of a function, ln(1 + u) for log1p, and [z_k = max_j z_j].

    >>> from ..network.function_heads import LogOnePlus
    >>> as_written(LogOnePlus(sp.Symbol("u", real=True)))
    log(u + 1)
    """
    if not expression.has(ElementaryHead):
        return expression
    return expression.replace(lambda node: _instead(node) is not None, _instead)


def _instead(node: sp.Basic) -> sp.Basic | None:
    function = function_of(node)
    if function is not None:
        return function.written(*node.args) if function.written else None
    below = 1 - node if isinstance(node, sp.Add) else None
    if not isinstance(below, Positive):
        return None
    largest = next((term for term in sp.Add.make_args(below.args[0]) if isinstance(term, Maximum)), None)
    if largest is None:
        return None
    attained = sp.Eq(largest - below.args[0], largest, evaluate=False)
    return Cases(sp.S.One, attained, sp.S.Zero, sp.true)  # a sum would take a Piecewise to its outside


class CaseNotation:
    """The part of a printer that writes case distinctions; a subclass says how each piece is written."""

    @abstractmethod
    def negated(self, written: str) -> str:
        """−a."""

    @abstractmethod
    def cases(self, rows: list[Row], alone: bool) -> str:
        """The values with their conditions; the last condition is None where it is "else"."""

    @abstractmethod
    def indicator(self, condition: str) -> str:
        """1 where the condition holds, else 0."""

    @abstractmethod
    def relation(self, left: str, sign: str, right: str) -> str:
        """u > 0."""

    @abstractmethod
    def word(self, word: str) -> str:
        """The word "and", "or", "not" among conditions."""

    @abstractmethod
    def absolute(self, written: str) -> str:
        """|u|."""

    @abstractmethod
    def largest(self, index: str, body: str) -> str:
        """The largest over an index."""

    def case_rows(self, expression: sp.Expr, alone: bool = False) -> str:
        """Each value with its condition."""
        rows = [
            (self.quantity(value), None if when == sp.true else self.condition(when))
            for value, when in branches(expression)
        ]
        return self.cases(rows, alone)

    def quantity(self, value: sp.Expr) -> str:
        """A value or a side of a condition; a negative number has the sign of a product."""
        return self.negated(self._print(-value)) if value.is_Number and value < 0 else str(self._print(value))

    def condition(self, condition: Any) -> str:
        """A condition; two bounds of one quantity become a chain, −1 < u < 1.

        Raises:
            UnsupportedFormula: it is made of something that has no notation.
        """
        if isinstance(condition, Relational):
            return self.relation(self.quantity(condition.lhs), SIGNS[condition.func], self.quantity(condition.rhs))
        if isinstance(condition, Not):
            return self.word("not").lstrip() + self.condition(condition.args[0])
        if not isinstance(condition, (And, Or)):
            return str(self._print(condition))
        bounds = _bounds(condition)
        if bounds is not None:
            low, high = bounds
            left = self.relation(self.quantity(low.lhs), SIGNS[low.func], self.quantity(low.rhs))
            return self.relation(left, SIGNS[high.func], self.quantity(high.rhs))
        joint = self.word("and" if isinstance(condition, And) else "or")
        return joint.join(map(self.condition, sorted(condition.args, key=str)))

    def _print(self, expression: Any, **kwargs: Any) -> Any:
        return super()._print(expression, **kwargs)  # type: ignore[misc]

    def _print_Piecewise(self, expression: sp.Expr, *_: Any, **__: Any) -> str:
        condition = indicated(expression)
        return self.case_rows(expression) if condition is None else self.indicator(self.condition(condition))

    _print_Cases = _print_Piecewise

    def _print_Positive(self, expression: Positive, *_: Any, **__: Any) -> str:
        return self.indicator(self.condition(exceeds(expression.args[0])))

    _print_Heaviside = _print_Positive

    def _print_Abs(self, expression: sp.Abs, *_: Any, **__: Any) -> str:
        return self.absolute(self._print(expression.args[0]))

    def _print_Maximum(self, expression: Maximum) -> str:
        body, (index, *_) = expression.args
        written = self._print(body)
        return self.largest(self._print(index), f"({written})" if isinstance(body, sp.Add) else written)


def _bounds(condition: And | Or) -> tuple[Relational, Relational] | None:
    """low < u and u < high, in this order; None for other conditions."""
    if not isinstance(condition, And) or len(condition.args) != 2:
        return None
    for pair in (condition.args, condition.args[::-1]):
        if all(isinstance(bound, (*UPPER_BOUNDS, *LOWER_BOUNDS)) for bound in pair):
            low, high = (bound if isinstance(bound, UPPER_BOUNDS) else bound.reversed for bound in pair)
            if low.rhs == high.lhs and not low.rhs.is_number:
                return low, high
    return None
