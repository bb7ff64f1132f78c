"""``backproof report --to … --markdown …``: which files are written, each in the form that was asked for."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest

from reports.cli import main
from reports.formats.choice import FORMATS
from reports.formats.markdown.dialects import DIALECTS, dialect_of
from reports.formats.markdown.document import render_markdown
from reports.report import Report


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch, standard_report: Report) -> Report:
    """The command takes the report that is built already; its certificate is another test's matter."""
    monkeypatch.setattr("reports.pipeline.build_report", lambda *_: standard_report)
    text = '{"statement": {}}\n'
    monkeypatch.setattr("reports.formats.json.certificate.certificate_beside", lambda _: nullcontext(lambda: text))
    return standard_report


@pytest.mark.parametrize("dialect", [None, *DIALECTS])
def test_the_markdown_is_in_the_dialect_that_was_named(dialect: str | None, built: Report, tmp_path: Path) -> None:
    """GitHub's where none was named; its pictures lie beside it."""
    words = [] if dialect is None else ["--markdown", dialect]
    assert main(["report", "--to", "md", "--out", str(tmp_path), *words]) == 0
    text, pictures = render_markdown(built, dialect_of(dialect or "github"))
    assert (tmp_path / "report.md").read_text(encoding="utf-8") == text
    assert {path.name for path in tmp_path.iterdir()} == {"report.md", "certificate.json", *pictures}


def test_every_format_has_its_file(built: Report, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """All of them at once, each named ``report``; what a browser prints is another test's matter."""
    monkeypatch.setattr("reports.formats.browser.browser_path", lambda: "a browser")
    monkeypatch.setattr("reports.formats.pdf.print_page", lambda page: f"%PDF {page.count('<details open')}".encode())
    assert main(["report", "--to", ",".join(FORMATS), "--out", str(tmp_path)]) == 0
    assert {path.suffix[1:] for path in tmp_path.iterdir() if path.stem == "report"} == set(FORMATS)
    assert int((tmp_path / "report.pdf").read_bytes().split()[1]) > 3


@pytest.mark.parametrize("words", [["--to", "md,html"], ["--to", "md", "--to", "html"], [], ["--to", " html ,md,html"]])
def test_several_formats_at_once(
    words: list[str], built: Report, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A list, or the option again; each once."""
    assert main(["report", "--out", str(tmp_path), *words]) == 0
    said = capsys.readouterr().out
    assert [said.count(f"wrote {tmp_path / f'report.{name}'}\n") for name in ("html", "md")] == [1, 1]
