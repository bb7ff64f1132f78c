"""A comparison in a terminal of 80 columns."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from io import StringIO
from textwrap import fill
from typing import TYPE_CHECKING, Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from numeric.comparison_table import (
    HEADINGS,
    LEGEND,
    SIDES,
    left_out,
    lost_sentence,
    most_different,
    row,
    rows_judged,
    verdict_sentence,
)
from numeric.data.words import learnt
from numeric.ulp import ulps

from ...system.visible_text import visible
from .second_order import second_text

if TYPE_CHECKING:
    from numeric.results import Comparison, Dataset, RowAccuracy, Training, WorkedExample

    from ...function_comparison import FunctionComparison
    from ...report import Report

WIDTH = 80
NOTHING_LEARNT = "no better than guessing; features of very different size want --standardise"
MEAN_NOT_REACHED = "no better than naming the mean; without a bias a network may not reach it (--bias)"
DIVERGED = "the loss ended above where it began: the steps are too large; try a smaller --learning-rate"
MARKS = {"yes": ("✓", "green"), "no": ("✗", "bold red")}
VERDICTS = {"agree": "green"}


def verdict_text(report: Report) -> str:
    """The verdict in one sentence with its numbers, and where autodiff lost rows."""
    lost = lost_sentence(report.rows)
    return verdict_sentence(report.comparison) + (f"; row by row {lost}" if lost else "")


def wants_colour() -> bool:
    """True on a terminal, unless ``NO_COLOR`` says otherwise (no-color.org) or it can show none."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def comparison_text(report: Report, colour: bool = False) -> str:
    """The table of gradients, the verdict, the learning and the worked example.

    With ``colour`` the verdict and the marks have one; whatever a colour says is said by a word or a mark too.
    """
    word, _, rest = fill(verdict_text(report), WIDTH).partition(":")
    verdict = drawn(Text(word, VERDICTS.get(word, "bold red")), colour) + ":" + rest
    table = f"{data_line(report.dataset)}\n{gradient_table(report.comparison, colour)}"
    others = [rows_lines(report.rows)] if report.rows else []
    others += [second_text(report.second)] if report.second else []
    others += [learning_lines(report.training), example_line(report.example)]
    remarks = [fill(f"note: {visible(remark)}", WIDTH) for remark in report.comparison.remarks]
    return "\n\n".join([table, verdict, *(["\n".join(remarks)] if remarks else []), *others])


def function_text(found: FunctionComparison, colour: bool = False) -> str:
    """The table of gradients of a user's function, and the verdict."""
    word, _, rest = fill(verdict_sentence(found.comparison), WIDTH).partition(":")
    verdict = drawn(Text(word, VERDICTS.get(word, "bold red")), colour) + ":" + rest
    sizes = ", ".join(f"{name} = {size}" for name, size in found.sizes.items())
    above = [f"{visible(found.function)}: {found.translated}", f"{visible(found.data)}" + (f"; {sizes}" * bool(sizes))]
    remarks = [fill(f"note: {visible(remark)}", WIDTH) for remark in found.comparison.remarks]
    table = "\n".join([*(fill(line, WIDTH) for line in above), gradient_table(found.comparison, colour)])
    others = [second_text(found.second)] if found.second else []
    return "\n\n".join([table, verdict, *(["\n".join(remarks)] if remarks else []), *others])


def data_line(dataset: Dataset) -> str:
    """Which data: its name, its size, and what was decided while reading it."""
    form = "standardised" if dataset.standardised else "features as they are"
    rows, features = dataset.features.shape
    size = f"{rows} rows, {features} features, {visible(learnt(dataset))}"
    remarks = [fill(visible(remark), WIDTH) for remark in dataset.remarks]
    return "\n".join([fill(f"{visible(dataset.name)}: {size}, {form}", WIDTH), *remarks])


def gradient_table(comparison: Comparison, colour: bool = False) -> str:
    """Each entry's gradient from the formula and from autodiff; of many, those that differ most."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for heading in HEADINGS[:-1]:
        table.add_column(heading, justify="left" if heading == "weight" else "right", no_wrap=True)
    table.add_column("", justify="right")
    for entry in most_different(comparison.parameters):
        *cells, agrees = row(entry)
        table.add_row(*cells, Text(*MARKS[agrees]))
    return "\n".join([drawn(table, colour), *left_out(comparison, "--json"), LEGEND])


def rows_lines(rows: Mapping[str, RowAccuracy]) -> str:
    """How accurate each side is row by row, at the same logits."""
    wrong = max((found.visible for found in rows.values()), default=0.0)
    lines = [f"gradient by the logits, row by row: ULP from the exact value (wrong: by {100 * wrong:.2g} %)"]
    lines += [
        f"  {SIDES.get(side, side):9} at most {ulps(found.max_ulp):>8}, median {ulps(found.median_ulp):>6}, "
        f"{found.wrong} rows wrong, {found.exact_zeros} lost to 0"
        for side, found in rows.items()
    ]
    judged = rows_judged(rows)
    return "\n".join([*lines, *([fill(f"  ({judged})", WIDTH)] if judged else [])])


def learning_lines(training: Training) -> str:
    """Where gradient descent ended with each source of the gradient."""
    lines = [f"learning: {training.epochs} epochs, learning rate {training.learning_rate:g}"]
    lines += [
        f"  {SIDES.get(run.source, run.source):9} loss {run.loss[0]:.6g} -> {run.loss[-1]:.6g}, "
        f"{measured(training, run.accuracy[-1])}"
        for run in training.runs
    ]
    lines.append(f"  largest difference of a final weight: {training.max_weight_difference:.2g}")
    return "\n".join([*lines, *(f"  note: {note}" for note in _learning_notes(training))])


def _learning_notes(training: Training) -> list[str]:
    if training.diverged:
        return [DIVERGED]
    if training.learnt_nothing:
        return [NOTHING_LEARNT] if training.is_share else [MEAN_NOT_REACHED]
    return []


def measured(training: Training, value: float) -> str:
    """The measure at the end by its word; nothing where the loss is all that there is."""
    if training.guessing is None:
        return "no other measure"
    return f"{training.measure} {value:.4f}" if training.measure == "R²" else f"{training.measure} {value:.2%}"


def example_line(example: WorkedExample) -> str:
    """The worked example's loss before and after one step."""
    in_bits = f" ({example.bits:.7f} bits)" if example.bits is not None and example.log_base != "2" else ""
    return (
        f"worked example: loss {example.loss:.7f}{in_bits} -> {example.loss_after:.7f} "
        f"by a step of {example.learning_rate:g}"
    )


def drawn(shown: Table | Text, colour: bool) -> str:
    """The table or the words as text, with the codes of colours or without."""
    system: Literal["standard"] | None = "standard" if colour else None
    console = Console(file=StringIO(), width=WIDTH, force_terminal=colour, force_jupyter=False, color_system=system)
    with console.capture() as captured:
        console.print(shown, end="")
    return captured.get().rstrip("\n")
