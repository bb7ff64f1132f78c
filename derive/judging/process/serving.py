"""What the process that judges formulas does: it answers questions until nobody asks any more."""

from __future__ import annotations

import pickle
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from importlib import import_module
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any

from ...errors import InputError
from ...reading.notes.claims import Claim
from ..finding import Finding
from .starting import PRELOADED, end_with_the_asker, silent

if TYPE_CHECKING:
    from ...network.definitions import Network
    from ...reading.formula import Reading, RejectedFormula
    from ..usual_classifier.judge import NotesJudge

MOST_SINCE = 50  # claims that another process may have to read again
MACHINE = "it takes"  # so begins a diagnosis that may be another one on another machine
MISSING = "a library is missing: "  # so begins what a process says that lacks one
INSTALL = "install Backproof again, with pip"


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
            return _why(error)
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
            return [], None, _why(error)
        return found, kept, ""


def _why(error: Exception) -> str:
    """What is told of a formula or a file that our own fault, or too little memory, keeps from being judged."""
    return f"{MACHINE} too much memory" if isinstance(error, MemoryError) else f"a fault of the checker: {error!r:.80}"


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
        return [], "finding its formulas takes too much memory" if short else _why(error), "split the file"


def _opened(text: str, claims: tuple[Claim, ...], assumed: tuple[Network, Network] | None) -> tuple[bytes, str, str]:
    from ..file_judge import FileJudge
    from ..usual_classifier.declarations import declared

    try:
        glossary, setting = declared(text)
        return pickle.dumps(FileJudge.of(claims, glossary, replace(setting, assumed=assumed))), "", ""
    except InputError as error:
        return b"", error.message, error.hint
    except MemoryError:
        raise  # told by the one that asks
    except Exception as error:  # noqa: BLE001 - a fault of ours in one file must not stop the others
        return b"", _why(error), "leave out lines to find the one that it stumbles over"


def _limit_memory(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the time limit holds there too
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
