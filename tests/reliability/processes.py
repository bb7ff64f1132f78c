"""One run of the program as a shell starts it, what it did, and what of that nobody may see."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The name of the program is what it knows its own process by, from its first import on.
PROGRAM = "import sys; sys.argv[0] = 'backproof'; from reports.cli import main; sys.exit(main())"
COMMAND = (sys.executable, "-c", PROGRAM)
LONGEST_SECONDS = 240.0
OUR_WORDS = ("error: ", "hint: ", "note: ", "warning: ", "interrupted: ")
# Before the first line of ours Python itself is interrupted, and shows what it was at.
NOT_YET_OURS = (b"Fatal Python error", b"site module", b"<frozen", b"import site", b'"<string>", line 1, in <module>')


@dataclass(frozen=True, slots=True)
class Run:
    """How a process ended and what it wrote; ``status`` is None where it had to be stopped."""

    status: int | None
    out: bytes
    err: bytes

    def problems(self, *allowed: int) -> list[str]:
        """What is wrong with it: it hung, showed a traceback, said what is not ours, or ended with another status."""
        if self.status is None:
            return ["hung"]
        said = self.err.decode(errors="replace")
        if b"Traceback" in self.err + self.out and not any(word in self.err for word in NOT_YET_OURS):
            return [f"traced: {said[-600:]}"]
        if "a fault of Backproof" in said:
            return [f"fault: {said[:300]}"]
        strange = [line for line in said.splitlines() if not line.startswith(OUR_WORDS)]
        if strange and self.status >= 0 and not any(word in self.err for word in NOT_YET_OURS):
            return [f"noise: {strange[0][:300]}"]
        return [] if not allowed or self.status in allowed else [f"status {self.status}: {said[:300]}"]


def environment(folder: Path, **changed: str | None) -> dict[str, str]:
    """The variables of a process with a home and a cache of its own; what is None is not there."""
    variables = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(folder), "LANG": "C.UTF-8"}
    variables |= {"XDG_CACHE_HOME": str(folder / "cache"), "TERM": "xterm"}
    merged: dict[str, str | None] = {**variables, **changed}
    return {name: value for name, value in merged.items() if value is not None}


def run(
    words: Sequence[str],
    folder: Path,
    variables: Mapping[str, str] | None = None,
    *,
    shell: str = "",
    given: bytes = b"",
    stop: tuple[signal.Signals, float] | None = None,
) -> Run:
    """Run the program in a folder.

    Args:
        words: its arguments.
        folder: the current folder, and the home without ``variables``.
        variables: the whole environment.
        shell: a script in which ``"$@"`` is the program, such as one that closes its streams.
        given: what is sent to standard input.
        stop: a signal to the whole group of processes, as a terminal sends it, after so many seconds.
    """
    command = ("bash", "-c", shell, "bash", *COMMAND, *words) if shell else (*COMMAND, *words)
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=variables or environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    try:
        if stop is not None:
            try:
                out, err = process.communicate(given, timeout=stop[1])
                return Run(process.returncode, out, err)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, stop[0])
        out, err = process.communicate(None if stop else given, timeout=LONGEST_SECONDS)
        return Run(process.returncode, out, err)
    except subprocess.TimeoutExpired:
        return Run(None, b"", b"")
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


def timed(words: Sequence[str], folder: Path, given: bytes = b"") -> tuple[Run, float]:
    """Run the program and say how long it took."""
    began = time.monotonic()
    return run(words, folder, given=given), time.monotonic() - began
