"""A second process judges the claims of a file by its document alone, ahead of the first, which judges them in order.

What the document says of a claim depends on no claim before it, and takes about half of the time: two processes do in
half of it what one does. Nothing else changes: what is not found ahead is found where it is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from threading import Condition, Thread
from types import TracebackType
from typing import Self

from ..reading.notes.claims import Claim
from .finding import Finding
from .worker import Worker

WORTH_A_PROCESS = 40  # claims: a process of its own takes as long as a few of them


class Ahead:
    """The findings that the document alone tells, claim by claim, as far as they are there when they are asked for.

    ``judge`` is the state in which the file was opened.
    """

    def __init__(self, worker: Worker, judge: bytes, claims: Sequence[Claim]) -> None:
        self.worker, self.judge, self.claims = worker, judge, claims
        self._change = Condition()
        self._reached, self._at = -1, -1  # where the first process is, and this one
        self._found: dict[int, list[Finding] | None] = {}
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

    def findings(self, place: int) -> list[Finding] | None:
        """What the document says of the claim at a place; None where nobody has begun to find it."""
        with self._change:
            self._reached = place
            while self._at == place and place not in self._found:
                self._change.wait()
            return self._found.pop(place, None)

    def _work(self) -> None:
        for place, claim in enumerate(self.claims):
            with self._change:
                if place <= self._reached:
                    continue
                self._at = place
            found = None
            try:
                found = self.worker.by_document(self.judge, claim)
            finally:
                with self._change:
                    self._found[place] = found
                    self._change.notify_all()
