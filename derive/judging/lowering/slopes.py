"""Derivatives, gradients and Hessians: axes of what is differentiated, then those of what it is differentiated by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...network.partial import Partial
from ...reading.document.statements.index import Index
from ...reading.expression.nodes import Call, Derivative, Layer, Matrix, Name, Node, names_in, walk
from .applied_parts import is_applied_in, parts_below
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
        return low.array(_by_each_parameter(low, node, scope), scope)
    if not all(is_applied_in(node.numerator, part) for part in parts_below(node)):
        raise Stuck("a derivative by what is no letter")
    result = low.numerator(node.numerator, denominators, scope)
    written = node.gradient and bool(node.denominators)
    denominators = tuple(_of_the_last_layer(low, part, scope) if written else part for part in denominators)
    for denominator in reversed(denominators):
        below = low.arithmetic.fresh(low.denominator(denominator, scope))
        indices, axes = (*result.indices, *below.indices), (*result.axes, *below.axes)
        row = not (result.rank or node.gradient)  # ∂L/∂x before a matrix: in some notes such slopes are rows
        result = Array(Partial(result.entry, below.entry), indices, axes, below.turned, row)
    return result


def _by_each_parameter(low: Expressions, node: Derivative, scope: Scope) -> Matrix:
    """∇f of f(x, y) as the column of ∂f/∂x and ∂f/∂y, and ∇²f as the matrix of its second derivatives.

    Raises:
        Stuck: f is no function of several letters, stands at other arguments, or is differentiated by others too.
    """
    name = node.numerator.function if isinstance(node.numerator, Call) else node.numerator
    if not isinstance(name, Name):
        raise Stuck("a gradient that does not say by what")
    binding = low.function(name, scope)
    own = binding.parameters if binding is not None else ()
    elsewhere = isinstance(node.numerator, Call) and node.numerator.arguments != own
    below = [part for s in low.document.index.slopes.get(name.name, ()) for part in s.denominators]
    elsewhere |= any(isinstance(part, Name) and part.name not in {p.name for p in own} for part in below)
    if len(own) < 2 or elsewhere or node.order > 2 or any(part.name in scope.parameters for part in own):
        raise Stuck("a gradient that does not say by what")
    behind: tuple[tuple[Node, ...], ...] = ((),) if node.order == 1 else tuple((part,) for part in own)
    return Matrix(tuple(tuple(Derivative(name, (part, *others)) for others in behind) for part in own))


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
    """The letter that a function was defined of, w of E(w) = …; of a formula the only such letter in it."""
    if isinstance(node, Name):
        binding = low.function(node, scope)
        parameters = binding.parameters if binding is not None else ()
    elif len(applied := _applied(node)) == 1 and not applied & low.document.sizes:
        return tuple(part for part in walk(node) if isinstance(part, Name) and part.name in applied)[:1]
    else:
        letters = {name.name: name for name in names_in(node) if not name.indices and name.layer is None}
        parameters = tuple(letters[name] for name in sorted(low.document.index.made(_arguments) & set(letters)))
    return parameters if len(parameters) == 1 and parameters[0].name not in scope.parameters else ()


def _applied(node: Node) -> set[str]:
    """w of log f(w), also where f is applied to its value at a step."""
    calls = [part for part in walk(node) if isinstance(part, Call)]
    arguments = [argument for call in calls for argument in call.arguments]
    names = {argument.name for argument in arguments if isinstance(argument, Name) and not argument.indices}
    return names if all(isinstance(argument, Name) for argument in arguments) else set()


def _arguments(index: Index) -> frozenset[str]:
    """The letters that the document takes gradients by, and those of its functions of one letter."""
    heads = [s.trees[0].arguments for s in index.heads if isinstance(s.trees[0], Call)]
    nodes = [node for s in index.statements for tree in s.read for node in walk(tree)]
    below = [node.denominators for node in nodes if isinstance(node, Derivative) and node.gradient]
    alone = [letters[0] for letters in (*heads, *below) if len(set(letters)) == 1]
    return frozenset(name.name for name in alone if isinstance(name, Name) and not name.indices)
