"""A host whose work ended by a signal says which, and what may have sent it."""

from __future__ import annotations

import io
import signal

import pytest

from reports.system.supervision import _ended_by, _hand_on


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (signal.SIGTERM, "a scheduler whose time was over"),
        (signal.SIGKILL, "is there memory enough"),
        (signal.SIGSEGV, "look at the system's log"),
        (signal.SIGABRT, "start all hosts again"),
    ],
)
def test_the_hint_is_that_of_the_signal(number: int, said: str) -> None:
    """Who asks a process to end is no lack of memory."""
    assert said in _ended_by(number).hint
    assert number == signal.SIGABRT or f"signal {int(number)}" in _ended_by(number).message


def test_an_interruption_is_said_once() -> None:
    """Both processes have Ctrl-C; the one that watches says it. What else the work says is handed on."""
    said, shown = "note: 3 rows\ninterrupted: nothing was left half written\n", io.StringIO()
    _hand_on(io.StringIO(said), shown, [])
    assert shown.getvalue() == "note: 3 rows\n"
