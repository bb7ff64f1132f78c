"""Every benchmark in one table: ``python -m tests.benchmarks``, in at most six minutes on two idle cores.

It prints what was measured, ours, each peer, the ratio and its limit; writes ``benchmarks.json`` and growth curves as
SVG into ``--out``; ``--short`` measures the smallest sizes once, to see that every figure can be computed; ``--readme``
puts the table into the README. Peers that are not installed are left out with the reason: ``pip install '.[bench]'``.
The exit status is 1 where a figure is none; a limit that is exceeded is said, and is no failure: machines differ.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from . import arrays, cold_start, derivation, explicit, notes
from .table import Row, as_text, into_readme, write

ROOT = Path(__file__).resolve().parents[2]


def rows(curves: dict[str, Any], *, short: bool) -> Iterator[Row]:
    """All rows, in the order in which they are measured."""
    yield from cold_start.rows(short=short)
    yield from derivation.rows(curves, short=short)
    yield from explicit.rows(curves, short=short)
    yield from arrays.rows(short=short)
    yield from notes.rows(short=short)


def main() -> int:
    """Measure, print, write; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--short", action="store_true", help="the smallest sizes, once each")
    parser.add_argument("--readme", action="store_true", help="put the table into the README")
    parser.add_argument("--out", type=Path, default=Path("benchmarks-out"), help="where JSON and curves go")
    asked = parser.parse_args()
    curves: dict[str, Any] = {}
    found = []
    for row in rows(curves, short=asked.short):
        sys.stderr.write(f"{row.what}\n")
        found.append(row)
    print(as_text(found))
    write(asked.out, found, curves)
    if asked.readme:
        into_readme(ROOT / "README.md", found)
    missing = [row.what for row in found if not row.is_computed or (asked.short and isinstance(row.ours, str))]
    if missing:
        sys.stderr.write(f"no figures: {', '.join(missing)}\n")
    return 1 if missing or not found else 0


if __name__ == "__main__":
    sys.exit(main())
