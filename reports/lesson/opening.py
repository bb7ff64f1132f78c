"""The opening: the question, the verdict in one sentence, the network as a drawing and as definitions."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from derive.network.axes import Axis
from derive.network.definitions import Condition, Network
from derive.network.tensors import Role
from derive.writing.latex import condition_latex, definition_latex, latex
from derive.writing.matrix_notation import matrix_notation
from numeric.comparison_table import lost_sentence

from ..report import Report
from .blocks import Block, Equation, Fold, Inline, Listing, Math, Paragraph, Section, Words, inline
from .data import axis_name
from .notation import in_words, listed, named
from .number_format import decimals, readable, significant, ulps
from .pictures.drawing import State, network_picture
from .pictures.drawn_numbers import drawn_numbers
from .stage_words import does

if TYPE_CHECKING:
    from numeric.tracing.translation import Translation

QUESTIONS = {
    "classes": "A classifier has been shown one example and was not sure enough.",
    "labels": "A network that answers several yes-or-no questions at once has been shown one example and was not sure "
    "enough of its answers.",
    "regression": "A network that predicts a number has been shown one example and was off.",
}


def verdict(report: Report) -> Section:
    """The question, then the answer of the whole page in one sentence with its numbers."""
    role = "verdict" if report.comparison.verdict == "agree" else "verdict wrong"
    blocks = (Paragraph(_question(report)), Paragraph(_verdict(report), role))
    return Section("verdict", "How does one weight change?", blocks)


def _question(report: Report) -> tuple[Inline, ...]:
    example = report.example
    learns = example is not None and example.loss_after < example.loss
    return inline(
        "{seen} How must each single weight change so that it does better next time? This page answers that by hand, "
        "proves each line, and then lets a computer check it{step}.",
        seen=QUESTIONS.get(report.dataset.task, QUESTIONS["classes"]),
        step=inline(
            ": one step of gradient descent brings the loss of the worked example from {before} down to {after}",
            before=readable(decimals(example.loss)),
            after=readable(decimals(example.loss_after)),
        )
        if learns
        else "",
    )


def _verdict(report: Report) -> tuple[Inline, ...]:
    entries = report.comparison.parameters
    agreeing = sum(entry.agrees for entry in entries)
    steps = {step for d in report.derivations.values() for step in d.steps}
    proved = sum(step.check.proved for step in steps)
    twin = any(entry.stax is not None for entry in entries)
    lost = lost_sentence(report.rows)
    return inline(
        "{mark} {count} of {all} gradient entries from the derived formula agree with automatic differentiation of "
        "{models} on {data} ({rows} rows, {dtype}): the largest difference is {ulp} ULP, "
        "units in the last place ({error}){lost}. "
        "{proved} steps of the derivation are proved.",
        mark=Words("✓ Agreed." if report.comparison.verdict == "agree" else "✗ Not agreed.", strong=True),
        count=str(agreeing),
        all=str(len(entries)),
        models="two JAX models" if twin else "a JAX model",
        data=report.dataset.name,
        rows=str(report.dataset.features.shape[0]),
        dtype=report.comparison.dtype,
        ulp=readable(ulps(report.comparison.max_ulp)),
        error=readable(significant(report.comparison.max_abs_error, 2)),
        lost=f"; row by row {lost}" if lost else "",
        proved=f"All {proved}" if proved == len(steps) else f"{proved} of {len(steps)}",
    )


def network(report: Report) -> Section:
    """What is given and what is learnt, the network drawn, and each of its definitions with what it does."""
    blocks: list[Block] = [Paragraph(_given(report))]
    blocks += [network_picture(report)] if report.example is not None else []
    blocks += definitions(report.network, report.options.network.translation)
    if report.example is not None:
        drawn = inline(
            "And the drawing with the numbers of the worked example: forward, and backward with what this page is "
            "about, how the loss answers to each of them."
        )
        blocks += [Paragraph(drawn), *(network_picture(report, state) for state in State if state != State.LETTERS)]
        tables = tuple(drawn_numbers(report))
        blocks += [Fold("The numbers of the drawing as tables", tables)] if tables else []
    return Section("network", "The network", tuple(blocks))


def _given(report: Report) -> tuple[Inline, ...]:
    """The sizes, the given tensors by their letters, and what is known of them."""
    batch = report.network
    given = [t for t in batch.given if t.role is not Role.PARAMETER]
    return inline(
        "Given are {given}; learning changes {learnt}. The sizes stay letters: {sizes}. Everything below holds for "
        "all of them.{one_hot}{known} Every letter and sign of this page is explained {place}.",
        given=named(given, batch),
        learnt=named(batch.parameters, batch),
        sizes=sizes(batch.axes, batch, lambda axis: axis_name(axis, report)),
        one_hot=ONE_HOT if _has_classes(report) else "",
        known=tuple(part for condition in batch.conditions for part in _known(condition, batch)),
        place="in the tables at its end",
    )


ONE_HOT = " A row of the labels is one-hot: 1 at the right class, 0 elsewhere."


def _has_classes(report: Report) -> bool:
    """True where a label is a row of its own, with a place for each class."""
    labels = [t for t in report.network.given if t.role is Role.LABEL]
    return report.dataset.task == "classes" and any(len(t.axes) > 1 for t in labels)


def sizes(axes: tuple[Axis, ...], network: Network, name: Callable[[Axis], str]) -> tuple[Inline, ...]:
    """The axes with their sizes: N samples, D features and K classes."""
    return listed([(Math(latex(axis.size, network)), Words(f" {name(axis)}")) for axis in axes])


def _known(condition: Condition, batch: Network) -> tuple[Inline, ...]:
    formula = Math(condition_latex(condition, batch))
    if condition.one_hot:
        return inline(" A row of the labels is one-hot, 1 at one place and 0 elsewhere: {formula}.", formula=formula)
    return inline(" Some steps use that {name}: {formula}.", name=condition.name, formula=formula)


def definitions(batch: Network, translation: Translation | None = None) -> list[Block]:
    """Each definition with a sentence on what it does, and in matrices where it has such a form.

    Where it is the ``translation`` of a user's function, each line of that stands in front of what it became.
    """
    lines = {names[0]: source for source, names in translation.lines()} if translation else {}
    count = in_words(len(batch.definitions))
    blocks: list[Block] = [
        Paragraph(inline("In formulas: {count} definitions, each made of what stands above it.", count=count))
    ]
    if translation is not None:
        checked = "Each line of the function stands in front of what it became. It was {result}."
        blocks.append(Paragraph(inline(checked, result=str(translation.agreement))))
    for definition in batch.definitions:
        source = lines.get(definition.tensor.name)
        blocks += [Listing(f"{source.line:4}  {source.text}", "python")] if source else []
        matrix = matrix_notation(definition, batch) if definition.tensor.axes else None
        remark = (Words("in matrices "), Math(matrix.equation_latex())) if matrix else ()
        blocks += [Paragraph(does(definition, batch)), Equation(definition_latex(definition, batch), remark)]
    return blocks
