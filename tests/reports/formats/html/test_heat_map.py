"""The gradient as a table with coloured cells: each number in its place, wide matrices on their side."""

from __future__ import annotations

from dataclasses import replace

from reports.lesson.blocks import Cell, Table, Words
from reports.lesson.data import heat_maps
from reports.report import Report
from tests.reports.sample_reports import sample_dataset


def words_of(cells: tuple[Cell, ...]) -> list[str]:
    """The text of each cell."""
    return ["".join(part.text for part in cell.parts if isinstance(part, Words)) for cell in cells]


def with_features(report: Report, count: int) -> Report:
    """The same report, about so many features; the entry in row k and column d is k + d/100."""
    entries = tuple(
        replace(report.comparison.parameters[0], name=f"W[{k},{d}]", symbolic=k + d / 100)
        for k in (1, 2, 3)
        for d in range(1, count + 1)
    )
    dataset = sample_dataset(features=tuple(f"f{d}" for d in range(1, count + 1)))
    return replace(report, dataset=dataset, comparison=replace(report.comparison, parameters=entries))


def test_a_row_for_each_class(standard_report: Report) -> None:
    """As the matrix stands in the formulas."""
    (table,) = heat_maps(with_features(standard_report, 4))
    assert isinstance(table, Table)
    assert words_of(table.rows[1]) == ["versicolor", "2.01", "2.02", "2.03", "2.04"]
    assert max(cell.heat or 0 for row in table.rows for cell in row) == 1.0


def test_a_wide_matrix_lies_on_its_side(standard_report: Report) -> None:
    """A row for each feature, where a row for each class would be wider than the page."""
    (table,) = heat_maps(with_features(standard_report, 30))
    assert isinstance(table, Table)
    assert len(table.rows) == 30 and words_of(table.rows[29]) == ["f30", "1.3", "2.3", "3.3"]
    assert [heading[0].text for heading in table.headings if isinstance(heading[0], Words)] == [
        "features",
        "setosa",
        "versicolor",
        "virginica",
    ]
