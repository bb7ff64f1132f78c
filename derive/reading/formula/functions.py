"""Functions: logarithms to a base, exponentials, tanh, the sigmoid, softmax, maxima."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import sympy as sp

from ...algebra.indices import substitute
from ...network import unknown_functions as unknown
from ...network.axes import index_symbol
from ...network.functions import FUNCTIONS
from ...network.maximum import Maximum
from .glossary import Meaning
from .letters import content, read_subscript
from .nodes import Bracket, Mark, Node, Number, Operator, Scripted, lone
from .rejection import RejectedFormula, ambiguous
from .values import Value, diagonal, elementwise, logarithm, powered

if TYPE_CHECKING:
    from .products import Stream
    from .resolver import Resolver

ENTRYWISE: dict[str, Callable[[sp.Expr], sp.Expr]] = {
    "exp": sp.exp,
    "tanh": sp.tanh,
    "sinh": sp.sinh,
    "cosh": sp.cosh,
    "sin": sp.sin,
    "cos": sp.cos,
    "tan": sp.tan,
    "sigmoid": lambda z: 1 / (1 + sp.exp(-z)),
    "relu": lambda z: sp.Max(0, z),
    "sqrt": sp.sqrt,
}
LOGARITHMS = {"log", "ln", "lg"}


def function_of(resolver: Resolver, node: Node, head: Operator, stream: Stream) -> Value:
    """The value of a function at the argument that the stream holds."""
    below, above = (node.subscript, node.superscript) if isinstance(node, Scripted) else (None, None)
    if head.name == "softmax":
        return _softmax(resolver, node, stream)
    if head.name in ("max", "min"):
        return _extreme(resolver, head, below, stream)
    if head.name == "diag" and below is None and above is None:
        return _diagonal(resolver, node, stream)
    if head.name not in ENTRYWISE and head.name not in LOGARITHMS and head.name not in FUNCTIONS:
        raise RejectedFormula(f"{head.name} is not read", node.at)
    if below is not None and head.name not in LOGARITHMS:
        raise RejectedFormula(f"{head.name} has no subscript", below.at)
    value = resolver.argument(stream, head.name)
    if isinstance(above, Mark) and above.name == "prime" and head.name in ENTRYWISE and head.name != "relu":
        return elementwise(slope_of(head.name), value)
    if head.name in LOGARITHMS:
        result = _logarithm(resolver, head, below, value)
    else:
        result = elementwise(_formula_of(resolver, head.name), value)
    return powered(result, _power(resolver, above), node.at) if above is not None else result


def _formula_of(resolver: Resolver, name: str) -> Callable[..., sp.Expr]:
    """The function of that name: in notes the sigmoid is what it is made of, in a network's definitions a function."""
    if name in ENTRYWISE and (resolver.glossary.usual or name not in FUNCTIONS):
        return ENTRYWISE[name]
    return FUNCTIONS[name]


def unknown_function(name: str, value: Value) -> Value:
    """f(u) of a function of which only the name is known."""
    return elementwise(unknown.unknown_function(name), value)


def slope_of(name: str) -> Callable[[sp.Expr], sp.Expr]:
    """The derivative of an activation: tanh' is 1 - tanh²."""
    at = sp.Dummy(real=True)
    slope = sp.diff(ENTRYWISE[name](at), at)
    return lambda value: slope.xreplace({at: value})


def _diagonal(resolver: Resolver, node: Node, stream: Stream) -> Value:
    following = stream.beside
    bracket = following.factor if following is not None else None
    if not isinstance(bracket, Bracket):
        raise RejectedFormula("diag is read with its argument in brackets", node.at)
    stream.take()
    return diagonal(resolver.as_matrix(content(bracket.content), bracket.at), node.at)


