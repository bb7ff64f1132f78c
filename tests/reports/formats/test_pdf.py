"""The page as PDF: whole, with every step open; and what is said where no browser can print it."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from derive.errors import MissingTool
from reports.cli import main
from reports.formats.browser import NAMES, VARIABLE, print_page
from reports.formats.pdf import opened, render_pdf, without_chance
from reports.lesson.document import lesson
from reports.report import Report


@pytest.fixture
def browser(require_program: Callable[..., str]) -> str:
    """The path of an installed Chromium."""
    return require_program(*NAMES)


def program(folder: Path, script: str) -> str:
    """A shell script in the place of the browser."""
    path = folder / "browser"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


def test_every_section_and_step_is_printed(
    standard_report: Report, standard_page: str, browser: str, require_program: Callable[..., str], tmp_path: Path
) -> None:
    """Folded parts too; no date, no folder of ours in it."""
    content = render_pdf(standard_page)
    assert b"CreationDate" not in content and b"ModDate" not in content
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    command = [require_program("pdftotext"), "-raw", str(path), "-"]
    plain = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    assert plain.stderr == ""
    pages = plain.stdout.split("\f")[:-1]
    assert len(pages) > 10 and all(f"{place} / {len(pages)}" in page for place, page in enumerate(pages, start=1))
    assert b"/MediaBox [0 0 594.95996 841.91998]" in content or b"/MediaBox [0 0 595" in content
    text = re.sub(r"\s", "", plain.stdout)
    sections = lesson(standard_report)
    assert [s.title for s in sections if re.sub(r"\s", "", s.title) not in text] == []
    groups = [b for s in sections for b in s.blocks if b.kind == "steps"]
    steps = [step for group in groups for step in group.steps]
    assert len(steps) > 20
    for title in {step.title for step in steps}:
        assert text.count(re.sub(r"\s", "", title + ".")) >= sum(step.title == title for step in steps)
    folds = [b for s in sections for b in s.blocks if b.kind == "fold"]
    assert folds and "backproof-" not in plain.stdout


def test_the_same_page_gives_the_same_bytes(browser: str) -> None:
    """Printed twice, with headings, a table, a link and what is folded, each of which has a number by chance."""
    page = "<title>t</title><h1 id='a'>One</h1><table><tr><th>x<td>1</table><a href='#a'>up</a><details>in</details>"
    printed = print_page(page)
    assert b"CreationDate" in printed and b"(node" in printed
    assert without_chance(print_page(page)) == without_chance(printed)


def test_what_depends_on_chance_is_taken_out_in_place() -> None:
    """Two printings of one page, as a browser wrote them: dates, and the numbers of the page's elements."""
    first = b"/CreationDate (D:20260101000000+00'00')\n/ID (node00000089)>> [(node00000091) (node00000089)]"
    second = b"/CreationDate (D:20270101000000+00'00')\n/ID (node00000088)>> [(node00000090) (node00000088)]"
    assert without_chance(first) == without_chance(second)
    assert len(without_chance(first)) == len(first)


def test_everything_is_opened(standard_page: str) -> None:
    """What is folded in the page is open on paper, and nothing else changes."""
    found = opened(standard_page)
    assert found.count("<details open") + len(re.findall(r"<details [^>]*\sopen\b", found)) >= found.count("<details")
    assert "<details class" not in re.sub(r"<details class[^>]* open>", "", found)


@pytest.mark.parametrize("named", ["", "/absent/chromium"])
def test_without_a_browser_nothing_is_computed(
    named: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 3 at once, with what was looked for and what to do."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv(VARIABLE, named)
    monkeypatch.setattr("reports.formats.browser.APPLICATIONS", ())
    monkeypatch.setattr("reports.pipeline.build_report", lambda *_: pytest.fail("it was computed"))
    assert main(["report", "--to", "html,pdf", "--out", str(tmp_path / "out")]) == 3
    said = capsys.readouterr().err
    assert ("names '/absent/chromium'" if named else "looked for chromium, ") in said
    assert ("give the path" if named else "apt-get install chromium") in said
    assert not (tmp_path / "out").exists()
    main(["doctor"])
    assert "absent   chromium (optional: print the page as PDF)" in capsys.readouterr().out


def test_a_browser_that_hangs_is_stopped(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With the processes that it started; its profile goes too, and the socket that it keeps elsewhere."""
    outside = tmp_path / "temporary" / "org.chromium.Chromium.1"
    outside.mkdir(parents=True)
    socket = f"touch {outside}/SingletonSocket {outside}/SingletonCookie; " + (
        'for i in "$@"; do case $i in --user-data-dir=*) profile=${i#*=};; esac; done; '
        f"mkdir $profile; ln -s {outside}/SingletonSocket $profile/SingletonSocket; "
    )
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    monkeypatch.setenv(VARIABLE, program(tmp_path, f"{socket}sleep 300 & echo $! > {tmp_path}/child; wait"))
    with pytest.raises(MissingTool, match=r"did not print the page within 0\.5 seconds") as caught:
        print_page("<p>", 0.5)
    assert "--to html" in caught.value.hint
    child = Path("/proc", (tmp_path / "child").read_text(encoding="ascii").strip(), "stat")
    for _ in range(100):
        if not child.exists() or child.read_text(encoding="utf-8").rpartition(")")[2].split()[0] == "Z":
            break
        time.sleep(0.02)
    else:
        pytest.fail("a process of the browser is still running")
    assert not list((tmp_path / "temporary").iterdir())


def test_a_browser_that_fails_is_quoted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Its last words are in the message."""
    monkeypatch.setenv(VARIABLE, program(tmp_path, "echo no display >&2; exit 1"))
    with pytest.raises(MissingTool, match="printed no PDF; its last words: no display"):
        print_page("<p>")
