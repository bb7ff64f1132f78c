"""Where a network's tensors stand in a drawing: in which column, as a column of units or as one box."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from derive.network.axes import Axis
from derive.network.definitions import Network
from derive.network.tensors import Role, Tensor

from .stages import Form, Stage, rows_axis, stages_of, unit_axes


@dataclass(frozen=True, slots=True)
class Part:
    """A tensor in its column; ``units`` says that each of its values is a circle of its own, else it is one box."""

    tensor: Tensor
    column: int
    units: bool
    step: int
    stage: Stage | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Every tensor that is no parameter, from left to right, each column from top to bottom."""

    network: Network
    rows: Axis | None
    columns: tuple[tuple[Part, ...], ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """All of them, column after column."""
        return tuple(part for column in self.columns for part in column)


def plan_of(network: Network) -> Plan:
    """Give each tensor its column: one after the last of those that it is computed from.

    What is given stands just before what reads it first; a label that only one number reads stands behind that.

    >>> from derive.network.building import classifier
    >>> [[part.tensor.name for part in column] for column in plan_of(classifier(batch=False)).columns]
    [['x'], ['z'], ['p'], ['L'], ['y']]
    """
    rows, stages = rows_axis(network), stages_of(network)
    columns: dict[str, int] = {}
    for stage in stages:
        known = (columns[source.name] for source in stage.sources if source.name in columns)
        columns[stage.tensor.name] = 1 + max(known, default=0)
    units = _units(network, stages, rows)
    for tensor in _given(network):
        columns[tensor.name] = _column_of_given(tensor, stages, columns, units, rows)
    adjacent = {stage.tensor.name: _beside(stage, columns, units) for stage in stages}
    steps = {stage.tensor.name: place for place, stage in enumerate(stages, start=1)}
    parts = [
        Part(t, columns[t.name], t.name in units, steps.get(t.name, 0), adjacent.get(t.name))
        for t in network.tensors
        if t.role is not Role.PARAMETER and t.name in columns
    ]
    parts.sort(key=lambda part: (part.step == 0, part.step))
    number = 1 + max(part.column for part in parts)
    shown = (tuple(part for part in parts if part.column == column) for column in range(number))
    return Plan(network, rows, tuple(column for column in shown if column))


def _given(network: Network) -> Iterable[Tensor]:
    return (t for t in network.given if t.role is not Role.PARAMETER)


def _column_of_given(
    tensor: Tensor, stages: tuple[Stage, ...], columns: Mapping[str, int], units: frozenset[str], rows: Axis | None
) -> int:
    readers = [stage for stage in stages if tensor in stage.sources]
    if not readers:
        return 0
    (first, *others) = readers
    alone = not others and not unit_axes(first.tensor, rows) and first.tensor.name in units
    if tensor.role is Role.LABEL and alone and len(first.sources) > 1:
        return columns[first.tensor.name] + 1
    return min(columns[stage.tensor.name] for stage in readers) - 1


def _units(network: Network, stages: tuple[Stage, ...], rows: Axis | None) -> frozenset[str]:
    """Which tensors are drawn value by value: what weights join, what is given or read by nothing, what labels meet."""
    able = {t.name for t in network.tensors if len(unit_axes(t, rows)) <= 1}
    read = {source.name for stage in stages for source in stage.sources}
    found = {t.name for t in _given(network)} | {stage.tensor.name for stage in stages} - read
    for stage in stages:
        joined = stage.form is Form.DENSE
        judged = any(source.role is Role.LABEL for source in stage.sources)
        found |= {source.name for source in stage.sources if joined or judged}
        if joined or stage.tensor.role is Role.LOSS:
            found.add(stage.tensor.name)
        if stage.form is Form.EACH and stage.sources[0].name in found:
            found.add(stage.tensor.name)
    return frozenset(found & able)


def _beside(stage: Stage, columns: Mapping[str, int], units: frozenset[str]) -> Stage:
    """The stage as it can be drawn: line by line only between neighbouring columns of units."""
    before = columns[stage.tensor.name] - 1
    near = all(columns[source.name] == before and source.name in units for source in stage.sources)
    drawable = near and stage.tensor.name in units
    return stage if drawable or stage.form is Form.OTHER else replace(stage, form=Form.OTHER)
