"""``backproof report --notes``: the formulas of other people's notes, checked, in every output of the report."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from derive.errors import InputError
from derive.judging.usual_classifier.judge import NotesJudge
from derive.reading.notes import claims_of, formulas_in_text
from reports.checking.notes_check import CheckedFile, CheckedNotes, readable_notes
from reports.cli import main
from reports.formats.html.page import render_html
from reports.formats.markdown.dialects import ALL, Dialect
from reports.formats.markdown.document import render_markdown
from reports.lesson.document import lesson
from reports.lesson.notes import MOST_SHOWN
from reports.options.options import NotesOptions, Options
from reports.pipeline import build_report
from reports.report import Report

WRONG = r"$\frac{\partial L}{\partial w_{ij}} = (y_i - p_i) x_j$"
NOTES = rf"""{WRONG} and $\nabla_W L = (p - y) x^T$, $-\log_2 0.4794433 = 1.07$

$<script>alert(1)</script> = `a|b`$ and $\text{{</script> ```}} = 1$ and $x | <img src=x onerror=alert(1)> = 3$

$x_1 <s> 3 = 3$, $|x| = |x|$
"""
PATH = "no`te|s<script>$.md"


def checked(text: str, path: str = PATH) -> CheckedNotes:
    """The findings in a Markdown text, judged here."""
    judge = NotesJudge()
    claims = [claim for formula in formulas_in_text(text, "markdown") for claim in claims_of(formula)]
    return CheckedNotes((CheckedFile(path, tuple(f for claim in claims for f in judge.findings(claim))),))


@pytest.fixture(scope="module")
def annotated(standard_report: Report) -> Report:
    """A report with hostile and wrong notes."""
    return replace(standard_report, notes=checked(NOTES))


def test_the_page_shows_every_finding_and_runs_none(annotated: Report, standard_page: str) -> None:
    """In the contents; place, reading, diagnosis, correction, witness; text from outside stays text."""
    page = render_html(annotated)
    start = page.index('<section aria-labelledby="notes"')
    section = page[start : page.index("<section aria-labelledby", start + 1)]
    assert '<a href="#notes">Checked formulas</a>' in page
    for words in (
        "REFUTED",
        "REJECTED",
        "PROVED WHEN",
        ":1:2",
        "the sign is reversed",
        "Right is",
        "Witness",
        "Read as",
    ):
        assert words in section
    assert not re.search(r"<(script|img)", section) and "&lt;script&gt;alert(1)" in section
    assert page.count("<script") == standard_page.count("<script")


@pytest.mark.parametrize("dialect", ALL, ids=lambda dialect: dialect.name)
def test_markdown_stays_markdown(annotated: Report, dialect: Dialect) -> None:
    """A parser that lets HTML through finds none in the section, no table, and no fence that was broken open."""
    text, _ = render_markdown(annotated, dialect)
    section = text[text.index("# Checked formulas") : text.index("# The formula as code")]
    tokens = MarkdownIt("commonmark").enable("table").parse(section.replace("<details>", "").replace("</details>", ""))
    kinds = {inner.type for token in tokens for inner in (token, *(token.children or []))}
    assert not {kind for kind in kinds if "table" in kind or kind == "image"}
    html = [i.content for t in tokens for i in (t, *(t.children or [])) if i.type.startswith("html")]
    assert {content.strip() for content in html} <= {"<summary>2 claims that hold</summary>"}


def test_without_notes_nothing_changes(standard_report: Report) -> None:
    """The same sections as ever."""
    assert "notes" not in [section.anchor for section in lesson(standard_report)]
    assert Options().command("report") == "backproof report"
    asked = Options(checking=NotesOptions(("my notes.md", "b.tex")))
    assert asked.command("report") == "backproof report --notes 'my notes.md' --notes b.tex"


def test_long_notes_are_cut_and_say_so(standard_report: Report) -> None:
    """Two hundred claims of a verdict are shown, and how many more there are."""
    wrong = checked(WRONG).files[0].findings[0]
    many = CheckedNotes((CheckedFile("a.md", (wrong,) * (MOST_SHOWN + 7)),))
    [section] = [s for s in lesson(replace(standard_report, notes=many)) if s.anchor == "notes"]
    assert sum(block.kind == "equation" for block in section.blocks) == 2 * MOST_SHOWN
    assert "7 more" in "".join(getattr(part, "text", "") for part in section.blocks[-1].parts)  # type: ignore[union-attr]


@pytest.fixture
def quick_report(standard_report: Report, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A report command whose numbers were computed before; its notes are checked now."""

    def build(options: Options, _command: str, announce: Callable[[str], None], *_: object) -> Report:
        return replace(standard_report, notes=readable_notes(options.checking.notes, announce))

    monkeypatch.setattr("reports.pipeline.build_report", build)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.mark.usefixtures("quick_report")
def test_exit_status_summary_and_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """1 where a formula is refuted, 0 where none is; the report is written in both cases."""
    right, wrong, out = tmp_path / "right.md", tmp_path / "wrong.md", tmp_path / "out"
    right.write_text("$0.5 + 0.25 = 0.75$ and $f(x) = 3$\n", "utf-8")
    wrong.write_text(WRONG, "utf-8")
    assert main(["report", "--notes", str(right), "--out", str(out)]) == 0
    assert "notes: 1 claim: 1 PROVED" in capsys.readouterr().out
    assert main(["report", "--notes", str(right), "--notes", str(wrong), "--out", str(out), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert main(["check", str(right), str(wrong), "--json"]) == 1
    assert document["notes"] == json.loads(capsys.readouterr().out)
    assert "the sign is reversed" in (out / "report.md").read_text("utf-8")
    assert main(["report", "--out", str(out), "--json"]) == 0
    assert "notes" not in json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", ["none.md", "broken.ipynb", "notes.zip", "empty"])
def test_notes_that_cannot_be_read_stop_it_first(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A usage error before any data are loaded."""
    monkeypatch.setattr("reports.task.load_dataset", None)
    (tmp_path / "broken.ipynb").write_text('{"cells": [', "utf-8")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError) as caught:
        build_report(Options(checking=NotesOptions((str(tmp_path / name),))))
    assert caught.value.hint
