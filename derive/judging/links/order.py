"""The order in which the readings of a link are tried: of many steps first those that hold the steps before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...reading.document.statements.bindings import Statement
from ...reading.expression.nodes import Node
from ..finding import FAULTS
from .link import Lowering
from .readings import Reading, readings_of

MANY = 14  # definitions: what is made of so many over two steps is slow to expand


def in_order(
    lowering: Lowering, statement: Statement, left: Node, right: Node, only: Sequence[Reading] = ()
) -> Iterator[tuple[bool, Reading]]:
    """The readings, and whether each is tried in general alone; of steps in general first, which is quick.

    Args:
        lowering, statement, left, right: the link.
        only: the readings that are tried, where these are not the usual ones.
    """
    steps = lowering.document.roles.steps
    readings = list(only or readings_of(statement, steps))
    if steps and not only:
        yield from ((True, reading) for reading in (Reading(), Reading(held=True)))
        if is_large(lowering, statement, left, right):
            readings.sort(key=lambda reading: not reading.held)
    yield from ((False, reading) for reading in readings)


def is_large(lowering: Lowering, statement: Statement, left: Node, right: Node) -> bool:
    """True for a link of steps that reaches many definitions."""
    if not lowering.document.roles.steps:
        return False
    for reading in (Reading(), Reading(entrywise=True)):
        try:
            return len(lowering.equality(statement, left, right, reading).network.definitions) > MANY
        except FAULTS:
            continue
    return False
