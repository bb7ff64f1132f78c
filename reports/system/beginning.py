"""The first moments of the program ``backproof``: an interruption meets imports that are half done."""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress

PROGRAM = "backproof"
INTERRUPTED = 130
INTERRUPTED_LINE = "interrupted: nothing was left half written\n"


def end_quietly_when_interrupted() -> None:
    """In the process of our own program, and nowhere else, Ctrl-C ends it while nothing is begun that must be ended.

    The command line takes over when it starts.
    """
    if os.path.splitext(os.path.basename((sys.argv or [""])[0]))[0] == PROGRAM:
        signal.signal(signal.SIGINT, _end)


def _end(*_: object) -> None:
    with suppress(OSError):
        os.write(2, INTERRUPTED_LINE.encode())  # streams of Python's may be half made
    os._exit(INTERRUPTED)
