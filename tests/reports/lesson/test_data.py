"""The sections on data and learning: whatever the dataset's task, and whichever sides there are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from numeric.results import Dataset, Training, TrainingRun
from reports.lesson.blocks import Cell, Paragraph, Picture, Section, Table
from reports.lesson.data import data
from reports.lesson.learning import learning
from reports.report import Report

X = np.ones((6, 4))


def _text(section: Section) -> str:
    """Every word of the paragraphs and the tables."""
    parts = [part for block in section.blocks if isinstance(block, Paragraph) for part in block.parts]
    for table in (block for block in section.blocks if isinstance(block, Table)):
        cells = [cell for row in table.rows for cell in row]
        parts += [part for heading in table.headings for part in heading]
        parts += [part for cell in cells if isinstance(cell, Cell) for part in cell.parts]
    return "".join(getattr(part, "text", "") or getattr(part, "latex", "") for part in parts)


def _with(report: Report, task: str, labels: np.ndarray, names: tuple[str, ...]) -> Report:
    remarks = ("Columns are separated by semicolons.", "A remark with <b> and \\ in it.")
    dataset = Dataset("own.csv", X, labels, tuple("abcd"), names, False, "", task, "price", remarks)
    return replace(report, dataset=dataset)


@pytest.mark.parametrize(
    ("task", "labels", "names", "said"),
    [
        ("classes", np.eye(3)[[0, 1, 2] * 2], ("u", "v", "w"), "6 rows with 4 features and 3 classes"),
        ("labels", np.ones((6, 2)), ("tall", "red"), "2 labels, each of which holds or not"),
        ("regression", np.ones((6, 1)), (), "a number to learn (price)"),
    ],
)
def test_a_task_has_its_own_words(
    standard_report: Report, task: str, labels: np.ndarray, names: tuple[str, ...], said: str
) -> None:
    """What is learnt, what was decided while reading, and of which rows the measure is."""
    report = _with(standard_report, task, labels, names)
    words = _text(data(report)) + _text(learning(report))
    assert all(part in words for part in (said, *report.dataset.remarks, "the very rows that are learnt from"))
    assert (task == "classes") == (" classes" in words)


@pytest.mark.parametrize(
    ("measure", "guessing", "losses", "said"),
    [
        ("accuracy", 0.5, (1.0, 0.5), "the accuracy from 25.0% to 62.5%: it is that of the very rows that are learnt"),
        ("accuracy", 0.7, (1.0, 0.5), "This is no better than naming the largest class each time."),
        ("R²", 0.0, (1.0, 0.5), "the R² from 0.250 to 0.625"),
        ("loss", None, (1.0, 0.5), "The loss goes from 1 to 0.5. The final"),
        ("loss", None, (1.0, 2.0), "the steps are too large"),
    ],
)
def test_learning_is_told_by_its_measure(
    standard_report: Report, measure: str, guessing: float | None, losses: tuple[float, float], said: str
) -> None:
    """A share in percent, R² as a number, no second curve where there is the loss alone, and divergence."""
    run = TrainingRun("symbolic", losses, (0.25, 0.625), {})
    section = learning(replace(standard_report, training=Training(1, 0.1, (run,), 0.0, guessing, None, measure)))
    assert said in _text(section)
    assert len([b for b in section.blocks if isinstance(b, Picture)]) == (1 if guessing is None else 2)


def test_the_heat_map_has_the_names_of_the_data(standard_report: Report) -> None:
    """Features along the input's axis, classes along the label's; numbers where they do not fit."""
    named = _text(data(_with(standard_report, "classes", np.eye(3)[[0, 1, 2] * 2], ("setosa!", "b", "c"))))
    assert "setosa!" in named
    assert "setosa!" not in _text(data(_with(standard_report, "classes", np.eye(2)[[0, 1] * 3], ("setosa!", "b"))))


def test_without_a_stax_model_no_column_and_no_word_of_it_is_left(standard_report: Report) -> None:
    """A network that stax does not have is compared with the plain model alone."""
    entries = tuple(replace(entry, stax=None) for entry in standard_report.comparison.parameters)  # type: ignore[arg-type]
    report = replace(standard_report, comparison=replace(standard_report.comparison, parameters=entries))
    assert "stax" in _text(data(standard_report)) and "stax" not in _text(data(report))


def test_many_labels_are_counted_one_by_one(standard_report: Report) -> None:
    """Of each label: how often it holds, is predicted, both, and is right."""
    report = _with(standard_report, "labels", np.array([[1.0, 0], [1, 1], [0, 1]] * 2), ("tall", "red"))
    predicted = np.array([[0.9, 0.2], [0.4, 0.8], [0.1, 0.3]] * 2)
    report = replace(report, training=replace(report.training, probabilities=predicted))
    table = next(b for b in learning(report).blocks if isinstance(b, Table) and "each label" in b.caption)
    assert ["".join(getattr(p, "text", "") for p in cell.parts) for cell in table.rows[0]] == [
        "tall",
        "4",
        "2",
        "2",
        "4",
    ]


def test_what_is_predicted_of_each_row_is_shown_for_every_task(standard_report: Report) -> None:
    """One output of two classes is counted like two; a regression has its numbers against those that were measured."""
    two = _with(standard_report, "classes", np.eye(2)[[0, 1, 1] * 2], ("no", "yes"))
    two = replace(two, training=replace(two.training, probabilities=None, predicted=np.array([0.0, 1, 0] * 2)))
    table = next(b for b in learning(two).blocks if isinstance(b, Table) and "each class" in b.caption)
    assert [["".join(getattr(p, "text", "") for p in c.parts) for c in row] for row in table.rows] == [
        ["no", "2", "0"], ["yes", "2", "2"],
    ]  # fmt: skip
    measured = _with(standard_report, "regression", np.arange(6.0)[:, None], ())
    measured = replace(measured, training=replace(measured.training, predicted=np.arange(6.0) + 0.5))
    assert "residuals" in [b.name for b in learning(measured).blocks if isinstance(b, Picture)]
