"""The process that judges: what burns time or memory, or kills it, costs one formula and stops nothing else."""

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from derive.errors import BackproofError, InputError, MissingTool
from derive.judging.file_judge import FileJudge
from derive.judging.finding import Finding
from derive.judging.process import worker as module
from derive.judging.process.serving import HeldJudge, State, _limit_memory, _opened, serve
from derive.judging.process.starting import undisturbed
from derive.judging.process.worker import MEMORY, SECONDS, Worker
from derive.reading.notes.claims import Claim

RIGHT = Claim("0.5 + 0.25 = 0.75", 2, 1)
SMALL_MEMORY = 512 << 20


class Endless:
    """A judge that never answers."""

    def findings(self, _claim: Claim, _syntax: str) -> list[Finding]:
        """Burn time."""
        while True:
            pass


class Telling(Endless):
    """A judge that says when it begins."""

    def findings(self, claim: Claim, syntax: str) -> list[Finding]:
        """Say it where whoever started the program reads, and burn time."""
        os.write(1, b"it computes")
        return super().findings(claim, syntax)


class Greedy:
    """A judge that wants more memory than there may be."""

    def findings(self, claim: Claim, _syntax: str) -> list[Finding]:
        """Take it; where that succeeds, say so."""
        taken = bytearray(SMALL_MEMORY)
        return [Finding(claim.line, claim.column, claim.latex, str(len(taken)), "PROVED")]


class Doomed:
    """A judge whose process is killed."""

    def findings(self, _claim: Claim, _syntax: str) -> list[Finding]:
        """End at once."""
        os.kill(os.getpid(), signal.SIGKILL)
        return []


class Inventory:
    """A judge that tells which heavy libraries its process has."""

    def findings(self, claim: Claim, _syntax: str) -> list[Finding]:
        """Their names in place of a reading."""
        heavy = {"jax", "jaxlib", "sklearn", "matplotlib", "sympy"} & set(sys.modules)
        return [Finding(claim.line, claim.column, claim.latex, " ".join(heavy), "PROVED")]


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """One with small limits."""
    with Worker(seconds=20.0, memory=SMALL_MEMORY) as small:
        yield small


def judged(worker: Worker, judge: object) -> tuple[Finding, State, State]:
    """What comes back for a claim, its state before, and its state after."""
    state = State(pickle.dumps(judge))
    found, after = worker.findings(state, Claim("a = b", 1, 3, cell=2))
    [finding] = found
    return finding, state, after


def test_limits_are_five_seconds_and_one_gib() -> None:
    """Unless a caller asks for others; the process sets them for itself."""
    usual = Worker()
    assert (usual.seconds, usual.memory) == (SECONDS, MEMORY) == (5.0, 2**30)
    script = "from derive.judging.process.serving import _limit_memory; import resource; "
    script += f"_limit_memory({MEMORY}); "
    script += "print(resource.getrlimit(resource.RLIMIT_AS), resource.getrlimit(resource.RLIMIT_CORE)[0])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"({2**30}, {2**30}) 0"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot hold signals back")
def test_ctrl_c_does_not_reach_what_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even where Python's tracker of resources, which lets it through when it starts, is started for it."""
    started: list[bool] = []

    def track() -> None:
        if not started:
            started.append(True)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})

    monkeypatch.setattr("multiprocessing.resource_tracker.ensure_running", track)
    with undisturbed():
        resource_tracker.ensure_running()  # as whatever starts a process does
        assert signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that kills")
def test_it_ends_in_the_middle_of_a_question_with_a_killed_asker(source_tree: Path) -> None:
    """Nothing may compute on where nobody reads: the output closes when the last process that holds it has ended."""
    script = (
        "import pickle; from derive.judging.process.worker import Worker\n"
        "from tests.derive.judging.test_worker import *\n"
        "Worker(seconds=600.0).findings(pickle.dumps(Telling()), RIGHT)"
    )
    with subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE, cwd=source_tree) as process:
        assert process.stderr is not None
        assert os.read(process.stderr.fileno(), 100) == b"it computes"
        process.kill()
        process.communicate(timeout=60)


@pytest.mark.parametrize(("judge", "word"), [(Endless(), "seconds"), (Greedy(), "memory"), (Doomed(), "ended")])
def test_one_formula_is_undecided_and_the_rest_goes_on(worker: Worker, judge: object, word: str) -> None:
    """With its place and the reason; the state is as before, and the next formula is judged."""
    worker.findings(b"", RIGHT)  # the process runs, so that only the formula's time counts
    worker.seconds = 0.2 if isinstance(judge, Endless) else 20.0
    finding, state, after = judged(worker, judge)
    worker.seconds = 20.0
    assert (finding.line, finding.column, finding.cell, finding.verdict) == (1, 3, 2, "UNDECIDED")
    assert word in finding.diagnosis and after == state
    assert [f.verdict for f in worker.findings(b"", RIGHT)[0]] == ["PROVED"]


