"""Rows of the one table of benchmarks: what was measured, ours, each peer, the ratio that counts, its limit."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from math import isfinite
from os import cpu_count
from pathlib import Path
from typing import Any

BEGIN, END = "<!-- benchmarks: python -m tests.benchmarks --readme -->", "<!-- benchmarks end -->"


@dataclass(frozen=True)
class Row:
    """One line: seconds of ours and of each peer, and ours over the first peer, which is meant to be below a limit.

    A peer that could not be measured has its reason in the place of the seconds; ``limit`` 0 is none.
    """

    what: str
    ours: float | str
    peers: Mapping[str, float | str] = field(default_factory=dict)
    ratio: float | None = None
    limit: float = 0.0

    @classmethod
    def against(cls, what: str, ours: float, peers: Mapping[str, float | str], limit: float = 0.0) -> Row:
        """The row with the ratio to the first peer that was measured."""
        first = next((value for value in peers.values() if isinstance(value, float)), None)
        return cls(what, ours, peers, ours / first if first else None, limit)

    @classmethod
    def of(cls, what: str, found: Mapping[str, float | str]) -> Row:
        """The row of what was found for all contestants, of which ours is the first."""
        ours, *peers = found.values()
        others = dict(zip(list(found)[1:], peers, strict=True))
        return cls.against(what, ours, others) if isinstance(ours, float) else cls(what, ours, others)

    @property
    def is_computed(self) -> bool:
        """Whether every figure is a positive number."""
        figures = [value for value in (self.ours, self.ratio, *self.peers.values()) if isinstance(value, float)]
        return all(isfinite(figure) and figure > 0 for figure in figures)

    @property
    def is_kept(self) -> bool:
        """Whether the limit is kept, where there is one."""
        figure = self.ours if self.ratio is None else self.ratio
        return not self.limit or (isinstance(figure, float) and figure <= self.limit)


HEAD = ("what", "ours", "peers", "ratio", "limit")


def cells(row: Row) -> tuple[str, ...]:
    """The row as text."""
    peers = ", ".join(
        f"{name} {seconds(v)}" if isinstance(v, float) else f"{name}: {v}" for name, v in row.peers.items()
    )
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    limit = f"{row.limit:g}" + (" s" if row.ratio is None else "") if row.limit else ""
    ours = seconds(row.ours) if isinstance(row.ours, float) else row.ours
    return row.what, ours, peers, ratio, limit + ("" if row.is_kept else " exceeded")


def seconds(value: float) -> str:
    """Three figures, in s, ms or µs.

    >>> seconds(12.345), seconds(0.0123), seconds(0.0000456)
    ('12.3 s', '12.3 ms', '45.6 µs')
    """
    unit, factor = ("s", 1.0) if value >= 1 else ("ms", 1e3) if value >= 1e-3 else ("µs", 1e6)
    return f"{value * factor:.3g} {unit}"


def as_text(rows: Iterable[Row]) -> str:
    """The table with aligned columns."""
    lines = [HEAD, *map(cells, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)


def as_markdown(rows: Iterable[Row]) -> str:
    """The table for the README."""
    lines = [HEAD, ("---", "---:", "---", "---:", "---:"), *map(cells, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine() -> str:
    """The kind of the machine, without its name."""
    model = ""
    info = Path("/proc/cpuinfo")
    if info.exists():
        names = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line]
        model = names[0] if names else ""
    return (
        f"{cpu_count()} cores, {model or platform.machine()}, {platform.system()}, Python {platform.python_version()}"
    )


def document(rows: Iterable[Row], curves: Mapping[str, Any]) -> dict[str, Any]:
    """Everything as JSON."""
    return {
        "machine": machine(),
        "date": datetime.now(UTC).date().isoformat(),
        "rows": [asdict(row) for row in rows],
        "curves": curves,
    }


def into_readme(readme: Path, rows: Iterable[Row]) -> None:
    """Put the table between its marks."""
    text = readme.read_text(encoding="utf-8")
    before, found, rest = text.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        raise SystemExit(f"{readme} has no place for the table: {BEGIN} and {END}")
    said = f"On {machine()}; {datetime.now(UTC).date().isoformat()}. Times are medians; ratios are of times in one run."
    readme.write_text(f"{before}{BEGIN}\n{said}\n\n{as_markdown(rows)}\n{END}{after}", encoding="utf-8")


def write(folder: Path, rows: list[Row], curves: Mapping[str, Any]) -> None:
    """The JSON, and a drawing of each curve."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "benchmarks.json").write_text(json.dumps(document(rows, curves), indent=2) + "\n", encoding="utf-8")
    for name, curve in curves.items():
        draw(folder / f"{name}.svg", curve)


def draw(path: Path, curve: Mapping[str, Any]) -> None:
    """A line for each contestant, both axes logarithmic."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.add_subplot()
    for name, points in curve["lines"].items():
        axes.loglog([size for size, _ in points], [time for _, time in points], marker="o", label=name)
    axes.set(title=curve["title"], xlabel=curve["x"], ylabel="seconds")
    axes.grid(visible=True, which="both", alpha=0.3)
    axes.legend()
    figure.savefig(path, format="svg", metadata={"Date": None})
