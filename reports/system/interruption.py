"""Ctrl-C: the first ends the work in good order, wherever it falls; the second ends the process at once."""

from __future__ import annotations

import _thread
import os
import signal
import sys
import threading
from types import FrameType

STATUS = 130
SOON_SECONDS = 0.01


class Interruption:
    """Whether the user has interrupted this process.

    Python drops an exception that is raised while it calls back into a program (as it does of modules that are just
    being imported), and a library may turn one into another: so it is not only raised, but remembered.
    """

    def __init__(self) -> None:
        self.asked = False

    def watch(self) -> None:
        """Take over from here; only the main thread of a process may."""
        signal.signal(signal.SIGINT, self._interrupt)
        self._show, sys.unraisablehook = sys.unraisablehook, self._dropped

    def end(self) -> None:
        """Nothing is left to put in order: from here on the system ends the process."""
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    def heed(self) -> None:
        """Raise it again: a library between it and us may have swallowed it, and work that asks has gone on.

        >>> Interruption().heed()
        """
        if self.asked:
            raise KeyboardInterrupt

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        if self.asked:
            os._exit(STATUS)
        self.asked = True
        raise KeyboardInterrupt

    def _dropped(self, what: sys.UnraisableHookArgs) -> None:
        if not issubclass(what.exc_type, KeyboardInterrupt):
            self._show(what)
            return
        self.asked = False
        again = threading.Timer(SOON_SECONDS, _thread.interrupt_main)
        again.daemon = True
        again.start()


INTERRUPTION = Interruption()
