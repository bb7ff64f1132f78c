"""A report's certificate is checked in a process of its own; what goes wrong there is checked here."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from derive.errors import UnsupportedFormula
from reports.formats.json import certificate as made
from reports.report import Report

TEXT = '{"a": 1}\n'


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that are checked in this process, where the certificate is ``TEXT``."""
    texts: list[str] = []
    monkeypatch.setattr(made, "_text", lambda report: TEXT)
    monkeypatch.setattr(made, "certify", texts.append)
    return texts


def taken(report: Report) -> str:
    """The text, as the command asks for it."""
    with made.certificate_beside(report) as certificate:
        return certificate()


@pytest.mark.parametrize(
    ("ends", "here"), [(f"sys.exit({made.CERTIFIED})", []), ("sys.exit(0)", [TEXT]), ("1/0", [TEXT])]
)
def test_only_a_verdict_of_the_process_counts(
    ends: str, here: list[str], looked_at: list[str], monkeypatch: pytest.MonkeyPatch, standard_report: Report
) -> None:
    """Whatever else it ends with, the certificate is checked in this process too; the process was given the text."""
    monkeypatch.setattr(made, "CHECK", f"import sys\nassert sys.stdin.read() == {TEXT!r}\n{ends}\n")
    assert taken(standard_report) == TEXT and looked_at == here


@pytest.mark.parametrize("executable", ["", "/nowhere/python"])
def test_where_no_process_can_be_begun_it_is_checked_here(
    executable: str, looked_at: list[str], monkeypatch: pytest.MonkeyPatch, standard_report: Report
) -> None:
    """As in an interpreter inside of another program."""
    monkeypatch.setattr(sys, "executable", executable)
    assert taken(standard_report) == TEXT and looked_at == [TEXT]


def test_what_is_refuted_is_refused(monkeypatch: pytest.MonkeyPatch, standard_report: Report) -> None:
    """The process does not show it, and the check here says why."""
    monkeypatch.setattr(made, "_text", lambda report: TEXT)
    with pytest.raises(UnsupportedFormula, match="no certificate is written for this network: not the way to write"):
        taken(standard_report)


def test_nothing_of_the_folder_is_imported(
    looked_at: list[str], monkeypatch: pytest.MonkeyPatch, standard_report: Report, tmp_path: Path
) -> None:
    """A file flint.py where the command runs is not what the checker computes with."""
    (tmp_path / "flint.py").write_text(f"import sys\nsys.exit({made.CERTIFIED})\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert taken(standard_report) == TEXT and looked_at == [TEXT]


def test_a_report_that_is_not_written_leaves_no_process(
    looked_at: list[str], monkeypatch: pytest.MonkeyPatch, standard_report: Report
) -> None:
    """What fails beside it ends the process at once."""
    monkeypatch.setattr(made, "CHECK", "import time\ntime.sleep(600)\n")
    with pytest.raises(KeyboardInterrupt), made.certificate_beside(standard_report):
        raise KeyboardInterrupt
    assert looked_at == []
