"""Checking notes: 300 formulas for the first time against the second time, in fresh processes with an empty cache.

Run it with ``python tests/benchmarks/notes.py``. The first time is meant to take at most 15 seconds on two cores, and
the second, which finds every file unchanged, at most a tenth of the first.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LECTURE = ROOT / "tests" / "derive" / "judging" / "lectures" / "lecture.md"
FORMULAS = 300
CHECK = "import sys; from reports.cli import main; sys.exit(main(sys.argv[1:]))"


def notes() -> str:
    """The displayed formulas of a lecture, each time with another number added to both sides, so that none is known."""
    found = re.findall(r"\$\$\s*([^$=]+=[^$=]+?)\s*\$\$", LECTURE.read_text(encoding="utf-8"))
    repeated = islice(cycle(found), FORMULAS)
    return "\n\n".join(f"$${i} + {formula.replace('=', f'= {i} +', 1)}$$" for i, formula in enumerate(repeated))


def seconds(path: Path, cache: str) -> float:
    """The wall-clock time of a fresh process that checks a file."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": cache}
    command = [sys.executable, "-c", CHECK, "check", str(path)]
    began = time.perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, env=environment, encoding="utf-8", check=False)
    taken = time.perf_counter() - began
    print(f"{taken:.2f} s: {done.stdout.strip().splitlines()[-1]}")
    return taken


def main() -> None:
    """Check the same notes twice."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "notes.md")
        path.write_text(notes(), encoding="utf-8")
        first, second = seconds(path, folder), seconds(path, folder)
    print(f"the second time is {first / second:.0f} times faster, meant to be at least 10")


if __name__ == "__main__":
    main()
