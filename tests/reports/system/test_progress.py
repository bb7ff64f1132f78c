"""Tests of progress: only on a terminal, only for work longer than a moment."""

import io
import sys
import time

import pytest

from reports.system import progress as module
from reports.system.progress import progress, unless_interrupted


class Terminal(io.StringIO):
    """A standard error that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_nothing_is_shown_where_nobody_looks(capsys: pytest.CaptureFixture[str]) -> None:
    """Standard error is a file or a pipe."""
    with progress(2) as announce:
        assert announce is unless_interrupted
        announce("derive")
    assert capsys.readouterr() == ("", "")


def test_nothing_is_shown_to_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """With --json, on a terminal too."""
    monkeypatch.setattr(sys, "stderr", Terminal())
    with progress(2, quiet=True) as announce:
        assert announce is unless_interrupted


def test_short_work_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The work ends before the delay is over."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress(1) as announce:
        announce("derive")
    assert terminal.getvalue().strip() == ""


def test_longer_work_names_its_stage_and_clears_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal, after the delay, the stage is named; an exception passes through and the bar is gone."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(module, "DELAY_SECONDS", 0.0)
    monkeypatch.setenv("TERM", "xterm")

    def broken() -> None:
        with progress(2) as announce:
            announce("derive the gradients")
            deadline = time.monotonic() + 10
            while "derive the gradients" not in terminal.getvalue() and time.monotonic() < deadline:
                time.sleep(0.01)
            raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        broken()
    shown = terminal.getvalue()
    assert "derive the gradients" in shown
    assert shown.endswith("\x1b[2K") or "\x1b[?25h" in shown


def test_a_hostile_name_acts_on_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file called [/a] with an escape sequence: neither markup nor escape."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setattr(module, "DELAY_SECONDS", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    with progress(2) as announce:
        announce("[/a]\x1b]8;;x.md:1")
        deadline = time.monotonic() + 10
        while "[/a]" not in terminal.getvalue() and time.monotonic() < deadline:
            time.sleep(0.01)
    assert "[/a]\\x1b]8;;x.md:1" in terminal.getvalue()
