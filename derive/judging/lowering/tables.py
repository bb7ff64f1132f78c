"""Vectors and matrices with an ellipsis: one formula for every entry, told by those at the corners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...reading.document.scripts.ellipses import RUNNING, family
from ...reading.expression.nodes import Dots, Matrix, Name, Node, Number, Terms
from ...reading.expression.stream import Unread
from .arrays import Array, Stuck
from .scope import Scope

if TYPE_CHECKING:
    from .expressions import Expressions

OTHER = "κ"  # runs over the columns
Row = tuple[Node, ...]
Ends = tuple[Node, Node]


def is_shown_in_part(node: Matrix) -> bool:
    """True where an ellipsis stands for entries.

    >>> is_shown_in_part(Matrix(((Name("a"),), (Dots(),), (Name("b"),))))
    True
    """
    return any(isinstance(cell, Dots) for row in node.rows for cell in row)


def table(low: Expressions, node: Matrix, scope: Scope) -> Array:
    """The array whose entry is that of the corners, with a letter for what runs between them.

    Raises:
        Stuck: the entries that are shown do not tell the others.
    """
    rows = [row for row in node.rows if not all(isinstance(cell, Dots) for cell in row)]
    try:
        if len(node.rows) == 1 or len(node.rows[0]) == 1:
            body, ends = _vector(tuple(cell for row in node.rows for cell in row))
            return _array(low, scope, body, {RUNNING: ends}, turned=len(node.rows) == 1)
        (first, across), (last, again) = _vector(rows[0], OTHER), _vector(rows[-1], OTHER)
        body, *down = family(first, last)
        shown = [_vector(row, OTHER) for row in rows]
    except Unread as reason:
        raise Stuck(reason.message) from None
    if again != across or any(ends != across for _, ends in shown):
        raise Stuck("the rows around an ellipsis end in different places")
    return _array(low, scope, body, {RUNNING: (down[0], down[1]), OTHER: across})


def _vector(cells: Row, letter: str = RUNNING) -> tuple[Node, Ends]:
    """The formula of every entry of a row or a column, and where its letter begins and ends."""
    if isinstance(cells[0], Dots) or isinstance(cells[-1], Dots):
        raise Stuck("an ellipsis with nothing behind it")
    body, lower, upper = family(cells[0], cells[-1], letter)
    for place, cell in enumerate(cells[1:-1], 1):
        if isinstance(cell, Dots):
            break
        _, low, here = family(cells[0], cell)
        if not _is_number(low) or here != Number(str(int(getattr(low, "text", "0")) + place)) or low != lower:
            raise Stuck("the entries before an ellipsis do not go on in steps of one")
    return body, (lower, upper)


def _is_number(node: Node) -> bool:
    return isinstance(node, Number) and node.text.isdigit()


def _array(low: Expressions, scope: Scope, body: Node, running: dict[str, Ends], *, turned: bool = False) -> Array:
    found = {letter: (low.arithmetic.index(), low.classes.fresh()) for letter in running}
    for letter, (lower, upper) in running.items():
        _tell_size(low, found[letter][1], lower, upper)
    array = low.array(body, scope.with_running(found))
    if array.rank:
        raise Stuck("an ellipsis between vectors")
    return Array(array.entry, tuple(i for i, _ in found.values()), tuple(axis for _, axis in found.values()), turned)


def _tell_size(low: Expressions, axis: int, lower: Node, upper: Node) -> None:
    """The size of an axis whose first and last entry are shown; counted from 0, a letter alone may be either."""
    if lower != Number(str(low.base)):
        raise Stuck("the first entry before an ellipsis is not the first there is")
    if isinstance(upper, Number) and upper.text.isdigit():
        low.classes.number(axis, int(upper.text) + 1 - low.base)
    elif isinstance(upper, Terms):
        top, *less = upper.terms
        if low.base or less != [(-1, Number("1"))] or not isinstance(top[1], Name):
            raise Stuck("the last entry behind an ellipsis is not the last there is")
        low.classes.letter(axis, top[1].name)
    elif isinstance(upper, Name) and not upper.indices and upper.layer is None and low.base:
        low.classes.letter(axis, upper.name)
