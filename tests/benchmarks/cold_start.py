"""Cold start: the commands against importing SymPy, and a report against importing what it uses, in fresh processes.

Run it with ``python -m tests.benchmarks.cold_start``; all take turns, so that a change of the machine's speed meets
all. They are those of a built wheel, with derivations and tables of parsers in it, compiled as an installer leaves it;
the report once more with the numbers of this kind of processor.
With ``--processor`` the seconds of all cores are counted instead of those that pass: others' work moves them less.
With ``--stages`` it shows where one report's time goes.
"""

from __future__ import annotations

import compileall
import ctypes
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from statistics import median
from zipfile import ZipFile

from reports.shipping import SHIP_NUMBERS

from .table import Row, as_text

ROOT = Path(__file__).resolve().parents[2]

# What the report uses, by the names under which its own modules import it.
IMPORTS = (
    "typer, rich.console, sympy, flint, numpy, jax, jax.numpy, jax.example_libraries.stax, "
    "sklearn.datasets, sklearn.linear_model, matplotlib.figure, matplotlib.backends.backend_svg, jinja2, math_core"
)
RUN = "import sys; from reports.cli import main; sys.exit(main())"
FORMULA = "dL/dz[k] = p[k] - y[k]"
SET_CHILD_SUBREAPER = 36  # of <linux/prctl.h>
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


def seconds(code: str, *arguments: str, cache: str, root: Path = ROOT) -> float:
    """The wall-clock time of a fresh interpreter that runs the code, or its processor time where that is asked for."""
    environment = os.environ | {"PYTHONPATH": str(root), "XDG_CACHE_HOME": cache, "BACKPROOF_PROVE_ANEW": ""}
    began = _clock()
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, check=False, capture_output=True, env=environment, cwd=root)
    taken = _clock() - began
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr.decode())
    return taken


def _clock() -> float:
    if "--processor" not in sys.argv:
        return time.perf_counter()
    with suppress(ChildProcessError):  # the processes that judge end a little later than the one that asks
        while True:
            os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _adopt_what_is_left() -> None:
    """Let this process be told what the processes took that outlive those who began them; on Linux alone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def _unpacked(folder: Path, *, numbers: bool) -> Path:
    """The files of a wheel that was built here, compiled as an installer leaves them."""
    environment = os.environ | {SHIP_NUMBERS: "1" if numbers else ""}
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder / "built")]
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=environment)
    (wheel,) = (folder / "built").glob("*.whl")
    with ZipFile(wheel) as archive:
        archive.extractall(folder / "unpacked")
    compileall.compile_dir(folder / "unpacked", quiet=1)
    return folder / "unpacked"


def rows(*, short: bool = False) -> Iterator[Row]:
    """The rows of the table."""
    with tempfile.TemporaryDirectory() as folder:
        plain = _unpacked(Path(folder, "plain"), numbers=False)
        yield from _small(plain, str(Path(folder, "cache")), 1 if short else 5)
        if not short:
            wheels = {False: plain, True: _unpacked(Path(folder, "numbers"), numbers=True)}
            yield from _report(wheels, Path(folder), 3)


def _small(root: Path, cache: str, runs: int) -> Iterator[Row]:
    seconds(RUN, "derive", cache=cache, root=root)  # keeps the proofs
    sympy, times = [], {name: list[float]() for name in SMALL}
    for _ in range(runs):
        sympy.append(seconds("import sympy", cache=cache))
        for name, (words, _) in SMALL.items():
            times[name].append(seconds(RUN, *words, cache=cache, root=root))
    for name, (_, limit) in SMALL.items():
        yield Row.against(name, median(times[name]), {"import sympy": median(sympy)}, limit)


def _report(wheels: dict[bool, Path], folder: Path, runs: int) -> Iterator[Row]:
    """First reports, each with an empty cache and nothing compiled, and reports after one of them."""
    out = str(folder / "report")
    times: dict[object, list[float]] = {name: [] for name in ("imports", "kept", *wheels)}
    for run in range(runs):
        times["imports"].append(seconds(f"import {IMPORTS}", cache=str(folder / "kept")))
        for numbers, root in wheels.items():
            empty = str(folder / f"{numbers}-{run}")
            times[numbers].append(seconds(RUN, "report", "--out", out, cache=empty, root=root))
        cache = str(folder / f"False-{run}")
        times["kept"].append(seconds(RUN, "report", "--out", out, cache=cache, root=wheels[False]))
    peers = {"its imports": median(times["imports"])}
    yield Row.against("report on Iris, what it needs kept", median(times["kept"]), peers, 1.7)
    yield Row.against("report on Iris, the very first run", median(times[False]), peers, 2.5)
    yield Row.against("report on Iris, the first run with shipped numbers", median(times[True]), peers, 2.5)


if __name__ == "__main__":
    if "--stages" in sys.argv:
        subprocess.run([sys.executable, "-c", STAGES], check=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    else:
        _adopt_what_is_left()
        print(as_text(rows(short="--short" in sys.argv)))
