"""Public values in a notebook: each says what it is in a line, however many numbers it holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest

import derive
import numeric
import reports
from numeric.results import Training
from reports.report import Report

LONGEST = 400
# Made only of what a user has written, or without instances in a report.
ELSEWHERE = {
    "Conventions",
    "GradientProgram",
    "LoweredProgram",
    "Model",
    "Truth",
    "NoTwin",
    "Verification",
    "Relative",
    "NetworkOptions",
    "DataOptions",
    "LearningOptions",
}


def values(value: object, seen: set[int]) -> Iterator[object]:
    """Every dataclass that a value holds, itself among them."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, (tuple, list)):
        for item in value[:30]:
            yield from values(item, seen)
    elif is_dataclass(value) and not isinstance(value, type):
        yield value
        for field in fields(value):
            yield from values(getattr(value, field.name), seen)


def test_every_value_of_a_report_is_short(hidden_report: Report) -> None:
    """From the report down to a step's verdict and an axis: under 400 characters, on one line."""
    found = list(values(hidden_report, set()))
    names = {type(value).__name__ for value in found}
    assert {"Network", "Definition", "Tensor", "Step", "Verdict", "Training", "Dataset", "WorkedExample"} <= names
    public = {name for package in (derive, numeric, reports) for name in package.__all__ if name[0].isupper()}
    classes = {name for name in public if any(is_dataclass(getattr(p, name, None)) for p in (derive, numeric, reports))}
    assert classes <= names | ELSEWHERE | {"HiddenLayer"}
    long = {type(v).__name__: repr(v) for v in found if len(repr(v)) > LONGEST or "\n" in repr(v)}
    assert long == {}


def test_a_long_training_is_short_in_a_notebook(standard_report: Report) -> None:
    """Thousands of epochs and rows: what IPython prints is one line, and says how many there are."""
    formatters = pytest.importorskip("IPython.core.formatters", reason="ipython is not installed")
    run = replace(standard_report.training.runs[0], loss=(1.5,) * 20_000, accuracy=(0.5,) * 20_000)
    training: Training = replace(standard_report.training, runs=(run,) * 3, probabilities=np.ones((9_000, 3)))
    shown = formatters.PlainTextFormatter()(training)
    assert len(shown) < LONGEST and "\n" not in shown and "9000 × 3" in shown
    assert "20000 × float" in formatters.PlainTextFormatter()(run)
    assert repr(standard_report.network) == "Network(x, W, y → z, p, L, E)"
    assert len(formatters.PlainTextFormatter()(standard_report.network)) < LONGEST
