"""A second process reads the claims of a file, and judges them by its document alone, ahead of the first.

The first judges them in order. How a claim reads, and what the document says of it, depends on no claim before it, and
takes more than half of the time: two processes do in half of it what one does. Where the first has to wait for the
second, it does the same for later claims. Nothing else changes: what is not found ahead is found where it is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from threading import Condition, Thread
from types import TracebackType
from typing import Self

from ...reading.notes.claims import Claim
from .serving import Beforehand
from .worker import Worker

WORTH_A_PROCESS = 40  # claims: a process of its own takes as long as a few of them


class Ahead:
    """What is found of claims beforehand, claim by claim, as far as it is there when it is asked for.

    ``judge`` is the state in which the file was opened.
    """

    def __init__(self, worker: Worker, judge: bytes, claims: Sequence[Claim], first: Worker | None = None) -> None:
        self.worker, self.judge, self.claims, self.first = worker, judge, claims, first
        self._change = Condition()
        self._next = 0  # the first claim that nobody has begun with
        self._reached, self._at = -1, -1  # where the first process is, and this one
        self._found: dict[int, Beforehand | None] = {}
        worth = len(claims) >= WORTH_A_PROCESS and (os.cpu_count() or 1) > 1
        self._thread = Thread(target=self._work, daemon=True) if worth else None

    def __enter__(self) -> Self:
        if self._thread is not None:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._change:
            self._reached = len(self.claims)
        if self._thread is not None:
            if error is not None:
                self.worker.end()
            self._thread.join()

    def findings(self, place: int) -> Beforehand | None:
        """What is found of the claim at a place; None where nobody has begun to find it."""
        with self._change:
            self._reached = place
        while self._is_waited_for(place) and self._found_by(self.first):
            pass
        with self._change:
            while self._is_waited_for(place):
                self._change.wait()
            return self._found.pop(place, None)

    def _is_waited_for(self, place: int) -> bool:
        return self._at == place and place not in self._found

    def _work(self) -> None:
        while self._found_by(self.worker):
            pass

    def _found_by(self, worker: Worker | None) -> bool:
        """Let a process find out beforehand about the next claim; False where it has nothing to do."""
        with self._change:
            place = max(self._next, self._reached + 1)
            if worker is None or place >= len(self.claims):
                return False
            self._next = place + 1
            self._at = place if worker is self.worker else self._at
        found = None
        try:
            found = worker.beforehand(self.judge, self.claims[place])
        finally:
            with self._change:
                self._found[place] = found
                self._change.notify_all()
        return True
