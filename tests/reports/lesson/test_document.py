"""The lesson as a whole: its order, its version for a lecture, and a network that has no worked example."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reports.lesson.blocks import Fold, Paragraph, StepGroup, Table
from reports.lesson.document import lesson
from reports.report import Report

ORDER = ["verdict", "network", "forward", "backward", "gradients", "update", "data", "learning", "trust", "code"]
LOOKED_UP = ["letters", "glossary", "provenance"]


def anchors(report: Report) -> list[str]:
    """The anchors of the sections, in order."""
    return [section.anchor for section in lesson(report)]


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
