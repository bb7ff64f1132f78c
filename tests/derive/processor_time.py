"""A limit on processor time: what hangs fails, however busy the machine is."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def at_most(seconds: float, what: str = "this") -> Iterator[None]:
    """Fail when what is inside computes longer than that; time spent waiting for other programs does not count."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def late(_signal: int, _frame: object) -> None:
        pytest.fail(f"{what:.200} takes more than {seconds:g} s")

    before = signal.signal(signal.SIGVTALRM, late)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.0)
        signal.signal(signal.SIGVTALRM, before)
