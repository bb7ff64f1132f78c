"""A process of its own for reading and judging: at most five seconds and one GiB for one formula.

A formula that exceeds them is UNDECIDED, the process is replaced, and the rest goes on.
"""

from __future__ import annotations

import multiprocessing
import pickle
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self

from ..errors import InputError
from ..notes.claims import Claim
from .finding import Finding

SECONDS = 5.0
START_SECONDS = 60.0
MEMORY = 1 << 30


class Worker:
    """Judges claims in a separate process; the state of a file (what it declares and states) stays here, as bytes."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self._context: Any = multiprocessing.get_context("spawn" if _windows() else "forkserver")
        self._process: Any = None
        self._connection: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def findings(self, state: bytes, claim: Claim, syntax: str = "latex") -> tuple[list[Finding], bytes]:
        """The findings in one claim, and the state after it."""
        connection = self._started()
        try:
            connection.send_bytes(pickle.dumps((state, claim, syntax)))
            if connection.poll(self.seconds):
                findings, after = pickle.loads(connection.recv_bytes())
                return findings, after
            reason = f"it takes more than {self.seconds:g} seconds"
        except (EOFError, OSError):
            reason = "it takes more than 1 GiB of memory"
        self.stop()
        return [
            Finding(claim.line, claim.column, claim.latex, "", "UNDECIDED", diagnosis=reason, cell=claim.cell)
        ], state

    def opened(self, text: str) -> bytes:
        """The state before the first claim of a file: what its text declares.

        Raises:
            InputError: a declaration names something that does not exist.
        """
        if "backproof:" not in text:
            return b""
        connection = self._started()
        connection.send_bytes(pickle.dumps((b"", text, "")))
        state, message, hint = pickle.loads(connection.recv_bytes())
        if message:
            raise InputError(message, hint)
        return bytes(state)

    def _started(self) -> Connection:
        if self._connection is not None:
            return self._connection
        ours: Connection
        ours, theirs = self._context.Pipe()
        self._process = self._context.Process(target=serve, args=(theirs,), daemon=True)
        self._process.start()
        theirs.close()
        if not ours.poll(START_SECONDS):
            raise OSError("the worker process did not start")
        ours.recv_bytes()
        self._connection = ours
        return ours

    def stop(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
        if self._connection is not None:
            self._connection.close()
        self._process = self._connection = None


def _opened(text: str) -> tuple[bytes, str, str]:
    from .declarations import declared
    from .notes import NotesJudge

    try:
        return pickle.dumps(NotesJudge(*declared(text))), "", ""
    except InputError as error:
        return b"", error.message, error.hint


def serve(connection: Connection) -> None:
    """Judge what comes over the connection until it closes; this runs in the worker process."""
    import gc
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(100_000, 50, 100)
    from .notes import NotesJudge

    _limit_memory()
    connection.send_bytes(b"ready")
    while True:
        try:
            state, claim, syntax = pickle.loads(connection.recv_bytes())
        except (EOFError, OSError):
            return
        if isinstance(claim, str):
            connection.send_bytes(pickle.dumps(_opened(claim)))
            continue
        judge: NotesJudge = pickle.loads(state) if state else NotesJudge()
        connection.send_bytes(pickle.dumps((_judged(judge, claim, syntax), pickle.dumps(judge))))


def _judged(judge: Any, claim: Claim, syntax: str) -> list[Finding]:
    try:
        findings: list[Finding] = judge.findings(claim, syntax)
        return findings
    except Exception as error:  # noqa: BLE001 - a fault of ours in one formula must not stop the others
        why = "it takes too much memory" if isinstance(error, MemoryError) else f"a fault of the checker: {error!r:.80}"
        return [Finding(claim.line, claim.column, claim.latex, "", "UNDECIDED", diagnosis=why, cell=claim.cell)]


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time limit holds there too
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _windows() -> bool:
    import sys

    return sys.platform == "win32"
