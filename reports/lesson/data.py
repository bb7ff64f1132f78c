"""On real data: what they are, the comparison with autodiff, the gradient as a heat map."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from derive.network.axes import Axis
from derive.network.definitions import Network
from derive.writing.latex import in_braces, latex
from derive.writing.parts import sample_axis
from numeric.data.names import short_names
from numeric.data.words import counted, learnt
from numeric.model.arrays import label_of, main_input
from numeric.results import ParameterComparison

from ..report import Report
from .blocks import Block, Cell, Listing, Literal, Math, Paragraph, Section, Table, Words, inline
from .notation import element, number, spoken, whole, words
from .number_format import significant, ulps

SHOWN_ROWS = 40
HEAT_ROWS, HEAT_COLUMNS = 20, 32
WIDEST_HEAT_MAP = 12


def data(report: Report) -> Section:
    """The dataset: what it is, what was decided while reading it, what is compared, the table, the heat map."""
    dataset, comparison = report.dataset, report.comparison
    intro = inline(
        "Now the real thing: {name}, {rows} with {features} and {learnt}{form}. {start} "
        "The gradient is computed by the derived formula in its {shape} form, {own}by automatic differentiation in "
        "reverse mode of {models}, in forward mode, and by central differences of the loss.",
        name=Words(dataset.name, strong=True),
        rows=counted(len(dataset.features), "row"),
        features=counted(dataset.features.shape[1], "feature"),
        learnt=learnt(dataset),
        form=", standardised" if dataset.standardised else ", as they are",
        start=_start(report),
        own="by each weight's own scalar formula, " if _has_own_formulas(report) else "",
        shape=report.options.learning.form,
        models="a stax model and of a model in plain JAX" if has_stax(report) else "a model in plain JAX",
    )
    before, sum_sign, after = comparison.rule.rstrip(".").partition("Σ_n")
    bound = inline(
        "The last columns compare the formula with reverse-mode autodiff; how far each is from the exact value comes "
        "further down. "
        "No tolerance is chosen: two sources agree when they are no further apart than rounding may move both, which "
        "is worked out for each entry ({before}{sum}{after}; u is the unit roundoff, half the distance from "
        "1 to the next number). ULP counts units in the last place of "
        "{dtype}.",
        before=before,
        sum=_over_samples(report.network) if sum_sign else "",
        after=after,
        dtype=comparison.dtype,
    )
    summary = [summary_table(report)] if len(comparison.parameters) > SHOWN_ROWS else []
    blocks: list[Block] = [
        Paragraph(intro),
        *_remarks((*dataset.remarks, *comparison.remarks)),
        *summary,
        comparison_table(report),
        Paragraph(bound, "note"),
        *heat_maps(report),
    ]
    return Section("data", f"On real data: {dataset.name}", tuple(blocks))


STARTS = {
    "start": "The weights are drawn at random (seed {seed}).",
    "trained": "The weights are those that training on these rows has found.",
}


def _remarks(said: Sequence[str]) -> list[Block]:
    """What was decided while reading the data, and what was taken of them, as sentences in one note."""
    sentences = [f"{remark[:1].upper()}{remark[1:].rstrip('.')}." for remark in said]
    return [Paragraph((Words(" ".join(sentences)),), "note")] if sentences else []


def has_stax(report: Report) -> bool:
    """True where the network has a twin in stax."""
    return any(entry.stax is not None for entry in report.comparison.parameters)


def _start(report: Report) -> str:
    """At which weights the gradients are compared."""
    options = report.options
    if options.data.weights:
        return f"The weights are those of the file {Path(options.data.weights).name!r:.80}."
    return STARTS[options.learning.at].format(seed=options.learning.seed)


def _has_own_formulas(report: Report) -> bool:
    """True where the parameters are few enough for a scalar formula each."""
    return any(entry.lambdify is not None for entry in report.comparison.parameters)


def summary_table(report: Report) -> Table:
    """The comparison of many entries, one row for each parameter."""
    found: dict[str, list[ParameterComparison]] = {}
    for entry in report.comparison.parameters:
        found.setdefault(_place(entry.name)[0], []).append(entry)
    rows = []
    for letters, entries in found.items():
        error, ulp = max(e.abs_error for e in entries), max(e.ulp for e in entries)
        rows.append(
            (
                Cell((whole(report.network.tensor(letters), report.network),)),
                number(str(len(entries)), len(entries)),
                number(str(sum(e.agrees for e in entries)), sum(e.agrees for e in entries)),
                number(significant(error, 2), error),
                number(ulps(ulp), ulp),
            )
        )
    headings = ("parameter", "entries", "agreeing", "largest error", "largest error, ULP")
    return Table("The comparison in short", tuple((Words(h),) for h in headings), tuple(rows))


def comparison_table(report: Report) -> Table:
    """Each gradient entry from every source; of many, those that differ most."""
    entries = report.comparison.parameters
    chosen = list(entries)
    caption = f"The gradient at all {len(entries)} parameters"
    if len(entries) > SHOWN_ROWS:
        chosen = sorted(entries, key=lambda e: (e.agrees, -e.ulp, e.name))[:SHOWN_ROWS]
        caption = f"The {SHOWN_ROWS} of {len(entries)} gradient entries that differ most"
    headings = (
        "weight",
        "formula",
        *(("own formula",) if _has_own_formulas(report) else ()),
        *(("stax",) if has_stax(report) else ()),
        "plain JAX",
        "forward",
        "differences",
        "formula − autodiff",
        "ULP apart",
        "verdict",
    )
    rows = tuple(_comparison_row(e, report) for e in chosen)
    return Table(caption, tuple((Words(h),) for h in headings), rows, of_entries=True)


def _comparison_row(entry: ParameterComparison, report: Report) -> tuple[Cell, ...]:
    own = (entry.lambdify,) if _has_own_formulas(report) else ()
    twin = (entry.stax,) if has_stax(report) else ()
    sources = (entry.symbolic, *own, *twin, entry.custom, entry.jvp, entry.difference)
    numbers = (words("–") if value is None else number(significant(value, 7), value) for value in sources)
    return (
        weight(entry.name, report),
        *numbers,
        number(significant(entry.abs_error, 2), entry.abs_error),
        number(ulps(entry.ulp), entry.ulp),
        words("✓\u00a0agrees" if entry.agrees else "✗\u00a0differs"),
    )


def weight(name: str, report: Report) -> Cell:
    """Return the cell that names one weight, such as ``W[1,2]``, as the formula W₁₂."""
    letters, at = _place(name)
    return Cell((element(report.network.tensor(letters), at, report.network),))


def _place(name: str) -> tuple[str, tuple[int, ...]]:
    """The tensor's name and the indices of ``W[1,2]``."""
    letters, _, inside = name.rstrip("]").partition("[")
    return letters, tuple(int(i) for i in re.findall(r"\d+", inside))


