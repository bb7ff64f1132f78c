"""Tests of the comparison in a terminal."""

import io
import re
import sys

import numpy as np
import pytest

from numeric.comparison_table import MOST_ROWS
from numeric.results import (
    Comparison,
    Dataset,
    Judgement,
    ParameterComparison,
    RowAccuracy,
    Training,
    TrainingRun,
)
from reports.formats.plain.terminal import (
    WIDTH,
    comparison_text,
    data_line,
    gradient_table,
    learning_lines,
    rows_lines,
    wants_colour,
)
from reports.report import Report


def entry(place: int, ulp: float = 1.0, agrees: bool = True) -> ParameterComparison:
    """One recorded row of a comparison, with numbers as long as they get."""
    number = -1.23456789012345e-107
    sides = dict.fromkeys(("ours", "stax", "custom", "jvp"), 1.234e15)
    judgement = Judgement(f"{number:.29e}", sides, sides, sides, sides, "custom")
    values = (number, number, number, number, number, number, number, 1e-300, 1e-10)
    return ParameterComparison(f"W[10,{place}]", *values, ulp, 1e-9, agrees, judgement)


def of(*entries: ParameterComparison) -> Comparison:
    """A comparison of these rows."""
    return Comparison("float64", entries, 1e-9, 1e-9, 9.0, "disagree", "a recorded rule")


def test_the_table_fits_the_terminal() -> None:
    """The longest names and numbers, and a row that differs, in 80 columns."""
    lines = gradient_table(of(entry(784), entry(1, 12345.0, agrees=False))).splitlines()
    assert max(map(len, lines)) <= WIDTH
    assert [line[-1] for line in lines[1:3]] == ["✓", "✗"]


def test_of_many_rows_those_that_differ_come_first() -> None:
    """Ten more rows than are shown: the one that disagrees is on top, then the largest differences."""
    entries = [entry(place, ulp=float(place)) for place in range(MOST_ROWS + 9)] + [entry(999, 0.0, agrees=False)]
    lines = gradient_table(of(*entries)).splitlines()
    assert lines[1].startswith("W[10,999]") and lines[2].startswith(f"W[10,{MOST_ROWS + 8}]")
    assert lines[-2].startswith("… and 10 more")


@pytest.mark.parametrize("standardised", [False, True])
def test_a_name_with_an_escape_sequence_is_shown_not_sent(standardised: bool) -> None:
    """A file's name can hold anything."""
    data = Dataset("\x1b]0;x\x07.csv", np.zeros((2, 1)), np.eye(2), ("a",), ("u", "v"), standardised, "")
    line = data_line(data)
    assert "\x1b" not in line and r"\x1b" in line and "2 rows, 1 features, 2 classes" in line
    assert ("standardised" in line) is standardised


def test_the_accuracy_of_rows_fits_the_terminal() -> None:
    """Every row of a large dataset is wrong by as much as it can be."""
    found = rows_lines({"custom": RowAccuracy(9.0e15, 9.0e15, 60000, 60000)})
    assert max(map(len, found.splitlines())) <= WIDTH and "60000 rows wrong" in found


def test_a_colour_says_nothing_that_words_do_not(standard_report: Report) -> None:
    """Without its colours the text is the same, letter for letter; with them the marks are green, or red."""
    plain, coloured = comparison_text(standard_report), comparison_text(standard_report, colour=True)
    assert "\x1b" not in plain and re.sub(r"\x1b\[[0-9;]*m", "", coloured) == plain
    assert "\x1b[32m✓" in coloured and "\x1b[32magree" in coloured
    assert max(map(len, plain.splitlines())) <= WIDTH
    assert "\x1b[1;31m✗" in gradient_table(of(entry(1, agrees=False)), colour=True)


class Terminal(io.StringIO):
    """A standard output that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "variables", "wanted"),
    [
        (Terminal(), {}, True),
        (io.StringIO(), {}, False),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"NO_COLOR": ""}, True),
        (Terminal(), {"TERM": "dumb"}, False),
    ],
    ids=["terminal", "pipe", "NO_COLOR", "empty NO_COLOR", "dumb"],
)
def test_colours_are_for_terminals_that_want_them(
    stream: io.StringIO, variables: dict[str, str], wanted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody finds their codes in a file; who asks for none gets none."""
    monkeypatch.setattr(sys, "stdout", stream)
    for name, value in ({"NO_COLOR": "", "TERM": "xterm"} | variables).items():
        monkeypatch.setenv(name, value)
    assert wants_colour() is wanted


@pytest.mark.parametrize(
    ("measure", "said", "unsaid"), [("R²", "--bias", "--standardise"), ("accuracy", "--standardise", "--bias")]
)
def test_where_nothing_is_learnt_the_note_says_what_lacks(measure: str, said: str, unsaid: str) -> None:
    """A regression that does not reach the mean lacks a bias; a classifier wants features of one size."""
    run = TrainingRun("symbolic", (1.0, 0.9), (0.1, 0.2), {})
    told = learning_lines(Training(1, 0.1, (run,), 0.0, 0.5, None, measure))
    assert said in told and unsaid not in told
