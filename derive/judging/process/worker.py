"""A process of its own for reading and judging: at most five seconds and one GiB for one formula.

A formula that exceeds them is UNDECIDED, the process is replaced, and the rest goes on: of a file in which many
exceed them each later one has a fifth of the time. The formulas of a file are found in that process too, within a
limit of their own.
"""

from __future__ import annotations

import multiprocessing
import pickle
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib import import_module
from multiprocessing.connection import Connection
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from ...errors import BackproofError, InputError, MissingTool
from ...proof.verdict import Outcome
from ...reading.notes.claims import Claim
from ..finding import Finding
from .starting import PRELOADED, end_with_the_asker, silent, undisturbed, windows

if TYPE_CHECKING:
    from ...network.definitions import Network
    from ...reading.formula import Reading, RejectedFormula
    from ..usual_classifier.judge import NotesJudge

SECONDS = 5.0
FILE_SECONDS = 60.0
START_SECONDS = 60.0
MOST_LATE = 10  # formulas of a file that may take all of their time: each later one has a share of it
LATER_SHARE = 0.2
MOST_SINCE = 50  # claims that another process may have to read again
MEMORY = 1 << 30
MACHINE = "it takes"  # so begins a diagnosis that may be another one on another machine
MISSING = "a library is missing: "  # so begins what a process says that lacks one
INSTALL = "install Backproof again, with pip"
Question = tuple[str, *tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class State:
    """What a file has declared and stated so far: the judge that was opened, what it remembers, and claims since.

    All as bytes; ``memory`` is empty where nothing was remembered before the claims.
    """

    judge: bytes = b""
    since: tuple[tuple[Claim, str], ...] = ()
    memory: bytes = b""


@dataclass(frozen=True, slots=True)
class Beforehand:
    """What is found of a claim before those before it are judged: what the document says, and how it is understood.

    ``reading`` is the ``Reading``, or the refusal, as bytes, which nobody on the way has to take apart; empty for none.
    """

    findings: list[Finding]
    reading: bytes = b""


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
            if connection.poll(seconds):
                return pickle.loads(connection.recv_bytes()), ""
            self._late += 1
            reason = f"{MACHINE} more than {seconds:g} second{'s' if seconds != 1 else ''}"
            reason += f", and so did {MOST_LATE} formulas before" if self._late > MOST_LATE else ""
        except (EOFError, OSError):
            self._process.join(1.0)
            reason = f"{MACHINE} too much memory, or its process was ended (status {self._process.exitcode})"
        self.stop()
        return None, reason

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


def _undecided(claim: Claim, reason: str) -> Finding:
    return Finding(claim.line, claim.column, claim.latex, "", Outcome.UNDECIDED, diagnosis=reason, cell=claim.cell)


def serve(connection: Connection, memory: int) -> None:
    """Answer the questions that come over the connection until it closes; this runs in the worker process."""
    import gc
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    silent()
    end_with_the_asker()
    gc.set_threshold(100_000, 50, 100)
    missing = _missing_library()
    held = HeldJudge()
    tasks: dict[str, Callable[..., Any]] = {
        "judge": held.findings, "restore": held.restore, "beforehand": held.beforehand, "find": _found, "open": _opened,
    }  # fmt: skip
    _limit_memory(memory)
    with suppress(EOFError, OSError):  # nobody listens any more
        connection.send_bytes(missing.encode())
        while not missing:
            task, *arguments = pickle.loads(connection.recv_bytes())
            connection.send_bytes(pickle.dumps(tasks[task](*arguments)))


def _missing_library() -> str:
    """Import what judges, before the memory is limited; say what keeps it from being imported."""
    try:
        for name in PRELOADED:
            import_module(name)
    except ImportError as error:
        return str(error) or "unknown"
    return ""


class HeldJudge:
    """The judge of the file at hand, in the worker process.

    What it remembers is given away as often as that costs no more than a tenth of the time; claims since are read
    again. The document, which no claim changes, is given away by nobody.
    """

    def __init__(self) -> None:
        self.judge: NotesJudge | None = None
        self.judging = self.pickling = 0.0
        self.since = 0

    def restore(self, state: State) -> str:
        """Go on from a state; or what is wrong with it."""
        self.judge, self.judging, self.pickling = None, 0.0, 0.0
        try:
            self.judge = _restored(state)
        except Exception as error:  # noqa: BLE001 - a fault of ours in one formula must not stop the others
            return (
                f"{MACHINE} too much memory"
                if isinstance(error, MemoryError)
                else f"a fault of the checker: {error!r:.80}"
            )
        return ""

    def beforehand(self, claim: Claim) -> Beforehand | None:
        """What the document of the judge at hand, that of a file, says of a claim alone, and how it is understood."""
        try:
            found: list[Finding] = self.judge.document.findings(claim)  # type: ignore[union-attr]
            return Beforehand(found, pickle.dumps(_read(self.judge.usual, claim)))  # type: ignore[union-attr]
        except Exception:  # noqa: BLE001 - the process that judges in order meets the same, and tells it
            return None

    def findings(
        self, before: State | None, claim: Claim, syntax: str, beforehand: Beforehand | None = None
    ) -> tuple[list[Finding], bytes | None, str]:
        """The findings, the judge as bytes now and then, and what went wrong; without a state, of the judge at hand."""
        began = time.perf_counter()
        try:
            judge = self.judge if before is None else _restored(before)
            if judge is None:
                return [], None, f"{MACHINE} the process that knew the notes, and that one has ended"
            with _known(judge, claim, beforehand):
                found, self.judge = judge.findings(claim, syntax), judge
            self.judging += time.perf_counter() - began
            self.since += 1
            if before is None and self.since < MOST_SINCE and self.judging < 10 * self.pickling:
                return found, None, ""
            began = time.perf_counter()
            kept = pickle.dumps(getattr(judge, "usual", judge))
            self.judging, self.pickling, self.since = 0.0, time.perf_counter() - began, 0
        except Exception as error:  # noqa: BLE001 - a fault of ours in one formula must not stop the others
            self.judge = None
            short = isinstance(error, MemoryError)
            return [], None, f"{MACHINE} too much memory" if short else f"a fault of the checker: {error!r:.80}"
        return found, kept, ""


def _read(judge: NotesJudge, claim: Claim) -> Reading | RejectedFormula:
    from ...reading.formula import RejectedFormula

    try:
        return judge.read(claim)
    except RejectedFormula as refusal:
        return refusal


@contextmanager
def _known(judge: NotesJudge, claim: Claim, beforehand: Beforehand | None) -> Iterator[None]:
    """Meanwhile the judge of a file need not ask its document about the claim, and does not read it again."""
    document = getattr(judge, "document", None)
    if document is None or beforehand is None:
        yield
        return
    usual: NotesJudge = judge.usual  # type: ignore[attr-defined]
    document.known[claim] = beforehand.findings
    usual.beforehand = (claim, pickle.loads(beforehand.reading)) if beforehand.reading else None
    try:
        yield
    finally:
        document.known.clear()
        usual.beforehand = None


def _restored(state: State) -> NotesJudge:
    from ..usual_classifier.judge import NotesJudge

    judge: Any = pickle.loads(state.judge) if state.judge else NotesJudge()
    memory: NotesJudge = pickle.loads(state.memory) if state.memory else getattr(judge, "usual", judge)
    for claim, syntax in state.since:
        memory.findings(claim, syntax)
    if not hasattr(judge, "usual"):
        return memory
    judge.usual = memory
    restored: NotesJudge = judge
    return restored


def _found(text: str, kind: str) -> tuple[list[Claim], str, str]:
    from ...reading.notes.sections import claims_in_text

    try:
        return claims_in_text(text, kind), "", ""
    except ImportError as error:  # of what reads notes of this kind
        return [], f"{MISSING}{error!s:.200}", INSTALL
    except InputError as error:
        return [], error.message, error.hint
    except Exception as error:  # noqa: BLE001 - a fault of ours in one file must not stop the others
        short = isinstance(error, (MemoryError, RecursionError))
        why = "finding its formulas takes too much memory" if short else f"a fault of the checker: {error!r:.80}"
        return [], why, "split the file"


def _opened(text: str, claims: tuple[Claim, ...], assumed: tuple[Network, Network] | None) -> tuple[bytes, str, str]:
    from ..file_judge import FileJudge
    from ..usual_classifier.declarations import declared

    try:
        glossary, setting = declared(text)
        return pickle.dumps(FileJudge.of(claims, glossary, replace(setting, assumed=assumed))), "", ""
    except InputError as error:
        return b"", error.message, error.hint


def _limit_memory(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time limit holds there too
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
