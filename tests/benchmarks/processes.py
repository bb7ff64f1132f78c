"""One measurement in a process of its own: its seconds, or the reason why there are none."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from statistics import median

MOST_SECONDS = 60.0


def seconds_of(program: str, contestant: str, *sizes: int) -> float | str:
    """What ``tests.benchmarks.PROGRAM --one CONTESTANT SIZES`` prints; a peer may be absent, slow or refuse."""
    if contestant not in ("ours", "attention") and find_spec(contestant) is None:
        return "not installed"
    command = [sys.executable, "-m", f"tests.benchmarks.{program}", "--one", contestant, *map(str, sizes)]
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired:
        return f"more than {MOST_SECONDS:g} s"
    return float(done.stdout) if done.returncode == 0 else f"refused: {done.stderr.strip().splitlines()[-1][:80]}"


def medians(program: str, contestants: list[str], sizes: tuple[int, ...], runs: int) -> dict[str, float | str]:
    """The median of each, measured in turns; a reason stays one."""
    found: dict[str, list[float | str]] = {name: [] for name in contestants}
    for _ in range(runs):
        for name, results in found.items():
            if not any(isinstance(result, str) for result in results):
                results.append(seconds_of(program, name, *sizes))
    return {name: results[-1] if isinstance(results[-1], str) else median(results) for name, results in found.items()}  # type: ignore[type-var]
