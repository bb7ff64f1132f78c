"""Standard streams as scripts leave them: closed, full, with a reader that has left; for every command."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from collections.abc import Callable

import pytest

from derive.errors import InputError
from reports.cli import main
from reports.system.standard_output import Messages, Output, doors, open_standard_streams, write_line

# Every way in which a command prints: its own text, help from the library, a document, an error beside a document.
PRINTING = (
    ["derive", "--wrt", "z"],
    ["derive", "--json", "--wrt", "z"],
    ["check", "--no-cache", "--formula", "1 + 1 = 2"],
    ["doctor"],
    ["--version"],
    ["--help"],
    ["derive", "--help"],
    ["report", "--help"],
    [],
)


class Failing(io.StringIO):
    """A stream on which every write fails in the same way."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def write(self, _text: str) -> int:
        raise OSError(self.number, os.strerror(self.number))

    flush = lambda self: self.write("")  # type: ignore[assignment] # noqa: E731


def closed() -> io.StringIO:
    """A stream that somebody closed by hand."""
    stream = io.StringIO()
    stream.close()
    return stream


BROKEN: dict[str, Callable[[], object]] = {
    "never there": lambda: None,
    "closed": closed,
    "bad descriptor": lambda: Failing(errno.EBADF),
    "full": lambda: Failing(errno.ENOSPC),
    "input/output error": lambda: Failing(errno.EIO),
}


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("words", PRINTING, ids=" ".join)
def test_an_output_that_cannot_be_written_is_one_line_and_status_two(
    words: list[str], broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``derive >&-``, ``--help >/dev/full`` and all others."""
    messages = io.StringIO()
    monkeypatch.setattr(sys, "stdout", BROKEN[broken]())
    monkeypatch.setattr(sys, "stderr", messages)
    assert main(words) == 2
    assert messages.getvalue().startswith("error: standard output cannot be written: ")
    assert len(messages.getvalue().splitlines()) == 2


@pytest.mark.parametrize("words", PRINTING, ids=" ".join)
def test_a_reader_that_leaves_is_no_error(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """``--help | head -1``: status 0, and not a word."""
    messages = io.StringIO()
    monkeypatch.setattr(sys, "stdout", Failing(errno.EPIPE))
    monkeypatch.setattr(sys, "stderr", messages)
    assert main(words) == 0
    assert messages.getvalue() == ""


def test_what_was_refuted_is_told_although_the_reader_has_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """``check | head -1``: the exit status is that of the finding."""
    monkeypatch.setattr(sys, "stdout", Failing(errno.EPIPE))
    assert main(["check", "--no-cache", "--formula", "1 + 1 = 3"]) == 1


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("words", [["nothing"], ["derive", "--wrt", "q"], ["derive", "--json", "--wrt", "q"]])
def test_an_error_that_nobody_can_be_told_keeps_its_status(
    words: list[str], broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Standard error is closed or full, with or without a standard output."""
    for name in ("stderr", "stdout"):
        monkeypatch.setattr(sys, name, BROKEN[broken]())
        assert main(words) == 2


@pytest.mark.parametrize("stream", [None, closed(), io.StringIO("no bytes")])
def test_a_plugin_without_an_input_says_so(
    stream: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """MyST sends nothing."""
    monkeypatch.setattr(sys, "stdin", stream)
    assert main(["myst-plugin", "--role", "bp:formula"]) == 2
    assert "standard input cannot be read" in capsys.readouterr().err


def test_the_streams_are_given_back(capsys: pytest.CaptureFixture[str]) -> None:
    """A program that calls the command line has its own streams before and after."""
    before = sys.stdout, sys.stderr
    with doors():
        assert isinstance(sys.stdout, Output) and isinstance(sys.stderr, Messages)
        assert not sys.stdout.isatty() and not Output(None).isatty()
        print("through any door", file=sys.stdout)  # noqa: T201 - as a library does
    assert (sys.stdout, sys.stderr) == before
    assert capsys.readouterr().out == "through any door\n"


def test_a_text_goes_through_without_a_command_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever calls ``write_line`` without the command line meets the same error."""
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(InputError, match="it is closed"):
        write_line("x")


def test_a_closed_descriptor_is_filled_before_a_file_can_take_it() -> None:
    """Else the next file that is opened would receive what is printed; asked of a process of its own."""
    program = (
        "import os, sys\nos.close(1)\nfrom reports.system.standard_output import open_standard_streams as fill\n"
        "fill()\nassert os.open(os.devnull, os.O_RDONLY) > 2\nos.write(2, b'done')"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    reading, writing = os.pipe()
    child = os.posix_spawn(
        sys.executable, [sys.executable, "-c", program], environment, file_actions=[(os.POSIX_SPAWN_DUP2, writing, 2)]
    )
    os.close(writing)
    assert os.waitpid(child, 0)[1] == 0
    with os.fdopen(reading) as said:
        assert said.read() == "done"
    open_standard_streams()  # where all are open, nothing happens


def test_an_error_document_is_whole_where_only_messages_are_lost(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A program that closes standard error reads the document all the same."""
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["derive", "--json", "--wrt", "q"]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "usage"
