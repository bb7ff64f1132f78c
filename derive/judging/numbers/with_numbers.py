"""Links with a number on a side: judged with what the document states, entry by entry, to the digits shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace

import sympy as sp

from ...algebra.folding import unfold
from ...errors import UnsupportedFormula, UsageError
from ...proof.derivatives import Derivatives
from ...proof.numbers.balls import precision
from ...proof.verdict import Outcome
from ...reading.document.statements.bindings import Binding, Statement, is_numeric
from ...reading.expression.inverses import RECIPROCAL, with_reciprocals
from ...reading.expression.negatives import with_negatives_put_in
from ...reading.expression.nodes import (
    Known,
    Matrix,
    Name,
    Node,
    Number,
    Terms,
    mapped,
    names_in,
    walk,
)  # fmt: skip
from ...reading.expression.numerals import GOES_ON, Begun, with_the_digits
from ..equality.one_sided import missing_links
from ..finding import Judgement
from ..links.first_order import speaks_of_hessian, to_first_order
from ..links.link import Lowering
from ..links.near_zero import near_zero
from ..links.readings import Reading
from ..lowering.any_calls import of_first_order
from ..lowering.arrays import Array
from ..lowering.axes import AxisClasses
from ..lowering.expressions import Expressions
from ..lowering.scope import Scope
from .arithmetic import TOO_LARGE, ball_of_value, is_too_large, judge_numbers, judge_numeral, shows_digits
from .carried import cells
from .entries import entries_of
from .exactness import ExactResults
from .mixed_numbers import with_mixed_numbers, with_rows
from .percentages import as_percentages
from .powers import is_of_a_number, with_powers
from .rounded_before import LAST, ROUNDED_BEFORE, WITHIN, within_digits
from .rounding import BITS, may_go_on_as, numeral_ball
from .stated import Cells, Evaluation, StatedValues, Unsettled, number_of, numerals_of, places_of
from .stated_in_place import with_stated
from .wholes import judge_whole

FAULTS = (UnsupportedFormula, UsageError, Unsettled, ValueError, TypeError, KeyError, StopIteration, AttributeError)
OTHER_BASES, NATURAL = ("10", "2"), re.compile(r"(?<![A-Za-z])ln(?![A-Za-z])")
SIDES = re.compile(r"the left side is (\S+), the right side (\S+)")
OTHER_WAY = r"the left side is \2, the right side \1"
WHOLE = re.compile(r"(-?\d{1,4})(?:\.0*)?")
OF_ANOTHER_SHAPE = "the numbers have another shape"
ABOUT_EQUAL = "the two sides are said to be about equal"
HOLD = (Outcome.PROVED, Outcome.ROUNDED)
WORST = (Outcome.REFUTED, Outcome.UNDECIDED, Outcome.ROUNDED, Outcome.PROVED_WHEN, Outcome.PROVED)


def judged_with_numbers(
    lowering: Lowering, statement: Statement, left: Node, right: Node, relation: str, of: Name | None = None
) -> Judgement | None:
    """The verdict on a link of which a side is numbers; None where the document does not settle the other.

    What is stated ``of`` a letter whose value is the claim does not count.
    """
    found: Judgement | None = None
    if isinstance(left, Begun):
        shown = numerals_of(right)
        if shown is not None and not shown[0] and may_go_on_as(left.digits.text, shown[1][0]):
            return Judgement(Outcome.ROUNDED)
        left, right = right, left
    document, order = lowering.document, statement.order
    left, right = (with_powers(document, order, side) for side in (left, right))
    if any(is_of_a_number(document, order, side) for side in (left, right)):
        return Judgement(Outcome.UNDECIDED, "its exponent may be a number that nothing states")
    for computed in (True, False):
        judgement = _judged(lowering, statement, left, right, relation, computed, of)
        if judgement is not None and judgement.verdict in HOLD:
            return judgement
        found = found or judgement
    wrong = found is not None and (found.verdict == Outcome.REFUTED or found.diagnosis == ROUNDED_BEFORE)
    if found is None or (wrong and not _begins_an_example(lowering, statement)):
        earlier = _judged(lowering, statement, left, right, relation, True, of, inherited=True)
        found = earlier if earlier is not None and earlier.verdict in HOLD else found
    if wrong:
        first, second = (with_stated(document, order, side, lowering.base, formulas=True) for side in (left, right))
        exactly = _judged(lowering, statement, first, second, relation, True, of) if is_numeric(first) else None
        holds = exactly is not None and exactly.verdict in HOLD
        found = exactly if holds and exactly is not None and exactly.diagnosis != WITHIN else found
    if found is None or found.diagnosis == OF_ANOTHER_SHAPE:
        first, second = with_rows(left), with_rows(right)
        if (first, second) != (left, right):
            found = judged_with_numbers(lowering, statement, first, second, relation, of) or found
    for first, second in as_percentages(statement.claim, left, right) if _is_refuted(found) else ():
        other = _judged(lowering, statement, first, second, relation, True, of)
        if other is not None and other.verdict in HOLD:
            return other
    for meant in (with_mixed_numbers, with_negatives_put_in):
        first, second = meant(left), meant(right)
        if _is_refuted(found) and (first, second) != (left, right):
            return judged_with_numbers(lowering, statement, first, second, relation, of)
    if _is_refuted(found) and (sides := _with_reciprocals(left, right)):
        other = judged_with_numbers(lowering, statement, *sides, relation, of)
        return Judgement(Outcome.UNDECIDED, RECIPROCAL) if other is not None and other.verdict in HOLD else found
    if _is_refuted(found) and relation == "≈" and numerals_of(right) is None:
        return Judgement(Outcome.UNDECIDED, ABOUT_EQUAL)
    if _is_refuted(found) and not NATURAL.search(statement.claim.latex):
        for base in OTHER_BASES:
            first, second = with_base(left, base), with_base(right, base)
            if (first, second) == (left, right):
                break
            other = judged_with_numbers(lowering, statement, first, second, relation, of)
            if other is not None and (other.verdict in HOLD or LAST in other.diagnosis):
                said = f"true if log is that of base {base}, false if it is the natural one: say which is meant"
                return Judgement(Outcome.UNDECIDED, said)
    return found


def _with_reciprocals(left: Node, right: Node) -> tuple[Node, Node] | None:
    """Both sides with 1/sin for sin^{−1}; None where none stands there."""
    sides = with_reciprocals(left), with_reciprocals(right)
    return sides if sides != (left, right) else None


def _is_refuted(found: Judgement | None) -> bool:
    return found is not None and found.verdict == Outcome.REFUTED


def with_base(node: Node, base: str) -> Node:
    """The tree in which every logarithm whose base is not written has this one.

    >>> with_base(Known("log", Number("8")), "2").base
    '2'
    """
    made = mapped(node, lambda part: with_base(part, base))
    return replace(made, base=base) if isinstance(made, Known) and made.function == "log" and not made.base else made


def _begins_an_example(lowering: Lowering, statement: Statement) -> bool:
    """True where the section of a claim states anew what its results, stated before, are made of: they are others."""
    document, order = lowering.document, statement.order
    reached = document.reached(name.name for tree in statement.read for name in names_in(tree))
    results = [name for name in reached if document.defined(name) and document.values(name, order)]
    given = [name for name in document.reached(results) if not document.defined(name)]
    return any(b.section == statement.claim.section for name in given for b in document.values(name, order))


def _judged(
    lowering: Lowering,
    statement: Statement,
    left: Node,
    right: Node,
    relation: str,
    computed: bool,
    of: Name | None,
    *,
    inherited: bool = False,
) -> Judgement | None:
    goes_on = GOES_ON if with_the_digits(right) != right and not isinstance(left, Begun) else ""
    left, right = with_the_digits(left), with_the_digits(right)
    try:
        sides = [
            _cells(lowering, statement, *pair, computed, of, inherited=inherited)
            for pair in ((left, right), (right, left))
        ]
    except FAULTS:
        return None
    except RecursionError:
        return Judgement(Outcome.UNDECIDED, TOO_LARGE)
    (first_shape, first), (second_shape, second) = sides
    if sorted(s for s in first_shape if s > 1) != sorted(s for s in second_shape if s > 1) or len(first) != len(second):
        return Judgement(Outcome.UNDECIDED, OF_ANOTHER_SHAPE)
    if any(is_too_large(value) for value in (*first, *second)):
        return Judgement(Outcome.UNDECIDED, TOO_LARGE)
    judged = list(_each_judged((left, first), (right, second), relation, goes_on))
    worst = min(judged, key=lambda judgement: WORST.index(judgement.verdict))
    if worst.verdict == Outcome.REFUTED and len(alike := _entry_by_entry(left, right, len(judged))) == len(judged):
        entries = [(*pair, *values) for pair, values in zip(alike, zip(first, second, strict=True), strict=True)]
        results = _exact_results(lowering, statement)
        worst = within_digits(lowering.document, statement, lowering.base, entries, judged, results) or worst
    if len(judged) > 1 and worst.verdict == Outcome.REFUTED:
        entry = judged.index(worst) + 1
        return replace(worst, diagnosis=f"entry {entry}: {worst.diagnosis}", corrected="")
    return worst


def _entry_by_entry(left: Node, right: Node, number: int) -> list[tuple[Node, Node]]:
    """The formulas of both sides for each entry, where they have some."""
    alike = list(cells(left, right))
    if len(alike) != 1 or len(entries := entries_of(right)) != number:
        return alike
    mine = entries_of(left)
    return list(zip(mine if len(mine) == len(entries) else [left] * len(entries), entries, strict=True))


def _each_judged(
    left: tuple[Node, Iterable[sp.Expr]], right: tuple[Node, Iterable[sp.Expr]], relation: str, goes_on: str
) -> Iterator[Judgement]:
    """The verdict on each entry of two sides, with the numerals that are written for it."""
    written = numerals_of(right[0]) or numerals_of(left[0])
    back = numerals_of(right[0]) is None and written is not None
    for place, (one, other) in enumerate(zip(left[1], right[1], strict=True)):
        numeral = written[1][place] + goes_on if written is not None else ""
        found = _numbers(other if back else one, one if back else other, numeral, relation)
        yield replace(found, diagnosis=SIDES.sub(OTHER_WAY, found.diagnosis)) if back else found


def _exact_results(lowering: Lowering, statement: Statement) -> ExactResults:
    """Which results before a statement are exact, by what their formulas come to."""

    def values_of(earlier: Statement, formula: Node, shown: Node) -> tuple[sp.Expr, ...] | None:
        try:
            return _cells(lowering, earlier, formula, shown, True, None, inherited=False)[1]
        except FAULTS:
            return None

    return ExactResults(lowering.document, statement.order, values_of)


def _numbers(value: sp.Expr, other: sp.Expr, numeral: str, relation: str) -> Judgement:
    if numeral and (shows_digits(numeral) or relation == "≈"):
        return judge_numeral(value, numeral, about=relation == "≈")
    judged = judge_whole(value, numeral) if numeral else judge_numbers(value, other)
    if relation == "≈" and judged.verdict == Outcome.REFUTED:
        return Judgement(Outcome.UNDECIDED, ABOUT_EQUAL)
    return judged


def likely_values(judged: Judgement, *, of_left: bool) -> Iterator[tuple[str, Node]]:
    """What a formula that is refuted to be a number may be at every point: 0, 1, −1, its whole value at the witness."""
    found = dict(judged.witness).get("left" if of_left else "right", "")
    whole = WHOLE.fullmatch(found)
    values: list[str] = ["0", "1", "-1", *([whole[1]] if whole else [])]
    for value in dict.fromkeys(values):
        number = Number(value.lstrip("-"))
        yield value, Terms(((-1, number),)) if value.startswith("-") else number


def about_equal(lowering: Lowering, statement: Statement, left: Node, right: Node, judged: Judgement) -> Judgement:
    """Formulas with ≈ between them: equal to the digits of the only decimal, or about equal, which refutes nothing."""
    if (small := to_first_order(left, right, hessian=lowering.document.index.made(speaks_of_hessian))) is not None:
        return small
    with suppress(*FAULTS):
        if small := near_zero(lowering.equality(statement, left, right, Reading())):
            return small
    decimals = [n.text for n in walk(right) if isinstance(n, Number) and shows_digits(n.text)]
    if judged.verdict != Outcome.REFUTED or len(decimals) != 1:
        return Judgement(Outcome.UNDECIDED, ABOUT_EQUAL)
    equality = lowering.equality(statement, left, right, Reading())
    difference = equality.left - equality.right
    for definition in reversed(equality.network.definitions):
        difference = unfold(difference, definition)
    with precision(BITS):
        apart = ball_of_value(sp.expand(difference))
        zero = numeral_ball(decimals[0], wide=True) - numeral_ball(decimals[0], wide=False)
        if apart is None:
            return Judgement(Outcome.UNDECIDED, ABOUT_EQUAL)
        return Judgement(Outcome.ROUNDED) if zero.contains(apart) else judged


def _cells(
    lowering: Lowering,
    statement: Statement,
    node: Node,
    other: Node,
    computed: bool,
    of: Name | None,
    *,
    inherited: bool,
) -> Cells:
    """The exact entries of a side, with the values that are stated before the statement."""
    classes = lowering.classes.copy()
    low = lowering.expressions(classes, Reading())
    low.arithmetic.rows &= not is_numeric(node)  # which way numbers stand is written
    scope = Scope(statement.order, statement.claim.section, layers=lowering.layers)
    array = low.array(node, scope)
    if scope.open:
        raise Unsettled("a letter that runs")
    values = StatedValues(
        lowering.document, statement.order, statement.claim.section, lowering.base,
        lambda binding: _stated(lowering, binding), computed, (of.name, number_of(of.layer)) if of else None, inherited,
    )  # fmt: skip
    of_first_order(low.items, (node,))
    network = low.items.network()
    if missing_links(network, (array.entry,)):
        raise Unsettled("a slope of what hangs on something else")
    entry = Derivatives(network).worked_out(array.entry)
    sizes = _sizes(low, values, classes, array, (node, other))
    shape = tuple(_number_of(classes, axis, sizes) for axis in array.axes)
    evaluation = Evaluation(network, values, sizes, low.items.letters())
    entries = [
        evaluation.value(entry, dict(zip(array.indices, place, strict=True))) for place in places_of(shape)
    ]  # fmt: skip
    return shape, tuple(entries)


def _number_of(classes: AxisClasses, axis: int, sizes: dict[sp.Expr, int]) -> int:
    """The number of values of an axis."""
    size = classes.size(axis)
    if not size.is_Integer and size not in sizes:
        raise Unsettled(f"the size {size}")
    return int(size) if size.is_Integer else sizes[size]


def _sizes(
    low: Expressions, values: StatedValues, classes: AxisClasses, array: Array, sides: tuple[Node, Node]
) -> dict[sp.Expr, int]:
    """The sizes of axes, from the lengths of stated lists and from the shape of what is written."""
    found: dict[sp.Expr, int] = {}
    letters = low.items.letters()
    for item in low.items.found.values():
        for place, axis in enumerate(item.axes):
            length = values.length(letters[item.name], place, len(item.axes))
            size = classes.size(axis)
            if length is not None and size.is_Symbol:
                found.setdefault(size, length)
    written = next((shape for side in sides if (shape := _written_shape(side)) is not None), None)
    if written is not None and len(written) == array.rank:
        for axis, number in zip(array.axes, written, strict=True):
            size = classes.size(axis)
            if size.is_Symbol:
                found.setdefault(size, number)
    return found


def _written_shape(node: Node) -> tuple[int, ...] | None:
    matrix = next((part for part in walk(node) if isinstance(part, Matrix)), None)
    if matrix is None:
        return None
    vector = len(matrix.rows) == 1 or len(matrix.rows[0]) == 1
    cells = sum(len(row) for row in matrix.rows)
    return (cells,) if vector else (len(matrix.rows), len(matrix.rows[0]))


def _stated(lowering: Lowering, binding: Binding) -> Cells | None:
    """The entries of a stated value."""
    if not is_numeric(binding.body):
        return None
    written = numerals_of(binding.body)
    if written is not None:
        return written[0], tuple(map(sp.Rational, written[1]))
    try:
        classes = lowering.classes.copy()
        low = lowering.expressions(classes, Reading())
        array = low.array(binding.body, Scope(binding.order, binding.section))
    except FAULTS:
        return None
    return ((), (array.entry,)) if not array.rank else None
