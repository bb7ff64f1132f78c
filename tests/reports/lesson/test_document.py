"""The lesson as a whole: its order, its version for a lecture, and a network that has no worked example."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from numeric.results import Trust
from reports.lesson.blocks import Fold, Paragraph, StepGroup, Table
from reports.lesson.document import lesson
from reports.options.options import NetworkOptions
from reports.report import Report
from tests.reports.sample_reports import sample_report

OF_CLASSIFIERS = re.compile(r"softmax|logit|classif|\bclass(es)?\b|cross-entropy|one-hot|accuracy", re.IGNORECASE)
OF_NETWORK = ["verdict", "network", "forward", "backward", "gradients", "update", "curvature"]
ORDER = [*OF_NETWORK, "data", "learning", "trust", "code"]
LOOKED_UP = ["letters", "glossary", "provenance"]


def anchors(report: Report) -> list[str]:
    """The anchors of the sections, in order."""
    return [section.anchor for section in lesson(report)]


def texts(part: object) -> Iterator[str]:
    """Every text of a lesson that a reader reads as words."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, tuple):
        for inner in part:
            yield from texts(inner)
    elif is_dataclass(part) and getattr(part, "kind", "") not in ("math", "literal", "listing", "playground"):
        for field in fields(part):
            if field.name not in ("svg", "anchor", "name", "latex", "method"):
                yield from texts(getattr(part, field.name))


def test_a_regression_has_no_word_of_a_classifier() -> None:
    """From the question to the glossary, when the target is a number and the error is squared."""
    network = NetworkOptions(bias=True, loss="squared", l2="0.1")
    report = sample_report(network, written_out=False)
    data = replace(report.dataset, task="regression", class_names=(), labels=report.dataset.labels[:, :1])
    curves = replace(report.training, measure="R²")
    report = replace(report, dataset=data, trust=Trust((), None), training=curves)
    said = [text for section in lesson(report) for text in texts(section.blocks) if OF_CLASSIFIERS.search(text)]
    assert said == []
    assert any("predicts a number" in text for text in texts(lesson(report)[0].blocks))


def test_the_lesson_begins_with_the_question_and_ends_with_tables(standard_report: Report) -> None:
    """Anchors as links from elsewhere know them; definitions and a drawing before any table."""
    assert anchors(standard_report) == [*ORDER, *LOOKED_UP]
    network = lesson(standard_report)[1]
    kinds = [block.kind for block in network.blocks]
    assert kinds[:4] == ["paragraph", "picture", "paragraph", "paragraph"] and "equation" in kinds
    assert not [block for block in network.blocks if isinstance(block, Table)]


def test_a_lecture_has_main_steps_and_one_table_of_comparison(standard_report: Report) -> None:
    """No numerical analysis, no folds, no notes; each group begins with its first line and keeps its result."""
    short = replace(standard_report, options=replace(standard_report.options, short=True))
    sections = lesson(short)
    assert [s.anchor for s in sections] == [*ORDER[:4], "update", "data", "learning", "letters", "provenance"]
    blocks = [block for section in sections for block in section.blocks]
    assert not [b for b in blocks if isinstance(b, Fold) or (isinstance(b, Paragraph) and b.role == "note")]
    (data,) = (section for section in sections if section.anchor == "data")
    assert sum(isinstance(block, Table) for block in data.blocks) == 1
    whole = {b.anchor: b for s in lesson(standard_report) for b in s.blocks if isinstance(b, StepGroup)}
    groups = [block for block in blocks if isinstance(block, StepGroup)]
    assert groups and all(group.steps[0] == whole[group.anchor].steps[0] for group in groups)
    assert sum(len(g.steps) for g in groups) < sum(len(g.steps) for g in whole.values())


def test_without_a_worked_example_the_lesson_says_so(standard_report: Report) -> None:
    """Every section stands; what needs one sample says why it is not there."""
    nothing: dict[str, Any] = {"example": None, "elements": {}}
    report = replace(standard_report, **nothing)
    assert anchors(report) == [*ORDER, *LOOKED_UP]
    forward = next(section for section in lesson(report) if section.anchor == "forward")
    (told,) = forward.blocks
    assert isinstance(told, Paragraph) and "has no worked example" in told.parts[0].text  # type: ignore[union-attr]
    steps = [step for s in lesson(report) for b in s.blocks if isinstance(b, StepGroup) for step in b.steps]
    assert steps and not [step for step in steps if step.numbers]
