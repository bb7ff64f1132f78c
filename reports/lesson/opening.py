"""The opening: the question, the verdict in one sentence, the network and its letters."""

from __future__ import annotations

from derive.latex import definition_latex
from derive.tensors import Tensor

from ..blocks import Block, Cell, Equation, Math, Paragraph, Section, Table, Words, inline
from ..drawing import network_picture
from ..matrix_notation import matrix_notation
from ..number_format import significant, ulps
from ..report import Report
from .notation import general_element, in_words, shape_of, whole, words

STAGES = {
    "dense layer": "Each value is a weighted sum of the values below it.",
    "tanh": "The activation squeezes each value between −1 and 1.",
    "softmax": "Softmax turns the logits into probabilities: positive, and with sum one.",
    "cross-entropy": "The loss of one sample is small when the probability of its label is near one.",
    "mean over the samples": "What learning makes small is the mean of the losses.",
    "sum over the samples": "What learning makes small is the sum of the losses.",
}


def verdict(report: Report) -> Section:
    """The verdict in one sentence with its numbers, first of all."""
    entries = report.comparison.parameters
    agreeing = sum(entry.agrees for entry in entries)
    steps = {step for d in report.derivations.values() for step in d.steps}
    data = report.dataset
    right = report.comparison.verdict == "agree"
    sentence = inline(
        "{mark} {count} of {all} gradient entries from the derived formula agree with automatic differentiation of two "
        "JAX models on {data} ({rows} rows, {dtype}): the largest difference is {ulp} ULP ({error}). "
        "All {steps} steps of the derivation are proved.",
        mark=Words("✓ Agreed." if right else "✗ Not agreed.", strong=True),
        count=str(agreeing),
        all=str(len(entries)),
        data=data.name,
        rows=str(data.features.shape[0]),
        dtype=report.comparison.dtype,
        ulp=ulps(report.comparison.max_ulp),
        error=significant(report.comparison.max_abs_error, 2),
        steps=str(len(steps)),
    )
    example = report.example
    question = inline(
        "A classifier has been shown one example and was not sure enough. How must each single weight change so "
        "that it does better next time? This page answers that by hand, proves each line, and then lets a computer "
        "check it: one step of gradient descent brings the loss of the worked example from {before} down to {after}.",
        before=significant(example.loss, 8),
        after=significant(example.loss_after, 8),
    )
    role = "verdict" if right else "verdict wrong"
    return Section("verdict", "How does one weight change?", (Paragraph(question), Paragraph(sentence, role)))


def network(report: Report) -> Section:
    """The letters with their shapes, the definitions, and the network drawn twice."""
    batch = report.network
    intro = inline(
        "Every letter of this page is in this table. The sizes stay letters: {N} samples, {D} features, {K} classes"
        "{hidden}. Everything below holds for all of them.",
        N=Math("N"),
        D=Math("D"),
        K=Math("K"),
        hidden=", any number of hidden units" if report.options.network.hidden else "",
    )
    blocks: list[Block] = [Paragraph(intro), letters(batch.tensors, report)]
    for definition in batch.definitions:
        matrix = matrix_notation(definition, batch) if definition.tensor.axes else None
        remark = (Words("in matrices "), Math(matrix.equation_latex())) if matrix else ()
        blocks += [
            Paragraph(inline(STAGES.get(definition.stage, "{stage}").replace("{stage}", definition.stage))),
            Equation(definition_latex(definition, batch), remark),
        ]
    drawn = inline("The same network as a drawing, first with letters, then with the numbers of the worked example.")
    blocks += [Paragraph(drawn), network_picture(report, values=False), network_picture(report, values=True)]
    return Section("network", "The network", tuple(blocks))


def letters(tensors: tuple[Tensor, ...], report: Report) -> Table:
    """The type table: letter, element, shape, meaning."""
    rows = tuple(
        (
            Cell((whole(tensor),)),
            Cell((general_element(tensor, report.network),)),
            Cell((shape_of(tensor),)),
            words(tensor.meaning),
            words(tensor.role.value),
        )
        for tensor in tensors
    )
    headings = tuple((Words(h),) for h in ("letter", "element", "shape", "meaning", "role"))
    return Table(f"The {in_words(len(rows))} letters of the network", headings, rows)
