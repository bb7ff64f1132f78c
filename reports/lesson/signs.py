"""The glossary: indices and signs that the lesson uses, each explained before it is met."""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from derive.gradient.derivation import Formula
from derive.network.definitions import Definition, Network
from derive.network.functions import function_named, function_of
from derive.writing.latex import latex
from derive.writing.matrix_notation import matrix_notation

from ..report import Report
from .blocks import Cell, Inline, Math, Table, Words, inline
from .notation import meaning

Sign = tuple[Math, tuple[Inline, ...]]
ARGUMENT = sp.Symbol("u", real=True)
UNITS = {"e": "nats", "2": "bits", "10": "decimal digits"}
MATRIX_SIGNS = {
    r"\exp": (r"\exp(A)", "the exponential of every entry, one by one; in the same way the logarithm and {functions}"),
    r"\top": (r"A^\top", "the transpose: rows become columns"),
    r"\odot": (r"A \odot B", "the product entry by entry"),
    r"\oslash": (r"A \oslash B", "the quotient entry by entry"),
    r"\mathbf{1}": (r"\mathbf{1}_K", "a column of ones, K of them: a product with it sums up, or repeats"),
    r"\mathrm{diag}": (r"\mathrm{diag}(\mathbf{a})", "the square matrix with these entries on its diagonal"),
}


def signs(report: Report) -> Table:
    """The table of indices and signs; a sign of matrix notation is in it only where the lesson uses it."""
    rows = [*_indices(report.network), *_calculus(report), *_logarithms(report), *_functions(report)]
    rows += _matrix_signs(report)
    headings = ((Words("sign"),), (Words("meaning"),))
    return Table("Indices and signs", headings, tuple((Cell((sign,)), Cell(words)) for sign, words in rows))


def _indices(network: Network) -> Iterator[Sign]:
    for axis in network.axes:
        letters = ", ".join(axis.letters)
        numbers = Math(rf"1, \dots, {latex(axis.size)}")
        yield Math(letters, spoken=letters), inline("number the {axis}: {numbers}", axis=axis.name, numbers=numbers)


def _calculus(report: Report) -> Iterator[Sign]:
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
    weight = Math(latex(tensor.at(1, 2), report.sample.network), spoken="weight in row 1, column 2")
    yield weight, inline("a weight of the worked example: that in row 1 and column 2")
    delta = inline("the Kronecker delta: 1 where {same}, 0 elsewhere", same=Math("j = k"))
    yield Math(r"\delta_{jk}", spoken="Kronecker delta"), delta
    yield (
        Math(r"\sum_{j \neq k}", spoken="sum over j other than k"),
        inline("the sum over every {j} but {k}", j=Math("j"), k=Math("k")),
    )
    yield Math(r"\alpha", spoken="alpha"), inline("the step size: how far one step of learning goes")
    yield Math(r"\leftarrow", spoken="becomes"), inline("becomes: the old value is replaced by the new one")
    yield Math(r"\approx", spoken="about"), inline("equal but for the rounding of the digits shown")


def _logarithms(report: Report) -> Iterator[Sign]:
    power = inline("the exponential: {e} = 2.71828… to the power of {z}", e=Math("e"), z=Math("z"))
    yield Math("e^z", spoken="e to the power of z"), power
    base = report.options.log_base
    sign = r"\ln" if base == "e" else rf"\log_{{{base}}}"
    words = inline(f"the logarithm to base {base}: the loss is measured with it, in {UNITS[base]}")
    yield Math(sign, spoken=f"logarithm to base {base}"), words
    if base != "e":
        yield Math(r"\ln", spoken="natural logarithm"), inline("the logarithm to base e")


def _functions(report: Report) -> Iterator[Sign]:
    """Each function that the definitions or the derivations name, with what its record says that it is."""
    formulas = [d.value for d in report.network.definitions]
    formulas += [side for d in report.derivations.values() for step in d.steps for side in (step.before, step.after)]
    nodes = (node for formula in dict.fromkeys(formulas) for node in sp.preorder_traversal(formula))
    found = dict.fromkeys(function.name for node in nodes if (function := function_of(node)))
    for function in map(function_named, found):
        lesson = function.lesson
        if lesson is not None and lesson.formula:
            spoken = lesson.called.removeprefix("the ")
            words = inline("{called}: {it}", called=lesson.called, it=Math(lesson.formula))
            yield Math(latex(function(ARGUMENT)), spoken=spoken), words


def _matrix_signs(report: Report) -> Iterator[Sign]:
    network = report.network
    formulas: list[Formula | Definition] = [
        *network.definitions,
        *(report.derivations[t.name].formula for t in network.parameters),
    ]
    forms = [matrix_notation(formula, network) for formula in formulas if formula.indices]
    functions = " and ".join(dict.fromkeys(report.options.network.activations)) or "tanh"
    written = " ".join(form.latex() for form in forms if form)
    for sign, (example, words) in MATRIX_SIGNS.items():
        if sign in written:
            told = words.format(functions=functions)
            yield Math(example, spoken=told.partition(":")[0]), (Words(told),)
