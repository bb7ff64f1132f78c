"""Entries that are refuted as they stand, and may hold where their numbers were rounded before."""

from __future__ import annotations

from functools import partial

import sympy as sp
from flint import arb

from ...proof.numbers.balls import precision
from ...proof.verdict import Outcome
from ...reading.document.model import Document
from ...reading.document.statements.bindings import Statement, is_numeric
from ...reading.expression.nodes import Node, Number, walk
from ..finding import Judgement
from .arithmetic import ball_of_value, places_shown, shows_digits
from .carried import carried_numerals, long_numerals, numerals_of_results
from .exactness import ExactResults
from .rounding import BITS, ball_of, decimals_in, numeral_ball, rounded_numerals, with_logistic
from .stated import numerals_of
from .stated_in_place import with_stated

LAST, ROUNDED_BEFORE = "only the last digit", "it holds where its numerals were rounded before"
WITHIN = "within the digits that earlier lines show"
OF_RESULTS = 4  # places of a numeral that may be rounded, though no line before it ends in it
OF_LETTERS = 3  # places of a number that is stated for a letter, where only the last digit differs

Sides = tuple[Node, Node, sp.Expr, sp.Expr]


def within_digits(
    document: Document,
    statement: Statement,
    base: int,
    entries: list[Sides],
    judged: list[Judgement],
    results: ExactResults,
) -> Judgement | None:
    """The verdict on entries of which some are refuted, where numerals may be rounded; None where that is no reason.

    Of a number that is stated for a letter this is no reason to accept anything: the letter may be known better.

    Args:
        document: the lines.
        statement: the line of the claim.
        base: what entries are counted from.
        entries: both sides of each entry, with their values.
        judged: the verdict on each.
        results: which results of lines before are exact.
    """
    value = partial(with_stated, document, statement.order, base=base)
    put = [(value(left), value(right)) for left, right, _, _ in entries]
    written = {text for entry in entries for side in entry[:2] for text in decimals_in(side)}
    stated = {text for sides in put for side in sides for text in decimals_in(side)} - written
    shown = rounded_numerals(document, statement.order)
    used = (written | stated) & shown
    exact = {text for text in used if results.are_all(text)}
    carried = carried_numerals(document, statement, shown - exact)
    rounded = carried - {text for text in used if not results.are_known(text)}
    refuted = [place for place, one in enumerate(judged) if one.verdict == Outcome.REFUTED]
    wrong = [place for place in refuted if not _agree(entries[place], rounded)]
    longer = carried | long_numerals(entries[place][:2] for place in wrong)
    if all(LAST in judged[place].diagnosis for place in wrong):
        longer |= numerals_of_results(document, statement) - exact
        longer |= {text for text in stated - exact if places_shown(text) >= OF_LETTERS}
    longer |= {text for text in written if places_shown(text) >= OF_RESULTS}
    if wrong and all(_agree(entries[n], longer) or _agree((*put[n], *entries[n][2:]), longer & stated) for n in wrong):
        return Judgement(Outcome.UNDECIDED, ROUNDED_BEFORE)
    if not wrong and not any(one.verdict in (Outcome.UNDECIDED, Outcome.REJECTED) for one in judged):
        return Judgement(Outcome.ROUNDED, WITHIN)
    return judged[wrong[0]] if wrong else None


def _agree(sides: Sides, rounded: frozenset[str] | set[str]) -> bool:
    """True where a numeral that was rounded before stands in a side, and both sides may be equal.

    A decimal alone on the right is rounded itself.
    """
    left, right, one, other = sides
    numeric = [node for node in (left, right) if is_numeric(node)]
    with precision(BITS):
        if not any(isinstance(n, Number) and n.text in rounded for side in numeric for n in walk(side)):
            return False
        balls = [_side_ball(node, value, rounded) for node, value in ((left, one), (right, other))]
        return balls[0] is not None and balls[1] is not None and bool(balls[0].overlaps(balls[1]))


def _side_ball(node: Node, value: sp.Expr, rounded: frozenset[str] | set[str]) -> arb | None:
    shown, exact = numerals_of(node), ball_of_value(value)
    if shown is not None and shows_digits(shown[1][0]):
        return numeral_ball(shown[1][0], wide=True)
    ball = ball_of(with_logistic(node), rounded) if is_numeric(node) else None
    same = ball is not None and (exact is None or ball.overlaps(exact))  # and no other function is called σ
    return ball if same else exact
