"""Try everything, print the table, end with status 1 where anything was lost, hung, traced or said that is not ours."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from . import hostile, kills, surroundings
from .trials import Row, Settings, table

GROUPS = {"hostile": hostile.groups, "surroundings": surroundings.groups, "kills": kills.groups}
MOST_SHOWN = 20


def main() -> int:
    """Run the groups that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("--short", action="store_true", help="a few trials of each kind, in about a minute")
    parser.add_argument("--seed", type=int, default=1, help="of the moments and the changes")
    parser.add_argument("--only", choices=GROUPS, action="append", help="one group of trials; repeatable")
    asked = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="backproof-reliability-", ignore_cleanup_errors=True) as name:
        for group in asked.only or GROUPS:
            settings, began = Settings(Path(name), random.Random(asked.seed), asked.short), time.monotonic()
            for row in GROUPS[group](settings):
                rows.append(row)
                print(f"{time.monotonic() - began:6.1f} s  {row.what}: {row.tries}", file=sys.stderr, flush=True)
                for problem in row.problems[:MOST_SHOWN]:
                    print(f"    {problem}", file=sys.stderr, flush=True)
    print(f"seed {asked.seed}{', short' if asked.short else ''}\n\n{table(rows)}")
    return int(any(row.problems for row in rows))


if __name__ == "__main__":
    sys.exit(main())
