"""Evaluation: what the programs beside this one measure in JSON, as rows of the one table.

``lowered_gradient`` (loss and gradients from one pass) and ``second_order`` (Hessians) run in processes of their own,
since JAX is told how many devices it has before it is first used.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

from .table import Row

HESSIAN_LIMIT = 0.5


def printed(program: str, *words: str) -> dict[str, Any]:
    """The JSON document that a program prints."""
    command = [sys.executable, "-m", f"tests.benchmarks.{program}", *words]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr[-2000:])
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def rows(*, short: bool = False) -> Iterator[Row]:
    """The rows of the table."""
    words = ("--rounds", "2", "150×4×3") if short else ()
    measured = printed("lowered_gradient", *words)
    devices = f", {measured['devices']} CPU devices" if measured["devices"] > 1 else ""
    for problem, found in measured["results"].items():
        reference = next(name for name in found if "limit" not in found[name])
        peer = {reference: found[reference]["median_ms"] / 1e3}
        for name, figures in found.items():
            if name != reference:
                limit = figures.get("limit", 0.0)
                what = f"loss and gradient, {name} form, {problem}{devices if figures['spread'] else ''}"
                yield Row.against(what, figures["median_ms"] / 1e3, peer, limit)
    words = ("--rounds", "2", "--sizes", "32", "4", "3") if short else ()
    found = printed("second_order", *words)
    times = {name: figures["median_ms"] / 1e3 for name, figures in found["hessian"].items()}
    mine = times.pop("lowered")
    sizes = "×".join(map(str, found["sizes"]))
    yield Row.against(f"Hessian, {sizes}, {found['dtype']}", mine, times, 0.0 if short else HESSIAN_LIMIT)
