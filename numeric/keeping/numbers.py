"""Everything that a report says in numbers, as one value: what depends on data, start and machine."""

from __future__ import annotations

from dataclasses import dataclass

from derive.network.short_repr import short_repr

from ..learning.newton_run import NewtonRun
from ..results import Comparison, RowAccuracy, Training, Trust, WorkedExample
from ..second_order.results import Curvature, SecondComparison


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """The numbers of a report; each field is the report's own of that name, or what it is made of.

    ``curved`` says that the second derivatives are shown, ``curvature`` is what they say at the example. ``device`` is
    what JAX ran on.
    """

    example: WorkedExample
    comparison: Comparison
    rows: dict[str, RowAccuracy]
    trust: Trust | None
    training: Training
    program_source: str
    second: SecondComparison | None
    curved: bool
    curvature: Curvature | None
    newton: dict[str, NewtonRun]
    device: str

    __repr__ = short_repr
