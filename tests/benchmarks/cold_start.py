"""Cold start: ``backproof report`` on Iris against importing its own dependencies, in fresh processes.

Run it with ``python tests/benchmarks/cold_start.py``; it prints the medians and their ratio, which
is meant to be at most 2. With ``--stages`` it also shows where one report's time goes.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[2]
RUNS = 5

# What the report uses, by the names under which its own modules import it.
IMPORTS = (
    "typer, rich.console, sympy, flint, numpy, jax, jax.numpy, jax.example_libraries.stax, "
    "sklearn.datasets, sklearn.linear_model, matplotlib.figure, matplotlib.backends.backend_svg, jinja2, math_core"
)
REPORT = "import sys; from reports.cli import main; sys.exit(main(sys.argv[1:]))"
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


def seconds(code: str, *arguments: str) -> float:
    """The wall-clock time of a fresh interpreter that runs the code."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, stdout=subprocess.DEVNULL, env=environment)
    return time.perf_counter() - began


def main() -> None:
    """Measure both in turn, so that a change of the machine's speed meets both."""
    imports, reports = [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(RUNS):
            imports.append(seconds(f"import {IMPORTS}"))
            reports.append(seconds(REPORT, "report", "--out", folder))
    print(f"imports {median(imports):.2f} s, report {median(reports):.2f} s")
    print(f"ratio {median(r / i for r, i in zip(reports, imports, strict=True)):.2f}, meant to be at most 2")


if __name__ == "__main__":
    if "--stages" in sys.argv:
        subprocess.run([sys.executable, "-c", STAGES], check=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    else:
        main()
