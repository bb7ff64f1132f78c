"""The first moments of the program ``backproof``: an interruption meets imports that are half done."""

from __future__ import annotations

import os
import signal
import sys

PROGRAM = "backproof"
INTERRUPTED = 130


def end_quietly_when_interrupted() -> None:
    """In the process of our own program, and nowhere else, Ctrl-C ends it while nothing is begun that must be ended.

    The command line takes over when it starts.
    """
    if os.path.splitext(os.path.basename((sys.argv or [""])[0]))[0] == PROGRAM:
        signal.signal(signal.SIGINT, lambda *_: os._exit(INTERRUPTED))
