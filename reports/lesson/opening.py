"""The opening: the question, the verdict in one sentence, the network and its letters."""

from __future__ import annotations

from derive.network.definitions import Definition, Network
from derive.network.functions import FUNCTIONS
from derive.network.tensors import Role, Tensor
from derive.writing.latex import definition_latex
from derive.writing.matrix_notation import matrix_notation

from ..report import Report
from .blocks import Block, Cell, Equation, Inline, Math, Paragraph, Section, Table, Words, inline
from .notation import general_element, in_words, meaning, shape_of, whole, words
from .number_format import readable, significant, ulps
from .pictures.drawing import State, network_picture
from .pictures.drawn_numbers import drawn_numbers
from .signs import signs

STAGES = {
    "dense layer": "The {name}: each one is a weighted sum of the {below}{bias}.",
    "softmax": "The {name}: softmax turns the {below} into positive numbers that sum to one.",
    "cross-entropy": "The {name}: cross-entropy, small when the probability of the right class is near one.",
    "mean over the samples": "The {name}: this is what learning makes small.",
    "sum over the samples": "The {name}: this is what learning makes small.",
}


def verdict(report: Report) -> Section:
    """The verdict in one sentence with its numbers, first of all."""
    entries = report.comparison.parameters
    agreeing = sum(entry.agrees for entry in entries)
    steps = {step for d in report.derivations.values() for step in d.steps}
    proved = sum(step.check.proved for step in steps)
    data = report.dataset
    right = report.comparison.verdict == "agree"
    sentence = inline(
        "{mark} {count} of {all} gradient entries from the derived formula agree with automatic differentiation of two "
        "JAX models on {data} ({rows} rows, {dtype}): the largest difference is {ulp} ULP, "
        "units in the last place ({error}). "
        "{proved} steps of the derivation are proved.",
        mark=Words("✓ Agreed." if right else "✗ Not agreed.", strong=True),
        count=str(agreeing),
        all=str(len(entries)),
        data=data.name,
        rows=str(data.features.shape[0]),
        dtype=report.comparison.dtype,
        ulp=readable(ulps(report.comparison.max_ulp)),
        error=readable(significant(report.comparison.max_abs_error, 2)),
        proved=f"All {proved}" if proved == len(steps) else f"{proved} of {len(steps)}",
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
        "Every letter and sign of this page is in these two tables, every word of the field in the glossary at its "
        "end. The sizes stay letters: {N} samples, {D} features, "
        "{K} classes{hidden}. Everything below holds for all of them. A row of the labels is one-hot: 1 at the right "
        "class, 0 elsewhere.",
        N=Math("N"),
        D=Math("D"),
        K=Math("K"),
        hidden=", any number of hidden units" if report.options.network.hidden else "",
    )
    blocks: list[Block] = [Paragraph(intro), letters(batch.tensors, report), signs(report)]
    for definition in batch.definitions:
        matrix = matrix_notation(definition, batch) if definition.tensor.axes else None
        remark = (Words("in matrices "), Math(matrix.equation_latex())) if matrix else ()
        blocks += [
            Paragraph(_stage(definition, batch)),
            Equation(definition_latex(definition, batch), remark),
        ]
    drawn = inline(
        "The same network as a drawing: first with letters; then with the numbers of the worked example, forward; and "
        "with what this page is about, how the loss answers to each of them, backward. The tables say the same."
    )
    blocks += [Paragraph(drawn), *(network_picture(report, state) for state in State), *drawn_numbers(report)]
    return Section("network", "The network", tuple(blocks))


def _stage(definition: Definition, batch: Network) -> tuple[Inline, ...]:
    """What the definition does, in words."""
    parts = list(batch.tensors_in(definition.value))
    below = [meaning(t) for t in parts if t.role in (Role.INPUT, Role.INTERMEDIATE)]
    return inline(
        _template(definition.stage),
        name=meaning(definition.tensor),
        stage=definition.stage,
        below=below[0] if below else "values before",
        bias=", plus a bias" if any(len(t.axes) == 1 and t.role is Role.PARAMETER for t in parts) else "",
    )


def _template(stage: str) -> str:
    """The sentence about a stage; about a function that of its record."""
    function = FUNCTIONS.get(stage)
    if function is None:
        return STAGES.get(stage, "The {name}, by {stage}.")
    does = function.lesson.does if function.lesson else "{stage} of each of the {below}"
    return f"The {{name}}: {does}."


def letters(tensors: tuple[Tensor, ...], report: Report) -> Table:
    """The type table: letter, element, shape, meaning."""
    rows = tuple(
        (
            Cell((whole(tensor),)),
            Cell((general_element(tensor, report.network),)),
            Cell((shape_of(tensor),)),
            words(meaning(tensor)),
            words(tensor.role.value),
        )
        for tensor in tensors
    )
    headings = tuple((Words(h),) for h in ("letter", "element", "shape", "meaning", "role"))
    return Table(f"The {in_words(len(rows))} letters of the network", headings, rows)
