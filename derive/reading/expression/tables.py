"""Matrices and cases as they are written: rules between columns, empty corners beside an ellipsis, conditions."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import replace

from ..tex.chains import ELLIPSES
from ..tex.layout import matrix_rows
from ..tex.tokens import Token, Tokens, unpunctuated, without_brackets
from .derivatives import DerivativeReader
from .nodes import Choice, Comparison, Dots, Matrix, Node
from .stream import END, Unread, value_and_condition

DIAGONAL = (*ELLIPSES, "ddots", "iddots")
RULES = ("vert", "mid", "lvert", "rvert", "|", "rule")
Row = list[Tokens]


class TableReader(DerivativeReader):
    """Reads what stands in rows and cells."""

    @abstractmethod
    def comparison(self, tokens: Sequence[Token]) -> Comparison:
        """Two formulas with a relation between them."""

    def item(self, tokens: Tokens) -> Node:
        """A cell or an item of a list; an ellipsis is one."""
        return Dots() if len(tokens) == 1 and tokens[0].is_command(*DIAGONAL) else self.inner(tokens)

    def matrix(self, opening: Token) -> Node:
        """The matrix, or the cases, that begin here."""
        depth, start = 1, self.at
        while depth:
            token = self.take()
            if token is END:
                raise Unread("a matrix is not closed", opening.start)
            depth += (token.kind == "begin") - (token.kind == "end")
        rows = matrix_rows(self.tokens[start : self.at - 1])
        if opening.text == "cases" and rows:
            cases = [value_and_condition(row) for row in rows]
            return Choice(tuple((self.inner(unpunctuated(value)), self.case(rest)) for value, rest in cases))
        rows = _without_rules(rows)
        if not rows:
            raise Unread("a matrix has no entries", opening.start)
        dots = any(token.is_command(*DIAGONAL) for row in rows for cell in row for token in cell)
        if not dots and any(not cell for row in rows for cell in row):
            raise Unread("a cell of the matrix is empty", opening.start)
        return Matrix(tuple(tuple(self.item(cell) if cell else Dots() for cell in row) for row in rows))

    def case(self, cells: Sequence[Tokens]) -> Comparison | None:
        """The condition of a case; None for "otherwise"."""
        tokens = unpunctuated([token for cell in cells for token in cell if token.kind != "word"])
        tokens = unpunctuated(without_brackets(tokens))  # (x > 0), and (otherwise) in any language
        return self.comparison(tokens) if tokens else None


def _without_rules(rows: list[Row]) -> list[Row]:
    """The rows without those, and without columns, that are lines between vectors: | and −."""
    rows = [row for row in rows if not (any(map(_is_rule, row)) and all(not cell or _is_rule(cell) for cell in row))]
    widths = {len(row) for row in rows}
    if len(widths) != 1:
        return rows
    drawn = [
        n for n in range(widths.pop())
        if all(not row[n] or _is_rule(row[n]) or _is_dash(row[n]) or _is_dots(row[n]) for row in rows)
        and any(_is_rule(row[n]) or _is_dash(row[n]) for row in rows)
    ]  # fmt: skip
    kept = [[cell for n, cell in enumerate(row) if n not in drawn] for row in rows]
    return kept if all(kept) else rows


def _is_rule(cell: Tokens) -> bool:
    return bool(cell) and all(token.is_command(*RULES) or token.is_mark("|") for token in cell)


def _is_dash(cell: Tokens) -> bool:
    return bool(cell) and all(token.is_mark("-") or token.text in ("—", "horzbar") for token in cell)


def _is_dots(cell: Tokens) -> bool:
    return len(cell) == 1 and cell[0].is_command(*DIAGONAL)


def with_given(tokens: Tokens) -> Tokens:
    """D(p ‖ q) as D(p | q): two bars that enclose nothing stand between what is compared.

    >>> from ..tex.tokens import scanned, text_of
    >>> text_of(with_given(scanned(r"p \\| q"))), text_of(with_given(scanned(r"\\|p\\| q")))
    ('pmidq', '|p|q')
    """
    bars = [place for place, token in enumerate(tokens) if token.is_command("|", "Vert", "parallel")]
    alone = len(bars) == 1 or (len(bars) == 2 and bars[1] == bars[0] + 1)
    if not alone or bars[0] == 0 or bars[-1] == len(tokens) - 1:
        return tokens
    mark = replace(tokens[bars[0]], text="mid", end=tokens[bars[-1]].end)
    return (*tokens[: bars[0]], mark, *tokens[bars[-1] + 1 :])