def test_the_process_has_sympy_alone(worker: Worker) -> None:
    """Neither JAX nor what goes with it is imported where formulas are judged."""
    worker.findings(b"", RIGHT)
    assert judged(worker, Inventory())[0].reading == "sympy"


def test_a_process_killed_between_formulas_is_replaced(worker: Worker) -> None:
    """The next formula is judged by another one."""
    worker.findings(b"", RIGHT)
    first = worker._process
    os.kill(first.pid, signal.SIGKILL)
    first.join()
    assert [f.verdict for f in worker.findings(b"", RIGHT)[0]] == ["PROVED"]
    assert worker._process.pid != first.pid


def test_another_process_reads_again_what_was_read_since(worker: Worker) -> None:
    """A judge's bytes are given away only now and then; the claims after them tell the rest."""
    stated, contradicted = Claim("x_1 = 0.5", 1, 1), Claim("x_1 = 0.75", 2, 1)
    held = HeldJudge()
    _, kept, _ = held.findings(State(), RIGHT, "latex")
    held.pickling = 1e9
    assert kept and held.findings(None, stated, "latex") == ([], None, "")
    here = held.findings(None, contradicted, "latex")[0]
    worker.findings(b"", RIGHT)
    there, after = worker.findings(State(kept, ((stated, "latex"),)), contradicted)
    assert [f.verdict for f in here] == ["REFUTED"] and here == there
    os.kill(worker._process.pid, signal.SIGKILL)
    worker._process.join()
    assert [f.verdict for f in worker.findings(after, contradicted)[0]] == ["REFUTED"]


