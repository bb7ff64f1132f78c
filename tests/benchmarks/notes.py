"""Checking notes: 300 and 3,000 formulas for the first time, and again, in fresh processes with an empty cache.

Run it with ``python -m tests.benchmarks.notes``. On two cores the first time is meant to take at most 15 and 45
seconds, and the second, which finds every file unchanged, at most a tenth of the first.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from .large_notes import lecture
from .table import Row, as_text

ROOT = Path(__file__).resolve().parents[2]
MANY = {300: 15.0, 3000: 45.0}  # seconds that the first time may take
CHECK = "import sys; from reports.cli import main; sys.exit(main(sys.argv[1:]))"


def seconds(path: Path, cache: str) -> float:
    """The wall-clock time of a fresh process that checks a file."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": cache}
    command = [sys.executable, "-c", CHECK, "check", str(path)]
    began = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, env=environment, encoding="utf-8", check=False)
    taken = time.perf_counter() - began
    if done.returncode not in (0, 1):
        raise SystemExit(done.stdout)
    return taken


def rows(*, short: bool = False) -> Iterator[Row]:
    """The rows of the table."""
    for formulas, limit in ({20: 0.0} if short else MANY).items():
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "notes.md")
            path.write_text(lecture(formulas), encoding="utf-8")
            first, second = seconds(path, folder), seconds(path, folder)
        yield Row(f"check of {formulas} formulas for the first time", first, limit=limit)
        yield Row.against(f"check of {formulas} formulas again", second, {"the first time": first}, 0 if short else 0.1)


if __name__ == "__main__":
    print(as_text(rows()))
