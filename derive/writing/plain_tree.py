"""Formulas as plain nested lists: what a certificate holds and a separate checker can read.

A node is a list that begins with its kind:

    ["number", "3/4"]                         a rational
    ["size", "N"]                             the size of an axis
    ["element", "p", ["n", "k"]]              an element of a tensor
    ["delta", "i", "j"]                       1 where two indices agree, else 0
    ["sum", [["k", "K"]], body]               the sum over indices with their sizes
    ["add", …], ["multiply", …]               of two or more nodes
    ["power", base, "-1"]                     with a whole number
    ["exp", argument], ["log", …], ["tanh", …]
"""

from __future__ import annotations

from collections.abc import Mapping

import sympy as sp

from ..errors import UnsupportedFormula
from ..network.definitions import Network
from ..network.functions import function_of

Tree = list[object]
Names = Mapping[sp.Symbol, str]

FUNCTIONS = {sp.exp: "exp", sp.log: "log", sp.tanh: "tanh"}
OPERATIONS = {sp.Add: "add", sp.Mul: "multiply"}


def to_tree(expression: sp.Expr, network: Network, names: Names | None = None) -> Tree:
    """Return the formula as nested lists; bound indices are named #1, #2 … by their depth.

    Raises:
        UnsupportedFormula: the expression holds something that the tree has no kind for.

    >>> from ..network.building import classifier
    >>> network = classifier(batch=False)
    >>> to_tree(network.definition("p").left ** 2, network)
    ['power', ['element', 'p', ['k']], '2']
    """
    names = names or {}
    if isinstance(expression, sp.Sum):
        return _sum(expression, network, names)
    if isinstance(expression, sp.Indexed):
        return ["element", expression.base.label.name, [_index(i, names) for i in expression.indices]]
    if isinstance(expression, sp.KroneckerDelta):
        return ["delta", *(_index(i, names) for i in expression.args[:2])]
    if isinstance(expression, sp.Rational):
        return ["number", str(expression)]
    if isinstance(expression, sp.Symbol):
        is_tensor = any(not t.axes and t.at() == expression for t in network.tensors)
        return ["element", expression.name, []] if is_tensor else ["size", expression.name]
    if isinstance(expression, sp.Pow) and expression.exp.is_Integer:
        return ["power", to_tree(expression.base, network, names), str(expression.exp)]
    kind = FUNCTIONS.get(expression.func) or OPERATIONS.get(expression.func)
    if kind is None:
        raise UnsupportedFormula(f"{_said(expression)} has no place in a certificate", hint="add it to FUNCTIONS")
    parts = [to_tree(argument, network, names) for argument in expression.args]
    return [kind, *(sorted(parts, key=repr) if expression.func in OPERATIONS else parts)]


def _said(expression: sp.Expr) -> str:
    """What the expression is in a reader's words: a function by its name, a power by what it is."""
    if isinstance(expression, sp.Pow):
        return "a power whose exponent is no whole number"
    function = function_of(expression)
    return function.name if function else expression.func.__name__


def _sum(total: sp.Sum, network: Network, names: Names) -> Tree:
    deeper = dict(names)
    limits = []
    for index, _, size in total.limits:
        deeper[index] = f"#{len(deeper) + 1}"
        limits.append([deeper[index], str(size)])
    return ["sum", limits, to_tree(total.function, network, deeper)]


def _index(index: sp.Expr, names: Names) -> str:
    return names.get(index, str(index))
