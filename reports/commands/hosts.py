"""``--hosts``: the same command, started once on each host; the first of them says what was found."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Timer

# Hosts that are started together find each other sooner.
SECONDS = 10.0


def on_hosts(hosts: str, devices: str, work: Callable[[], int]) -> int:
    """Do the work, as one of several hosts where there are; a host that only helps says nothing. The exit status."""
    if not hosts:
        return _prepared(hosts, devices, work)
    from ..system.supervision import supervised

    return supervised(lambda: _prepared(hosts, devices, work))


def _prepared(hosts: str, devices: str, work: Callable[[], int]) -> int:
    if not hosts and devices == "1":
        return work()
    from numeric.scale.devices import ShareDone, join_hosts, split_processor

    split_processor(devices)
    if hosts:
        with told_after(SECONDS, "note: waiting until all hosts have started; after five minutes the run ends\n"):
            join_hosts(hosts)
    try:
        return work()
    except ShareDone:
        return 0


@contextmanager
def told_after(seconds: float, note: str) -> Iterator[None]:
    """Write the note to standard error where what is done inside takes longer.

    >>> with told_after(60, "never said"):
    ...     pass
    """
    timer = Timer(seconds, sys.stderr.write, (note,))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
