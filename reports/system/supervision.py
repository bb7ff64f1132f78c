"""One of several hosts: the work is done in a child process, so that its end has a message whatever ends it.

Where another host is lost, JAX may end the process at once with a trace of its own stack; and the library that connects
the hosts speaks on standard output. A reader wants neither.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
import time
from collections.abc import Callable
from typing import IO, TextIO

from derive.errors import MissingTool

# What the libraries say to their programmers; what follows on an error of theirs may be more of it.
# That the work was interrupted, both processes would say.
NOISE = re.compile(r"\[Gloo\] |WARNING: All log messages|[IW]\d{4} ?\d\d|interrupted: ")
ERROR = re.compile(r"[EF]\d{4} ?\d\d|\*\*\* Check failure|Additional GRPC")
SECONDS = 0.5
ASKED = {
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGINT", "SIGXCPU", "SIGUSR1") if hasattr(signal, name)
}
LOST = "start all hosts again; the host that ended first says why in its own output"


def supervised(work: Callable[[], int]) -> int:
    """Do the work in a child process; its exit status.

    Raises:
        MissingTool: a signal ended it, as JAX does where another host is lost.
    """
    if not hasattr(os, "fork"):
        return work()
    ends = [os.pipe(), os.pipe()]
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    child = os.fork()
    if child == 0:
        for (inside, outside), descriptor in zip(ends, (1, 2), strict=True):
            os.close(inside)
            os.dup2(outside, descriptor)
            os.close(outside)
        threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
        return work()
    return _watched(child, [(inside, outside) for inside, outside in ends])


def _end_with(parent: int) -> None:
    """A child whose parent was killed is none of the run any more."""
    while os.getppid() == parent:
        time.sleep(SECONDS)
    os._exit(1)


def _watched(child: int, ends: list[tuple[int, int]]) -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the child has it too, and says what becomes of it
    signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGTERM))
    held, readers = list[str](), list[threading.Thread]()
    for (inside, outside), stream in zip(ends, (sys.stdout, sys.stderr), strict=True):
        os.close(outside)
        source = os.fdopen(inside, encoding="utf-8", errors="replace")
        readers.append(threading.Thread(target=_hand_on, args=(source, stream, held)))
        readers[-1].start()
    for reader in readers:
        reader.join()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        raise _ended_by(os.WTERMSIG(status))
    sys.stderr.write("".join(line for line in held if not (ERROR.match(line) or NOISE.match(line))))
    return os.waitstatus_to_exitcode(status)


def _ended_by(number: int) -> MissingTool:
    """JAX aborts a host that can no longer reach the others; any other signal came from outside."""
    if number == signal.SIGABRT:
        return MissingTool("another host of this run is lost, and JAX ended this one", hint=LOST)
    if number in ASKED:
        hint = "somebody, or a scheduler whose time was over, asked it to end: start all hosts again"
    else:
        hint = "look at the system's log: is there memory enough?"
    return MissingTool(f"the work of this host was ended by the signal {int(number)}", hint)


def _hand_on(source: IO[str], stream: TextIO, held: list[str]) -> None:
    """Line by line; from an error of a library on it waits for how the child ends."""
    holding = False
    for line in source:
        holding = holding or bool(ERROR.match(line))
        if holding:
            held.append(line)
        elif not NOISE.match(line):
            stream.write(line)
            stream.flush()
