"""Cold start: the commands against importing SymPy, and a report against importing what it uses, in fresh processes.

Run it with ``python -m tests.benchmarks.cold_start``; all take turns, so that a change of the machine's speed meets
all. With ``--stages`` it shows where one report's time goes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from .table import Row, as_text

ROOT = Path(__file__).resolve().parents[2]

# What the report uses, by the names under which its own modules import it.
IMPORTS = (
    "typer, rich.console, sympy, flint, numpy, jax, jax.numpy, jax.example_libraries.stax, "
    "sklearn.datasets, sklearn.linear_model, matplotlib.figure, matplotlib.backends.backend_svg, jinja2, math_core"
)
RUN = "import sys; from reports.cli import main; sys.exit(main())"
FORMULA = "dL/dz[k] = p[k] - y[k]"
SMALL = {
    "help": (("--help",), 0.55),
    "derive, proofs kept": (("derive",), 1.8),
    "check of one formula": (("check", "--no-cache", "--formula", FORMULA), 2.2),
}
STAGES = """
import sys, time
from reports.options.options import Options
began = time.perf_counter()
from reports.pipeline import build_report
def announce(stage, last=[began]):
    now = time.perf_counter()
    print(f"{now - last[0]:6.2f} s, then: {stage}")
    last[0] = now
announce("begin")
built = build_report(Options(), announce=announce)
announce("write html")
from reports.formats.html.page import render_html
render_html(built)
announce("write md")
from reports.formats.markdown.document import render_markdown
render_markdown(built)
announce("end")
"""


def seconds(code: str, *arguments: str, cache: str) -> float:
    """The wall-clock time of a fresh interpreter that runs the code."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": cache, "BACKPROOF_PROVE_ANEW": ""}
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code, *arguments], check=False, capture_output=True, env=environment)
    taken = time.perf_counter() - began
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode())
    return taken


def rows(*, short: bool = False) -> Iterator[Row]:
    """The rows of the table."""
    with tempfile.TemporaryDirectory() as folder:
        cache = str(Path(folder, "cache"))
        yield from _small(cache, 1 if short else 5)
        if not short:
            yield from _report(cache, str(Path(folder, "report")), 3)


def _small(cache: str, runs: int) -> Iterator[Row]:
    seconds(RUN, "derive", cache=cache)  # keeps the proofs
    sympy, times = [], {name: list[float]() for name in SMALL}
    for _ in range(runs):
        sympy.append(seconds("import sympy", cache=cache))
        for name, (words, _) in SMALL.items():
            times[name].append(seconds(RUN, *words, cache=cache))
    for name, (_, limit) in SMALL.items():
        yield Row.against(name, median(times[name]), {"import sympy": median(sympy)}, limit)


def _report(cache: str, out: str, runs: int) -> Iterator[Row]:
    """The first report with nothing kept and nothing compiled; then further ones."""
    imports = [seconds(f"import {IMPORTS}", cache=cache)]
    first = seconds(RUN, "report", "--out", out, cache=f"{cache}-empty")
    warm = []
    for _ in range(runs):
        imports.append(seconds(f"import {IMPORTS}", cache=cache))
        warm.append(seconds(RUN, "report", "--out", out, cache=f"{cache}-empty"))
    peers = {"its imports": median(imports)}
    yield Row.against("report on Iris, what it needs kept", median(warm), peers, 1.7)
    yield Row.against("report on Iris, the very first run", first, peers, 2.5)


if __name__ == "__main__":
    if "--stages" in sys.argv:
        subprocess.run([sys.executable, "-c", STAGES], check=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    else:
        print(as_text(rows()))
