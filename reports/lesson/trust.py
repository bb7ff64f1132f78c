"""How far to trust the numbers: who is nearer to the certified truth, and by how much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from derive.network.definitions import Network
from derive.writing.latex import latex
from derive.writing.parts import Part, places
from numeric.results import RowAccuracy, ScaleAccuracy

from ..report import Report
from .blocks import Block, Cell, Math, Paragraph, Section, Table, Words, inline
from .data import SHOWN_ROWS, SOURCES, weight
from .notation import number, words
from .number_format import readable, significant, ulps
from .pictures.plots import accuracy_plot

SIDES = ("ours", "stax", "custom")


def trust(report: Report) -> Section:
    """Against certified truth: each weight, each row, and the scale of the logits."""
    intro = inline(
        "Autodiff is not the truth, and neither is our formula once it runs in floating point. So the loss itself was "
        "differentiated once more in ball arithmetic, with neither SymPy nor JAX: the result is an interval that is "
        "sure to hold the exact gradient of these very numbers, narrower than {width} of its size. Every side is "
        "measured against that.",
        width=Math("2^{-200}"),
    )
    blocks: list[Block] = [Paragraph(intro)]
    if any(entry.judgement for entry in report.comparison.parameters):
        blocks.append(_judged(report))
    where = "the trained weights" if report.options.learning.at == "trained" else "the random start"
    blocks.append(_rows(report.rows, f"Row by row, at the logits of {where}, {report.comparison.dtype}"))
    if report.trust is not None:
        if report.trust.trained:
            blocks.append(_rows(report.trust.trained, "Row by row, at trained weights, float32"))
        blocks.append(Paragraph(SCALES))
        blocks += [accuracy_plot(scale) for scale in report.trust.scales]
        blocks += _naive(report.trust.scales, report.sample.network)
    blocks.append(Paragraph(FAIR))
    return Section("trust", "How far to trust these numbers", tuple(blocks))


SCALES = inline(
    "What if the network grows more and more confident? Here are random logits, larger and larger, and the largest "
    "error of the gradient by them: by the derived formula (ours), by JAX's autodiff (jax.grad), by the cross-entropy "
    "of optax, and with softmax as a textbook writes it (naive)."
)
FAIR = inline(
    "To be fair to {grad}: its absolute error is about one unit in the last place of 1, which is all that a small, "
    "well-behaved step of learning needs. What is lost on confident samples is the relative accuracy: there p − 1 is "
    "the difference of two nearly equal numbers, and the few digits that are left, or the zero, say nothing about how "
    "fast the loss still falls. Our formula never subtracts them; the promise covers the gradient by the logits, "
    "taking the logits as the floats they are. From features and weights to the summed gradient, rounding of the "
    "logits and cancelling between rows come on top, for every side alike: there the bound in the table is what holds.",
    grad=Words("jax.grad", strong=True),
)


def _judged(report: Report) -> Table:
    entries = [e for e in report.comparison.parameters if e.judgement]
    chosen = (
        sorted(entries, key=lambda e: (e.agrees, -e.ulp, e.name))[:SHOWN_ROWS] if len(entries) > SHOWN_ROWS else entries
    )
    rows = []
    for entry in chosen:
        judgement = entry.judgement
        if judgement is None:
            continue
        rows.append(
            (
                weight(entry.name, report),
                Cell((Words(readable(significant(float(judgement.truth), 9))),), judgement.truth, None, True),
                *(number(ulps(judgement.ulp[side]), judgement.ulp[side]) for side in SIDES),
                number(significant(max(judgement.abs_error[side] for side in SIDES), 2), judgement.abs_error["ours"]),
                number(significant(entry.bound, 2), entry.bound),
                words(NEAREST.get(judgement.nearest, judgement.nearest)),
            )
        )
    headings = ("weight", "exact", "ours, ULP", "stax, ULP", "plain JAX, ULP", "largest error", "our bound", "nearest")
    caption = "Each gradient entry against the exact value"
    if len(chosen) < len(entries):
        caption += f" (the {len(chosen)} of {len(entries)} that differ most)"
    return Table(caption, tuple((Words(h),) for h in headings), tuple(rows))


NEAREST = {"custom": "plain JAX", "tie": "a tie"}


def _rows(found: Mapping[str, RowAccuracy], caption: str) -> Table:
    headings = (
        "gradient by the logits from",
        "largest error, ULP",
        "median, ULP",
        "rows off by more than 0.1 %",
        "rows lost to 0",
    )
    rows = tuple(
        (
            words(SOURCES.get(side, side)),
            number(ulps(row.max_ulp), row.max_ulp),
            number(ulps(row.median_ulp), row.median_ulp),
            number(str(row.wrong), row.wrong),
            number(str(row.exact_zeros), row.exact_zeros),
        )
        for side, row in found.items()
    )
    return Table(caption, tuple((Words(h),) for h in headings), rows)


def _textbook(network: Network) -> str:
    """What a textbook subtracts: the outputs as they are defined, minus the labels."""
    found = places(network)
    output, label = (
        next(t for t in network.tensors if found[t.name].part is part) for part in (Part.OUTPUT, Part.LABEL)
    )
    definition = network.definition(output.name)
    value = definition.value if definition else output.at(*output.indices)
    return f"{latex(value, network)} - {latex(label.at(*label.indices), network)}"


def _naive(scales: tuple[ScaleAccuracy, ...], network: Network) -> Iterator[Block]:
    """The formula as it stands in a textbook, at the largest logits."""
    for scale in scales:
        naive, ours = scale.max_ulp.get("naive", ()), scale.max_ulp.get("ours", ())
        if naive and naive[-1] is None and ours[-1] is not None:
            yield Paragraph(
                inline(
                    "At logits of {size} in {dtype} the formula as it stands in a textbook, {naive}, gives NaN, "
                    "because the exponentials overflow; ours is still right to {ulp} ULP.",
                    size=significant(scale.scales[-1]),
                    dtype=scale.dtype,
                    naive=Math(_textbook(network)),
                    ulp=readable(ulps(ours[-1])),
                )
            )