def _over_samples(network: Network) -> Math:
    """The sign of the sum over the samples."""
    axis = sample_axis(network)
    index = latex(axis.index, network) if axis else "n"
    return Math(rf"\sum_{in_braces(index)}", spoken=f"sum over {index}")


def heat_maps(report: Report) -> list[Block]:
    """The gradient of each weight matrix as a table with coloured cells, the number in each."""
    found: dict[str, dict[tuple[int, ...], float]] = {}
    for entry in report.comparison.parameters:
        letters, at = _place(entry.name)
        found.setdefault(letters, {})[at] = entry.symbolic
    maps: list[Block] = []
    for letters, values in found.items():
        if any(len(at) != 2 or at[0] > HEAT_ROWS or at[1] > HEAT_COLUMNS for at in values):
            continue
        maps.append(_heat_map(letters, values, report))
    return maps


def _heat_map(letters: str, values: dict[tuple[int, ...], float], report: Report) -> Table:
    """A matrix with many columns lies on its side: they are the rows of the table."""
    largest = max(abs(v) for v in values.values()) or 1.0
    tensor = report.network.tensor(letters)
    shape = [max(at[axis] for at in values) for axis in (0, 1)]
    down, across = (1, 0) if shape[1] > max(WIDEST_HEAT_MAP, shape[0]) else (0, 1)
    labels = [_labels(axis, size, report) for axis, size in zip(tensor.axes, shape, strict=True)]
    lines = []
    for i, label in enumerate(labels[down], 1):
        entries = [values[(i, j) if down == 0 else (j, i)] for j in range(1, shape[across] + 1)]
        lines.append((words(label), *(number(significant(v, 3), v, v / largest) for v in entries)))
    return Table(
        f"The gradient of the {tensor.meaning} {spoken(tensor, (), report.network)}: where the loss would change most",
        tuple((Words(name),) for name in (axis_name(tensor.axes[down], report), *labels[across])),
        tuple(lines),
        of_entries=True,
    )


SOURCES = {
    "symbolic": "the derived formula",
    "ours": "the derived formula",
    "stax": "autodiff of the stax model",
    "custom": "autodiff of the plain JAX model",
}


def axis_name(axis: Axis, report: Report) -> str:
    """The axis' own name; that of the label's is what the data have along it."""
    target = label_of(report.network)
    of_labels = report.dataset.task == "labels" and target is not None and axis in target.axes[1:]
    return "labels" if of_labels else axis.name


def _labels(axis: Axis, size: int, report: Report) -> Sequence[str]:
    """What the places along an axis are called: the features along the input's, the classes along the label's."""
    network, dataset = report.network, report.dataset
    target = label_of(network)
    names = dict.fromkeys(target.axes[1:] if target else (), dataset.class_names)
    names |= dict.fromkeys(main_input(network).axes[1:], dataset.feature_names)
    found = names.get(axis, ())
    return short_names(found) if len(found) == size else [str(i) for i in range(1, size + 1)]


def code(report: Report) -> Section:
    """The lowered source: what ran is what is shown."""
    text = inline(
        "This is the source that computed the gradient above: it is printed from the derived formulas, and this very "
        "text is what runs. It holds whatever the sizes are."
    )
    return Section("code", "The formula as code", (Paragraph(text), Listing(report.program_source, "python")))


def provenance(report: Report) -> Section:
    """Where each number comes from, so that anyone can make the page again."""
    source = report.provenance
    facts = {
        "command": source.command,
        "dataset": source.dataset,
        "SHA-256 of the data": source.dataset_sha256,
        "dtype": source.dtype,
        "device": source.device,
        "seed of the start": str(source.seed),
        **{f"version of {name}": version for name, version in source.versions.items()},
    }
    rows = tuple((words(name), Cell((Literal(value),))) for name, value in facts.items())
    table = Table("What made this page", ((Words("what"),), (Words("value"),)), rows)
    text = inline("The same command with the same versions makes the same page, byte for byte.")
    return Section("provenance", "Where the numbers come from", (Paragraph(text), table))
