"""The table of benchmarks: what counts as a figure, what a limit is, where the table goes; no time is measured."""

from __future__ import annotations

import json
from math import inf, nan
from pathlib import Path

import pytest

from .table import BEGIN, END, Row, as_markdown, as_text, into_readme, seconds, write

FAST = Row.against("fast", 0.5, {"slow": 2.0, "absent": "not installed"}, 0.3)
SLOW = Row.against("slow", 4.0, {"absent": "not installed", "fast": 2.0}, 1.5)


def test_the_ratio_is_to_the_first_peer_that_was_measured() -> None:
    """A reason is no figure; the limit is one of the ratio."""
    assert (FAST.ratio, SLOW.ratio) == (0.25, 2.0)
    assert (FAST.is_kept, SLOW.is_kept) == (True, False)
    assert Row("alone", 3.0, limit=2.0).is_kept is False and Row("alone", 3.0).is_kept


@pytest.mark.parametrize("figure", [nan, inf, 0.0, -1.0])
def test_what_is_no_figure_is_noticed(figure: float) -> None:
    """A time of nothing, or no time."""
    assert FAST.is_computed
    assert not Row.against("ours", figure, {"peer": 1.0}).is_computed
    assert not Row.against("peer", 1.0, {"peer": 1.0, "other": figure}).is_computed


def test_a_table_says_what_is_exceeded_and_why_something_is_missing() -> None:
    """As aligned text, and as Markdown."""
    text = as_text([FAST, SLOW])
    assert "absent: not installed" in text and "exceeded" in text.splitlines()[2]
    assert as_markdown([FAST]).splitlines()[2].startswith("| fast | 500 ms | slow 2 s")
    assert [seconds(value) for value in (12.345, 0.0123, 4.56e-5)] == ["12.3 s", "12.3 ms", "45.6 µs"]


def test_files_and_readme(tmp_path: Path) -> None:
    """JSON, a curve, and the table between its marks, as often as one likes."""
    write(tmp_path, [FAST], {"depth": {"title": "t", "x": "layers", "lines": {"ours": [(1, 0.1), (2, 0.2)]}}})
    assert json.loads((tmp_path / "benchmarks.json").read_text())["rows"][0]["ratio"] == 0.25
    assert "<svg" in (tmp_path / "depth.svg").read_text()
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{BEGIN}\n{END}\nafter\n")
    into_readme(readme, [FAST])
    once = readme.read_text()
    into_readme(readme, [FAST])
    assert readme.read_text() == once
    assert once.startswith(f"before\n{BEGIN}\nOn ") and once.endswith(f"{END}\nafter\n") and "| fast |" in once


def test_the_readme_has_a_place_for_the_table(source_tree: Path) -> None:
    """The marks are there, in their order."""
    text = (source_tree / "README.md").read_text(encoding="utf-8")
    assert 0 < text.find(BEGIN) < text.find(END)
