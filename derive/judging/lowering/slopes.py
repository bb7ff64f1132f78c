"""Derivatives, gradients and Hessians: axes of what is differentiated, then those of what it is differentiated by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...network.partial import Partial
from ...reading.expression.nodes import Derivative, Layer, Name, Node
from .arrays import Array, Stuck
from .scope import Scope

if TYPE_CHECKING:
    from .expressions import Expressions


def slope(low: Expressions, node: Derivative, scope: Scope) -> Array:
    """∂a/∂b, ∂²E/∂w∂v, ∇f by what it says, or by the letter that f is defined of.

    Raises:
        Stuck: nothing says by what.
    """
    denominators = node.denominators or _own_parameter(low, node.numerator, scope) * node.order
    if not denominators:
        raise Stuck("a gradient that does not say by what")
    result = low.numerator(node.numerator, denominators, scope)
    denominators = tuple(_of_the_last_layer(low, part, scope) if node.gradient else part for part in denominators)
    for denominator in reversed(denominators):
        below = low.arithmetic.fresh(low.denominator(denominator, scope))
        indices, axes = (*result.indices, *below.indices), (*result.axes, *below.axes)
        result = Array(Partial(result.entry, below.entry), indices, axes, below.turned)
    return result


def _of_the_last_layer(low: Expressions, node: Node, scope: Scope) -> Node:
    """a of ∇_a C as that of the last layer, where a^l is what was defined of a last."""
    if not isinstance(node, Name) or node.layer is not None or node.indices:
        return node
    mine = [b for b in low.document.by_name.get(node.name, ()) if not b.value and not b.parameters]
    mine = [b for b in mine if b.order <= scope.order] or mine
    layer = mine[-1].layer if mine else None
    lettered = layer is not None and not layer.letter.isdigit()
    return replace(node, layer=Layer(str(max(scope.layers.values(), default=2)))) if lettered else node


def _own_parameter(low: Expressions, node: Node, scope: Scope) -> tuple[Node, ...]:
    """The letter that a function was defined of: w of E, where the document says E(w) = …"""
    binding = low.function(node, scope) if isinstance(node, Name) else None
    parameters = binding.parameters if binding is not None else ()
    return parameters if len(parameters) == 1 and parameters[0].name not in scope.parameters else ()
