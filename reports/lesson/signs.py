"""The letters of the network, and the indices and signs that the lesson uses: to be looked up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sympy as sp

from derive.gradient.accurate import accurate_form
from derive.gradient.calculus import rules_used
from derive.gradient.derivation import Formula
from derive.network.axes import index_symbol
from derive.network.definitions import Definition
from derive.network.functions import function_named, function_of
from derive.writing.latex import in_braces, latex
from derive.writing.matrix_notation import matrix_notation

from ..report import Report
from .blocks import Cell, Inline, Math, Section, Table, Words, inline
from .data import axis_name
from .notation import entry_of, general_element, in_words, meaning, shape_of, whole, words

Sign = tuple[Math, tuple[Inline, ...]]
ARGUMENT = sp.Symbol("u", real=True)
UNITS = {"e": "nats", "2": "bits", "10": "decimal digits"}
MATRIX_SIGNS = {
    r"\exp": (r"\exp(A)", "the exponential of every entry, one by one; in the same way every other function"),
    r"\top": (r"A^\top", "the transpose: rows become columns"),
    r"\odot": (r"A \odot B", "the product entry by entry"),
    r"\oslash": (r"A \oslash B", "the quotient entry by entry"),
    r"\mathbf{1}": (r"\mathbf{1}_{K}", "a column of ones, {K} of them: a product with it sums up, or repeats"),
    r"\mathrm{diag}": (r"\mathrm{diag}(\mathbf{a})", "the square matrix with these entries on its diagonal"),
}


def letters(report: Report) -> Section:
    """The tables of letters and of signs, near the end, where a reader looks things up."""
    return Section("letters", "Letters and signs", (_letters(report), signs(report)))


def _letters(report: Report) -> Table:
    """The type table: letter, element, shape, meaning; the gradient too where it has a letter of its own."""
    found = report.second_order
    second = next(iter(found.batch.values())).second if found is not None and report.network.spelling is None else None
    network = second.network if second is not None else report.network
    rows = tuple(
        (
            Cell((whole(tensor, network),)),
            Cell((general_element(tensor, network),)),
            Cell((shape_of(tensor, network),)),
            words(meaning(tensor)),
            words(tensor.role.value),
        )
        for tensor in network.tensors
    )
    headings = tuple((Words(h),) for h in ("letter", "element", "shape", "meaning", "role"))
    return Table(f"The {in_words(len(rows))} letters of the network", headings, rows)


def signs(report: Report) -> Table:
    """The table of indices and signs; what only some networks need is in it only where the lesson uses it."""
    formulas = _formulas(report)
    rows = [*_indices(report), *_calculus(report, formulas), *_logarithms(report, formulas)]
    rows += [*_functions(formulas), *_matrix_signs(report)]
    headings = ((Words("sign"),), (Words("meaning"),))
    return Table("Indices and signs", headings, tuple((Cell((sign,)), Cell(told)) for sign, told in rows))


def _formulas(report: Report) -> tuple[sp.Expr, ...]:
    """Every formula that the lesson shows as definition or step."""
    formulas = [d.value for d in report.network.definitions]
    formulas += [side for d in report.derivations.values() for step in d.steps for side in (step.before, step.after)]
    return tuple(dict.fromkeys(formulas))


def _indices(report: Report) -> Iterator[Sign]:
    network = report.network
    for axis in network.axes:
        letters = ", ".join(latex(index_symbol(letter), network) for letter in axis.letters)
        numbers = Math(rf"1, \dots, {latex(axis.size, network)}")
        yield (
            Math(letters, spoken=letters),
            inline("number the {axis}: {numbers}", axis=axis_name(axis, report), numbers=numbers),
        )


def _calculus(report: Report, formulas: Sequence[sp.Expr]) -> Iterator[Sign]:
    network = report.network
    tensor, loss = network.parameters[0], latex(network.output.at(), network)
    entry = latex(tensor.at(*tensor.indices), network)
    yield (
        Math(rf"\frac{{\partial {loss}}}{{\partial {entry}}}", spoken="partial derivative"),
        inline(
            "a partial derivative: how fast the {what} {loss} changes when {entry} alone changes",
            what=meaning(network.output),
            loss=Math(loss),
            entry=Math(entry),
        ),
    )
    yield from _of_the_example(report)
    yield from _deltas(report, formulas)
    steps = dict.fromkeys(step for d in report.derivations.values() for step in d.steps)
    if any("f" in rule.latex for step in steps for rule in rules_used(step, network)):
        told = inline(
            "their derivatives; in a rule {f}, {g} and {u} are anything", f=Math("f"), g=Math("g"), u=Math("u")
        )
        yield Math("f', g'", spoken="f prime, g prime"), told
    yield Math(r"\alpha", spoken="alpha"), inline("the step size: how far one step of learning goes")
    yield Math(r"\leftarrow", spoken="becomes"), inline("becomes: the old value is replaced by the new one")
    yield Math(r"\approx", spoken="about"), inline("equal but for the rounding of the digits shown")


def _of_the_example(report: Report) -> Iterator[Sign]:
    """What has another letter where there is one sample only, and an entry of a matrix."""
    if report.example is None:
        return
    sample, batch = report.sample.network, report.network
    known = {whole(tensor, batch).latex for tensor in batch.given}
    for tensor in sample.given:
        if whole(tensor, sample).latex not in known:
            yield whole(tensor, sample), inline("the {what} of the worked example", what=meaning(tensor))
    matrix = next((t for t in sample.parameters if len(t.axes) == 2), None)
    if matrix is not None:
        yield (
            entry_of(matrix, sample),
            inline("an entry of {letter}: that in row 1 and column 2", letter=whole(matrix, sample)),
        )


def _deltas(report: Report, formulas: Sequence[sp.Expr]) -> Iterator[Sign]:
    """A delta and a sum without one term, with indices that the lesson has."""
    ranges = {delta.args[2][1] for formula in formulas for delta in formula.atoms(sp.KroneckerDelta)}
    axes = [axis for axis in report.network.axes if axis.size in ranges and len(axis.letters) > 1]
    if not axes:
        return
    indices = (index_symbol(letter) for letter in axes[-1].letters[:2])
    second, first = (latex(index, report.network) for index in indices)
    same = inline("the Kronecker delta: 1 where {same}, 0 elsewhere", same=Math(f"{first} = {second}"))
    yield Math(rf"\delta_{{{first}{second}}}", spoken="Kronecker delta"), same
    forms = (accurate_form(report.derivations[t.name]) for t in report.network.parameters)
    if any(form is not None and form.formula.value.has(sp.KroneckerDelta) for form in forms):
        yield (
            Math(rf"\sum_{{{first} \neq {second}}}", spoken=f"sum over {first} other than {second}"),
            inline("the sum over every {first} but {second}", first=Math(first), second=Math(second)),
        )


def _logarithms(report: Report, formulas: Sequence[sp.Expr]) -> Iterator[Sign]:
    if any(formula.has(sp.exp) for formula in formulas):
        power = inline("the exponential: {e} = 2.71828… to the power of {u}", e=Math("e"), u=Math("u"))
        yield Math("e^u", spoken="e to the power of u"), power
    if not any(formula.has(sp.log) for formula in formulas):
        return
    base = report.options.log_base
    sign = r"\ln" if base == "e" else rf"\log_{{{base}}}"
    told = inline(f"the logarithm to base {base}: the loss is measured with it, in {UNITS[base]}")
    yield Math(sign, spoken=f"logarithm to base {base}"), told
    if base != "e":
        yield Math(r"\ln", spoken="natural logarithm"), inline("the logarithm to base e")


def _functions(formulas: Sequence[sp.Expr]) -> Iterator[Sign]:
    """Each function that the definitions or the derivations name, with what its record says that it is."""
    for function in map(function_named, _named_functions(formulas)):
        lesson = function.lesson
        if lesson is not None and lesson.formula:
            spoken = lesson.called.removeprefix("the ")
            told = inline("{called}: {it}", called=lesson.called, it=Math(lesson.formula))
            yield Math(latex(function(ARGUMENT)), spoken=spoken), told


def _named_functions(formulas: Sequence[sp.Expr]) -> tuple[str, ...]:
    nodes = (node for formula in formulas for node in sp.preorder_traversal(formula))
    return tuple(dict.fromkeys(function.name for node in nodes if (function := function_of(node))))


def _matrix_signs(report: Report) -> Iterator[Sign]:
    network = report.network
    formulas: list[Formula | Definition] = [
        *network.definitions,
        *(report.derivations[t.name].formula for t in network.parameters),
    ]
    forms = [matrix_notation(formula, network) for formula in formulas if formula.indices]
    written = " ".join(form.latex() for form in forms if form)
    for sign, (example, told) in MATRIX_SIGNS.items():
        if sign in written:
            size = Math(latex(network.axes[-1].size, network))
            shown = example.replace("{K}", in_braces(size.latex))
            yield Math(shown, spoken=told.partition(":")[0].replace("{K}", "some")), inline(told, K=size)
