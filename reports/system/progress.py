"""Progress on standard error: only on a terminal, and only for work longer than a second."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

from .interruption import INTERRUPTION
from .visible_text import visible

Announce = Callable[[str], None]
DELAY_SECONDS = 1.0
DETAIL = " · "


def silent(_stage: str) -> None:
    """Announce nothing."""


def unless_interrupted(_stage: str) -> None:
    """Announce nothing; an interruption that a library swallowed comes again."""
    INTERRUPTION.heed()


def within(announce: Announce, stage: str) -> Announce:
    """What announces the details of a stage.

    >>> within(print, "compare")("row 7")
    compare · row 7
    """
    return lambda detail: announce(f"{stage}{DETAIL}{detail}")


@contextmanager
def progress(stages: int, quiet: bool = False) -> Iterator[Announce]:
    """Yield what a pipeline calls at the beginning of each of its ``stages``, with the stage's name.

    Where the user has interrupted, and a library has swallowed that, it is raised at the next of these calls.
    What follows on ``DETAIL`` says where within the stage the work is.
    """
    if quiet or not sys.stderr.isatty():
        yield unless_interrupted
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task("", total=stages)
    timer = Timer(DELAY_SECONDS, bar.start)
    timer.daemon = True
    timer.start()

    begun: set[str] = set()

    def announce(what: str) -> None:
        INTERRUPTION.heed()
        stage = what.partition(DETAIL)[0]
        bar.update(task, description=visible(what), advance=int(stage not in begun))
        begun.add(stage)

    try:
        yield announce
    finally:
        timer.cancel()
        timer.join()
        bar.stop()
