"""p_θ(x), and π_θ(a | s): what is differentiated by a letter that stands below it alone is made of that letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...reading.document.reached import reached_from
from ...reading.document.statements.index import Index
from ...reading.expression.nodes import Call, Derivative, Name, names_in, walk
from .any_calls import any_number
from .arrays import Array
from .items import Item
from .scope import Scope

if TYPE_CHECKING:
    from .losses import Losses


def parameters_below(index: Index) -> dict[str, str]:
    r"""The names that nothing defines, each with the letter below it by which the document differentiates it.

    Where what is differentiated is made of that letter in another way, a letter below is a label.

    >>> from ...reading.document.model import document_of
    >>> from ...reading.notes.claims import Claim
    >>> lines = [r"\nabla_v p_v(x) = 0", r"h = W_x x", r"\frac{\partial h}{\partial x} = W_x"]
    >>> parameters_below(document_of([Claim(line, n, 1) for n, line in enumerate(lines)]).index)
    {'p_v': 'v'}
    """
    bodies: dict[str, set[str]] = {}
    for binding in index.bindings:
        if not binding.value:
            bodies.setdefault(binding.name, set()).update(name.name for name in names_in(binding.body))
    found: dict[str, str] = {}
    for slope in (node for s in index.statements for tree in s.read for node in walk(tree)):
        if isinstance(slope, Derivative):
            above = (name.name for name in names_in(slope.numerator))
            reached = reached_from(above, lambda name: bodies.get(name, ()))
            for letter in {part.name for part in slope.denominators if isinstance(part, Name)} - reached:
                found |= {name: letter for name in sorted(reached - bodies.keys()) if _is_below(letter, name)}
    return found


def _is_below(letter: str, name: str) -> bool:
    return name.partition("(")[0].endswith(f"_{letter}")


def made_of_what_is_below(low: Losses, item: Item, node: Name, layer: int | None, scope: Scope) -> Item:
    """What is given as a + Σ g θ, with a and g free: to the first order that is anything made of θ."""
    letter = low.document.index.made(parameters_below)[node.name]
    key = ("any value", node.name, layer, len(item.axes))
    if key not in low.items.found:
        below = low.arithmetic.fresh(low.named(Name(letter), scope))
        slope = Item(low.items.name(f"any_{node.name}", None), (*item.axes, *below.axes), shown=node.name)
        low.items.add(("any slope", *key), slope)
        indices = tuple(low.arithmetic.index() for _ in item.axes)
        made = Array(below.entry * slope.element((*indices, *below.indices)), below.indices, below.axes)
        value = item.element(indices) + low.arithmetic.summed(made)
        name = low.items.name(node.name, layer)
        low.items.add(key, Item(name, item.axes, item.open, indices, value, node.name))
    return low.items.found[key]


def called_with_what_is_below(low: Losses, node: Call, scope: Scope) -> Array | None:
    """p_θ(x) as any function of x and θ; None where nothing says that it is one of θ."""
    letter = low.document.index.made(parameters_below).get(node.function.name)
    if letter is None or low.is_bound(node.function, scope) or low.function(node.function, scope) is not None:
        return None
    arguments = [low.array(argument, scope) for argument in node.arguments]
    return any_number(node, [*arguments, low.named(Name(letter), scope)], low, scope)
