"""The command line: the outermost layer. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from .system.beginning import INTERRUPTED, INTERRUPTED_LINE
from .system.compiled_programs import keep_compiled_programs, vouch_for_programs
from .system.interruption import INTERRUPTION
from .system.library_noise import quiet_libraries
from .system.standard_output import doors, open_standard_streams

# What a command waits for in any case, begun before its words are read: the module whose ``begin`` does that.
BEGUN = {"check": "derive.judging.process.starting"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; without ``arguments`` those of the process."""
    if arguments is not None:
        return run_command(list(arguments))
    open_standard_streams()
    if "--debug" not in sys.argv:
        quiet_libraries()
    # A process of a few seconds that makes millions of small objects: looking for cycles less often saves a tenth.
    gc.set_threshold(100_000, 50, 100)
    keep_compiled_programs()
    try:
        INTERRUPTION.watch()
        status = run_command(sys.argv[1:])
        INTERRUPTION.end()
    except KeyboardInterrupt:  # beside the command
        status = INTERRUPTED
        sys.stderr.write(INTERRUPTED_LINE)
    if status:
        # A second thread may still be at work on what nobody waits for any more.
        with doors():
            sys.stderr.flush()
        os._exit(status)
    vouch_for_programs()
    return status


def run_command(words: list[str]) -> int:
    """Run one command; every exception becomes an error message and an exit status.

    >>> run_command(["derive", "--wrt", "nothing"])
    2
    """
    with doors():
        try:
            _begin(words)
            from .commands.program import run_program

            status = run_program([word for word in words if word != "--debug"])
        except KeyboardInterrupt:
            status = INTERRUPTED
        except Exception as error:  # noqa: BLE001 - the outermost layer turns every fault into a message
            from .commands.program import told

            status = INTERRUPTED if INTERRUPTION.asked else told(error, words)
        if status == INTERRUPTED:
            sys.stderr.write(INTERRUPTED_LINE)
        return status


def _begin(words: list[str]) -> None:
    module = BEGUN.get(words[0]) if words and "--help" not in words else None
    if module is not None:
        import_module(module).begin()
