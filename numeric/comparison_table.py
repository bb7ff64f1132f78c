"""A comparison as a table: its rows as words, and these as plain text, Markdown and HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from .ulp import ulps

if TYPE_CHECKING:
    from .results import Comparison, ParameterComparison, RowAccuracy

HEADINGS = ("weight", "formula", "exact", "bound", "ours", "stax", "plain JAX", "nearest", "agrees")
LEGEND = "(ours, stax, plain JAX: how far from the exact gradient, in ULP)"
SIDES = {"custom": "plain JAX", "symbolic": "formula"}
MOST_ROWS = 30


def verdict_sentence(comparison: Comparison) -> str:
    """The verdict in one sentence with its numbers."""
    agreeing = sum(entry.agrees for entry in comparison.parameters)
    found = (
        f"{comparison.verdict}: {agreeing} of {len(comparison.parameters)} gradient entries agree with autodiff "
        f"within their rounding bounds; the largest difference is {comparison.max_ulp:.0f} ULP "
        f"({comparison.max_abs_error:.2g}, {comparison.dtype})"
    )
    return found if comparison.sample is None else f"{found}; {sample_sentence(comparison.sample)}"


def sample_sentence(sample: Comparison) -> str:
    """What the certified truth of some rows says, in one sentence.

    >>> from .results import Comparison
    >>> found = Comparison("float64", (), 0.0, 0.0, 0.0, "agree", "", {"ours": 1.25, "custom": 7.0}, rows=50)
    >>> sample_sentence(found)
    'at the 50 rows with a certified truth 0 of 0 agree, at most 1.2 (ours) and 7 (plain JAX) ULP from it'
    """
    agreeing = sum(entry.agrees for entry in sample.parameters)
    distances = [f"{ulps(ulp)} ({SIDES.get(side, side)})" for side, ulp in (sample.max_ulp_by_source or {}).items()]
    from_it = f", at most {', '.join(distances[:-1])} and {distances[-1]} ULP from it" if len(distances) > 1 else ""
    return f"at the {sample.rows} rows with a certified truth {agreeing} of {len(sample.parameters)} agree{from_it}"


def rows_judged(rows: Mapping[str, RowAccuracy]) -> str:
    """Which rows were held against the truth, and how they were chosen; nothing where all were.

    >>> from .results import RowAccuracy
    >>> rows_judged({"ours": RowAccuracy(2.0, 1.0, 0, 0, judged=540, drawn=500, rows=9000)})
    'of 9000 rows, 540 with a certified truth: 500 drawn with seed 0, and those that look worst by an estimate'
    """
    found = next((found for found in rows.values() if found.judged), None)
    if found is None:
        return ""
    return (
        f"of {found.rows} rows, {found.judged} with a certified truth: {found.drawn} drawn with seed 0, and those "
        "that look worst by an estimate"
    )


def lost_sentence(rows: Mapping[str, RowAccuracy]) -> str:
    """Which sides of autodiff have a gradient of 0 by the logits of a row where it is none; nothing where none has.

    >>> from .results import RowAccuracy
    >>> lost_sentence({"ours": RowAccuracy(1.0, 1.0, 0, 0), "custom": RowAccuracy(9e9, 1.0, 2, 3)})
    'plain JAX lost 2 rows to 0'
    """
    lost = {SIDES.get(side, side): found.exact_zeros for side, found in rows.items() if found.exact_zeros}
    return " and ".join(f"{side} lost {count} row{'s' if count > 1 else ''} to 0" for side, count in lost.items())


def most_different(entries: Sequence[ParameterComparison]) -> list[ParameterComparison]:
    """All entries in their order, or of many those that differ most."""
    if len(entries) <= MOST_ROWS:
        return list(entries)
    return sorted(entries, key=lambda entry: (entry.agrees, -entry.ulp))[:MOST_ROWS]


def left_out(comparison: Comparison, where: str) -> list[str]:
    """What to say about the entries that are not shown; ``where`` has them all."""
    hidden = len(comparison.parameters) - MOST_ROWS
    return [f"… and {hidden} more, which differ less ({where} has all)"] if hidden > 0 else []


def _remarks(comparison: Comparison) -> list[str]:
    return [*left_out(comparison, ".parameters"), LEGEND, *comparison.remarks, verdict_sentence(comparison)]


def row(entry: ParameterComparison) -> tuple[str, ...]:
    """One entry under the ``HEADINGS``; without a certified truth there is nothing to judge by."""
    agrees = "yes" if entry.agrees else "no"
    start = (entry.name, f"{entry.symbolic:.5g}")
    judgement = entry.judgement
    if judgement is None:
        return (*start, "–", f"{entry.bound:.0e}", "–", "–", "–", "–", agrees)
    distances = (ulps(judgement.ulp[side]) if side in judgement.ulp else "–" for side in ("ours", "stax", "custom"))
    nearest = SIDES.get(judgement.nearest, judgement.nearest)
    return (*start, f"{float(judgement.truth):.5g}", f"{entry.bound:.0e}", *distances, nearest, agrees)


def as_text(comparison: Comparison) -> str:
    """Aligned columns in 80 columns, the legend, the verdict."""
    table = [HEADINGS, *map(row, most_different(comparison.parameters))]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = [_aligned(cells, widths) for cells in table]
    return "\n".join([*lines, *_remarks(comparison)])


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = (
        cell.ljust(width) if place == 0 else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return " ".join([first, *others])


def as_markdown(comparison: Comparison) -> str:
    """A table as every dialect of Markdown has it, the legend, the verdict."""
    lines = [_piped(HEADINGS), _piped(["---", *["---:"] * (len(HEADINGS) - 1)])]
    lines += [_piped(row(entry)) for entry in most_different(comparison.parameters)]
    return "\n\n".join(["\n".join(lines), *_remarks(comparison)])


def _piped(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("[", r"\[").replace("]", r"\]").replace("|", r"\|") for cell in cells) + " |"


def as_html(comparison: Comparison) -> str:
    """A table with headings for rows and columns and no style of its own: it looks as the page around it."""
    head = "".join(f'<th scope="col">{heading}</th>' for heading in HEADINGS)
    body = "\n".join(f"<tr>{_cells(row(entry))}</tr>" for entry in most_different(comparison.parameters))
    *notes, verdict = map(escape, _remarks(comparison))
    below = "".join(f"<p>{note}</p>" for note in notes)
    head = f"<caption>{verdict}</caption>\n<thead><tr>{head}</tr></thead>"
    return f"<div><table>\n{head}\n<tbody>\n{body}\n</tbody>\n</table>{below}</div>"


def _cells(cells: Iterable[str]) -> str:
    first, *others = map(escape, cells)
    return f'<th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in others)
