"""Derivatives as they are written: ∂u/∂v, du/dv, d/dx of something, ∇_W L."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sympy as sp

from ...network.partial import Partial
from .letters import tensor
from .nodes import Bracket, Fraction, Name, Node, Operator, Part, Product, Scripted, Terms, Word, lone
from .rejection import RejectedFormula, ambiguous
from .values import Value

if TYPE_CHECKING:
    from .resolver import Resolver


def is_derivative(node: Node) -> bool:
    r"""True for \frac{\partial u}{\partial v} and \frac{du}{dv}, and for the operators d/dx without u."""
    return (
        isinstance(node, Fraction) and _differential(node.above) is not None and _differential(node.below) is not None
    )


def is_derivative_operator(node: Node) -> bool:
    r"""True for \frac{d}{dx}, which is applied to what follows."""
    return is_derivative(node) and isinstance(node, Fraction) and _differential(node.above) == ()


def _differential(node: Node) -> tuple[Part, ...] | None:
    """What stands behind the ∂ or d; None where there is none."""
    inner = lone(node)
    parts = inner.parts if isinstance(inner, Product) else (Part(node.at, "", False, inner),) if inner else ()
    if not parts or parts[0].negative or any(part.joined for part in parts):
        return None
    head = lone(parts[0].factor)
    if isinstance(head, Scripted) and is_d(head.base):
        raise RejectedFormula("a second derivative is not read", head.at)
    return parts[1:] if head is not None and is_d(head) else None


def is_d(node: Node) -> bool:
    """True for ∂ and for d, upright or not, as they stand in a derivative."""
    return (
        (isinstance(node, Operator) and node.name == "partial")
        or (isinstance(node, Name) and node.letter == "d")
        or (isinstance(node, Word) and node.text == "d")
    )


def fraction_derivative(resolver: Resolver, node: Fraction) -> Value:
    r"""\frac{\partial u}{\partial v}."""
    above, below = _differential(node.above), _differential(node.below)
    assert above is not None and below is not None
    if not above:
        raise RejectedFormula("a derivative of nothing", node.at, hint="write what is differentiated behind it")
    if len(below) != 1:
        raise RejectedFormula("a derivative by several factors is not read", node.below.at)
    upper: Node = above[0].factor if len(above) == 1 else Product(above[0].at, above)
    return split_derivative(resolver, upper, below[0].factor, node.at)


def split_derivative(resolver: Resolver, above: Node, below: Node, at: int) -> Value:
    """The derivative of one thing by another."""
    return derivative(resolver, resolver.value(above), resolver.value(below), at)


def derivative_operator(resolver: Resolver, node: Node, argument: Value) -> Value:
    r"""\frac{d}{dx} f."""
    assert isinstance(node, Fraction)
    below = _differential(node.below)
    if not below or len(below) != 1:
        raise RejectedFormula("a derivative by nothing, or by several factors", node.below.at)
    return derivative(resolver, argument, resolver.value(below[0].factor), node.at)


def derivative(resolver: Resolver, upper: Value, lower: Value, at: int) -> Value:
    """∂upper/∂lower.

    Raises:
        RejectedFormula: ``lower`` is no variable, or both are vectors, where two layouts are in use. In an
            equality a vector by a vector has a row for each entry above, and the other side tells its shape.
    """
    variable = lower.expression
    if not isinstance(variable, (sp.Indexed, sp.Symbol)) or variable.is_integer:
        raise RejectedFormula("a derivative is taken by one variable", at)
    vectors = upper.column is None and lower.column is None
    if not upper.scalar and not lower.scalar and vectors and not resolver.alone:
        return Value(Partial(upper.expression, variable), upper.row, lower.row)
    if not upper.scalar and not lower.scalar:
        raise ambiguous(
            "the derivative of a vector by a vector or matrix", at, "a row for each entry above",
            "a row for each entry below", hint="write it with indices",
        )  # fmt: skip
    return Value(Partial(upper.expression, variable), upper.row or lower.row, upper.column or lower.column)


def gradient(resolver: Resolver, node: Node, argument: Value) -> Value:
    """∇_W L, in the shape of W."""
    below = node.subscript if isinstance(node, Scripted) else None
    if below is None or (isinstance(node, Scripted) and node.superscript is not None):
        raise RejectedFormula("∇ does not say with respect to what", node.at, hint=r"write \nabla_W L")
    if not argument.scalar:
        raise RejectedFormula("∇ of something that is no number is not read", node.at)
    inner = lone(below)
    if isinstance(inner, (Product, Terms, Bracket)) or inner is None:
        inner = _juxtaposed(inner)
    value = resolver.value(inner)
    if isinstance(inner, Name) and value.scalar and resolver.glossary[inner.letter].axes:
        value = tensor(resolver.glossary[inner.letter], node.at)
    return derivative(resolver, argument, value, node.at)


def _juxtaposed(node: Node | None) -> Node:
    raise RejectedFormula("∇ with respect to more than one thing is not read", node.at if node else 0)
