"""Each single weight: its gradient as a formula and as a number, and its update."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, product
from typing import TypeVar

import numpy as np

from derive.gradient.elements import Element
from derive.network.partial import Partial
from derive.network.tensors import Tensor
from derive.writing.latex import equation_latex, latex

from ..report import Report
from .blocks import Block, Cell, Equation, Fold, Inline, Math, Paragraph, Section, Table, Words, inline
from .notation import element, formula, in_words, number, spoken, whole, words
from .number_format import decimals, fixed, latex_number, significant
from .substitution import substituted_latex

DIGITS = 7
T = TypeVar("T")
ALL_UP_TO, FIRST_ROWS, FIRST_ANSWERS = 16, 12, 4
READABLE_CHARACTERS = 2_000


def gradients(report: Report) -> Section:
    """The gradient of the worked example by each weight: by SymPy, by the general formula, as a number."""
    blocks: list[Block] = []
    count = sum(len(elements) for elements in report.elements.values())
    if count:
        blocks.append(Paragraph(_second_road(count, report)))
    for name, elements in report.elements.items():
        tensor = report.sample.network.tensor(name)
        blocks += [_formulas(tensor, elements, report), _by_sympy(elements, report)]
    for tensor in report.sample.network.parameters:
        if tensor.name not in report.elements:
            blocks.append(
                Paragraph(
                    inline(
                        "{letter} has too many entries for a formula each; the general formula above holds for all "
                        "of them.",
                        letter=whole(tensor, report.sample.network),
                    )
                )
            )
    return Section("gradients", "The gradient of each weight", tuple(blocks))


def _second_road(count: int, report: Report) -> tuple[Inline, ...]:
    what = " and ".join(dict.fromkeys(_plural(report.sample.network.tensor(name)) for name in report.elements))
    return inline(
        "A second road to the same place: the loss of the worked example is written out in plain scalars, and "
        "SymPy differentiates it by each of {count} {what} on its own. Each result is proved equal to the "
        "general formula at that index, exactly, by computing with rational functions of exponentials.",
        count=in_words(count),
        what=what,
    )


def _plural(tensor: Tensor) -> str:
    """What the entries of a parameter are called."""
    return "weights" if len(tensor.axes) == 2 else "biases"


def _formulas(tensor: Tensor, elements: tuple[Element, ...], report: Report) -> Table:
    network, example = report.sample.network, report.example
    values = {**example.inputs, **example.forward}
    rows = []
    written = [(latex(e.by_formula, network), substituted_latex(e.by_formula, network, values)) for e in elements]
    lengths = [len(symbolic) + len(plugged) for symbolic, plugged in written]
    shown = _readable(_shown(elements, FIRST_ROWS), lengths)
    for one, (symbolic, plugged) in zip(shown, written, strict=False):
        found = float(example.gradient[tensor.name][tuple(i - 1 for i in one.indices)])
        rows.append(
            (
                Cell((element(tensor, one.indices, network),)),
                formula(symbolic),
                formula(plugged),
                number(fixed(found, DIGITS), found),
                words("✓\u00a0" + one.verdict.outcome.value.lower()),
            )
        )
    output = latex(network.output.at(), network)
    entry = latex(tensor.at(*tensor.indices), network)
    headings = (
        (Words("weight"),),
        (Math(rf"\partial {output} / \partial {entry}"), Words(" by the general formula")),
        (Words("with the numbers"),),
        (Words("value"),),
        (Words("same as SymPy's"),),
    )
    caption = (
        f"The {in_words(len(elements))} gradients of the {tensor.meaning} {spoken(tensor, (), network)}"
        + _of_many(len(rows), len(elements))
    )
    return Table(caption, headings, tuple(rows))


def _by_sympy(elements: tuple[Element, ...], report: Report) -> Fold:
    network = report.sample.network
    answers = [
        equation_latex(Partial(network.output.at(), e.tensor.at(*e.indices)), e.by_sympy, network)
        for e in _shown(elements, FIRST_ANSWERS)
    ]
    lines = tuple(Equation(answer) for answer in _readable(answers, [len(answer) for answer in answers]))
    return Fold("What SymPy itself answers, before anything is rearranged" + _of_many(len(lines), len(elements)), lines)


def update(report: Report) -> Section:
    """One step of gradient descent, for every weight, and the loss before and after."""
    example, network = report.example, report.sample.network
    rate = latex_number(significant(example.learning_rate))
    tensor = network.parameters[0]
    entry, output = latex(tensor.at(*tensor.indices), network), latex(network.output.at(), network)
    blocks: list[Block] = [
        Paragraph(
            inline(
                "The gradient points to where the loss grows, so each weight moves a little in the opposite direction. "
                "The step size is {rate}.",
                rate=Math(rf"\alpha = {rate}"),
            )
        ),
        Equation(rf"{entry} \leftarrow {entry} - \alpha \frac{{\partial {output}}}{{\partial {entry}}}"),
    ]
    blocks += [_updates(tensor, report) for tensor in network.parameters]
    if len(network.parameters) > 1:
        blocks.insert(2, Paragraph(inline("Every other parameter changes in the same way.")))
    before, after = (latex_number(significant(v, 8)) for v in (example.loss, example.loss_after))
    blocks += [
        Paragraph(
            inline(
                "With the new weights the loss of the same example is {how}: {change}{base}.",
                how="smaller" if example.loss_after < example.loss else "not smaller",
                change=Math(rf"{output}:\ {before} \to {after}"),
                base=f" (logarithm to base {example.log_base})" if example.log_base else "",
            )
        )
    ]
    if example.bits is not None and example.log_base != "2":
        in_bits = Math(latex_number(significant(example.bits, 8)))
        blocks.append(Paragraph(inline("Before the step, that loss is {bits} bits.", bits=in_bits)))
    return Section("update", "The weights change", tuple(blocks))


def _updates(tensor: Tensor, report: Report) -> Table:
    example, network = report.example, report.sample.network
    old, slope, new = (np.asarray(a[tensor.name]) for a in (example.inputs, example.gradient, example.updated))
    rows = []
    for at in _shown(list(product(*(range(1, size + 1) for size in old.shape))), FIRST_ROWS):
        place = tuple(i - 1 for i in at)
        before, gradient, after = (float(array[place]) for array in (old, slope, new))
        sign, amount = ("-", gradient) if gradient >= 0 else ("+", -gradient)
        shown = [latex_number(decimals(value)) for value in (before, example.learning_rate, amount)]
        change = rf"{shown[0]} {sign} {shown[1]} \cdot {shown[2]}"
        rows.append(
            (
                Cell((element(tensor, at, network),)),
                number(significant(before), before),
                number(fixed(gradient, DIGITS), gradient),
                formula(change),
                number(fixed(after, DIGITS), after),
            )
        )
    headings = tuple((Words(h),) for h in ("weight", "before", "gradient", "before − α · gradient", "after"))
    caption = f"The update of the {tensor.meaning} {spoken(tensor, (), network)}" + _of_many(len(rows), old.size)
    return Table(caption, headings, tuple(rows))


def _shown(everything: Sequence[T], first: int) -> Sequence[T]:
    """All of a few, the first of many."""
    return everything if len(everything) <= ALL_UP_TO else everything[:first]


def _readable(everything: Sequence[T], lengths: Sequence[int]) -> Sequence[T]:
    """As many of the first as together are not too long to be read, and the first in any case."""
    totals = list(accumulate(lengths[: len(everything)]))
    return everything[: max(1, sum(total <= READABLE_CHARACTERS for total in totals))]


def _of_many(shown: int, all_of_them: int) -> str:
    return f" (the first {shown} of {all_of_them})" if shown < all_of_them else ""
