"""How far to trust the numbers: who is nearer to the certified truth, and by how much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from derive.gradient.accurate import accurate_form
from numeric.comparison_table import rows_judged
from numeric.model.head import NoHead, head_of
from numeric.results import Comparison, RowAccuracy, ScaleAccuracy

from ..report import Report
from .blocks import Block, Cell, Math, Paragraph, Section, Table, Words, inline
from .data import SHOWN_ROWS, SOURCES, weight
from .notation import meaning, number, words
from .number_format import readable, significant, ulps
from .pictures.plots import accuracy_plot

SIDES = {"ours": "ours", "stax": "stax", "custom": "plain JAX"}
TRUTH = (
    "Autodiff is not the truth, and neither is our formula once it runs in floating point. So the loss itself "
    "was differentiated once more in ball arithmetic, with neither SymPy nor JAX: the result is an interval that "
    "is sure to hold the exact gradient of these very numbers, narrower than {width} of its size. Every side is "
    "measured against that."
)
NO_TRUTH = (
    "Autodiff is not the truth, and neither is our formula once it runs in floating point. For so many numbers "
    "the exact gradient was not worked out here; what rounding may do to each entry is bounded in the table "
    "above."
)
CONFIDENT = (
    "What if the network grows more and more confident? Here are random {stage}, larger and larger, and the "
    "largest error of the gradient by them: by the derived formula (ours), by JAX's autodiff (jax.grad), "
    "{optax}and by the formula as a textbook writes it (naive)."
)
FAIR = (
    "To be fair to {grad}: its absolute error is about one unit in the last place of 1, which is all that a "
    "small, well-behaved step of learning needs. What is lost on confident samples is the relative accuracy: "
    "there the error is the difference of two nearly equal numbers, and the few digits that are left, or the "
    "zero, say nothing about how fast the loss still falls. Our formula never subtracts them; the promise covers "
    "the gradient by the {stage}, taking the {stage} as the floats they are."
)
OUTDONE = (
    "Here our formula is the one that loses digits: where the network is sure and right, the error is the difference "
    "of two nearly equal numbers, and the formula subtracts them as it stands. Autodiff goes another way through the "
    "loss, on which they are not subtracted."
)
NOTABLY = 8
ALIKE = (
    "From what is given to the summed gradient, rounding on the way and cancelling between rows come on top, for "
    "every side alike: there the bound in the table is what holds."
)


def trust(report: Report) -> Section:
    """Against certified truth: each entry, each row, and the scale of what the loss begins with."""
    judged = any(entry.judgement for entry in _with_truth(report).parameters)
    truth = inline(TRUTH, width=Math("2^{-200}")) if judged else inline(NO_TRUTH)
    blocks: list[Block] = [Paragraph(truth), *_without_twin(report)]
    if judged:
        blocks.append(_judged(report))
    blocks += _row_by_row(report)
    return Section("trust", "How far to trust these numbers", (*blocks, Paragraph(inline(ALIKE))))


def _without_twin(report: Report) -> Iterator[Block]:
    """Why one side is missing, where the network is none that a chain of ready-made layers can be."""
    if any(entry.stax is not None for entry in report.comparison.parameters):
        return
    from numeric.model.stax_twin import NoTwin, stax_model  # which imports JAX

    twin = stax_model(report.network)
    if isinstance(twin, NoTwin):
        yield Paragraph(
            inline("There is no second JAX model, of the layers of stax: {reason}.", reason=twin.reason), "note"
        )


def _row_by_row(report: Report) -> Iterator[Block]:
    """The gradient by the stage with which the loss begins, each row apart; or why no row stands apart."""
    head = head_of(report.network)
    if isinstance(head, NoHead) or not report.rows:
        reason = f": {head.reason}" if isinstance(head, NoHead) else ""
        yield Paragraph(inline("Row by row there is nothing to compare here{reason}.", reason=reason), "note")
        return
    stage = meaning(head.source)
    where = AT.get(report.options.learning.at, "the compared weights")
    yield _rows(report.rows, stage, f"Row by row, at the {stage} of {where}, {report.comparison.dtype}")
    if report.trust is None:
        return
    if report.trust.trained:
        on = f" (trained on {report.trust.share})" if report.trust.share else ""
        yield _rows(report.trust.trained, stage, f"Row by row, at the {stage} of trained weights{on}, float32")
    if report.trust.scales:
        optax = any("optax" in scale.max_ulp for scale in report.trust.scales)
        yield Paragraph(inline(CONFIDENT, stage=stage, optax="by the loss of optax, " if optax else ""))
        yield from (accuracy_plot(scale) for scale in report.trust.scales)
        yield from _naive(report.trust.scales, stage)
    if _outdone(report.rows) or _outdone(report.trust.trained or {}):
        yield Paragraph(inline(OUTDONE))
    elif any(accurate_form(report.derivations[t.name]) for t in report.network.parameters):
        yield Paragraph(inline(FAIR, grad=Words("jax.grad", strong=True), stage=stage))


def _outdone(rows: Mapping[str, RowAccuracy]) -> bool:
    """True where every other source is notably nearer to the exact value than the formula."""
    others = [row.max_ulp for side, row in rows.items() if side != "ours"]
    return bool(others) and rows["ours"].max_ulp > NOTABLY * max(1.0, *others)


AT = {"start": "the random start", "trained": "the trained weights"}


def _with_truth(report: Report) -> Comparison:
    """The comparison that has a certified truth: of many rows, that at a sample of them."""
    return report.comparison.sample or report.comparison


def _judged(report: Report) -> Table:
    entries = [e for e in _with_truth(report).parameters if e.judgement]
    chosen = (
        sorted(entries, key=lambda e: (e.agrees, -e.ulp, e.name))[:SHOWN_ROWS] if len(entries) > SHOWN_ROWS else entries
    )
    sides = [s for s in SIDES if any(e.judgement and s in e.judgement.ulp for e in chosen)]
    rows = []
    for entry in chosen:
        judgement = entry.judgement
        if judgement is None:
            continue
        rows.append(
            (
                weight(entry.name, report),
                Cell((Words(readable(significant(float(judgement.truth), 9))),), judgement.truth, None, True),
                *(number(ulps(judgement.ulp[side]), judgement.ulp[side]) for side in sides),
                number(significant(max(judgement.abs_error[side] for side in sides), 2), judgement.abs_error["ours"]),
                number(significant(entry.bound, 2), entry.bound),
                words(NEAREST.get(judgement.nearest, judgement.nearest)),
            )
        )
    apart = (f"{SIDES[side]}, ULP" for side in sides)
    headings = ("entry", "exact", *apart, "largest error", "our bound", "nearest")
    caption = "Each gradient entry against the exact value"
    if report.comparison.sample is not None:
        caption = f"Each entry of the gradient at {report.comparison.sample.rows} rows against the exact value"
    if len(chosen) < len(entries):
        caption += f" (the {len(chosen)} of {len(entries)} that differ most)"
    return Table(caption, tuple((Words(h),) for h in headings), tuple(rows), of_entries=True)


NEAREST = {"custom": "plain JAX", "tie": "a tie"}


def _rows(found: Mapping[str, RowAccuracy], stage: str, caption: str) -> Table:
    visible = max(row.visible for row in found.values())
    headings = (
        f"gradient by the {stage} from",
        "largest error, ULP",
        "median, ULP",
        f"rows off by more than {100 * visible:.2g} %",
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
    judged = rows_judged(found)
    named = f"{caption} ({judged})" if judged else caption
    return Table(named, tuple((Words(h),) for h in headings), rows)


def _naive(scales: tuple[ScaleAccuracy, ...], stage: str) -> Iterator[Block]:
    """The formula as it stands in a textbook, at the largest values."""
    for scale in scales:
        naive, ours = scale.max_ulp.get("naive", ()), scale.max_ulp.get("ours", ())
        if naive and naive[-1] is None and ours[-1] is not None:
            yield Paragraph(
                inline(
                    "At {stage} of {size} in {dtype} the formula as a textbook writes it gives NaN, because the "
                    "exponentials overflow; ours is still right to {ulp} ULP.",
                    stage=stage,
                    size=significant(scale.scales[-1]),
                    dtype=scale.dtype,
                    ulp=readable(ulps(ours[-1])),
                )
            )
