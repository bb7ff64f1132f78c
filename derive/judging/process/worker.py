"""A process of its own for reading and judging: at most five seconds of a processor and one GiB for one formula.

A formula that exceeds them is UNDECIDED, the process is replaced, and the rest goes on: of a file in which many
exceed them each later one has a fifth of the time. The formulas of a file are found in that process too, within a
limit of their own.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from ...errors import BackproofError, InputError, MissingTool
from ...proof.verdict import Outcome
from ...reading.notes.claims import Claim
from ..finding import Finding
from .serving import INSTALL, MACHINE, MISSING, Beforehand, State, serve
from .starting import PRELOADED, undisturbed, windows

if TYPE_CHECKING:
    from ...network.definitions import Network

SECONDS = 5.0
FILE_SECONDS = 60.0
START_SECONDS = 60.0
MOST_LATE = 10  # formulas of a file that may take all of their time: each later one has a share of it
LATER_SHARE = 0.2
PATIENCE = 4  # times as long is waited for a process that other programs keep from the processor
MEMORY = 1 << 30
Question = tuple[str, *tuple[Any, ...]]


class Worker:
    """Judges claims in a separate process; from the state of a file, another process can go on where one had to end.

    ``seconds`` and ``memory`` (bytes) are the most that one formula may take.
    """

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self.seconds, self.memory = seconds, memory
        self._context: Any = multiprocessing.get_context("spawn" if windows() else "forkserver")
        self._process: Any = None
        self._connection: Connection | None = None
        self._held: State | None = None  # what the process has at hand
        self._document = b""
        self._file, self._late = b"", 0  # how many formulas of that file cost a process

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def findings(
        self, state: State | bytes, claim: Claim, syntax: str = "latex", beforehand: Beforehand | None = None
    ) -> tuple[list[Finding], State]:
        """The findings in one claim, and the state after it; ``beforehand`` is what was found of it already."""
        before = state if isinstance(state, State) else State(state)
        self._ready()
        reason = "" if before is self._held else self._restored(before)
        if reason:  # what cannot be read again is not tried for ever
            return [_undecided(claim, reason)], State(before.judge, memory=before.memory if before.since else b"")
        answer, reason = self._answer(("judge", None, claim, syntax, beforehand), self._seconds())
        findings, memory, fault = answer or ([], None, reason)
        if fault:
            self._held, self._document = None, b""
            return [_undecided(claim, fault)], before
        later = State(before.judge, (*before.since, (claim, syntax)), before.memory)
        self._held = later if memory is None else State(before.judge, memory=memory)
        self._document = before.judge
        return findings, self._held

    def _restored(self, state: State) -> str:
        """Let the process have a state, within a limit of its own; or why it has not."""
        given, reason = self._answer(("restore", state), FILE_SECONDS)
        self._document = b"" if given or reason else state.judge
        return str(reason or given)

    def _seconds(self) -> float:
        """The time that the next formula has."""
        return self.seconds if self._late < MOST_LATE else self.seconds * LATER_SHARE

    def beforehand(self, judge: bytes, claim: Claim) -> Beforehand | None:
        """What no claim before it changes of a claim; None where that is not found out.

        ``judge`` is the state in which a file was opened.
        """
        self._ready()
        late = self._late = self._late if self._file == judge else 0
        self._file = judge
        if self._document != judge and self._restored(State(judge)):
            return None
        found: Beforehand | None
        found, reason = self._answer(("beforehand", claim), self._seconds())
        return Beforehand([_undecided(claim, reason)]) if self._late > late else found

    def end(self) -> None:
        """End the process while another thread waits for its answer, which then is none."""
        if self._process is not None and self._process.is_alive():
            self._process.kill()

    def claims(self, text: str, kind: str) -> list[Claim]:
        """The claims in a text of notes of that kind, in its order.

        Raises:
            InputError: it is not of that kind, has too many formulas, or they are not found in a minute.
        MissingTool: a library that reads notes of that kind is missing.
        """
        return list(self._given(("find", text, kind), FILE_SECONDS, "the formulas are not found", "split the file"))

    def opened(self, text: str, claims: Sequence[Claim] = (), assumed: tuple[Network, Network] | None = None) -> bytes:
        """The state before the first claim of a file: what its text declares, and what its definitions tell of letters.

        ``assumed`` are the networks of one sample and of many that are meant where the text defines none.

        Raises:
            InputError: a declaration names something that does not exist, or takes too long to read.
        """
        if "backproof:" not in text and not claims:
            return b""
        what, hint = "what the letters mean is not found", "such as <!-- backproof: a = hidden -->"
        self._file = bytes(self._given(("open", text, tuple(claims), assumed), FILE_SECONDS, what, hint))
        self._late = 0
        return self._file

    def _given(self, question: Question, seconds: float, what: str, hint: str) -> Any:
        """What the process gives back, where it may also refuse what the author wrote."""
        answer, reason = self._answer(question, seconds)
        if reason:
            raise InputError(f"{what}: {reason}", hint)
        given, message, its_hint = answer
        if message.startswith(MISSING):
            raise MissingTool(message, its_hint)
        if message:
            raise InputError(message, its_hint)
        return given

    def _answer(self, question: Question, seconds: float) -> tuple[Any, str]:
        """What the process answers, or why it does not; then the next question goes to another process."""
        connection = self._ready()
        try:
            connection.send_bytes(pickle.dumps(question))
            if self._has_answered(connection, seconds):
                return pickle.loads(connection.recv_bytes()), ""
            self._late += 1
            reason = f"{MACHINE} more than {seconds:g} second{'s' if seconds != 1 else ''}"
            reason += f", and so did {MOST_LATE} formulas before" if self._late > MOST_LATE else ""
        except (EOFError, OSError):
            self._process.join(1.0)
            reason = f"{MACHINE} too much memory, or its process was ended (status {self._process.exitcode})"
        self.stop()
        return None, reason

    def _has_answered(self, connection: Connection, seconds: float) -> bool:
        """True once there is an answer; False after so many seconds of the processor, which others may use too."""
        began, waited = processor_seconds(self._process.pid), 0.0
        remaining = seconds
        while remaining > 0 and waited < PATIENCE * seconds:
            if connection.poll(remaining):
                return True
            waited += remaining
            used = processor_seconds(self._process.pid) - began
            remaining = max(seconds - used, seconds / 10) if used < 0.9 * seconds else 0.0
        return False

    def _ready(self) -> Connection:
        """The connection to a process that lives: one that was ended between two formulas is replaced."""
        if self._connection is not None and not self._process.is_alive():
            self.stop()
        return self._started()

    def _started(self) -> Connection:
        if self._connection is not None:
            return self._connection
        ours: Connection
        ours, theirs = self._context.Pipe()
        self._process = self._context.Process(target=serve, args=(theirs, self.memory), daemon=True)
        if not windows():
            self._context.set_forkserver_preload(PRELOADED)
        with undisturbed():
            self._process.start()
        theirs.close()
        try:
            if not ours.poll(START_SECONDS):
                raise EOFError
            missing = ours.recv_bytes().decode()
        except (EOFError, OSError):
            ours.close()
            self.stop()
            raise BackproofError("the process that judges formulas did not start", "is there enough memory?") from None
        if missing:
            ours.close()
            self.stop()
            raise MissingTool(f"{MISSING}{missing:.200}", INSTALL)
        self._connection = ours
        return ours

    def stop(self) -> None:
        """End the process."""
        if self._process is not None and self._process.pid is not None:
            self._process.kill()
            self._process.join()
        if self._connection is not None:
            self._connection.close()
        self._process = self._connection = self._held = None
        self._document = b""


def processor_seconds(process: int) -> float:
    """The seconds of a processor that a process has used; those of the clock where nobody tells them.

    >>> import os
    >>> 0 < processor_seconds(os.getpid()) < 1e9
    True
    """
    try:
        fields = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError, AttributeError):
        return time.monotonic()


def _undecided(claim: Claim, reason: str) -> Finding:
    return Finding(claim.line, claim.column, claim.latex, "", Outcome.UNDECIDED, diagnosis=reason, cell=claim.cell)
