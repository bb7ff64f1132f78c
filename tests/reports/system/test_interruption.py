"""Ctrl-C wherever it falls: while modules are imported, where Python drops it, where a library makes an error of it."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

import reports.commands.derive as derive_command
import reports.system.progress as progress_module
from reports.cli import main
from reports.system import interruption
from reports.system.beginning import end_quietly_when_interrupted
from reports.system.interruption import Interruption
from reports.system.progress import progress


@pytest.fixture
def watching(monkeypatch: pytest.MonkeyPatch) -> Iterator[Interruption]:
    """An interruption that is watched for as in the process of the program; afterwards all is as before."""
    before, made = signal.getsignal(signal.SIGINT), Interruption()
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    made.watch()
    yield made
    signal.signal(signal.SIGINT, before)


def test_the_first_is_an_exception_and_the_second_ends_the_process(
    watching: Interruption, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person presses Ctrl-C twice: nothing is put in order any more."""
    ended: list[int] = []
    monkeypatch.setattr(interruption.os, "_exit", ended.append)
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)
    with pytest.raises(KeyboardInterrupt):  # the process of the test goes on
        signal.raise_signal(signal.SIGINT)
    assert ended == [130]


def test_an_interruption_that_python_drops_comes_again(watching: Interruption) -> None:
    """It falls into a ``__del__``, whose exceptions are only printed: not even that, and the work ends all the same."""

    class Freed:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)

    def work() -> None:
        Freed()
        time.sleep(5)

    with pytest.raises(KeyboardInterrupt):
        work()


@pytest.mark.parametrize("terminal", [True, False])
def test_an_interruption_that_a_library_swallows_comes_again(
    terminal: bool, watching: Interruption, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the next word of progress, on a terminal or not; before any it is silent."""
    monkeypatch.setattr(progress_module, "INTERRUPTION", watching)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal, raising=False)
    with progress(2) as announce:
        announce("the first stage")
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            announce("the second stage")


def test_an_error_after_an_interruption_is_the_interruption(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A library that is being imported makes an ImportError of it."""

    def broken(*_: object) -> None:
        raise ImportError("initialisation failed")

    monkeypatch.setattr(derive_command, "_written", broken)
    monkeypatch.setattr(interruption.INTERRUPTION, "asked", True)
    assert main(["derive", "--wrt", "z"]) == 130
    assert capsys.readouterr().err == "interrupted: nothing was left half written\n"


@pytest.mark.parametrize(
    ("program", "ours"),
    [("/usr/bin/backproof", True), (r"backproof.exe", True), ("/usr/bin/pytest", False), ("", False)],
)
def test_only_our_own_program_ends_while_it_imports(
    program: str, ours: bool, watching: Interruption, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """In a notebook that imports the package, Ctrl-C is the notebook's; the program says in one line that it ends."""
    ended: list[int] = []
    monkeypatch.setattr(os, "_exit", ended.append)
    monkeypatch.setattr(sys, "argv", [program])
    before = signal.getsignal(signal.SIGINT)
    end_quietly_when_interrupted()
    assert (signal.getsignal(signal.SIGINT) != before) == ours
    if ours:
        signal.raise_signal(signal.SIGINT)
        assert ended == [130]
    assert capfd.readouterr().err == ("interrupted: nothing was left half written\n" if ours else "")


def test_at_the_end_the_system_takes_over(watching: Interruption) -> None:
    """Nothing is left that could be lost: no handler of Python's runs while Python shuts down."""
    watching.end()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_DFL
