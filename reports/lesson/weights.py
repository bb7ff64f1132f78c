"""Each single weight: its gradient as a formula and as a number, and its update."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate, product
from typing import TypeVar

import numpy as np

from derive.gradient.element import Element
from derive.network.partial import Partial
from derive.network.tensors import Tensor
from derive.writing.latex import equation_latex, latex
from numeric.learning.example_sizes import LEARNING_RATE
from numeric.results import WorkedExample

from ..report import Report
from .blocks import Block, Cell, Equation, Fold, Inline, Math, Paragraph, Section, Table, Words, inline
from .example_values import ExampleValues
from .forward import NO_EXAMPLE
from .notation import element, formula, in_words, named, number, spoken, words
from .number_format import decimals, latex_number, readable, significant
from .signs import UNITS
from .substitution import substituted_latex

T = TypeVar("T")
ALL_UP_TO, FIRST_ROWS, FIRST_ANSWERS = 16, 12, 4
READABLE_CHARACTERS = 2_000


def gradients(report: Report) -> Section:
    """The gradient of the worked example by each entry: by SymPy, by the general formula, as a number."""
    if report.example is None:
        return Section("gradients", "The gradient of each weight", (Paragraph(inline(NO_EXAMPLE)),))
    blocks: list[Block] = []
    count = sum(len(elements) for elements in report.elements.values())
    if count:
        blocks.append(Paragraph(_second_road(count, report)))
    for name, elements in report.elements.items():
        tensor = report.sample.network.tensor(name)
        blocks += [_formulas(tensor, elements, report), _by_sympy(elements, report)]
    network = report.sample.network
    others = [t for t in network.parameters if t.name not in report.elements]
    if others:
        told = "The entries of {them} have no formula each here; the general formulas above hold for all of them."
        blocks.append(Paragraph(inline(told, them=named(others, network))))
    return Section("gradients", "The gradient of each weight", tuple(blocks))


def _second_road(count: int, report: Report) -> tuple[Inline, ...]:
    network = report.sample.network
    return inline(
        "A second road to the same place: the loss of the worked example is written out in plain scalars, and SymPy "
        "differentiates it by each of the {count} entries of {what} on its own. Each result is proved equal to the "
        "general formula at that index, exactly.",
        count=in_words(count),
        what=named([network.tensor(name) for name in report.elements], network),
    )


def _formulas(tensor: Tensor, elements: tuple[Element, ...], report: Report) -> Table:
    network, example = report.sample.network, report.example
    values = ExampleValues(report.sample, report)
    rows = []
    written = [(latex(e.by_formula, network), _plugged(e, values)) for e in elements]
    lengths = [len(symbolic) + len(plugged) for symbolic, plugged in written]
    shown = _readable(_shown(elements, FIRST_ROWS), lengths)
    for one, (symbolic, plugged) in zip(shown, written, strict=False):
        found = float(example.gradient[tensor.name][tuple(i - 1 for i in one.indices)])
        rows.append(
            (
                Cell((element(tensor, one.indices, network),)),
                formula(symbolic),
                formula(plugged),
                related(found, exact=values.relations(one.by_formula)[1] == "="),
                words("✓\u00a0" + one.verdict.outcome.value.lower()),
            )
        )
    output = latex(network.output.at(), network)
    entry = latex(tensor.at(*tensor.indices), network)
    headings = (
        (Words("entry"),),
        (Math(rf"\partial {output} / \partial {entry}"), Words(" by the general formula")),
        (Words("with the numbers"),),
        (Words("value"),),
        (Words("same as SymPy's"),),
    )
    caption = (
        f"The {in_words(len(elements))} gradients of the {tensor.meaning} {spoken(tensor, (), network)}"
        + _of_many(len(rows), len(elements))
    )
    return Table(caption, headings, tuple(rows), of_entries=True)


def _plugged(element: Element, values: ExampleValues) -> str:
    """The formula with its numbers, behind the sign that says how it compares with the formula."""
    sign, _ = values.relations(element.by_formula)
    return f"{sign} {substituted_latex(element.by_formula, values.network, values.arrays)}"


def related(value: float, *, exact: bool) -> Cell:
    """A number behind = or ≈, whichever is true of it and of what stands before it.

    >>> related(0.25, exact=True).parts[0].text, related(0.123456, exact=False).parts[0].text
    ('= 0.25', '≈ 0.1235')
    """
    sign = "=" if exact else "≈"
    return Cell((Words(f"{sign} {readable(decimals(value))}"),), repr(value), None, True)


def _by_sympy(elements: tuple[Element, ...], report: Report) -> Fold:
    network = report.sample.network
    answers = [
        equation_latex(Partial(network.output.at(), e.tensor.at(*e.indices)), e.by_sympy, network)
        for e in _shown(elements, FIRST_ANSWERS)
    ]
    lines = tuple(Equation(answer) for answer in _readable(answers, [len(answer) for answer in answers]))
    summary = "What SymPy itself answers, before anything is rearranged" + _of_many(len(lines), len(elements))
    return Fold(summary, lines, more=True)


def update(report: Report) -> Section:
    """One step of gradient descent, for every weight, and the loss before and after."""
    network = report.network if report.example is None else report.sample.network
    rate = Words("the number that it is told") if report.example is None else _rate(report.example)
    tensor = network.parameters[0]
    entry, output = latex(tensor.at(*tensor.indices), network), latex(network.output.at(), network)
    blocks: list[Block] = [
        Paragraph(
            inline(
                "The gradient points to where the loss grows, so each entry moves a little in the opposite direction. "
                "An entry with a negative gradient grows. The step size is {rate}{halved}.",
                rate=rate,
                halved=_halved(report.example),
            )
        ),
        Equation(rf"{entry} \leftarrow {entry} - \alpha \frac{{\partial {output}}}{{\partial {entry}}}"),
    ]
    if len(network.parameters) > 1:
        blocks.append(Paragraph(inline("Every other parameter changes in the same way.")))
    if report.example is not None:
        blocks += [_updates(tensor, report) for tensor in network.parameters]
        blocks += _loss_after(report.example)
    return Section("update", "The weights change", tuple(blocks))


def _rate(example: WorkedExample) -> Math:
    return Math(rf"\alpha = {latex_number(significant(example.learning_rate))}")


def _halved(example: WorkedExample | None) -> str:
    """Why the step is shorter than the usual one, where it is."""
    if example is None or example.learning_rate >= LEARNING_RATE:
        return ""
    return f": {LEARNING_RATE}, halved until the loss of the example falls"


def _loss_after(example: WorkedExample) -> Iterator[Block]:
    """The loss before the step and after it, and before it in bits, in which it may have been published."""
    before, after = (latex_number(decimals(v)) for v in (example.loss, example.loss_after))
    yield Paragraph(
        inline(
            "With the new values the loss of the same example is {how}: {change}{base}.",
            how="smaller" if example.loss_after < example.loss else "not smaller",
            change=Math(rf"{before} \to {after}"),
            base=f", in {UNITS[example.log_base]}" if example.log_base in UNITS else "",
        )
    )
    if example.bits is not None and example.log_base != "2":
        in_bits = Math(latex_number(significant(example.bits, 8)))
        yield Paragraph(inline("Before the step, that loss is {bits} bits.", bits=in_bits))


def _updates(tensor: Tensor, report: Report) -> Table:
    example, network = report.example, report.sample.network
    old, slope, new = (np.asarray(a[tensor.name]) for a in (example.inputs, example.gradient, example.updated))
    rows = []
    for at in _shown(list(product(*(range(1, size + 1) for size in old.shape))), FIRST_ROWS):
        place = tuple(i - 1 for i in at)
        before, gradient, after = (float(array[place]) for array in (old, slope, new))
        sign, amount = ("-", gradient) if gradient >= 0 else ("+", -gradient)
        numbers = [decimals(value) for value in (before, example.learning_rate, amount)]
        shown = [latex_number(number) for number in numbers]
        change = rf"{shown[0]} {sign} {shown[1]} \cdot {shown[2]}"
        rows.append(
            (
                Cell((element(tensor, at, network),)),
                number(decimals(before), before),
                number(decimals(gradient), gradient),
                formula(change),
                related(after, exact=_steps_to(numbers, sign, after)),
            )
        )
    headings = tuple((Words(h),) for h in ("entry", "before", "gradient", "before − α · gradient", "after"))
    caption = f"The update of the {tensor.meaning} {spoken(tensor, (), network)}" + _of_many(len(rows), old.size)
    return Table(caption, headings, tuple(rows), of_entries=True)


def _steps_to(numbers: Sequence[str], sign: str, after: float) -> bool:
    """True where the digits that are shown on both sides are the same number."""
    before, rate, amount = map(Fraction, numbers)
    return Fraction(decimals(after)) == (before - rate * amount if sign == "-" else before + rate * amount)


def _shown(everything: Sequence[T], first: int) -> Sequence[T]:
    """All of a few, the first of many."""
    return everything if len(everything) <= ALL_UP_TO else everything[:first]


def _readable(everything: Sequence[T], lengths: Sequence[int]) -> Sequence[T]:
    """As many of the first as together are not too long to be read, and the first in any case."""
    totals = list(accumulate(lengths[: len(everything)]))
    return everything[: max(1, sum(total <= READABLE_CHARACTERS for total in totals))]


def _of_many(shown: int, all_of_them: int) -> str:
    return f" (the first {shown} of {all_of_them})" if shown < all_of_them else ""
