"""Elementary functions in the program of the page: what SymPy's printer of JavaScript does not know by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import sympy as sp
from sympy.printing.jscode import JavascriptCodePrinter, known_functions

from derive.errors import UnsupportedFormula
from derive.network.functions import Function, function_of

# The two functions of SymPy's code generation in which the stable stages are written, and its unit step.
OF_STAGES = {
    "expm1": "Math.expm1",
    "log1p": "Math.log1p",
    "Heaviside": "(u, between) => (u > 0 ? 1 : u < 0 ? 0 : between)",
}
ARGUMENT = sp.Symbol("u", real=True)


def printer_for(expressions: Iterable[sp.Expr]) -> tuple[JavascriptCodePrinter, tuple[str, ...]]:
    """A printer that knows the functions in some formulas, and the lines that define those that JavaScript lacks.

    Raises:
        UnsupportedFormula: a function has no form in JavaScript.

    >>> from derive.network.functions import FUNCTIONS
    >>> formula = FUNCTIONS["relu"](sp.tanh(ARGUMENT))
    >>> printer, lines = printer_for([formula])
    >>> lines, printer.doprint(formula)
    (('const Relu = (u) => Math.max(0, u);',), 'Relu(Math.tanh(u))')
    """
    names, defined = dict[str, str](), dict[str, str]()
    for node in _functions(expressions):
        name = node.func.__name__
        if name in names:
            continue
        form = OF_STAGES.get(name) or _form(name, function_of(node))
        names[name] = name if "=>" in form else form
        if "=>" in form:
            defined[name] = form
    return JavascriptCodePrinter({"user_functions": names}), tuple(f"const {n} = {f};" for n, f in defined.items())


def _functions(expressions: Iterable[sp.Expr]) -> Iterator[sp.Function]:
    for expression in expressions:
        for node in sp.preorder_traversal(expression):
            if isinstance(node, sp.Function):
                yield node


def _form(name: str, record: Function | None) -> str:
    """The name of a function in JavaScript, or a function of u: from its record, else what its expansion says."""
    if record is not None and record.lesson is not None and record.lesson.javascript:
        return record.lesson.javascript
    if name in known_functions:
        return str(known_functions[name])
    expanded = record.expanded(ARGUMENT) if record is not None and record.expanded is not None else None
    if expanded is None:
        raise UnsupportedFormula(
            f"the function {record.name if record else name} has no form in JavaScript",
            hint="give its record a lesson with one",
        )
    printer, lines = printer_for([expanded])
    return f"(u) => {{ {' '.join((*lines, ''))}return {printer.doprint(expanded)}; }}"
