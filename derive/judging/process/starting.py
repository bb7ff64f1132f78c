"""The start of the processes that judge: what they have imported, and that nothing disturbs them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock
from types import ModuleType

PRELOADED = ["derive.judging.process.preloaded"]  # so that a replaced process starts at once
LOOK_SECONDS = 0.02
STARTING = Lock()  # one thread at a time hides the script


def begin() -> None:
    """Let a process import what judges, while this one reads what it is to judge; a worker's process is its child."""
    if windows():
        return
    import multiprocessing
    from multiprocessing.forkserver import ensure_running

    multiprocessing.get_context("forkserver").set_forkserver_preload(PRELOADED)
    # What is wrong is told when the worker starts.
    with suppress(OSError), undisturbed():
        ensure_running()


@contextmanager
def undisturbed() -> Iterator[None]:
    """While a process starts, Ctrl-C waits, and stays ours alone; the script that asks is not run again in there."""
    import signal
    from multiprocessing import resource_tracker

    with STARTING:
        if not windows():
            resource_tracker.ensure_running()  # which would let Ctrl-C through again, and into what starts behind it
        script, sys.modules["__main__"] = sys.modules["__main__"], ModuleType("__main__")
        before = None if windows() else signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            yield
        finally:
            sys.modules["__main__"] = script
            if before is not None:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_with_the_asker() -> None:
    """End this process when the one that started it has ended, whatever it computes at that moment."""
    import multiprocessing
    import os
    from threading import Thread

    if (asker := multiprocessing.parent_process()) is None:
        return

    def wait() -> None:
        asker.join()
        os._exit(1)

    Thread(target=wait, daemon=True).start()


def silent() -> None:
    """Nothing of what this process prints is part of a report: a library in C says by itself that memory is short."""
    import os

    os.dup2(2, 1)


@contextmanager
def as_long_as_the_asker_lives() -> Iterator[None]:
    """Meanwhile this process ends when the one that started it has: nobody waits for what it imports any more."""
    import os
    from threading import Event, Thread

    asker, imported = os.getppid(), Event()

    def watch() -> None:
        while not imported.wait(LOOK_SECONDS):
            if os.getppid() != asker:
                os._exit(1)

    watching = Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        imported.set()
        watching.join()  # a process with two threads is not to be forked


def windows() -> bool:
    """Whether this is Windows, which cannot fork."""
    return sys.platform == "win32"
