"""A comparison at a user's own logits in a terminal of 80 columns."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from rich.table import Table

from numeric.ulp import ulps

from ...system.visible_text import visible
from .terminal import WIDTH, drawn

if TYPE_CHECKING:
    from numeric.compare.logits_comparison import FormatAccuracy, LogitsComparison

SHOWN_NAME = 8
LEGEND = (
    "ULP: how far from the exact value, in units of the last place; “lost to 0” is a gradient that came out as 0 and "
    "is not. Exact values below a format's normal numbers do not count."
)


def logits_text(comparison: LogitsComparison, colour: bool = False) -> str:
    """What was read, then each format: how many rows each side has wrong, and the worst of them."""
    rows = f"{comparison.rows} rows, {comparison.classes} classes"
    head = [f"{visible(comparison.name)}: {rows}, logits stored as {comparison.stored}"]
    head += [fill(visible(remark), WIDTH) for remark in comparison.remarks]
    parts = [_format_text(found, colour) for found in comparison.formats]
    return "\n\n".join(["\n".join(head), *parts, fill(LEGEND, WIDTH)])


def _format_text(found: FormatAccuracy, colour: bool) -> str:
    if found.reason:
        return f"{found.dtype}: not compared, {found.reason}"
    once = f"; ours is computed in {found.computed_in} and rounded once" if found.computed_in != found.dtype else ""
    lines = [f"{found.dtype} (a row is wrong when it is off by more than {found.visible:.2g} of itself{once})"]
    lines += [
        f"  {side:9} at most {ulps(rows.max_ulp):>8} ULP, median {ulps(rows.median_ulp):>6}, "
        f"{rows.wrong} rows wrong, {rows.exact_zeros} lost to 0"
        for side, rows in found.sides.items()
    ]
    return "\n".join([fill(lines[0], WIDTH), *lines[1:], *([_worst(found, colour)] if found.worst else [])])


def _worst(found: FormatAccuracy, colour: bool) -> str:
    """The rows that autodiff has wrong, one line each, the worst first."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for heading in ("row", "label", "largest z", "by z of", "exact", "ours", "ULP", "autodiff", "ULP"):
        named = heading in ("label", "by z of")
        table.add_column(heading, justify="left" if named else "right", no_wrap=True)
    for row in found.worst:
        lost = "lost to 0" if "jax.grad" in row.lost else f"{row.values['jax.grad']:.3g}"
        table.add_row(
            str(row.row),
            _short(row.label),
            f"{row.largest:.4g}",
            _short(row.component),
            f"{row.exact:.3g}",
            f"{row.values['ours']:.3g}",
            ulps(row.ulp["ours"]),
            lost,
            ulps(row.ulp["jax.grad"]),
        )
    wrong, shown = found.sides["jax.grad"].wrong, len(found.worst)
    title = f"The gradient ∂L/∂z in the {shown} rows that autodiff has worst, of {wrong}:" if shown < wrong else ""
    return "\n".join([*([title] if title else []), drawn(table, colour)])


def _short(name: str) -> str:
    shown = visible(name)
    return shown if len(shown) <= SHOWN_NAME else shown[: SHOWN_NAME - 1] + "…"
