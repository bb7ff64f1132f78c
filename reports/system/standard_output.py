"""The doors to standard output and standard error: they survive a closed stream, a full disk, a reader that leaves."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, TextIO, cast

from derive.errors import InputError

from .ascii_text import HANDLER

HINT = "check the disk or the redirection"


class Output:
    """Standard output as any library may write to it: where it fails, one typed error says why.

    A reader that leaves, as ``head`` does, is no error: what follows is dropped, and the exit status stays what the
    command found.
    """

    def __init__(self, stream: TextIO | None) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        """Write the text.

        Raises:
            InputError: standard output is closed, or cannot be written.
        """
        return self._done(lambda stream: stream.write(text))

    def flush(self) -> None:
        """Send what was written.

        Raises:
            InputError: standard output cannot be written.
        """
        if self.stream is not None:
            self._done(lambda stream: stream.flush())

    def isatty(self) -> bool:
        """True where a person reads it."""
        return self.stream is not None and not self.stream.closed and self.stream.isatty()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def _done(self, act: Any) -> int:
        if self.stream is None:
            raise self._failed(errno.EBADF)
        try:
            return act(self.stream) or 0
        except BrokenPipeError:
            _silence(self.stream)
            return 0
        except (OSError, ValueError) as error:  # of a stream closed by hand, Python says that with a ValueError
            _silence(self.stream)
            raise self._failed(getattr(error, "errno", None) or errno.EBADF) from None

    def _failed(self, number: int) -> InputError:
        why = "it is closed" if number == errno.EBADF else os.strerror(number)
        return InputError(f"standard output cannot be written: {why}", hint=HINT)


class Messages(Output):
    """Standard error: where even that cannot be written nobody is left to tell, and the exit status has to do."""

    def _failed(self, number: int) -> InputError:
        return InputError(f"standard error cannot be written: {os.strerror(number)}", hint=HINT)

    def _done(self, act: Any) -> int:
        with suppress(InputError):
            return super()._done(act)
        return 0


@contextmanager
def doors() -> Iterator[None]:
    """While a command runs, everything that is printed goes through the doors, whichever library prints it."""
    before = sys.stdout, sys.stderr
    for stream in before:
        with suppress(AttributeError, OSError, ValueError):
            cast(Any, stream).reconfigure(errors=HANDLER)
    sys.stdout, sys.stderr = cast(TextIO, Output(before[0])), cast(TextIO, Messages(before[1]))
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def open_standard_streams() -> None:
    """Put the null device where a standard stream is closed, or the next file that is opened would take its place."""
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def write_line(text: str) -> None:
    """Write the text and a line end to standard output, at once.

    Raises:
        InputError: standard output is closed, or cannot be written.

    >>> write_line("p - y")
    p - y
    """
    out = sys.stdout if isinstance(sys.stdout, Output) else Output(sys.stdout)
    out.write(text + "\n")
    out.flush()


def _silence(stream: TextIO) -> None:
    """Point the stream to nowhere, or Python fails again when it flushes on its way out."""
    with suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
