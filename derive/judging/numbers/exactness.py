"""Results that are exact: made of exact numbers, and their values to the last digit; they stand for nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import sympy as sp

from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement
from ...reading.expression.nodes import Node, names_in
from .arithmetic import judge_numbers
from .rounding import decimals_in, results_up_to
from .stated import numerals_of

ValuesOf = Callable[[Statement, Node, Node], tuple[sp.Expr, ...] | None]


class ExactResults:
    """Which results of the lines up to a place are exact.

    A result is exact where the numerals and the stated values that its formula is made of are, and ``values_of`` the
    formula are its digits with nothing behind them: softmax([0, 0]) = [0.5, 0.5], but not log 2 = 0.7.
    """

    def __init__(self, document: Document, order: int, values_of: ValuesOf) -> None:
        self.document, self.values_of = document, values_of
        self.results = list(results_up_to(document, order))
        self.known: dict[int, bool] = {}

    def are_all(self, numeral: str, before: int | None = None) -> bool:
        """True where each of the results (before that one) that shows these digits is exact."""
        places = range(len(self.results) if before is None else before)
        return all(self._is_exact(place) for place in places if numeral in decimals_in(self.results[place][2]))

    def are_known(self, numeral: str) -> bool:
        """True where some result that shows these digits is what its formula comes to, with more digits behind them.

        What nobody can work out may be rounded; that is no reason to accept what is made of it.
        """
        shown = [result for result in self.results if numeral in decimals_in(result[2])]
        return any(self.values_of(*result) is not None for result in shown)

    def _is_exact(self, place: int) -> bool:
        if place not in self.known:
            statement, formula, shown = self.results[place]
            numerals = decimals_in(formula) | self._stated(statement, formula)
            exact = all(self.are_all(numeral, place) for numeral in numerals)
            self.known[place] = exact and self._has_no_more_digits(statement, formula, shown)
        return self.known[place]

    def _stated(self, statement: Statement, formula: Node) -> set[str]:
        reached = self.document.reached(name.name for name in names_in(formula))
        bodies: Iterable[Node] = (b.body for name in reached for b in self.document.values(name, statement.order))
        return {numeral for body in bodies for numeral in decimals_in(body)}

    def _has_no_more_digits(self, statement: Statement, formula: Node, shown: Node) -> bool:
        written, values = numerals_of(shown), self.values_of(statement, formula, shown)
        if written is None or values is None or len(written[1]) != len(values):
            return False
        pairs = zip(values, map(sp.Rational, written[1]), strict=True)
        return all(judge_numbers(*pair).verdict == Outcome.PROVED for pair in pairs)
