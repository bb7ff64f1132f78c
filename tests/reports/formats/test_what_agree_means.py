"""What "agree" means is beside it: every side has its own bound, and where autodiff lost rows the verdict says so."""

from __future__ import annotations

import json
from dataclasses import replace

from numeric.results import RowAccuracy
from reports.formats.json.comparison import SIDES, comparison_document, entry_document
from reports.formats.plain.terminal import verdict_text
from reports.lesson.opening import verdict
from reports.report import Report
from reports.system.json_text import json_text

LOST = {
    "ours": RowAccuracy(2.0, 1.0, 0, 0),
    "stax": RowAccuracy(9e15, 1.0, 1, 3),
    "custom": RowAccuracy(9e15, 1.0, 2, 3),
}


def test_every_side_is_held_to_its_own_bound(standard_report: Report) -> None:
    """Of each entry, whatever the side: the error that is shown is at most the bound beside it, as ``agrees`` says."""
    document = comparison_document(standard_report)
    assert "its own bound" in document["agrees_when"]
    for entry in document["parameters"]:
        assert entry["agrees"] and entry["bound"] == entry["bounds"]["ours"]
        for side in SIDES:
            assert entry["errors"]["absolute"][side] <= entry["bounds"][side]
    assert json.loads(json_text(document))["parameters"][0]["bounds"].keys() == set(SIDES)


def test_a_side_that_is_not_there_has_no_bound(standard_report: Report) -> None:
    """There is no stax model beside every network."""
    entry = replace(standard_report.comparison.parameters[0], bounds={"ours": 1e-9})
    assert entry_document(entry)["bounds"] == {"ours": 1e-9, "stax": None, "custom": None, "jvp": None}


def test_the_verdict_says_where_autodiff_lost_rows(standard_report: Report) -> None:
    """In the terminal and on the page; where nothing was lost, nothing is said."""
    said = "; row by row stax lost 1 row to 0 and plain JAX lost 2 rows to 0"
    for rows, expected in ((LOST, True), ({"ours": LOST["ours"]}, False), ({}, False)):
        report = replace(standard_report, rows=rows)
        assert (said in verdict_text(report)) is expected
        assert (said in "".join(str(part) for part in verdict(report).blocks)) is expected