def _power(resolver: Resolver, above: Node) -> Value:
    inner = lone(above)
    if isinstance(above, Mark):
        raise RejectedFormula("this mark of a function is not read", above.at, hint="one prime of an activation is")
    if not isinstance(inner, Number):
        raise ambiguous("this superscript of a function", above.at, "a power", "the inverse function")
    return resolver.value(above)


def _logarithm(resolver: Resolver, head: Operator, below: Node | None, value: Value) -> Value:
    base = sp.E
    if head.name == "lg":
        base = sp.Integer(10)
    if below is not None:
        inner = lone(below)
        if isinstance(inner, Number) and inner.text in ("2", "10"):
            base = sp.Integer(inner.text)
        elif getattr(inner, "letter", "") != "e":
            raise RejectedFormula("this base of a logarithm is not read", below.at, hint="2, 10 and e are")
    elif head.name == "log":
        base = resolver.log_base
    scale = sp.S.One if base is sp.E else 1 / sp.log(base)
    return Value(logarithm(value.expression, head.at) * scale, value.row, value.column)


def _softmax(resolver: Resolver, node: Node, stream: Stream) -> Value:
    r"""``softmax(z)_i`` is e^{z_i} / Σ_j e^{z_j}; without the index, a vector."""
    below = node.subscript if isinstance(node, Scripted) else None
    following = stream.beside
    factor = following.factor if following is not None else None
    bracket = factor.base if isinstance(factor, Scripted) else factor
    if not isinstance(bracket, Bracket):
        raise RejectedFormula("softmax is read with its argument in brackets", node.at, hint="softmax(z)_i")
    stream.take()
    if isinstance(factor, Scripted):
        if factor.superscript is not None or (below is not None and factor.subscript is not None):
            raise RejectedFormula("these scripts of softmax are not read", factor.at)
        below = factor.subscript if factor.subscript is not None else below
    vector = resolver.as_matrix(content(bracket.content), bracket.at)
    slot = vector.column if vector.row is None or vector.column is not None else vector.row
    if slot is None:
        raise RejectedFormula("softmax is applied to something that is no vector", bracket.at)
    inner = sp.Dummy(slot.index.name, integer=True, positive=True)
    total = sp.Sum(sp.exp(substitute(vector.expression, {slot.index: inner})), (inner, 1, slot.size))
    value = Value(sp.exp(vector.expression) / total, vector.row, vector.column)
    if below is None:
        return value
    if vector.row is not None and vector.column is not None:
        raise RejectedFormula("one index is not enough for the softmax of a matrix", below.at)
    subscript = read_subscript(resolver, below, Meaning("softmax", "probabilities", (slot.axis,)), below.at)
    if len(subscript.indices) != 1:
        raise RejectedFormula("softmax of a vector has one index", below.at)
    return Value(substitute(value.expression, {slot.index: subscript.indices[0]}))


def _extreme(resolver: Resolver, head: Operator, below: Node | None, stream: Stream) -> Value:
    if below is None:
        following = stream.beside
        bracket = following.factor if following is not None else None
        if not isinstance(bracket, Bracket):
            raise RejectedFormula(f"{head.name} is read with brackets, or with an index below it", head.at)
        stream.take()
        values = [resolver.value(item) for item in content(bracket.content).items]
        if len(values) < 2 or any(not value.scalar for value in values):
            raise RejectedFormula(f"{head.name} of one thing, or of vectors, is not read", bracket.at)
        function = sp.Max if head.name == "max" else sp.Min
        return Value(function(*(value.expression for value in values)))
    subscript = read_subscript(resolver, below, Meaning(""), below.at)
    index = subscript.indices[0] if len(subscript.indices) == 1 else None
    if head.name == "min" or index is None or not index.is_Symbol:
        raise RejectedFormula(f"this subscript of {head.name} is not read", below.at)
    with resolver.binding(index.name, below.at):
        value = resolver.argument(stream, head.name)
    size = resolver.size_of_index(index, value.expression, below.at)
    return Value(Maximum(value.expression, (index_symbol(index.name), 1, size)))