def test_a_file_is_bounded_too(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where finding the formulas or what letters mean takes too long, that is the author's to mend; others go on."""
    with monkeypatch.context() as hurried:
        hurried.setattr(module, "FILE_SECONDS", 0.0)
        with pytest.raises(InputError, match="not found: it takes more than"):
            worker.claims("$a = b$ and " * 19_000, "latex")
        with pytest.raises(InputError, match="letters"):
            # Long enough that it is not read before the time is looked at, whoever has the processor.
            worker.opened("<!-- backproof: " + ", ".join(["a = hidden"] * 1_000_000) + " -->")
    assert worker.opened("<!-- backproof: q = probabilities -->")
    assert [(c.latex, c.line) for c in worker.claims("\n$a = 1$ and $b = 2$", "markdown")] == [
        ("a = 1", 2),
        ("b = 2", 2),
    ]
    with pytest.raises(InputError, match="no notebook"):
        worker.claims("{", "notebook")


def ends_at_once(_connection: object, _memory: int) -> None:
    """In place of the process's work."""


def test_a_process_that_does_not_start_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error with a hint; nothing waits for ever."""
    monkeypatch.setattr(module, "serve", ends_at_once)
    with Worker() as lost, pytest.raises(BackproofError, match="did not start"):
        lost.findings(b"", RIGHT)


def lacks_a_library(connection: Connection, memory: int) -> None:
    """The process's work where the grammar's library is not installed."""
    for name in [
        name
        for name in sys.modules
        if name.startswith(
            (
                "derive.reading.formula",
                "derive.judging.process.preloaded",
                "derive.judging.usual_classifier.judge",
                "lark",
            )
        )
        or name == "derive.judging.file_judge"
    ]:
        del sys.modules[name]
    sys.modules["lark"] = None  # type: ignore[assignment]
    serve(connection, memory)


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Status 3 with the library's name, where it would be a traceback."""
    monkeypatch.setattr(module, "serve", lacks_a_library)
    with Worker() as poor, pytest.raises(MissingTool, match="lark"):
        poor.findings(b"", RIGHT)


def prints(connection: Connection, memory: int) -> None:
    """Serve, and have a library in C print whenever a claim is looked at."""
    import derive.judging.process.serving as own

    found = own._read

    def read(*arguments: object) -> object:
        os.write(1, b"not enough memory")
        return found(*arguments)  # type: ignore[arg-type]

    own._read = read  # type: ignore[assignment]
    serve(connection, memory)


def test_what_a_library_prints_is_no_part_of_the_report(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """FLINT says on the standard output that memory is short; JSON there would not be readable."""
    monkeypatch.setattr(module, "serve", prints)
    with Worker() as loud:
        opened = loud.opened("", [RIGHT])
        assert loud.beforehand(opened, RIGHT) is not None
    assert capfd.readouterr().out == ""


def lacks_the_reader_of_markdown(connection: Connection, memory: int) -> None:
    """Serve where it cannot be imported."""
    sys.modules["markdown_it"] = None  # type: ignore[assignment]
    serve(connection, memory)


def test_a_missing_reader_of_notes_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is imported for a file alone: a formula that was typed needs none."""
    monkeypatch.setattr(module, "serve", lacks_the_reader_of_markdown)
    with Worker() as poor:
        assert [finding.verdict for finding in poor.findings(b"", RIGHT)[0]] == ["PROVED"]
        with pytest.raises(MissingTool, match="markdown_it"):
            poor.claims("$a = a$", "markdown")


def test_threads_have_a_process_each() -> None:
    """Started at once, and none takes the script of the program away for good."""
    script = sys.modules["__main__"]

    def verdict(_number: int) -> str:
        with Worker() as own:
            return own.findings(b"", RIGHT)[0][0].verdict

    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(verdict, range(3))) == ["PROVED"] * 3
    assert sys.modules["__main__"] is script


def test_where_there_are_no_memory_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows: nothing is limited, nothing fails."""
    monkeypatch.setitem(sys.modules, "resource", None)
    _limit_memory(1)


def test_the_script_that_asks_is_not_run_again(tmp_path: Path) -> None:
    """A script without a guard for its main part may check notes."""
    script = tmp_path / "script.py"
    script.write_text(
        "print('once')\nfrom derive.judging.process.worker import Worker\n"
        "from derive.reading.notes.claims import Claim\n"
        "with Worker() as worker:\n    print(worker.findings(b'', Claim('1 = 2', 1, 1))[0][0].verdict)\n"
    )
    root = Path(module.__file__).parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    command = [sys.executable, str(script)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)
    assert (done.stdout.split(), done.stderr) == (["once", "REFUTED"], "")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no server of processes on Windows")
def test_what_is_imported_for_nobody_ends() -> None:
    """The one that asked ends while the one that it started still imports: that holds the output open no longer."""
    begins = (
        "import sys, threading, time; from derive.judging.process.starting import as_long_as_the_asker_lives as alive\n"
    )
    imports = begins + "with alive(): time.sleep(0.05)\nprint(threading.active_count())"
    assert (
        subprocess.check_output([sys.executable, "-c", imports], text=True).strip() == "1"
    )  # so that it can be forked
    endless = begins + "with alive():\n print('importing', file=sys.stderr)\n time.sleep(600)"
    asks = "import subprocess, sys; p = subprocess.Popen([sys.executable, '-c', sys.argv[1]], stderr=subprocess.PIPE)"
    asker = [sys.executable, "-c", f"{asks}; print(p.stderr.readline())", endless]
    assert b"importing" in subprocess.run(asker, stdout=subprocess.PIPE, timeout=60, check=True).stdout


class Busy:
    """A judge that needs half a second of the processor, and sleeps before it."""

    def findings(self, _claim: Claim, _syntax: str) -> list[object]:
        """Sleep longer than a formula may take, and then answer."""
        time.sleep(0.9)
        return []


def test_what_waits_for_a_processor_has_its_time_all_the_same() -> None:
    """The limit is one of the processor, so that a busy machine says the same; for ever is waited for nothing."""
    with Worker(seconds=0.5) as worker:
        worker.findings(b"", RIGHT)
        assert worker.findings(State(pickle.dumps(Busy())), RIGHT)[0] == []


def test_what_never_answers_is_waited_for_four_times_as_long() -> None:
    """A process that uses no processor, and says nothing."""
    with Worker(seconds=0.3) as worker:
        worker.findings(b"", RIGHT)
        began = time.monotonic()
        (finding,), _ = worker.findings(State(pickle.dumps(Sleeping())), RIGHT)
        assert finding.diagnosis == "it takes more than 0.3 seconds"
        assert 1.0 < time.monotonic() - began < 10


class Sleeping:
    """A judge that never answers, and uses no processor."""

    def findings(self, _claim: Claim, _syntax: str) -> list[object]:
        """Sleep."""
        time.sleep(60)
        return []


def test_a_fault_in_opening_a_document_is_told_of_that_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process goes on, and nothing is printed; the file has an error that says what to do."""

    def broken(*_: object) -> None:
        raise ValueError("by one too long")

    monkeypatch.setattr(FileJudge, "of", broken)
    state, why, hint = _opened("", (Claim("a = b", 1, 1),), None)
    assert not state and "by one too long" in why and "leave out lines" in hint
